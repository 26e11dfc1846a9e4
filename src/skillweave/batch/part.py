"""What a worker does with a part: translate it, write its files, and say what became of it."""

import hashlib
import io
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING

from skillweave.batch.chunk import CHUNK, FailureCode, Outcome, Translates, chunks_of, failed, translate_chunk
from skillweave.batch.plan import Part
from skillweave.batch.rows import Row
from skillweave.batch.sinks import stream_sink
from skillweave.batch.store import Store
from skillweave.batch.tidy import CUT_OFF_COLUMNS, cut_off_rows
from skillweave.batch.write import open_writer
from skillweave.domain.claim import Status, Translation
from skillweave.domain.run import BINS, Failure, FileMade, Made, PartFormat, PartLine, Slow, Sums

if TYPE_CHECKING:
    from skillweave.batch.parquet import ParquetRows

CLAIMS, TRANSLATIONS, CUT_OFF = "claims", "translations", "cut_off"
"""The tables of a run, each a folder."""

KILLED = "the process that worked on it ended or never finished, again and again; is it very long, or of an odd kind?"

PATIENCE_S, PATIENCE_A_ROW_S = 600.0, 5.0
"""How long a part may take at all, and for each of its rows: some hundred times what they take ordinarily."""


@dataclass(frozen=True, slots=True)
class PartTask:
    """A part, and what is known of it already.

    Attributes:
        part: Its rows.
        killers: Places of rows that end the process that works on them; they fail without being tried.
        is_probe: Only find out whether the rows can be worked on; write nothing.
    """

    part: Part
    killers: frozenset[int] = frozenset()
    is_probe: bool = False


def nothing_counted() -> tuple[int, int]:
    """Count for a pipeline without a cache."""
    return 0, 0


def patience_s(task: PartTask) -> float:
    """Give the seconds after which nobody waits for a part any longer: a row in it hangs, or the machine does."""
    return PATIENCE_S + PATIENCE_A_ROW_S * len(task.part.rows)


