"""Translates checked rows chunk by chunk; a row that cannot be translated is a failed row, never a lost one."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

from skillweave.batch.rows import Row, failed_translation
from skillweave.domain.claim import Status, Translation
from skillweave.domain.experience import Experience
from skillweave.errors import TextError

CHUNK = 64
"""Rows translated together: enough to fill the encoder's batches, little enough to stay in bounded memory."""

CHUNK_TEXT = 100_000
"""Code points after which a chunk is full, however few its rows are."""


P = TypeVar("P")


class Translates(Protocol[P]):
    """What this file needs of a pipeline: its two halves, and both together for one entry."""

    def prepare(self, experiences: Sequence[Experience], /) -> P:
        """Encode entries."""
        ...

    def finish(self, prepared: P, /) -> Sequence[Translation]:
        """Give one translation an entry, in their order."""
        ...

    def translate(self, experience: Experience, /) -> Translation:
        """Translate one entry."""
        ...


def translate_rows(pipeline: Translates[P], rows: Iterable[Row], *, chunk: int = CHUNK) -> Iterator[Translation]:
    """Translate rows in their order, each with its row number; rows that were refused come out as failed.

    While the claims of one chunk are made, the next is encoded in a second thread: the encoder is compiled code and
    leaves the interpreter free.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="encode") as ahead:
        waiting: tuple[list[Row], Future[P]] | None = None
        for taken in _chunks(rows, chunk):
            coming = (taken, ahead.submit(pipeline.prepare, _good(taken)))
            if waiting is not None:
                yield from _finished(pipeline, *waiting)
            waiting = coming
        if waiting is not None:
            yield from _finished(pipeline, *waiting)


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


def _finished(pipeline: Translates[P], rows: Sequence[Row], prepared: Future[P]) -> Iterator[Translation]:
    try:
        results = iter(pipeline.finish(prepared.result()))
    except TextError:
        results = iter([_one(pipeline, experience) for experience in _good(rows)])
    for row in rows:
        yield failed_translation(row) if row.experience is None else _numbered(next(results), row)


def _numbered(translation: Translation, row: Row) -> Translation:
    return translation.model_copy(update={"row": row.number})


def _one(pipeline: Translates[P], experience: Experience) -> Translation:
    """Translate alone, so that only the text that spoiled its chunk fails."""
    try:
        return pipeline.translate(experience)
    except TextError as error:
        return Translation(id=experience.id, status=Status.FAILED, experience=experience, error=str(error))
