"""Two runs side by side."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from skillweave.batch.compare import Counts, changes
from skillweave.batch.folder import RunFolder
from skillweave.batch.job import Job, JobOptions, NamedLog
from skillweave.batch.local import InlineRunner
from skillweave.batch.mapping import map_columns
from skillweave.batch.part import PartTask, PartWork
from skillweave.batch.rows import Record, check_records
from skillweave.batch.store import DiskStore, Store
from skillweave.domain.claim import Claim, Status, Translation
from skillweave.domain.competency import Kind
from skillweave.domain.evidence import Evidence
from skillweave.domain.experience import Experience
from skillweave.domain.run import Manifest, PartLine
from tests.runs import log_of, made


class Saying:
    """A pipeline that claims the words of a text, each with a score that its length gives."""

    def translate_many(self, experiences: Sequence[Experience], /) -> Sequence[Translation]:
        """Translate each."""
        return [self.translate(one) for one in experiences]

    def translate(self, experience: Experience, /) -> Translation:
        """Claim every word in capitals."""
        words = [word for word in experience.text.split() if word.isupper()]
        claims = tuple(claim(word, rank, experience.text) for rank, word in enumerate(words, 1))
        status = Status.CLAIMS if claims else Status.NOTHING_FOUND
        return Translation(id=experience.id, status=status, experience=experience, claims=claims)


def claim(word: str, rank: int, text: str) -> Claim:
    """Make a claim that rests on a word."""
    start = text.index(word)
    evidence = Evidence(start=start, end=start + len(word), quote=word)
    return Claim(
        framework="f", code=word, label=word, kind=Kind.CORE, verification="verified", score=1.0, scores={},
        matched=word, evidence=(evidence,), passage=evidence, id=word, rank=rank, confidence=None,
    )  # fmt: skip


def run(folder: Path, texts: Sequence[str], encoder: str, part_rows: int = 2) -> tuple[Store, Manifest]:
    """Translate texts into a run."""
    return run_log(folder, log_of(texts), encoder, part_rows)


def run_log(folder: Path, log: NamedLog, encoder: str, part_rows: int = 2) -> tuple[Store, Manifest]:
    """Translate a log into a run."""
    make = partial(PartWork, Saying(), made(encoder), DiskStore(folder))
    runner: InlineRunner[PartTask, PartLine | None] = InlineRunner(make)
    job = Job([log], DiskStore(folder), runner, JobOptions(part_rows=part_rows))
    manifest = job.run(job.plan(), lambda _: None, lambda: 0)
    store = DiskStore(folder).within(manifest.run)
    assert RunFolder(store).manifest() == manifest
    return store, manifest


def test_claims_came_went_and_moved(tmp_path: Path) -> None:
    """Whatever the boundaries of parts are; the first claims are counted apart."""
    before = run(tmp_path, ["A B", "A", "nothing", "C", "A"], "one")
    after = run(tmp_path, ["A B", "A D", "D", "nothing", "B A", "new"], "two", part_rows=4)
    counts = Counts()
    found = [(one.row, one.code, one.kind) for one in changes(before, after, counts)]
    assert found == [(3, "D", "came"), (4, "D", "came"), (5, "C", "went"), (6, "A", "moved"), (6, "B", "came")]
    assert (counts.both, counts.same, counts.only_before, counts.only_after) == (5, 1, 0, 1)
    assert dict(counts.kinds) == {"came": 3, "went": 1, "moved": 1}
    assert (counts.top_same["f"], counts.top_all["f"]) == (2, 5)


def log_with_ids(rows: Sequence[tuple[str, str]]) -> NamedLog:
    """Give a log with these ids and texts."""
    mapping, _ = map_columns(("id", "text"))
    records = [Record(number, cells=row) for number, row in enumerate(rows, 2)]
    return NamedLog("log.csv", lambda: check_records(records, mapping))


def compared(folder: Path, old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> tuple[Counts, list[str]]:
    """Compare two runs over logs with these rows; gives the counts and the ids of what changed."""
    before, after = run_log(folder, log_with_ids(old), "one"), run_log(folder, log_with_ids(new), "two", part_rows=3)
    counts = Counts()
    return counts, [one.id for one in changes(before, after, counts)]


ROWS = [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"), ("e", "E")]


def test_a_row_put_in_moves_no_later_entry(tmp_path: Path) -> None:
    """Entries are told by their ids, not by their rows; so with a row taken out, and with both."""
    counts, found = compared(tmp_path / "in", ROWS, [ROWS[0], ("new", "X"), *ROWS[1:]])
    assert (found, counts.both, counts.same, counts.only_before, counts.only_after) == ([], 5, 5, 0, 1)
    counts, found = compared(tmp_path / "out", ROWS, ROWS[1:])
    assert (found, counts.both, counts.same, counts.only_before, counts.only_after) == ([], 4, 4, 1, 0)
    counts, found = compared(tmp_path / "both", ROWS, [("new", "X"), ROWS[0], *ROWS[2:4], ("e", "F")])
    assert (found, counts.both, counts.same, counts.only_before, counts.only_after) == (["e", "e"], 4, 3, 1, 1)


def test_a_log_in_another_order_has_the_same_entries(tmp_path: Path) -> None:
    """However far a row has moved."""
    counts, found = compared(tmp_path, ROWS, ROWS[::-1])
    assert (found, counts.both, counts.same, counts.only_before, counts.only_after) == ([], 5, 5, 0, 0)


def test_an_id_used_twice_is_two_entries(tmp_path: Path) -> None:
    """The second is a row that failed; it is compared with the second, or with none."""
    twice = [*ROWS, ("a", "A")]
    counts, found = compared(tmp_path / "both", twice, twice)
    assert (found, counts.both, counts.only_before, counts.only_after) == ([], 6, 0, 0)
    counts, found = compared(tmp_path / "one", ROWS, [("new", "X"), *twice])
    assert (found, counts.both, counts.only_before, counts.only_after) == ([], 5, 0, 2)
