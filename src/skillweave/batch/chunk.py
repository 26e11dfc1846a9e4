"""Translates checked rows chunk by chunk; a row that cannot be translated is a failed row, never a lost one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from skillweave.batch.rows import Row, failed_translation
from skillweave.domain.claim import Status, Translation
from skillweave.domain.experience import Experience
from skillweave.errors import TextError

CHUNK = 128
"""Rows translated together: enough to fill the encoder's batches, little enough to stay in bounded memory."""

CHUNK_TEXT = 100_000
"""Code points after which a chunk is full, however few its rows are."""


class Translates(Protocol):
    """What this file needs of a pipeline."""

    def translate_many(self, experiences: Sequence[Experience], /) -> Sequence[Translation]:
        """Give one translation an entry, in their order."""
        ...

    def translate(self, experience: Experience, /) -> Translation:
        """Translate one entry."""
        ...


def translate_rows(pipeline: Translates, rows: Iterable[Row], *, chunk: int = CHUNK) -> Iterator[Translation]:
    """Translate rows in their order, each with its row number; rows that were refused come out as failed."""
    for taken in _chunks(rows, chunk):
        results = iter(_translated(pipeline, _good(taken)))
        for row in taken:
            yield failed_translation(row) if row.experience is None else _numbered(next(results), row)


def _chunks(rows: Iterable[Row], most: int) -> Iterator[list[Row]]:
    taken: list[Row] = []
    size = 0
    for row in rows:
        taken.append(row)
        size += len(row.experience.text) if row.experience else 0
        if len(taken) >= most or size >= CHUNK_TEXT:
            yield taken
            taken, size = [], 0
    if taken:
        yield taken


def _good(rows: Sequence[Row]) -> list[Experience]:
    return [row.experience for row in rows if row.experience is not None]


def _translated(pipeline: Translates, experiences: Sequence[Experience]) -> Sequence[Translation]:
    """Translate together; where one text spoils that, one by one, so that only it fails."""
    try:
        return pipeline.translate_many(experiences) if experiences else ()
    except TextError:
        return [_one(pipeline, experience) for experience in experiences]


def _numbered(translation: Translation, row: Row) -> Translation:
    return translation.model_copy(update={"row": row.number})


def _one(pipeline: Translates, experience: Experience) -> Translation:
    """Translate alone, so that only the text that spoiled its chunk fails."""
    try:
        return pipeline.translate(experience)
    except TextError as error:
        return Translation(id=experience.id, status=Status.FAILED, experience=experience, error=str(error))
