"""Rows through a pipeline, chunk by chunk."""

from collections.abc import Iterator, Sequence

import pytest

from skillweave.batch.chunk import CHUNK_TEXT, translate_rows
from skillweave.batch.rows import Row
from skillweave.domain.claim import Status, Translation
from skillweave.domain.experience import Experience
from skillweave.errors import TextError


class Picky:
    """A pipeline that cannot take a text with the word `spoiled` in it."""

    def __init__(self) -> None:
        """Remember the size of each chunk."""
        self.chunks: list[int] = []

    def translate_many(self, experiences: Sequence[Experience], /) -> Sequence[Translation]:
        """Refuse the whole chunk, as an encoder does."""
        self.chunks.append(len(experiences))
        return [self.translate(experience) for experience in experiences]

    def translate(self, experience: Experience, /) -> Translation:
        """Find nothing in one."""
        if "spoiled" in experience.text:
            raise TextError("a passage is spoiled")
        return Translation(id=experience.id, status=Status.NOTHING_FOUND, experience=experience)


def row(number: int, text: str | None) -> Row:
    """A row as the readers give it; None is one that was refused."""
    if text is None:
        return Row(number, None, f"e{number}", f"row {number}: id is empty")
    return Row(number, Experience(id=f"e{number}", text=text), f"e{number}")


def test_rows_keep_order_and_number() -> None:
    """Every row comes out once, in order, with its number; a refused row as failed."""
    rows = [row(2, "I welded."), row(3, None), row(5, "I sat."), row(6, None)]
    done = list(translate_rows(Picky(), rows, chunk=2))
    assert [(item.row, item.status) for item in done] == [
        (2, Status.NOTHING_FOUND),
        (3, Status.FAILED),
        (5, Status.NOTHING_FOUND),
        (6, Status.FAILED),
    ]


def test_a_spoiled_text_fails_alone() -> None:
    """The other rows of its chunk are translated."""
    done = list(translate_rows(Picky(), [row(1, "I sat."), row(2, "spoiled"), row(3, "I ran.")]))
    assert [item.status for item in done] == [Status.NOTHING_FOUND, Status.FAILED, Status.NOTHING_FOUND]
    assert done[1].error == "a passage is spoiled"
    assert done[1].row == 2


@pytest.mark.parametrize(("texts", "sizes"), [(["a"] * 5, [2, 2, 1]), (["x" * (CHUNK_TEXT // 2 + 1)] * 3, [2, 1])])
def test_chunks_are_bounded_by_rows_and_by_text(texts: list[str], sizes: list[int]) -> None:
    """A chunk is full after so many rows, or so much text, whichever comes first."""
    pipeline = Picky()
    list(translate_rows(pipeline, [row(number, text) for number, text in enumerate(texts)], chunk=2))
    assert pipeline.chunks == sizes


def test_rows_are_read_as_they_are_needed() -> None:
    """No more than one chunk is read ahead of what was given out."""
    read: list[int] = []

    def source() -> Iterator[Row]:
        for number in range(100):
            read.append(number)
            yield row(number, "I sat.")

    done = translate_rows(Picky(), source(), chunk=5)
    next(done)
    assert len(read) <= 5
    done.close()  # type: ignore[attr-defined]
