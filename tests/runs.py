"""Runs without a model: pipelines that tell texts apart by a word in them, also such as end their process."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from skillweave.batch.job import NamedLog
from skillweave.batch.mapping import map_columns
from skillweave.batch.part import PartWork
from skillweave.batch.rows import Record, Row, check_records
from skillweave.batch.store import DiskStore
from skillweave.domain.claim import Provenance, Status, Translation
from skillweave.domain.experience import Experience
from skillweave.domain.run import Made, PartFormat
from skillweave.errors import BatchError, SettingsError, TextError

KILLS, HANGS, SPOILED, FAULTY, SLOW = "KILLS", "HANGS", "SPOILED", "FAULTY", "SLOW"


def made(encoder: str = "fake", *, format: PartFormat = "parquet", cut_off: bool = False) -> Made:  # noqa: A002
    """Say what makes the results of the fake pipeline."""
    provenance = Provenance(
        skillweave="0",
        encoder=encoder,
        segmenter="s",
        gate="g",
        parameters="p",
        judge="none",
        settings_hash="h",
        frameworks={"f": "1@a"},
        concepts="c",
    )
    return Made(
        provenance=provenance, number_type="fp32", number_type_why="", device="cpu", format=format, cut_off=cut_off
    )


class FakePipeline:
    """Finds nothing in any text, but minds certain words."""

    def translate_many(self, experiences: Sequence[Experience], /) -> Sequence[Translation]:
        """Translate one after the other."""
        return [self.translate(one) for one in experiences]

    def translate(self, experience: Experience, /) -> Translation:
        """End the process, hang, raise, wait, or find nothing, by the words of the text."""
        if KILLS in experience.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if HANGS in experience.text:
            time.sleep(600)
        if SPOILED in experience.text:
            raise TextError("a passage is spoiled")
        if FAULTY in experience.text:
            raise ValueError("nobody has foreseen this")
        if SLOW in experience.text:
            time.sleep(0.2)
        return Translation(id=experience.id, status=Status.NOTHING_FOUND, experience=experience)


def make_work(folder: Path, encoder: str = "fake") -> PartWork:
    """Make the work that a worker of these tests does."""
    return PartWork(FakePipeline(), made(encoder), DiskStore(folder))


def dies_once(mark: Path, folder: Path) -> PartWork:
    """Make work whose first worker ends in the middle of its first part, as if the system had ended it."""

    class Dying(FakePipeline):
        def translate(self, experience: Experience, /) -> Translation:
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return super().translate(experience)

    return PartWork(Dying(), made(), DiskStore(folder))


class FullStore(DiskStore):
    """A disk that is full."""

    def within(self, folder: str) -> "FullStore":
        """Be as full in each folder."""
        return FullStore(self.root / folder)

    def write(self, name: str, data: bytes) -> None:
        """Refuse."""
        raise BatchError(f"cannot write {self.root / name}: the disk is full; free some space ({len(data)} bytes)")


def make_on_full_disk(folder: Path) -> PartWork:
    """Make work that cannot write."""
    return PartWork(FakePipeline(), made(), FullStore(folder))


def make_hopeless(folder: Path) -> PartWork:
    """Make work that cannot go on whatever it is given, as with a model that was removed."""

    class Hopeless(FakePipeline):
        def translate_many(self, experiences: Sequence[Experience], /) -> Sequence[Translation]:
            raise SettingsError(f"cannot go on with {len(experiences)} entries")

    return PartWork(Hopeless(), made(), DiskStore(folder))


def refuse() -> PartWork:
    """Fail as a pipeline that cannot be loaded does."""
    raise SettingsError("there is no such thing")


def end_at_once() -> PartWork:
    """End the process before it is ready."""
    os._exit(9)


def log_of(texts: Sequence[str], name: str = "log.csv") -> NamedLog:
    """Give a log with these texts."""
    mapping, _ = map_columns(("id", "text"))

    def rows() -> "Sequence[Row]":
        return list(check_records((Record(n, cells=(f"e{n}", text)) for n, text in enumerate(texts, 2)), mapping))

    return NamedLog(name, lambda: iter(rows()))
