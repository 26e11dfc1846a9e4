"""A runner on a Ray cluster: actors that load once and keep the model. The only file that knows Ray."""

import asyncio
import math
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic

from skillweave.batch.local import MOST_FAILED_STARTS, endless
from skillweave.errors import BatchError, MissingExtraError, SkillweaveError
from skillweave.ports import Ended, ResultT, TaskT, Work

_READY_S = 600.0
"""How long the first worker may take to start: a cluster may have to make a machine first."""

_ANSWER_S = 10.0

_ABSENT_S = 20.0
"""How long a worker may take to load before one without a task does its work: most load in half of that."""


class _Actor(Generic[TaskT, ResultT]):
    """What lives on a machine of the cluster."""

    def __init__(self, make: Callable[[], Work[TaskT, ResultT]]) -> None:
        self._refused: SkillweaveError | None = None
        try:
            self._work: Work[TaskT, ResultT] | None = make()
        except SkillweaveError as error:
            self._work, self._refused = None, error

    def about(self) -> object:
        return self._refused or (self._work.about if self._work else None)

    def do(self, name: str, task: TaskT) -> Ended[ResultT]:
        if self._work is None:
            return Ended(name, error=self._refused)
        try:
            return Ended(name, self._work(task))
        except SkillweaveError as error:
            return Ended(name, error=error)


class _Worker:
    """An actor as the run sees it: the task it has, and whether it was heard of yet."""

    def __init__(self, actor: Any, ready: Any) -> None:  # noqa: ANN401 - Ray's handles
        self.actor = actor
        self.ready = ready
        self.started_s = time.monotonic()
        self.is_ready = False
        self.name: str | None = None
        self.task: Any = None  # Any: a task of the runner's kind
        self.result: Any = None  # Any: Ray's reference
        self.until_s = math.inf


