"""Cuts encoded passages into units: stretches that the context gate judges as one."""

from collections.abc import Sequence
from dataclasses import dataclass

from skillweave.domain.claim import CutReason
from skillweave.domain.span import Span
from skillweave.matching.windows import Bounds, phrase_bounds, phrase_edges
from skillweave.ports import Encoding, Matrix, Offsets
from skillweave.text.gate import Verdict
from skillweave.text.phrases import phrases

LONGEST = 32
"""Tokens after which a run-on is cut at the next phrase: the mean of more says nothing in particular."""

FEWEST_WORDS = 3
"""Words that a remnant of a passage needs to be matched; a passage that is short by itself is matched as it is."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of one passage that is matched by itself.

    Attributes:
        entry: Position of the experience in the chunk.
        passage: The passage, in code points of the text.
        rows: (n, dim), the unit's token rows; they were encoded within the whole passage and know their context.
        signs: (n, k), what the heads tell of each row; k is 0 without heads.
        offsets: (n, 2), code points of the text, not of the passage.
        phrases: (w, 2), in rows: the unit as a whole, its phrases and pairs of neighbouring phrases.
        reason: Why the unit can make no claim; None where it can.
        rule: Id of the gate's rule.
        flags: Notes for the reviewer.
    """

    entry: int
    passage: Span
    rows: Matrix
    signs: Matrix
    offsets: Offsets
    phrases: Bounds
    reason: CutReason | None
    rule: str | None
    flags: tuple[str, ...]

    @property
    def edges(self) -> list[int]:
        """Give the rows at which phrases begin, and the end."""
        return sorted(set(self.phrases.ravel().tolist()))


def units_of(
    entry: int, text: str, passage: Span, verdicts: Sequence[Verdict], encoding: Encoding, signs: Matrix
) -> list[Unit]:
    """Cut one passage at the borders of what may and what may not make a claim.

    Neighbours that may are one unit, whatever their flags: a thought is not cut where nothing separates it.
    """
    found: list[Unit] = []
    for run in runs_of(text, passage, verdicts):
        inside = (encoding.offsets[:, 0] >= run[0].start) & (encoding.offsets[:, 1] <= run[-1].end)
        if not inside.any():
            continue
        offsets = encoding.offsets[inside] + passage.start
        rows, mine = encoding.rows[inside], signs[inside]
        edges = phrase_edges(offsets, phrases(text, int(offsets[0, 0]), int(offsets[-1, 1])))
        for low, high in parts(edges, LONGEST):
            inner = edges[(edges >= low) & (edges <= high)] - low
            bounds = phrase_bounds(inner)
            found.append(
                Unit(
                    entry,
                    passage,
                    rows[low:high],
                    mine[low:high],
                    offsets[low:high],
                    bounds,
                    run[0].reason,
                    run[0].rule,
                    flags_of(run),
                )
            )
    return found


def parts(edges: Bounds, longest: int) -> list[tuple[int, int]]:
    """Join phrases into parts of at most so many rows, where a phrase is no longer itself: (first row, end).

    Example:
        >>> import numpy as np
        >>> parts(np.array([0, 5, 12, 20, 26]), 15)
        [(0, 12), (12, 26)]
    """
    found: list[tuple[int, int]] = []
    start = previous = int(edges[0])
    for edge in edges[1:].tolist():
        if edge - start > longest and previous > start:
            found.append((start, previous))
            start = previous
        previous = edge
    return [*found, (start, previous)]


def runs_of(text: str, passage: Span, verdicts: Sequence[Verdict]) -> list[list[Verdict]]:
    """Join neighbours that may make a claim, and neighbours that may not for the same reason.

    What the gate left of a sentence is left out where it is too little to say anything.

    Args:
        text: The whole text.
        passage: The passage.
        verdicts: What the gate says of it, in code points of the passage.
    """
    runs: list[list[Verdict]] = []
    for verdict in verdicts:
        if runs and runs[-1][-1].reason == verdict.reason:
            runs[-1].append(verdict)
        else:
            runs.append([verdict])
    if len(runs) == 1:
        return runs
    words = [text[passage.start + run[0].start : passage.start + run[-1].end].split() for run in runs]
    return [run for run, own in zip(runs, words, strict=True) if len(own) >= FEWEST_WORDS]


def flags_of(run: Sequence[Verdict]) -> tuple[str, ...]:
    """Collect the notes for the reviewer, each once."""
    return tuple(dict.fromkeys(flag for verdict in run for flag in verdict.flags))


def text_of(unit: Unit, text: str) -> str:
    """Give the unit's words."""
    return text[int(unit.offsets[0, 0]) : int(unit.offsets[-1, 1])]
