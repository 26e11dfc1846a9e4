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
from skillweave.ports import Ended
from tests.runs import log_of, made, make_work

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
