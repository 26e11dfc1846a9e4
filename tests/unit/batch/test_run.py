"""What becomes of parts whose workers are lost, without any process: a runner that loses tasks as it is told."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from skillweave.batch.events import Event, PartEnded, RowKilled, Stopping, WorkerLost
from skillweave.batch.folder import RunFolder
from skillweave.batch.local import InlineRunner
from skillweave.batch.part import PartTask
from skillweave.batch.plan import Part, cut
from skillweave.batch.run import MOST_DEATHS, Run
from skillweave.batch.store import DiskStore
from skillweave.domain.run import PartLine
from skillweave.errors import BatchError
from skillweave.ports import Ended
from tests.runs import SPOILED, log_of, made, make_work

RUN = made().run_id
Loses = Callable[[PartTask], Ended[PartLine | None] | None]


class Losing(InlineRunner[PartTask, PartLine | None]):
    """Does what it is given, but loses the workers of tasks for which `loses` gives an ending."""

    def __init__(self, folder: Path, loses: Loses) -> None:
        """Take what says which tasks are lost."""
        super().__init__(partial(make_work, folder))
        self.loses = loses
        self.tried: list[PartTask] = []
        self.open()

    def _done(self, name: str, task: PartTask) -> Ended[PartLine | None]:
        self.tried.append(task)
        lost = self.loses(task)
        return super()._done(name, task) if lost is None else Ended(name, lost=True, begun=lost.begun)


def parts_of(texts: Sequence[str]) -> Iterator[Part | None]:
    """Cut texts into parts of three rows."""
    yield from cut("log.csv", log_of(texts).rows(), RUN, most=3)


def work(
    folder: Path, loses: Loses, texts: Sequence[str] = ("I sat.", "I stood.", "I lay.")
) -> tuple[Losing, list[Event]]:
    """Do all parts, and give the runner and what was heard."""
    heard: list[Event] = []
    runner = Losing(folder, loses)
    run = Run(runner, RunFolder(DiskStore(folder).within(RUN)), heard.append, asked_to_stop=lambda: 0)
    assert run.work(parts_of(texts), len(list(parts_of(texts))))
    return runner, heard


def killed(heard: Sequence[Event]) -> list[int]:
    """Give the rows that were found to end their process, and see that they are those that failed."""
    failed = [one.row for event in heard if isinstance(event, PartEnded) for one in event.line.failures]
    found = [event.row for event in heard if isinstance(event, RowKilled)]
    assert sorted(failed) == sorted(found)
    return found


def dying(name: str, *, begun: bool = True) -> Ended[PartLine | None]:
    """Give an ending of a lost worker."""
    return Ended(name, lost=True, begun=begun)


def test_a_task_that_was_never_begun_counts_for_no_death(tmp_path: Path) -> None:
    """However often its workers end while they load."""
    chances = iter(range(10))
    runner, heard = work(tmp_path, lambda _: dying("", begun=False) if next(chances) < 9 else None)
    assert len(runner.tried) == 10
    assert not any(one.is_probe or one.killers for one in runner.tried)
    assert (killed(heard), [one for one in heard if isinstance(one, WorkerLost)]) == ([], [])


@pytest.mark.parametrize(("begun", "losses"), [(True, MOST_DEATHS - 1), (False, 5)])
def test_a_row_whose_trial_is_lost_by_chance_is_not_condemned(tmp_path: Path, *, begun: bool, losses: int) -> None:
    """A part ends its worker three times; then one of its rows alone does so every time, and another by chance."""
    tries: Counter[int] = Counter()

    def loses(task: PartTask) -> Ended[PartLine | None] | None:
        if not task.is_probe:
            return None if 1 in task.killers else dying("")
        number = task.part.rows[0].number
        tries[number] += 1
        if number == 2 and tries[2] <= losses:
            return dying("", begun=begun)
        return dying("") if number == 3 else None

    _, heard = work(tmp_path, loses)
    assert killed(heard) == [3]
    assert tries == {2: losses + 1, 3: MOST_DEATHS, 4: 1}


@pytest.mark.parametrize("times", [1, 2])
def test_a_wish_to_stop_is_heard_while_done_parts_are_passed_over(tmp_path: Path, times: int) -> None:
    """No further part of a long log is looked at: not to do it, nor to see whether there is any."""
    seen: list[int] = []

    def passed() -> Iterator[Part | None]:
        for number in range(1_000):
            seen.append(number)
            yield None
        yield from parts_of(["I sat."])

    heard: list[Event] = []
    folder = RunFolder(DiskStore(tmp_path).within(RUN))
    runner = Losing(tmp_path, lambda _: None)
    run = Run(runner, folder, heard.append, asked_to_stop=lambda: times * (len(seen) >= 5))
    if times == 1:
        assert not run.work(passed(), 1)
        assert heard == [Stopping(0)]
    else:
        with pytest.raises(KeyboardInterrupt):
            run.work(passed(), 1)
    assert (len(seen), runner.tried) == (5, [])


def test_done_parts_are_passed_over(tmp_path: Path) -> None:
    """They are not done again, and what comes after them is."""
    runner = Losing(tmp_path, lambda _: None)
    run = Run(runner, RunFolder(DiskStore(tmp_path).within(RUN)), lambda _: None, asked_to_stop=lambda: 0)
    assert run.work(iter([None, None, *parts_of(["I sat."]), None]), 1)
    assert len(runner.tried) == 1


class Several(Losing):
    """Takes two parts at a time, and does one of them whenever it is asked what has ended."""

    capacity = 2

    def take(self, timeout_s: float, /) -> Sequence[Ended[PartLine | None]]:
        """Do the part that was given first."""
        first, later = self._given[:1], self._given[1:]
        self._given = first
        done = super().take(timeout_s)
        self._given = later
        return done


def test_what_ends_while_done_parts_are_passed_over_is_kept_meanwhile(tmp_path: Path) -> None:
    """A run that is killed at that has lost nothing; to wait for it would hold up the reading."""
    passed: list[int] = []
    kept_at: list[int] = []
    waited: list[float] = []

    class Watched(Several):
        def take(self, timeout_s: float, /) -> Sequence[Ended[PartLine | None]]:
            waited.append(timeout_s)
            return super().take(timeout_s)

    def parts() -> Iterator[Part | None]:
        first, last = (part for part in parts_of(["I sat."] * 6))
        yield first
        for number in range(1_000):
            passed.append(number)
            yield None
        yield last

    def tell(event: Event) -> None:
        if isinstance(event, PartEnded):
            kept_at.append(len(passed))

    runner = Watched(tmp_path, lambda _: None)
    run = Run(runner, RunFolder(DiskStore(tmp_path).within(RUN)), tell, asked_to_stop=lambda: 0)
    assert run.work(parts(), 2)
    assert kept_at[0] < 100
    assert (len(kept_at), len(passed), waited[0]) == (2, 1_000, 0.0)


def test_a_part_of_refused_rows_only_is_done_however_often_its_worker_ends(tmp_path: Path) -> None:
    """None of its rows can have ended it, so there is none to look for."""
    chances = iter(range(10))
    runner, heard = work(tmp_path, lambda _: dying("") if next(chances) < MOST_DEATHS + 1 else None, ["", "", ""])
    (ended,) = (one for one in heard if isinstance(one, PartEnded))
    assert [(one.row, one.code) for one in ended.line.failures] == [(2, "refused"), (3, "refused"), (4, "refused")]
    assert len(runner.tried) == MOST_DEATHS + 2
    assert not any(one.is_probe or one.killers for one in runner.tried)


@pytest.mark.parametrize("texts", [["", "", ""], ["I sat.", "I stood.", "I lay."]], ids=["refused", "given up"])
def test_workers_that_end_whatever_they_are_given_end_the_run(tmp_path: Path, texts: list[str]) -> None:
    """Where no row is looked at any more, and workers still end, it is no row's fault: the run would go on for ever."""
    with pytest.raises(BatchError, match=r"although no row of it is looked at.*give fewer --workers"):
        work(tmp_path, lambda task: None if task.is_probe else dying(""), texts)


