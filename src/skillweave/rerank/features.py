"""What can be told of a match beside its score: its lanes, its rivals, its words, and the clauses around them."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from skillweave.domain.claim import Match
from skillweave.domain.evidence import Evidence
from skillweave.text.fold import tokens
from skillweave.text.gate import Judged, judge_clauses
from skillweave.text.segment import segment
from skillweave.text.subjects import Who

FEATURES = "features-v1"
"""Name and version of what is worked out here; a model is bound to it."""

_LANE = "lane."
_CUES = ("shared", "assigned", "learned", "listed")
_NUMBER = re.compile(r"\d")
_SELF = frozenset({"i", "my", "me", "myself"})
_SHORT = 3
"""Letters of a word that says nothing by itself."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause of the entry: its place, its words, and what the gate decided of it."""

    start: int
    end: int
    judged: Judged


class EntryFeatures:
    """Works out the features of the matches of one entry; what the entry's clauses tell is worked out once."""

    def __init__(self, text: str) -> None:
        """Read an entry as the context gate reads it."""
        self._text = text
        spans = segment(text)
        judged = judge_clauses([span.quote(text) for span in spans])
        self._clauses = [
            _Clause(span.start + one.clause.start, span.start + one.clause.end, one)
            for span, several in zip(spans, judged, strict=True)
            for one in several
        ]
        self._words = len(text.split())

    def of(self, match: Match, rivals: Sequence[Match]) -> dict[str, float]:
        """Give the features of one match by name; a lane that took no part is absent.

        Their values do not depend on the order of the rivals.

        Args:
            match: It.
            rivals: The other matches of its framework in the entry.
        """
        return {
            "score": match.score,
            **{f"{_LANE}{name}": value for name, value in match.scores.items()},
            **_among(match, rivals),
            **self._quoted(match),
            **self._around(match),
        }

    def _quoted(self, match: Match) -> dict[str, float]:
        quoted = " ".join(one.quote for one in match.evidence)
        words = tokens(quoted).words
        passage = tokens(match.passage.quote).words
        ours = _content(tokens(f"{match.label} {match.matched}").words)
        return {
            "quotes": float(len(match.evidence)),
            "quote_words": math.log1p(len(words)),
            "quote_share": len(match.evidence[0].quote) / max(1, len(match.passage.quote)),
            "passage_words": math.log1p(len(passage)),
            "text_words": math.log1p(self._words),
            "writer_named": _share(words, _SELF),
            "number": float(_NUMBER.search(match.passage.quote) is not None),
            "words_in_common": len(ours & _content(passage)) / max(1, len(ours)),
        }

    def _around(self, match: Match) -> dict[str, float]:
        under = [one for one in self._clauses if any(_meets(one, quote) for quote in match.evidence)]
        passage = [one for one in self._clauses if _meets(one, match.passage)]
        return {
            "writer_does": _mean(one.judged.subject.who is Who.WRITER for one in under),
            "nobody_named": _mean(one.judged.subject.who is Who.UNSAID for one in under),
            "closed_beside": _mean(one.judged.outcome.reason is not None for one in passage),
            "closed_in_entry": _mean(one.judged.outcome.reason is not None for one in self._clauses),
            **{f"cue.{cue}": float(any(cue in one.judged.outcome.flags for one in under)) for cue in _CUES},
        }


def _among(match: Match, rivals: Sequence[Match]) -> dict[str, float]:
    scores = [one.score for one in rivals]
    return {
        "rank": math.log1p(sum(score > match.score for score in scores)),
        "rivals": math.log1p(len(rivals)),
        "ahead_of_next": match.score - max((score for score in scores if score <= match.score), default=match.score),
        "behind_best": max([match.score, *scores]) - match.score,
        "words_shared": float(sum(any(_overlap(*pair) for pair in _pairs(match, one)) for one in rivals)),
    }


def _pairs(match: Match, other: Match) -> Iterable[tuple[Evidence, Evidence]]:
    return ((one, another) for one in match.evidence for another in other.evidence)


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.start < other.end and other.start < one.end


def _meets(clause: _Clause, quote: Evidence) -> bool:
    return clause.start < quote.end and quote.start < clause.end


def _content(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word for word in words if len(word) > _SHORT)


def _share(words: Sequence[str], wanted: frozenset[str]) -> float:
    return sum(word in wanted for word in words) / max(1, len(words))


def _mean(marks: Iterable[bool]) -> float:
    every = list(marks)
    return sum(every) / max(1, len(every))
