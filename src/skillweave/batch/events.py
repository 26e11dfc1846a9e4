"""What happens in a run, for those who watch it: values, without any words for a person."""

from dataclasses import dataclass

from skillweave.domain.run import PartLine, Sums


@dataclass(frozen=True, slots=True)
class Planned:
    """The logs were read and cut into parts.

    Attributes:
        run: Name of the run.
        where: Its folder.
        logs: Number of logs.
        parts: All parts of these logs.
        rows: Their rows.
        kept_parts: Parts that were done before.
        kept_rows: Their rows.
        workers: Workers that will be started, where there is work for them.
    """

    run: str
    where: str
    logs: int
    parts: int
    rows: int
    kept_parts: int
    kept_rows: int
    workers: int


@dataclass(frozen=True, slots=True)
class PartEnded:
    """A part is done and kept."""

    line: PartLine


@dataclass(frozen=True, slots=True)
class WorkerLost:
    """A worker ended while it had a part; it is replaced and the part is tried again."""

    source: str
    first_row: int
    deaths: int


@dataclass(frozen=True, slots=True)
class RowKilled:
    """A row was found that ends the process which works on it; it fails."""

    source: str
    row: int


@dataclass(frozen=True, slots=True)
class Stopping:
    """No further part is begun.

    Attributes:
        running: Parts that are still worked on.
        is_asked: Whether the person has asked for it; otherwise more rows failed than may.
    """

    running: int
    is_asked: bool = True


@dataclass(frozen=True, slots=True)
class Finished:
    """The run has ended: complete, or stopped before its end."""

    run: str
    where: str
    complete: bool
    sums: Sums
    seconds: float


Event = Planned | PartEnded | WorkerLost | RowKilled | Stopping | Finished