def stopped_by_failures(folder: Path, heard: list[Event], asked: Callable[[], int]) -> None:
    """Do parts of which the first has a row that fails, two at a time, with none allowed to fail."""
    runner = Several(folder, lambda _: None)
    kept = RunFolder(DiskStore(folder).within(RUN))
    run = Run(runner, kept, heard.append, asked_to_stop=asked, max_failures=0)
    run.work(parts_of([SPOILED, *["I sat."] * 8]), 3)


def test_a_run_that_too_many_failures_stop_is_not_said_to_be_asked(tmp_path: Path) -> None:
    """It finishes what is begun, and ends with the reason."""
    heard: list[Event] = []
    with pytest.raises(BatchError, match="1 rows failed, and --max-failures is 0"):
        stopped_by_failures(tmp_path, heard, lambda: 0)
    assert [one for one in heard if isinstance(one, Stopping)] == [Stopping(1, is_asked=False)]
    assert len([one for one in heard if isinstance(one, PartEnded)]) == 2


def test_to_ask_once_ends_at_once_what_too_many_failures_have_stopped(tmp_path: Path) -> None:
    """What is begun would be finished anyway."""
    heard: list[Event] = []

    def asked() -> int:
        return sum(isinstance(one, Stopping) for one in heard)

    with pytest.raises(KeyboardInterrupt):
        stopped_by_failures(tmp_path, heard, asked)
    assert [one for one in heard if isinstance(one, Stopping)] == [Stopping(1, is_asked=False)]


def test_to_ask_once_before_rows_failed_is_to_finish_what_is_begun(tmp_path: Path) -> None:
    """Also where too many fail meanwhile: to stop at once is to ask again."""
    heard: list[Event] = []
    seen: list[int] = []

    def asked() -> int:
        seen.append(1)
        return int(len(seen) > 2)

    with pytest.raises(BatchError, match="1 rows failed"):
        stopped_by_failures(tmp_path, heard, asked)
    assert [one.is_asked for one in heard if isinstance(one, Stopping)] == [True]
