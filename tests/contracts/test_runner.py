"""The promises of `Runner`, proved for everything that fills it."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest

from skillweave.batch.local import InlineRunner, ProcessRunner
from skillweave.errors import BatchError, SettingsError, TextError
from skillweave.ports import Ended, Runner
from tests.ray_nodes import Nodes, two_nodes
from tests.squares import Squares, die_loading, load_slowly, load_slowly_lengths, make_cubes, make_squares, refuse

Numbers = Runner[int, int]
Opened = Callable[[Callable[[], Squares], int], Numbers]


pytestmark = [
    pytest.mark.enable_socket,  # a cluster of this machine is spoken to
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning"),  # Ray's own
]

Made = Callable[[Callable[[], Squares], int], Numbers]


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    """Start a Ray cluster of two nodes."""
    if find_spec("ray") is None:
        pytest.skip("Ray is not installed: pip install '.[cluster]'")
    with two_nodes(cpus=2) as nodes:
        yield nodes


@pytest.fixture(params=["inline", "processes", "ray"])
def made(request: pytest.FixtureRequest) -> Made:
    """Give what makes a runner of each kind."""
    kind = str(request.param)
    if kind == "inline":
        return lambda make, _: InlineRunner(make)
    if kind == "processes":
        return lambda make, workers: ProcessRunner(make, workers)
    from skillweave.batch.cluster import RayRunner

    address = request.getfixturevalue("nodes").address
    return lambda make, workers: RayRunner(make, workers, address=address)


@pytest.fixture
def opened(made: Made) -> Iterator[Opened]:
    """Give a function that opens a runner; all are closed in the end."""
    every: list[Numbers] = []

    def open_one(make: Callable[[], Squares], workers: int) -> Numbers:
        one = made(make, workers)
        every.append(one)
        one.open()
        return one

    yield open_one
    for one in reversed(every):  # the first has connected to the cluster for all of them
        one.close()


def finished(runner: Numbers, tasks: dict[str, int], running: int = 0) -> list[Ended[int]]:
    """Give tasks as there is room, and take until all have ended, with those that run already."""
    waiting = dict(tasks)
    ended: list[Ended[int]] = []
    until = time.monotonic() + 240
    while (waiting or running) and time.monotonic() < until:
        while waiting and running < runner.capacity:
            name = next(iter(waiting))
            runner.give(name, waiting.pop(name))
            running += 1
        new = runner.take(0.5)
        running -= len(new)
        ended += new
    return ended


@pytest.mark.parametrize("workers", [1, 3])
def test_every_task_ends_once_whatever_the_number_of_workers(opened: Opened, workers: int) -> None:
    """No task is lost, none ends twice, and the results are the same."""
    ended = finished(opened(make_squares, workers), {str(n): n for n in range(1, 21)})
    assert sorted((one.name, one.result) for one in ended) == sorted((str(n), n * n) for n in range(1, 21))


def test_the_work_says_what_it_is(made: Made) -> None:
    """`open` gives what the work says about itself."""
    runner = made(make_squares, 1)
    try:
        assert runner.open() == "squares"
    finally:
        runner.close()


def test_an_error_of_ours_comes_back_with_its_type(opened: Opened) -> None:
    """The worker goes on to the next task."""
    ended = finished(opened(make_squares, 1), {"bad": -1, "good": 3})
    by_name = {one.name: one for one in ended}
    assert isinstance(by_name["bad"].error, TextError)
    assert (str(by_name["bad"].error), by_name["good"].result) == ("-1 is negative", 9)


def test_a_fault_of_the_work_rises(opened: Opened) -> None:
    """What nobody has foreseen is no result."""
    runner = opened(make_squares, 1)
    with pytest.raises((RuntimeError, ZeroDivisionError), match=r"foreseen|division"):
        finished(runner, {"faulty": 0})


def test_work_that_cannot_be_made_is_told(opened: Opened) -> None:
    """With the type of the error, not as a lost worker."""
    with pytest.raises(SettingsError, match="there is no such thing"):
        opened(refuse, 1)


@pytest.mark.parametrize("made", ["processes", "ray"], indirect=True)
@pytest.mark.parametrize("workers", [1, 2])
def test_a_lost_worker_is_a_lost_task_and_is_replaced(opened: Opened, workers: int) -> None:
    """The tasks of others go on; nothing is kept of the one that was lost."""
    runner = opened(make_squares, workers)
    ended = finished(runner, {**{str(n): n for n in range(1, 8)}, "last words": 666})
    assert sorted(one.name for one in ended if one.lost) == ["last words"]
    assert sorted(one.result for one in ended if one.result is not None) == [n * n for n in range(1, 8)]
    assert finished(runner, {"again": 12})[0].result == 144


@pytest.mark.parametrize("made", ["processes", "ray"], indirect=True)
def test_a_task_whose_worker_ended_while_it_loaded_was_not_begun(opened: Opened, tmp_path: Path) -> None:
    """Nothing is to be held against it; a task that ends its worker has been begun."""
    runner = opened(partial(die_loading, tmp_path, 1), 2)
    runner.give("long", 10_000)
    (never,) = finished(runner, {"harmless": 7})
    (last,) = finished(runner, {"last words": 666})
    assert [(one.name, one.lost, one.begun) for one in (never, last)] == [
        ("harmless", True, False),
        ("last words", True, True),
    ]


@pytest.mark.parametrize("made", ["processes", "ray"], indirect=True)
def test_workers_that_end_while_they_load_are_given_up(opened: Opened, tmp_path: Path) -> None:
    """They might be started for ever."""
    runner = opened(partial(die_loading, tmp_path, 1_000), 2)
    runner.give("long", 10_000)
    with pytest.raises(BatchError, match=r"end while they load, the last [\s\S]*: give fewer --workers"):
        finished(runner, {f"harmless {number}": 7 for number in range(20)})


@pytest.mark.parametrize("made", ["ray"], indirect=True)
def test_workers_that_load_are_let_load(opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While there are tasks for those that are ready, nobody takes theirs away and ends them."""
    monkeypatch.setattr("skillweave.batch.cluster._ABSENT_S", 600.0)
    ended = finished(opened(partial(load_slowly, tmp_path), 2), {str(n): 200 for n in range(20)})
    assert (len({one.result for one in ended}), len(list(tmp_path.iterdir()))) == (2, 2)


