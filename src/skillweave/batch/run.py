"""Drives a run: hands parts to a runner, keeps what comes back, and decides what becomes of a part that is lost."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from skillweave.batch.chunk import FailureCode
from skillweave.batch.events import Event, PartEnded, RowKilled, Stopping, WorkerLost
from skillweave.batch.folder import RunFolder
from skillweave.batch.part import PartTask
from skillweave.batch.plan import Part
from skillweave.domain.run import PartLine
from skillweave.errors import BatchError
from skillweave.ports import Ended, Runner

MOST_DEATHS = 3
"""Workers that may end over one part before its rows are tried one by one, and over one row before it fails."""

MOST_FRUITLESS = 10
"""Workers that may end over a part of which no row is looked at any more: then the machine is at fault, not a row."""

_LISTEN_S = 0.2

_PASSED_AT_ONCE = 16
"""Parts that are done and are passed over before what has ended meanwhile is kept."""

PartRunner = Runner[PartTask, PartLine | None]


@dataclass(slots=True)
class _Search:
    """The search for the rows of a part that end a process: each alone, results thrown away."""

    part: Part
    waiting: int
    killers: set[int] = field(default_factory=set)


class Run:
    """One run from its first open part to its last."""

    def __init__(
        self,
        runner: PartRunner,
        folder: RunFolder,
        tell: Callable[[Event], None],
        *,
        asked_to_stop: Callable[[], int],
        max_failures: int | None = None,
        failures: int = 0,
    ) -> None:
        """Keep the parts.

        Args:
            runner: Open; who made it closes it.
            folder: Where lines of finished parts are kept.
            tell: Hears what happens.
            asked_to_stop: How often the person has asked: once to finish what is begun, twice to stop at once; once
                does that where what is begun is being finished already.
            max_failures: Failed rows after which no further part is begun.
            failures: Rows that failed in parts that are kept, and those that the check has refused in the others.
        """
        self._runner = runner
        self._folder = folder
        self._tell = tell
        self._asked = asked_to_stop
        self._max_failures = max_failures
        self._failures = failures
        self._deaths: Counter[str] = Counter()
        self._searches: dict[str, _Search] = {}
        self._searched: set[str] = set()
        self._again: deque[tuple[str, PartTask]] = deque()
        self._running: dict[str, PartTask] = {}
        self._left = 0

    def work(self, parts: Iterator[Part | None], count: int) -> bool:
        """Do parts until there is none, or until told to stop; say whether all are done.

        Args:
            parts: In their order; None is one that is done: the wish to stop is heard over many of them too.
            count: How many are to be done.

        Raises:
            BatchError: A file cannot be written, or more rows failed than may.
            KeyboardInterrupt: The person has asked twice, or once where too many failures have stopped the run.
        """
        told, presses = False, 2
        self._left = count
        while True:
            stopping = self._asked() > 0 or self._is_too_much()
            if stopping and not told:
                is_asked = self._asked() > 0
                told = True
                presses = 2 if is_asked else 1  # what is begun is finished anyway: to ask is to ask for more
                self._tell(Stopping(len(self._running), is_asked))
            has_passed = not stopping and self._give(parts)
            if self._running:
                for ended in self._runner.take(0.0 if has_passed else _LISTEN_S):
                    self._end(ended)
            elif not has_passed and (stopping or not self._left):
                break
            if self._asked() >= presses:
                raise KeyboardInterrupt
        if self._is_too_much():
            raise BatchError(
                f"{self._failures} rows failed, and --max-failures is {self._max_failures}; {self._folder.where}/"
                "failed.jsonl says why. Parts that are done are kept: mend the logs, or go on with a higher limit"
            )
        return not self._left and not self._again

    def _is_too_much(self) -> bool:
        return self._max_failures is not None and self._failures > self._max_failures

    def _give(self, parts: Iterator[Part | None]) -> bool:
        """Give the runner what it can take; say whether it could take more, had the next parts not been done before."""
        while len(self._running) < self._runner.capacity:
            task = self._next(parts)
            if task is None:
                return self._left > 0
            self._running[task[0]] = task[1]
            self._runner.give(*task)
        return False

    def _next(self, parts: Iterator[Part | None]) -> tuple[str, PartTask] | None:
        """Give what is to be done next; None where nothing is left, or after some parts that are done.

        To read these takes long: what ends meanwhile is to be kept, and the wish to stop to be heard.
        """
        if self._again:
            return self._again.popleft()
        for number, part in enumerate(parts, 1):
            if part is not None:
                self._left -= 1
                return part.key, PartTask(part)
            if number == _PASSED_AT_ONCE or self._asked():
                return None
        self._left = 0
        return None

    def _end(self, ended: Ended[PartLine | None]) -> None:
        task = self._running.pop(ended.name)
        if ended.error is not None:
            raise ended.error
        if ended.lost and not ended.begun:
            self._again.append((ended.name, task))
        elif task.is_probe:
            self._probed(ended.name, task, died=ended.lost)
        elif ended.lost:
            self._died(ended.name, task)
        elif ended.result is not None:
            self._folder.check(ended.result)
            self._folder.add(ended.result)
            self._failures += sum(one.code != FailureCode.REFUSED for one in ended.result.failures)
            self._tell(PartEnded(ended.result))

    def _died(self, key: str, task: PartTask) -> None:
        """Try again; after some deaths look for the rows that kill; where none does alone, give up all of them."""
        self._deaths[key] += 1
        self._tell(WorkerLost(task.part.source, task.part.rows[0].number, self._deaths[key]))
        good = [place for place, row in enumerate(task.part.rows) if row.experience is not None]
        if all(place in task.killers for place in good):  # none is looked at, so none can have ended it
            if self._deaths[key] >= MOST_FRUITLESS:
                raise BatchError(
                    f"{self._deaths[key]} workers have ended over one part of {task.part.source}, although no row of "
                    "it is looked at; most often there is too little memory: give fewer --workers. Parts that are done "
                    "are kept"
                )
            self._again.append((key, task))
        elif self._deaths[key] < MOST_DEATHS:
            self._again.append((key, task))
        elif key not in self._searched:
            self._searched.add(key)
            self._deaths[key] = 0
            self._searches[key] = _Search(task.part, len(good))
            for place in good:
                alone = Part(f"{key}#{place}", task.part.source, (task.part.rows[place],))
                self._again.append((alone.key, PartTask(alone, is_probe=True)))
        else:
            self._again.append((key, PartTask(task.part, frozenset(good))))

    def _probed(self, name: str, task: PartTask, *, died: bool) -> None:
        """Note what became of a row alone; one death may have been chance."""
        self._deaths[name] += died
        if died and self._deaths[name] < MOST_DEATHS:
            self._again.append((name, task))
            return
        key, _, place = name.partition("#")
        search = self._searches[key]
        search.waiting -= 1
        if died:
            search.killers.add(int(place))
            self._tell(RowKilled(task.part.source, task.part.rows[0].number))
        if search.waiting == 0:
            del self._searches[key]
            self._again.append((key, PartTask(search.part, frozenset(search.killers))))