class RayRunner(Generic[TaskT, ResultT]):
    """Workers on the machines of a Ray cluster, one a processor, started as they are needed.

    Ray only starts workers and says when one is lost. What becomes of a lost part is decided where it is for
    workers of this machine, and Ray's own retries are off.
    """

    def __init__(
        self,
        make: Callable[[], Work[TaskT, ResultT]],
        workers: int | None,
        *,
        address: str,
        gpus_each: float = 0.0,
        make_alike: Callable[[object], Callable[[], Work[TaskT, ResultT]]] | None = None,
        patience_s: Callable[[TaskT], float] = endless,
    ) -> None:
        """Keep what is needed to start.

        Args:
            make: Makes the work, on the machine of the worker; a function of a module that is installed there.
            workers: At most so many; None is one for each processor that the cluster has.
            address: `auto` for the cluster that this process is in, else the address of its head.
            gpus_each: Graphics cards, or shares of one, that a worker takes.
            make_alike: Takes what the first worker says of its work, and gives what makes the others'; None is `make`.
            patience_s: Seconds that a task may take; then its worker is killed, and the task is lost.
        """
        self._make = make
        self._patience_s = patience_s
        self._make_alike = make_alike
        self._most = workers
        self._address = address
        self._gpus_each = gpus_each
        self._workers: list[_Worker] = []
        self._has_connected = False
        self._failed_starts = 0

    @property
    def capacity(self) -> int:
        """The processors that the cluster has now, or fewer if fewer workers were asked for."""
        there = int(_ray().cluster_resources().get("CPU", 0))
        return max(1, min(there, self._most) if self._most else there)

    def open(self) -> object:
        """Connect, start the first worker and hear what it works with."""
        self._connect()
        first = self._workers[0] if self._workers else self._start()
        try:
            about = _ray().get(first.ready, timeout=_READY_S)
        except _ray().exceptions.GetTimeoutError as error:
            raise BatchError(
                f"no worker was ready after {_READY_S:.0f} s; see with `ray status` whether the cluster at "
                f"{self._address} has a free processor"
            ) from error
        except _ray().exceptions.RayError as error:
            raise BatchError(f"a worker of the cluster ends while it loads: {error}") from error
        if isinstance(about, SkillweaveError):
            raise about
        first.is_ready = True
        if self._make_alike is not None:
            self._make = self._make_alike(about)
        return about

    def give(self, name: str, task: TaskT, /) -> None:
        """Hand a task to a worker without one, to one that is ready if there is such; a new one where all have one."""
        free = sorted((one for one in self._workers if one.name is None), key=lambda one: not one.is_ready)
        self._hand(free[0] if free else self._start(), name, task)

    def take(self, timeout_s: float, /) -> Sequence[Ended[ResultT]]:
        """Wait for results, and for workers that are lost.

        A worker without a task now will not be given one at once: who drives a runner gives all it knows of before.
        """
        self._move_from_absent()
        by_ref = {one.result if one.is_ready else one.ready: one for one in self._workers if one.name is not None}
        if not by_ref:
            return []
        done, _ = _ray().wait(list(by_ref), num_returns=1, timeout=timeout_s)
        if done:
            more, _ = _ray().wait(list(by_ref), num_returns=len(by_ref), timeout=0)
            done = list(dict.fromkeys([*done, *more]))
        heard = [ended for ref in done for ended in self._heard(by_ref[ref])]
        now_s = time.monotonic()
        late = [one for ref, one in by_ref.items() if ref not in done and one.is_ready and now_s > one.until_s]
        return [*heard, *(self._given_up(one) for one in late)]

    def close(self) -> None:
        """End all workers, and leave the cluster."""
        for one in self._workers:
            _ray().kill(one.actor)
        self._workers = []
        if self._has_connected:
            _ray().shutdown()
            self._has_connected = False

    def _connect(self) -> None:
        ray = _ray()
        if ray.is_initialized():
            return
        if not asyncio.run(_answers(self._address)):
            raise BatchError(f"there is no Ray cluster at {self._address}: nothing answers there")
        try:
            with _own_ear_for_sigterm():
                ray.init(address=self._address, log_to_driver=False, logging_level="ERROR")
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise BatchError(f"there is no Ray cluster at {self._address}: {error}") from error
        self._has_connected = True

    def _start(self) -> _Worker:
        # Spread, or the first machine would be filled first and its loss would cost most.
        options = {"num_cpus": 1, "num_gpus": self._gpus_each, "max_restarts": 0, "scheduling_strategy": "SPREAD"}
        actor = _ray().remote(_Actor).options(**options).remote(self._make)
        worker = _Worker(actor, actor.about.remote())
        self._workers.append(worker)
        return worker

    def _hand(self, worker: _Worker, name: str, task: TaskT) -> None:
        worker.name, worker.task = name, task
        if worker.is_ready:
            self._begin(worker)

    def _begin(self, worker: _Worker) -> None:
        """Let a worker that is ready do its task: sent before, nobody could tell whether it was begun."""
        worker.result = worker.actor.do.remote(worker.name, worker.task)
        worker.until_s = time.monotonic() + self._patience_s(worker.task)

    def _heard(self, worker: _Worker) -> Iterator[Ended[ResultT]]:
        if worker.is_ready:
            yield self._ended(worker)
            return
        ray, name = _ray(), str(worker.name)
        try:
            ray.get(worker.ready)
        except ray.exceptions.RayError as error:
            self._bury(worker)
            self._count_failed_start(error)
            yield Ended(name, lost=True, begun=False)
        else:
            worker.is_ready = True
            self._failed_starts = 0
            self._begin(worker)

    def _ended(self, worker: _Worker) -> Ended[ResultT]:
        exceptions = _ray().exceptions
        name = str(worker.name)
        try:
            ended: Ended[ResultT] = _ray().get(worker.result)
        except exceptions.RayTaskError as error:
            raise RuntimeError(f"a worker met an error that nobody has foreseen:\n{error}") from error
        except exceptions.RayError:
            self._bury(worker)
            return Ended(name, lost=True)
        worker.name = worker.task = worker.result = None
        return ended

    def _given_up(self, worker: _Worker) -> Ended[ResultT]:
        self._bury(worker)
        return Ended(str(worker.name), lost=True)

    def _bury(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        _ray().kill(worker.actor)

    def _count_failed_start(self, error: Exception) -> None:
        """Give up after some in a row for each processor: a node that is lost takes all that load on it along."""
        self._failed_starts += 1
        if self._failed_starts >= MOST_FAILED_STARTS * self.capacity:
            raise BatchError(
                f"workers of the cluster end while they load, the last so: {error}; most often there is too little "
                "memory: give fewer --workers"
            )

    def _move_from_absent(self) -> None:
        """Give tasks of workers that were never heard of to those that wait: a machine may be gone for good.

        Only those wait for whom there is nothing else to do: while there is, workers that load are let load. Where
        there are more workers than processors, as after the loss of a machine, some will never come.
        """
        free = [one for one in self._workers if one.name is None and one.is_ready]
        if not free:
            return
        latest_s = time.monotonic() - (_ABSENT_S if len(self._workers) <= self.capacity else 0.0)
        late = [one for one in self._workers if not one.is_ready and one.started_s <= latest_s]
        absent = [one for one in late if one.name is not None]
        for waiting, other in zip(absent, free, strict=False):
            self._bury(waiting)
            self._hand(other, str(waiting.name), waiting.task)


@contextmanager
def _own_ear_for_sigterm() -> Iterator[None]:
    """Keep what is done at a polite request to end: Ray puts its own in the place of it, which ends the process."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        if before is not None:  # set by what is not Python, which cannot be put back
            signal.signal(signal.SIGTERM, before)


async def _answers(address: str) -> bool:
    """Tell whether anything listens at an address with a port: Ray alone would try for minutes."""
    host, colon, port = address.rpartition("://")[2].rpartition(":")
    if not colon or not port.isdigit():
        return True
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, int(port)), _ANSWER_S)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


def _ray() -> Any:  # noqa: ANN401 - Ray's functions are not typed for our checks
    """Load Ray; nothing is told to its makers.

    Raises:
        MissingExtraError: It is not installed.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        import ray.exceptions
    except ImportError as error:
        raise MissingExtraError("a cluster needs Ray: pip install 'skillweave[cluster]'") from error
    return ray
