"""Cuts passages for an encoder that knows no words: what the gate judges as one is encoded, and quoted, as one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from skillweave.domain.claim import CutReason
from skillweave.domain.span import Span
from skillweave.matching.units import Unit, flags_of, runs_of
from skillweave.ports import Encoding
from skillweave.text.gate import Verdict


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a passage that is encoded by itself: the whole sentence, where the gate does not cut it.

    Attributes:
        passage: The passage, in code points of the text.
        span: The part, in code points of the text, without blanks at its ends.
        reason: Why it can make no claim; None where it can.
        rule: Id of the gate's rule.
        flags: Notes for the reviewer.
    """

    passage: Span
    span: Span
    reason: CutReason | None
    rule: str | None
    flags: tuple[str, ...]

    def unit(self, entry: int, encoding: Encoding) -> Unit:
        """Make the unit: one row, which is the vector of the whole part.

        Args:
            entry: Position of the experience in the chunk.
            encoding: Of the part's words.
        """
        return Unit(
            entry=entry,
            passage=self.passage,
            rows=encoding.sentence[None],
            signs=np.zeros((1, 0), np.float32),
            offsets=np.array([[self.span.start, self.span.end]], np.int64),
            phrases=np.array([[0, 1]], np.int64),
            reason=self.reason,
            rule=self.rule,
            flags=self.flags,
        )


def stretches_of(text: str, passage: Span, verdicts: Sequence[Verdict]) -> list[Stretch]:
    """Cut one passage at the borders of what may and what may not make a claim.

    To cut run-ons further, at phrases, was tried without gain: docs/decisions/0028-an-encoder-elsewhere.md.

    Args:
        text: The whole text.
        passage: The passage.
        verdicts: What the gate says of it, in code points of the passage.
    """
    return [
        Stretch(passage, span, run[0].reason, run[0].rule, flags_of(run))
        for run in runs_of(text, passage, verdicts)
        for span in _trimmed(text, passage.start + run[0].start, passage.start + run[-1].end)
    ]


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """Leave blanks at the ends out; nothing where nothing else is there."""
    words = text[start:end]
    low, high = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
    if low < high:
        yield Span(start=low, end=high)