@pytest.mark.parametrize("made", ["ray"], indirect=True)
def test_a_worker_that_never_comes_has_its_task_done_by_another(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a machine is gone, or others use the processors."""
    monkeypatch.setattr("skillweave.batch.cluster._ABSENT_S", 1.0)
    others = opened(make_squares, 3)
    for number in range(3):
        others.give(f"long {number}", 10_000)
    runner = opened(make_squares, 2)
    runner.give("first", 7)
    runner.give("of the one that never comes", 8)
    assert sorted(one.result or 0 for one in finished(runner, {"third": 9}, running=2)) == [49, 64, 81]


@pytest.mark.parametrize("kind", ["processes", "ray"])
def test_later_workers_are_told_what_the_first_has_said(kind: str, request: pytest.FixtureRequest) -> None:
    """Whoever makes their work can keep them from choosing otherwise."""
    alike = partial(partial, make_cubes)
    if kind == "processes":
        runner: Numbers = ProcessRunner(make_squares, 2, make_alike=alike)
    else:
        from skillweave.batch.cluster import RayRunner

        runner = RayRunner(make_squares, 2, address=request.getfixturevalue("nodes").address, make_alike=alike)
    try:
        assert runner.open() == "squares"
        runner.give("long", 10_000)
        assert finished(runner, {"of a later one": 3})[0].result == 27
    finally:
        runner.close()


@pytest.mark.parametrize("kind", ["processes", "ray"])
def test_a_task_that_hangs_is_lost_with_its_worker(kind: str, request: pytest.FixtureRequest) -> None:
    """After its time nobody waits any longer; what others do goes on, and a task in time is left alone."""

    def patience_s(task: int) -> float:
        return 2.0 if task == 10_000 else 60.0

    if kind == "processes":
        runner: Numbers = ProcessRunner(make_squares, 2, patience_s=patience_s)
    else:
        from skillweave.batch.cluster import RayRunner

        address = request.getfixturevalue("nodes").address
        runner = RayRunner(make_squares, 2, address=address, patience_s=patience_s)
    try:
        runner.open()
        began = time.monotonic()
        ended = finished(runner, {"hangs": 10_000, **{str(n): n for n in range(1, 5)}})
        assert [(one.name, one.begun) for one in ended if one.lost] == [("hangs", True)]
        assert sorted(one.result for one in ended if one.result is not None) == [1, 4, 9, 16]
        assert finished(runner, {"after": 12})[0].result == 144
        assert time.monotonic() - began < 55  # the task would take 60 s
    finally:
        runner.close()


def test_a_task_is_sent_when_its_worker_listens(tmp_path: Path) -> None:
    """A large one does not hold up who gives it while a worker loads."""
    runner: Runner[bytes, int] = ProcessRunner(partial(load_slowly_lengths, tmp_path), 2)
    try:
        runner.open()
        began = time.monotonic()
        runner.give("first", b"x")
        runner.give("second", b"x" * 10_000_000)
        assert time.monotonic() - began < 2.5  # a worker loads for three
        lengths: list[int | None] = []
        while len(lengths) < 2:
            lengths += [one.result for one in runner.take(30)]
        assert sorted(one or 0 for one in lengths) == [1, 10_000_000]
    finally:
        runner.close()


def test_a_worker_that_is_killed_between_tasks_is_replaced() -> None:
    """A worker without a task is nobody's loss."""
    runner: ProcessRunner[int, int] = ProcessRunner(make_squares, 1)
    try:
        runner.open()
        os.kill(runner.pids()[0], signal.SIGKILL)
        assert list(runner.take(5.0)) == []
        assert finished(runner, {"after": 4})[0].result == 16
    finally:
        runner.close()


def test_after_closing_no_worker_is_left() -> None:
    """Not even one that is busy."""
    runner: ProcessRunner[int, int] = ProcessRunner(make_squares, 1)
    runner.open()
    runner.give("long", 10_000)
    pids = runner.pids()
    runner.close()
    assert [os.path.exists(f"/proc/{pid}") for pid in pids] == [False]  # noqa: PTH110
