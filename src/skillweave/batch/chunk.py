"""Translates checked rows chunk by chunk; a row that cannot be translated is a failed row, never a lost one."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol

from skillweave.batch.rows import Row, failed_translation
from skillweave.domain.claim import Status, Translation
from skillweave.domain.experience import Experience
from skillweave.errors import TextError

CHUNK = 64
"""Rows translated together: enough to fill the encoder's batches, little enough to stay in bounded memory."""


class Translates(Protocol):
    """What this file needs of a pipeline."""

    def translate_many(self, experiences: Sequence[Experience], /) -> Sequence[Translation]:
        """Translate experiences; one result each, in their order."""
        ...


def translate_rows(pipeline: Translates, rows: Iterable[Row], *, chunk: int = CHUNK) -> Iterator[Translation]:
    """Translate rows in their order, each with its row number; rows that were refused come out as failed."""
    rows = iter(rows)
    while taken := list(islice(rows, chunk)):
        good = [row.experience for row in taken if row.experience is not None]
        results = iter(_translated(pipeline, good))
        for row in taken:
            if row.experience is None:
                yield failed_translation(row)
            else:
                yield next(results).model_copy(update={"row": row.number})


def _translated(pipeline: Translates, experiences: Sequence[Experience]) -> Sequence[Translation]:
    """Translate together; where one text spoils that, one by one, so that only it fails."""
    if not experiences:
        return ()
    try:
        return pipeline.translate_many(experiences)
    except TextError as error:
        if len(experiences) == 1:
            only = experiences[0]
            return (Translation(id=only.id, status=Status.FAILED, experience=only, error=str(error)),)
        return [result for one in experiences for result in _translated(pipeline, [one])]