class PartWork:
    """Translates parts and writes their files; holds the pipeline."""

    def __init__(
        self,
        pipeline: Translates,
        about: Made,
        store: Store,
        *,
        counts: Callable[[], tuple[int, int]] = nothing_counted,
        clock_s: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Keep the parts.

        Args:
            pipeline: Loaded.
            about: What makes the results.
            store: The parent of the run's folder.
            counts: Tells how many passages were asked for so far, and how many of them were in a cache.
            clock_s: A clock.
        """
        self.pipeline = pipeline
        self._made = about
        self._store = store
        self._counts = counts
        self._clock_s = clock_s

    @property
    def about(self) -> Made:
        """Say what makes the results."""
        return self._made

    def __call__(self, task: PartTask, /) -> PartLine | None:
        """Do one part; a probe has no result.

        Raises:
            BatchError: A file cannot be written.
            SkillweaveError: The configuration is at fault.
        """
        began = self._clock_s()
        if task.is_probe:
            for _ in self._chunks(task, []):
                pass
            return None
        slow: list[Slow] = []
        failures: list[Failure] = []
        sums = Sums()
        asked_before, found_before = self._counts()
        with PartFiles(task.part.source, self._made) as tables:
            for outcomes in self._chunks(task, slow):
                translations = [one.translation for one in outcomes]
                tables.write(translations)
                sums = Sums.of([sums, sums_of(translations)])
                failures.extend(_failures(task.part.source, outcomes))
        asked, found = self._counts()
        return PartLine(
            key=task.part.key,
            source=task.part.source,
            first_row=task.part.rows[0].number,
            last_row=task.part.rows[-1].number,
            sums=sums,
            failures=tuple(failures),
            files=self._kept(task.part.key, tables.data()),
            slow=max(slow, key=lambda one: one.seconds / one.entries, default=None),
            passages=asked - asked_before,
            cached_passages=found - found_before,
            seconds=round(self._clock_s() - began, 3),
        )

    def _kept(self, key: str, data: dict[str, bytes]) -> dict[str, FileMade]:
        """Write the files of a part: table to what was written."""
        run = self._store.within(self._made.run_id)
        name = file_name(key, self._made.format)
        for table, content in data.items():
            run.write(f"{table}/{name}", content)
        return {
            table: FileMade(name=name, size_bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
            for table, content in data.items()
        }

    def _chunks(self, task: PartTask, slow: list[Slow]) -> Iterator[list[Outcome]]:
        """Give the outcomes some at a time: no more translations are in memory than a chunk has."""
        outcomes = self._outcomes(task, slow)
        while taken := list(islice(outcomes, CHUNK)):
            yield taken

    def _outcomes(self, task: PartTask, slow: list[Slow]) -> Iterator[Outcome]:
        """Translate chunk by chunk; killers take no part, but keep their place."""
        tried = [row for place, row in enumerate(task.part.rows) if place not in task.killers]
        done = self._tried(task.part.source, tried, slow)
        for place, row in enumerate(task.part.rows):
            yield _killed(row) if place in task.killers else next(done)

    def _tried(self, source: str, rows: Sequence[Row], slow: list[Slow]) -> Iterator[Outcome]:
        for chunk in chunks_of(rows):
            began = self._clock_s()
            done = list(translate_chunk(self.pipeline, chunk))
            slow.append(_slow(source, chunk, self._clock_s() - began))
            yield from done


def file_name(key: str, written: PartFormat) -> str:
    """Name the file of a part in each of its tables."""
    return f"part-{key}.{written}"


class PartFiles:
    """Makes the files of a part while its translations come; the same translations give the same bytes."""

    def __init__(self, source: str, made: Made) -> None:
        """Start with empty tables; `with` opens their writers."""
        self._source = source
        self._made = made
        self._stack = ExitStack()
        self._claims, self._cut = io.BytesIO(), io.BytesIO()

    def __enter__(self) -> "PartFiles":
        """Open the writers."""
        self._writer = self._stack.enter_context(open_writer(self._claims, self._made.format, source=self._source))
        self._cut_rows = self._stack.enter_context(_cut_off_table(self._cut)) if self._has_cut_off else None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the files, or give them up."""
        self._stack.__exit__(kind, error, trace)

    def write(self, translations: Sequence[Translation]) -> None:
        """Add translations to all tables."""
        leaves_out = self._made.format == "jsonl" and not self._made.cut_off
        for one in translations:
            self._writer.write(one.model_copy(update={"cut_off": ()}) if leaves_out else one)
            if self._cut_rows is not None:
                for row in cut_off_rows(one, self._source):
                    self._cut_rows.add(row)

    def data(self) -> dict[str, bytes]:
        """Give the finished files: table to bytes."""
        files = {TRANSLATIONS if self._made.format == "jsonl" else CLAIMS: self._claims.getvalue()}
        return {**files, CUT_OFF: self._cut.getvalue()} if self._has_cut_off else files

    @property
    def _has_cut_off(self) -> bool:
        return self._made.cut_off and self._made.format == "parquet"


@contextmanager
def _cut_off_table(target: io.BytesIO) -> "Iterator[ParquetRows]":
    from skillweave.batch.parquet import ParquetRows  # pyarrow is loaded for Parquet only

    with stream_sink(target) as sink:
        rows = ParquetRows(sink, CUT_OFF_COLUMNS)
        try:
            yield rows
            rows.finish()
        except BaseException:
            rows.abandon()
            raise


def sums_of(translations: Sequence[Translation]) -> Sums:
    """Count entries and claims."""
    return Sums.of(map(_counted, translations))


def _counted(one: Translation) -> Sums:
    claims: dict[str, int] = {}
    bins = [0] * BINS
    for claim in one.claims:
        claims[claim.framework] = claims.get(claim.framework, 0) + 1
        if claim.confidence is not None:
            bins[min(BINS - 1, int(claim.confidence * BINS))] += 1
    cut: dict[str, int] = {}
    for match in one.cut_off:
        cut[match.reason.value] = cut.get(match.reason.value, 0) + 1
    return Sums(
        entries=1,
        with_claims=one.status is Status.CLAIMS,
        nothing_found=one.status is Status.NOTHING_FOUND,
        failed=one.status is Status.FAILED,
        claims=claims,
        claimed_entries=dict.fromkeys(claims, 1),
        confidences=tuple(bins),
        uncalibrated=len(one.claims) - sum(bins),
        cut_off=cut,
    )


def _failures(source: str, outcomes: Sequence[Outcome]) -> Iterator[Failure]:
    for one in outcomes:
        if one.code is not None:
            told = one.translation
            yield Failure(
                source=source,
                row=told.row or 0,
                id=told.id,
                code=one.code.value,
                reason=told.error or "no reason given",
            )


def _killed(row: Row) -> Outcome:
    if row.experience is None:  # the check has refused it before: nothing was tried
        raise ValueError(f"row {row.number} was never given to the pipeline")
    outcome = failed(row.experience, FailureCode.KILLED, KILLED)
    return Outcome(outcome.translation.model_copy(update={"row": row.number}), outcome.code)


def _slow(source: str, chunk: Sequence[Row], seconds: float) -> Slow:
    good = [row.experience for row in chunk if row.experience is not None]
    return Slow(
        source=source,
        first_row=chunk[0].number,
        last_row=chunk[-1].number,
        entries=len(chunk),
        characters=sum(len(one.text) for one in good),
        seconds=round(seconds, 3),
    )
