"""Runners on this machine: worker processes that each load once, and one that works in this very process."""

import math
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from traceback import format_exc
from typing import Any, Generic

from skillweave.errors import BatchError, SkillweaveError
from skillweave.ports import Ended, ResultT, TaskT, Work

MOST_FAILED_STARTS = 3
"""Workers that may end in a row before they are ready."""

_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_LOST = (EOFError, OSError)


def endless(task: object) -> float:  # noqa: ARG001 - whatever it is
    """Let a task take as long as it takes."""
    return math.inf


class InlineRunner(Generic[TaskT, ResultT]):
    """Works in this process, one task at a time: for tests, and where there is nothing to be gained by more."""

    capacity = 1

    def __init__(self, make: Callable[[], Work[TaskT, ResultT]]) -> None:
        """Keep the maker of the work."""
        self._make = make
        self._work: Work[TaskT, ResultT] | None = None
        self._given: list[tuple[str, TaskT]] = []

    def open(self) -> object:
        """Make the work."""
        self._work = self._work or self._make()
        return self._work.about

    def give(self, name: str, task: TaskT, /) -> None:
        """Keep a task until results are taken."""
        self._given.append((name, task))

    def take(self, timeout_s: float, /) -> Sequence[Ended[ResultT]]:  # noqa: ARG002 - there is nothing to wait for
        """Do what was given."""
        given, self._given = self._given, []
        self.open()
        return [self._done(name, task) for name, task in given]

    def close(self) -> None:
        """Forget what was given."""
        self._given = []

    def _done(self, name: str, task: TaskT) -> Ended[ResultT]:
        if self._work is None:
            raise BatchError("the runner was not opened")
        try:
            return Ended(name, self._work(task))
        except SkillweaveError as error:
            return Ended(name, error=error)


class _Worker:
    """A process, the line to it, the name of the task it has, and the task as long as it was not sent."""

    def __init__(self, process: BaseProcess, line: Connection) -> None:
        self.process = process
        self.line = line
        self.is_ready = False
        self.task: str | None = None
        self.unsent: tuple[str, Any] | None = None  # Any: a task of the runner's kind
        self.until_s = math.inf


