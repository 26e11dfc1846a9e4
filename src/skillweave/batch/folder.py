"""The folder of one run: which parts are done, and what is written when a run ends or stops."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby, islice
from tempfile import SpooledTemporaryFile
from typing import IO

from pydantic import ValidationError

from skillweave.batch.chunk import FailureCode
from skillweave.batch.part import CLAIMS, CUT_OFF, TRANSLATIONS
from skillweave.batch.plan import Planned
from skillweave.batch.sinks import telling
from skillweave.batch.store import Store
from skillweave.domain.run import Failure, Made, Manifest, PartLine, SourceParts, Sums
from skillweave.errors import BatchError, SettingsError

MANIFEST, LEDGER, FAILED = "manifest.json", "parts.jsonl", "failed.jsonl"
TABLES = (CLAIMS, TRANSLATIONS, CUT_OFF)

_IN_MEMORY = 1 << 20
"""Bytes of the lines of failed rows above which they are put in order on the disk."""

_ASIDE = "a temporary file with the rows that failed"


class RunFolder:
    """Reads and writes the files of one run.

    A part is done when its line stands in the ledger and its files are there with the sizes that the line tells.
    Files are written before lines, so a run that is killed loses the parts that it was at, and nothing else.
    """

    def __init__(self, store: Store) -> None:
        """Take the folder as it is."""
        self._store = store

    @property
    def where(self) -> str:
        """Say where it is."""
        return self._store.where

    def done(self) -> dict[str, int]:
        """Find the parts that are done: key to the number of its rows that failed although they could be read."""
        sizes = self._sizes()
        found: dict[str, int] = {}
        for line in self.lines():
            if _is_whole(line, sizes):
                found[line.key] = sum(one.code != FailureCode.REFUSED for one in line.failures)
            else:
                found.pop(line.key, None)
        return found

    def lines(self) -> Iterator[PartLine]:
        """Read the ledger; a line that was cut short counts for nothing, and of two of one part the later counts."""
        for raw in self._store.lines(LEDGER):
            if raw.strip():
                try:
                    yield PartLine.model_validate_json(raw)
                except ValidationError:
                    continue

    def add(self, line: PartLine) -> None:
        """Keep that a part is done."""
        self._store.append(LEDGER, line.model_dump_json(by_alias=True).encode())

    def check(self, line: PartLine) -> None:
        """See that the files that a worker has written are where this process finds them.

        Raises:
            BatchError: They are not: the worker has another disk.
        """
        for table, made in line.files.items():
            if self._store.size(f"{table}/{made.name}") != made.size_bytes:
                raise BatchError(
                    f"a worker has written the part {line.key}, but it is not in {self.where}: workers on other "
                    "machines need a shared disk, or an address such as s3://bucket/claims"
                )

    def manifest(self) -> Manifest | None:
        """Read what the run consists of; None before its first start.

        Raises:
            BatchError: It is damaged, or from another version.
        """
        raw = self._store.read(MANIFEST)
        if raw is None:
            return None
        try:
            return Manifest.model_validate_json(raw)
        except ValidationError as error:
            raise BatchError(
                f"{self.where}/{MANIFEST} is damaged or from another version of skillweave; give another folder"
            ) from error

    def refuse_renamed(self, plan: Sequence[Planned]) -> None:
        """See that no log of an earlier start is given now by another name: every table would hold its entries twice.

        A log is told by the first rows of its parts, so also one that has grown or was edited. A name that the run
        knows already is as meant.

        Raises:
            SettingsError: A log is; nothing was changed.
        """
        before = self.manifest()
        if before is None:
            return
        given = {one.source for one in plan}
        known = {one.name for one in before.sources}
        gone = {start: one.name for one in before.sources if one.name not in given for start in one.starts if start}
        for part in plan:
            if part.source not in known and part.start in gone:
                raise SettingsError(
                    f"{part.source} holds rows of {gone[part.start]}, a log of an earlier start that was not given "
                    f"now; {self.where} would hold them twice. If it is the same log, give the command in the folder "
                    "in which it was first given, or with --prune, which removes the results of logs that are not "
                    "given; if both are meant, give both"
                )

    def begin(self, made: Made, plan: Sequence[Planned], *, missing: int, prune: bool) -> Manifest:
        """Write what the run will consist of: the planned logs, and those of earlier starts that were not given now.

        Args:
            made: What makes the results.
            plan: All parts of the logs given now.
            missing: How many of them are not done.
            prune: Leave out the logs that were not given now.
        """
        sources = [_source(name, list(parts)) for name, parts in groupby(plan, key=lambda one: one.source)]
        before = self.manifest()
        given = {one.name for one in sources}
        if before is not None and not prune:
            sources += [one for one in before.sources if one.name not in given]
        ordered = tuple(sorted(sources, key=lambda one: one.name))
        manifest = Manifest(run=made.run_id, complete=False, made=made, sources=ordered)
        if before is None or before.sources != ordered or missing:
            self._write_manifest(manifest)
        return manifest

    def stop(self, manifest: Manifest) -> Sums:
        """Write what is known when a run stops before its end: the rows that failed so far.

        Where another run has begun meanwhile, that is for it to write.
        """
        with self._gathered(manifest) as (sums, failures):
            if self._is_ours(manifest):
                self._store.write_all(FAILED, failures)
        return sums

    def finish(self, manifest: Manifest, meanwhile: Callable[[], object] = lambda: None) -> Manifest:
        """Remove what belongs to no part of the run any more, and write failures and sums.

        Where a log that was not given now has parts that were never done, or whose files are gone, the run is still not
        complete.

        Args:
            manifest: As it was begun.
            meanwhile: Is called again and again: there may be much to remove.

        Raises:
            BatchError: Another run has begun meanwhile, whose parts would be removed; or a file cannot be written.
        """
        if not self._is_ours(manifest):
            raise BatchError(
                f"another run has begun in {self.where} with other logs; what is done is kept: when no other run works "
                "there, give the same command again"
            )
        self._forget(set(manifest.keys), meanwhile)
        with self._gathered(manifest) as (sums, failures):
            self._store.write_all(FAILED, failures)
        is_complete = sums.entries == sum(source.rows for source in manifest.sources)
        finished = manifest.model_copy(update={"complete": is_complete, "sums": sums if is_complete else None})
        self._write_manifest(finished)
        return finished

    def parts(self, manifest: Manifest) -> Iterator[PartLine]:
        """Give the lines of the run's parts that are done, each once, in no order."""
        wanted, sizes = set(manifest.keys), self._sizes()
        latest = {line.key: number for number, line in enumerate(self.lines()) if line.key in wanted}
        for number, line in enumerate(self.lines()):
            if latest.get(line.key) == number and _is_whole(line, sizes):
                yield line

    def failures(self, most: int) -> list[Failure]:
        """Read the first rows that failed, as they were known when the run last ended or stopped."""
        return [Failure.model_validate_json(line) for line in islice(self._store.lines(FAILED), most)]

    def _is_ours(self, manifest: Manifest) -> bool:
        """See that the run still consists of what it was begun with."""
        found = self.manifest()
        return found is not None and found.sources == manifest.sources

    def _sizes(self) -> dict[str, dict[str, int]]:
        return {table: self._store.sizes(table) for table in TABLES}

    @contextmanager
    def _gathered(self, manifest: Manifest) -> Iterator[tuple[Sums, Iterator[bytes]]]:
        """Add up the parts, and give the lines of all rows that failed, in the order of the parts.

        The ledger has its own order, and every row of a large log may have failed: many lines wait on the disk.
        """
        sums = Sums()
        with SpooledTemporaryFile(_IN_MEMORY) as aside:
            places: dict[str, tuple[int, int]] = {}
            for line in self.parts(manifest):
                sums = Sums.of([sums, line.sums])
                if line.failures:
                    told = "".join(f"{one.model_dump_json()}\n" for one in line.failures).encode()
                    places[line.key] = (aside.tell(), len(told))
                    with telling(_ASIDE):
                        aside.write(told)
            yield sums, _pieces(aside, (places[key] for key in manifest.keys if key in places))

    def _forget(self, wanted: set[str], meanwhile: Callable[[], object]) -> None:
        """Remove files and lines of parts that the run no longer has: their rows have changed."""
        for table in TABLES:
            for name in self._store.sizes(table):
                if name.startswith("part-") and name.removeprefix("part-").partition(".")[0] not in wanted:
                    meanwhile()
                    self._store.remove(f"{table}/{name}")
        if any(line.key not in wanted for line in self.lines()):
            kept = (line.model_dump_json(by_alias=True).encode() for line in self.lines() if line.key in wanted)
            self._store.rewrite(LEDGER, kept)

    def _write_manifest(self, manifest: Manifest) -> None:
        told = manifest.model_dump(mode="json", by_alias=True)
        self._store.write(MANIFEST, (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode())


def _is_whole(line: PartLine, sizes: Mapping[str, Mapping[str, int]]) -> bool:
    """See that the files of a part are there; `sizes` are those of each table."""
    return all(sizes[table].get(one.name) == one.size_bytes for table, one in line.files.items())


def _pieces(stream: IO[bytes], places: Iterable[tuple[int, int]]) -> Iterator[bytes]:
    """Read pieces of a file, each by its start and its length."""
    for start, length in places:
        with telling(_ASIDE):  # what is still held is written before the first is read
            stream.seek(start)
            piece = stream.read(length)
        yield piece


def _source(name: str, parts: Sequence[Planned]) -> SourceParts:
    return SourceParts(
        name=name,
        rows=sum(one.rows for one in parts),
        parts=tuple(one.key for one in parts),
        starts=tuple(one.start for one in parts),
    )


def run_folders(store: Store) -> list[str]:
    """Give the names of the runs in a folder, sorted."""
    return [name for name in store.folders() if name.startswith("run-")]
