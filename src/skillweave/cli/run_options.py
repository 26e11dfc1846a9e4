"""Options of `translate` that are for a run into a folder."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Any, get_args

import click

from skillweave.batch.plan import PART_ROWS
from skillweave.batch_wiring import NumberChoice
from skillweave.cli.progress import SHOWN, Shown
from skillweave.errors import SettingsError


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What was said of a run; None and False where nothing was."""

    workers: int | None = None
    cluster: str | None = None
    part_rows: int | None = None
    cut_off: bool = False
    number_type: NumberChoice | None = None
    progress: Shown | None = None
    max_failures: int | None = None
    retry_failed: bool = False
    prune: bool = False
    passage_cache: str | None = None

    def refuse_without_folder(self) -> None:
        """Refuse options that only a run into a folder obeys.

        Raises:
            SettingsError: There is such a one.
        """
        for one in fields(self):
            if getattr(self, one.name) not in (None, False):
                name = one.name.replace("_", "-")
                raise SettingsError(f"--{name} is for a run into a folder; give one, as in -o claims/")


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options, and hand the command one `RunOptions`."""

    @click.option("--workers", type=click.IntRange(1, 1_024), help="Into a folder: worker processes; one a processor.")
    @click.option(
        "--cluster",
        metavar="ADDRESS",
        help="Into a folder: hand the work to a Ray cluster; auto is the one that this machine belongs to.",
    )
    @click.option(
        "--part-rows",
        type=click.IntRange(1, 1_000_000),
        help=f"Into a folder: rows that are done and kept together ({PART_ROWS}); another number begins anew.",
    )
    @click.option(
        "--cut-off", is_flag=True, help="Into a folder, not as CSV: also write matches that made no claim, and why."
    )
    @click.option(
        "--number-type",
        type=click.Choice(get_args(NumberChoice)),
        help="Into a folder: digits of the encoder; auto takes bf16 for the packaged encoder where the processor is "
        "faster with it.",
    )
    @click.option(
        "--progress",
        type=click.Choice(SHOWN),
        help="Into a folder: how progress is shown on standard error; json is one event a line.",
    )
    @click.option("--max-failures", type=click.IntRange(0), help="Into a folder: stop when more rows than this failed.")
    @click.option("--retry-failed", is_flag=True, help="Into a folder: do parts again in which rows failed.")
    @click.option("--prune", is_flag=True, help="Into a folder: remove results of logs that are not given any more.")
    @click.option(
        "--passage-cache",
        type=click.Path(),
        help="Into a folder: keep vectors of passages in this folder, for later runs; they come from people's texts. "
        "Results then depend a little on what is kept.",
    )
    @wraps(command)
    def with_run(*args: Any, **values: Any) -> Any:  # Any: click's
        options = RunOptions(**{one.name: values.pop(one.name) for one in fields(RunOptions)})
        return command(*args, run=options, **values)

    return with_run


def processors(groups: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self/cgroup")) -> int:
    """Give the number of processors that this process may use: a container sees all of its machine's, and has fewer.

    Args:
        groups: Where Linux shows control groups.
        own: Where it says in which of them this process is.

    Source:
        `cpu.max` in https://docs.kernel.org/admin-guide/cgroup-v2.html
    """
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min([there, *_limits(groups, own)]))


def _limits(groups: Path, own: Path) -> Iterator[int]:
    """Give the limits of the group and of those that it is in; part of a processor is none."""
    try:
        told = own.read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for place in (line.removeprefix("0::").strip("/") for line in told if line.startswith("0::")):
        for group in (groups / place, *(groups / place).parents):
            with suppress(OSError, ValueError):  # there is no such file, or it says `max`
                quota, period = (group / "cpu.max").read_text(encoding="utf-8").split()
                yield int(quota) // int(period)