class ProcessRunner(Generic[TaskT, ResultT]):
    """Worker processes of this machine, started as they are needed; each makes the work once and keeps it.

    They are started afresh, not forked, and the libraries in them use one thread: as many workers as processors are
    faster than one worker with as many threads.
    """

    def __init__(
        self,
        make: Callable[[], Work[TaskT, ResultT]],
        workers: int,
        *,
        threads: int = 1,
        make_alike: Callable[[object], Callable[[], Work[TaskT, ResultT]]] | None = None,
        patience_s: Callable[[TaskT], float] = endless,
    ) -> None:
        """Keep what is needed to start.

        Args:
            make: Makes the work; a function of a module, or a `partial` of one.
            workers: At most so many.
            threads: Of the libraries in each worker.
            make_alike: Takes what the first worker says of its work, and gives what makes the others'; None is `make`.
            patience_s: Seconds that a task may take; then its worker is killed, and the task is lost.
        """
        self.capacity = workers
        self._patience_s = patience_s
        self._make = make
        self._make_alike = make_alike
        self._threads = threads
        self._workers: list[_Worker] = []
        self._about: object = None
        self._failed_starts = 0

    def open(self) -> object:
        """Start the first worker; the others follow when there is work for them."""
        while not self._workers or not self._workers[0].is_ready:
            if not self._workers:
                self._start()
            self.take(1.0)
        return self._about

    def give(self, name: str, task: TaskT, /) -> None:
        """Hand a task to a worker without one; a new one where all have one."""
        free = next((one for one in self._workers if one.task is None), None) or self._start()
        free.task, free.unsent = name, (name, task)
        if free.is_ready:
            self._send(free)

    def take(self, timeout_s: float, /) -> Sequence[Ended[ResultT]]:
        """Wait for results, and for workers that end."""
        lines = [one.line for one in self._workers]
        sentinels = [one.process.sentinel for one in self._workers]
        signs = wait([*lines, *sentinels], timeout_s)
        touched = [one for one in self._workers if one.line in signs or one.process.sentinel in signs]
        heard = [ended for one in touched for ended in self._heard(one, has_ended=one.process.sentinel in signs)]
        now_s = time.monotonic()
        late = [one for one in self._workers if one not in touched and one.task is not None and now_s > one.until_s]
        for one in late:
            one.process.kill()
            heard += self._buried(one)
        return heard

    def close(self) -> None:
        """Kill all workers: what they have not finished is done again."""
        for one in self._workers:
            one.process.kill()
        for one in self._workers:
            one.process.join()
            one.line.close()
        self._workers = []

    def pids(self) -> list[int]:
        """Give the process ids of the workers."""
        return [one.process.pid for one in self._workers if one.process.pid is not None]

    def _start(self) -> _Worker:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(self._make, theirs), daemon=True)
        worker = _Worker(process, ours)
        with _few_threads(self._threads), stops_heard_later(), _deaf_to_ctrl_c():
            process.start()
            self._workers.append(worker)  # whoever stops the run is heard after this: `close` must find it
        theirs.close()
        return worker

    def _send(self, worker: _Worker) -> None:
        """Send a worker its task, once it listens: a large one would hold up this process while the worker loads."""
        with suppress(*_LOST):  # it has just ended, which `take` finds out
            worker.line.send(worker.unsent)
            if worker.unsent is not None:
                worker.until_s = time.monotonic() + self._patience_s(worker.unsent[1])
            worker.unsent = None

    def _heard(self, worker: _Worker, *, has_ended: bool) -> Iterator[Ended[ResultT]]:
        try:
            while worker.line.poll():
                yield from self._understood(worker, worker.line.recv())
        except _LOST:
            pass
        else:
            if not has_ended:
                return
        yield from self._buried(worker)

    def _understood(self, worker: _Worker, message: object) -> Iterator[Ended[ResultT]]:
        match message:
            case ("ready", about):
                worker.is_ready = True
                self._ready(about)
                if worker.unsent is not None:
                    self._send(worker)
            case ("refused", SkillweaveError() as error):
                raise error
            case ("broken", str(trace)):
                raise RuntimeError(f"a worker met an error that nobody has foreseen:\n{trace}")
            case ("ended", Ended() as ended):
                worker.task = None
                yield ended

    def _ready(self, about: object) -> None:
        self._failed_starts = 0
        if self._about is None and self._make_alike is not None:
            self._make = self._make_alike(about)
        self._about = about

    def _buried(self, worker: _Worker) -> Iterator[Ended[ResultT]]:
        """Take a worker that has ended out of the row; its task, if it had one, is lost."""
        worker.process.join()
        worker.line.close()
        self._workers.remove(worker)
        if not worker.is_ready:
            self._failed_starts += 1
            if self._failed_starts >= MOST_FAILED_STARTS:
                raise BatchError(
                    f"workers end while they load, the last with code {worker.process.exitcode}; code -9 is most often "
                    "too little memory: give fewer --workers"
                )
        if worker.task is not None:
            yield Ended(worker.task, lost=True, begun=worker.unsent is None)


@contextmanager
def _few_threads(threads: int) -> Iterator[None]:
    """Set what the libraries read when they are loaded, for processes that are started meanwhile."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, str(threads)))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Let processes that are started meanwhile not hear Ctrl-C, which a terminal sends to all: the run decides."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # it would let Ctrl-C through again when it starts with the first process
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def stops_heard_later() -> Iterator[None]:
    """Hear Ctrl-C and a polite request to end only after this: an exception in a start would leave a process behind.

    Blocking the signals in this thread does not do: the system hands them to another thread, and Python still runs
    what is to be done in the main one. A process would also inherit the block, and could not be asked to end.
    """
    stops = (signal.SIGINT, signal.SIGTERM)
    before = {one: signal.getsignal(one) for one in stops}
    if threading.current_thread() is not threading.main_thread() or None in before.values():
        yield
        return
    came: list[int] = []
    for stop in stops:
        signal.signal(stop, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        for number in came:
            signal.raise_signal(number)


def _serve(make: Callable[[], Work[TaskT, ResultT]], line: Connection) -> None:
    """Make the work, then do one task after the other, until the line is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()
    try:
        work = make()
        line.send(("ready", work.about))
        task: TaskT
        for name, task in _given(line):
            line.send(("ended", _done(work, name, task)))
    except SkillweaveError as error:
        line.send(("refused", error))
    except Exception:  # noqa: BLE001 - told in full, and raised by `take`
        line.send(("broken", format_exc()))


def _given(line: Connection) -> Iterator[tuple[str, Any]]:  # Any: a task of this runner's kind
    with suppress(*_LOST):
        while True:
            yield line.recv()


def _done(work: Work[TaskT, ResultT], name: str, task: TaskT) -> Ended[ResultT]:
    try:
        return Ended(name, work(task))
    except SkillweaveError as error:
        return Ended(name, error=error)


def _end_with_parent() -> None:
    """End at once when the run's own process has gone: nobody would keep what is made from then on."""
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
