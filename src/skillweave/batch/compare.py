"""Compares two runs claim by claim: which came, which went, which moved; entry by entry, not all in memory at once."""

import io
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, zip_longest

from skillweave.batch.part import CLAIMS, file_name
from skillweave.batch.store import Store
from skillweave.domain.run import Manifest, SourceParts
from skillweave.errors import BatchError

_TOLD = 1e-9
"""Scores are kept rounded: what differs by less is the same."""


@dataclass(frozen=True, slots=True)
class Found:
    """One claim, as far as two runs are compared."""

    rank: int
    score: float
    start: int
    end: int


Claims = Mapping[tuple[str, str], Found]
"""Framework and code to what was found."""


@dataclass(frozen=True, slots=True)
class EntryClaims:
    """All claims of one entry."""

    source: str
    row: int
    id: str
    claims: Claims


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two runs in one claim.

    Attributes:
        source: The log.
        row: Its row.
        id: The entry.
        framework: Id of the framework.
        code: The competency.
        kind: `came`, `went` or `moved`: another rank, score or place in the text.
        before: None where it came.
        after: None where it went.
    """

    source: str
    row: int
    id: str
    framework: str
    code: str
    kind: str
    before: Found | None
    after: Found | None


@dataclass(slots=True)
class Counts:
    """How much two runs differ, added up while changes are gone through."""

    both: int = 0
    same: int = 0
    only_before: int = 0
    only_after: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    by_framework: dict[str, Counter[str]] = field(default_factory=dict)
    top_same: Counter[str] = field(default_factory=Counter)
    top_all: Counter[str] = field(default_factory=Counter)


def changes(before: tuple[Store, Manifest], after: tuple[Store, Manifest], counts: Counts) -> Iterator[Change]:
    """Go through two runs side by side. Entries are the same where log and id are.

    Args:
        before: The older run: its folder and manifest.
        after: The newer one.
        counts: Is added to.

    Raises:
        BatchError: A part cannot be read.
    """
    for old, new in _paired(before, after):
        if old is None or new is None:
            counts.only_before += new is None
            counts.only_after += old is None
            continue
        counts.both += 1
        _count_top(old, new, counts)
        found = list(_differing(old, new))
        counts.same += not found
        for one in found:
            counts.kinds[one.kind] += 1
            counts.by_framework.setdefault(one.framework, Counter())[one.kind] += 1
            yield one


def _paired(
    before: tuple[Store, Manifest], after: tuple[Store, Manifest]
) -> Iterator[tuple[EntryClaims | None, EntryClaims | None]]:
    old, new = ({one.name: one for one in manifest.sources} for _, manifest in (before, after))
    for name in sorted({*old, *new}):
        yield from _paired_by_id(_entries(*before, old.get(name)), _entries(*after, new.get(name)))


def _entries(store: Store, manifest: Manifest, log: SourceParts | None) -> Iterator[EntryClaims]:
    """Read the entries of one log in the order of their rows; none where the run does not have it."""
    if log is not None:
        for key in log.parts:
            yield from _part(store, manifest, key, log.name)


def _paired_by_id(
    old: Iterator[EntryClaims], new: Iterator[EntryClaims]
) -> Iterator[tuple[EntryClaims | None, EntryClaims | None]]:
    """Read both side by side; what has no partner yet waits for it.

    As many wait as rows have moved against each other. Of an id that a log has twice, the first are partners.
    """
    waiting_old: dict[str, deque[EntryClaims]] = {}
    waiting_new: dict[str, deque[EntryClaims]] = {}
    for left, right in zip_longest(old, new):
        if left is not None:
            partner = _taken(waiting_new, left.id)
            if partner is None:
                waiting_old.setdefault(left.id, deque()).append(left)
            else:
                yield left, partner
        if right is not None:
            partner = _taken(waiting_old, right.id)
            if partner is None:
                waiting_new.setdefault(right.id, deque()).append(right)
            else:
                yield partner, right
    yield from ((one, None) for same in waiting_old.values() for one in same)
    yield from ((None, one) for same in waiting_new.values() for one in same)


def _taken(waiting: dict[str, deque[EntryClaims]], name: str) -> EntryClaims | None:
    same = waiting.get(name)
    if same is None:
        return None
    first = same.popleft()
    if not same:
        del waiting[name]
    return first


def _differing(old: EntryClaims, new: EntryClaims) -> Iterator[Change]:
    for name in sorted({*old.claims, *new.claims}):
        before, after = old.claims.get(name), new.claims.get(name)
        if before is None or after is None:
            kind = "came" if before is None else "went"
        elif _moved(before, after):
            kind = "moved"
        else:
            continue
        yield Change(new.source, new.row, new.id, *name, kind, before, after)


def _moved(one: Found, other: Found) -> bool:
    places = (one.rank, one.start, one.end) != (other.rank, other.start, other.end)
    return places or abs(one.score - other.score) > _TOLD


def _count_top(old: EntryClaims, new: EntryClaims, counts: Counts) -> None:
    """Count, framework by framework, whether the first claim is the same."""
    tops = [{name: code for (name, code), found in one.claims.items() if found.rank == 1} for one in (old, new)]
    for name in {*tops[0], *tops[1]}:
        counts.top_all[name] += 1
        counts.top_same[name] += tops[0].get(name) == tops[1].get(name)


def _part(store: Store, manifest: Manifest, key: str, source: str) -> Iterator[EntryClaims]:
    if manifest.made.format != "parquet":
        raise BatchError(f"{manifest.run} was written as {manifest.made.format}; only runs in Parquet can be compared")
    name = f"{CLAIMS}/{file_name(key, manifest.made.format)}"
    raw = store.read(name)
    if raw is None:
        raise BatchError(f"{store.where}/{name} is missing; finish the run first, by the command that began it")
    from skillweave.batch.parquet import read_rows  # pyarrow is loaded for Parquet only

    columns = ("row", "id", "framework", "code", "rank", "score", "start", "end")
    rows = read_rows(io.BytesIO(raw), columns, name)
    for (row, entry), group in groupby(rows, key=lambda one: (one["row"], one["id"])):
        claims = {
            (str(one["framework"]), str(one["code"])): Found(
                int(one["rank"]), float(one["score"]), int(one["start"]), int(one["end"])
            )
            for one in group
            if one["framework"] is not None
        }
        yield EntryClaims(source, int(row), str(entry), claims)
