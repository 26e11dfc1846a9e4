"""Translates checked rows chunk by chunk; a row that cannot be translated is a failed row, never a lost one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from skillweave.batch.rows import Row, failed_translation
from skillweave.domain.claim import Status, Translation
from skillweave.domain.experience import Experience
from skillweave.errors import SkillweaveError, TextError

CHUNK = 128
"""Rows translated together: enough to fill the encoder's batches, little enough to stay in bounded memory."""

CHUNK_TEXT = 100_000
"""Code points after which a chunk is full, however few its rows are."""

_LONGEST_REASON = 2_000


class Translates(Protocol):
    """What this file needs of a pipeline."""

    def translate_many(self, experiences: Sequence[Experience], /) -> Sequence[Translation]:
        """Give one translation an entry, in their order."""
        ...

    def translate(self, experience: Experience, /) -> Translation:
        """Translate one entry."""
        ...


class FailureCode(StrEnum):
    """Why a row failed."""

    REFUSED = "refused"
    """The row itself cannot be used: no text, an id for the second time."""
    TEXT = "text"
    """The encoder cannot take the text."""
    FAULT = "fault"
    """Something went wrong that nobody has foreseen."""
    KILLED = "killed"
    """The process that worked on it ended."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row; `code` says why it failed, where it did."""

    translation: Translation
    code: FailureCode | None = None


def translate_rows(pipeline: Translates, rows: Iterable[Row], *, chunk: int = CHUNK) -> Iterator[Translation]:
    """Translate rows in their order, each with its row number; rows that were refused come out as failed."""
    for taken in chunks_of(rows, chunk):
        for outcome in translate_chunk(pipeline, taken):
            yield outcome.translation


def chunks_of(rows: Iterable[Row], most: int = CHUNK, *, most_text: int = CHUNK_TEXT) -> Iterator[list[Row]]:
    """Cut rows into chunks that are full by their number or by their text; the cuts depend on the rows alone.

    Args:
        rows: In their order.
        most: Rows of a chunk.
        most_text: Code points after which it is full, however few its rows are.
    """
    taken: list[Row] = []
    size = 0
    for row in rows:
        taken.append(row)
        size += len(row.experience.text) if row.experience else 0
        if len(taken) >= most or size >= most_text:
            yield taken
            taken, size = [], 0
    if taken:
        yield taken


def translate_chunk(pipeline: Translates, rows: Sequence[Row]) -> Iterator[Outcome]:
    """Translate rows together, one outcome a row, in their order.

    Raises:
        SkillweaveError: Of any kind but `TextError`: the configuration is at fault, not a row.
    """
    results = iter(_translated(pipeline, [row.experience for row in rows if row.experience is not None]))
    for row in rows:
        if row.experience is None:
            yield Outcome(failed_translation(row), FailureCode.REFUSED)
        else:
            outcome = next(results)
            yield Outcome(outcome.translation.model_copy(update={"row": row.number}), outcome.code)


def failed(experience: Experience, code: FailureCode, error: str) -> Outcome:
    """Make the outcome of an entry that could not be translated."""
    return Outcome(
        Translation(id=experience.id, status=Status.FAILED, experience=experience, error=error[:_LONGEST_REASON]), code
    )


def _translated(pipeline: Translates, experiences: Sequence[Experience]) -> Sequence[Outcome]:
    """Translate together; where one text spoils that, one by one, so that only it fails."""
    try:
        return [Outcome(one) for one in pipeline.translate_many(experiences)] if experiences else ()
    except Exception as error:
        if _is_ours(error):
            raise
        return [_one(pipeline, experience) for experience in experiences]


def _one(pipeline: Translates, experience: Experience) -> Outcome:
    """Translate alone, so that only the text that spoiled its chunk fails."""
    try:
        return Outcome(pipeline.translate(experience))
    except TextError as error:
        return failed(experience, FailureCode.TEXT, str(error))
    except Exception as error:
        if _is_ours(error):
            raise
        return failed(experience, FailureCode.FAULT, f"{type(error).__name__}: {error}")


def _is_ours(error: Exception) -> bool:
    """Tell an error that would meet every row from one that may come from a single text."""
    return isinstance(error, SkillweaveError) and not isinstance(error, TextError)
