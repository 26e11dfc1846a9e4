"""What the adapters share: rows of a file, gold grades, marked spans, and frameworks made from a list of labels."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from skillweave.domain.competency import Competency, Framework, Kind, Verification
from skillweave.domain.span import Span
from skillweave.errors import EvaluationError

Row = Mapping[str, Any]  # Any: a JSON object

HELD_OUT = 0
"""Fold of the groups (occupations, advertisements) that the adapter was not trained on: only they are measured."""

_FOLDS = 5

PLAIN = 4.0
"""Grade of a gold label where the source only says that it is one."""


def fold_of(key: str) -> int:
    """Give the fold of a group, as the data's own descriptions work it out."""
    return int(hashlib.sha256(f"skillweave-fold|{key}".encode()).hexdigest(), 16) % _FOLDS


def held_out(key: str) -> bool:
    """Say whether a group was kept from training."""
    return fold_of(key) == HELD_OUT


def read_lines(path: Path) -> Iterator[Row]:
    """Read a JSON lines file.

    Raises:
        EvaluationError: The file is missing, is not UTF-8, or has a line that is no JSON object.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield _object(path, number, line)
    except OSError as error:
        raise EvaluationError(
            f"{path} cannot be read: {error.strerror}; give the folder of the data sets with --data"
        ) from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} is not UTF-8: {error.reason}; copy it again from its source") from error


def _object(path: Path, number: int, line: str) -> Row:
    try:
        return dict(json.loads(line))
    except (ValueError, TypeError) as error:
        raise EvaluationError(f"{path}, line {number}: not a JSON object: {error}") from error


def plain_gold(codes: Iterable[str]) -> dict[str, float]:
    """Grade gold labels that have no grade of their own."""
    return dict.fromkeys(codes, PLAIN)


def labelled_spans(marked: Iterable[Row]) -> dict[str, tuple[Span, ...]]:
    """Give marked spans by their label; what experts marked without finding a label for it is left out."""
    found: dict[str, list[Span]] = {}
    for row in marked:
        if row["label"]:
            found.setdefault(row["label"], []).append(Span(start=row["start"], end=row["end"]))
    return {code: tuple(spans) for code, spans in found.items()}


def claimable(framework: Framework) -> frozenset[str]:
    """Give the codes that may be claimed: all but headings."""
    return frozenset(entry.code for entry in framework.competencies if not entry.heading)


def entry(label: str, aliases: Sequence[str] = (), description: str = "", *, code: str | None = None) -> Competency:
    """Make a competency of a published label; without a code of its own, the label is the code."""
    return Competency(
        code=code or label,
        label=label,
        verification=Verification.VERIFIED,
        aliases=tuple(dict.fromkeys(alias for alias in aliases if alias != label)),
        description=description,
    )


def framework_of(
    identifier: str, name: str, entries: Sequence[Competency], *, publisher: str, licence: str
) -> Framework:
    """Make a framework of a data set's own label list; its hash is over codes, names, aliases and descriptions."""
    lines = ("\t".join((one.code, one.label, *one.aliases, one.description)) for one in entries)
    return Framework(
        id=identifier,
        version="development",
        name=name,
        kind=Kind.TRANSFERABLE,
        publisher=publisher,
        source="see the data set's own read-me",
        licence=licence,
        competencies=tuple(entries),
        complete=True,
        not_listed="",
        content_hash=hashlib.sha256("\n".join(lines).encode()).hexdigest(),
    )
