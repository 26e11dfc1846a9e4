"""Units: stretches of a passage that the gate judges as one, with token rows that know the passage."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.claim import CutReason
from skillweave.domain.span import Span
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.matching.units import LONGEST, Unit, parts, text_of, units_of
from skillweave.ports import Encoding, Matrix
from skillweave.text.gate import Verdict, judge_passages
from skillweave.text.segment import segment
from tests.strategies import entry_text

TEXT = "Monday. I did not weld the seams, but we ground the seams together."
PASSAGE = Span(start=8, end=len(TEXT))


def _units(text: str, passage: Span, verdicts: Sequence[Verdict], embedder: HashingEmbedder) -> list[Unit]:
    encoding = embedder.encode([passage.quote(text)])[0]
    return units_of(7, text, passage, verdicts, encoding, _signs(encoding))


def _signs(encoding: Encoding) -> Matrix:
    """Signs that tell the rows apart."""
    return np.arange(len(encoding.rows), dtype=np.float32)[:, None]


def _verdict(start: int, end: int, reason: CutReason | None = None, *flags: str) -> Verdict:
    return Verdict(start=start, end=end, reason=reason, rule="r.1" if reason else None, flags=flags)


def test_units_end_where_the_gate_cuts(embedder: HashingEmbedder) -> None:
    """A passage is cut where what may not claim meets what may; offsets count in the text, not in the passage."""
    cut = TEXT.index(" but") - 8
    verdicts = [_verdict(0, cut, CutReason.NEGATED), _verdict(cut, len(TEXT) - 8, None, "shared")]
    found = _units(TEXT, PASSAGE, verdicts, embedder)
    assert [text_of(unit, TEXT) for unit in found] == ["I did not weld the seams,", "but we ground the seams together."]
    assert [(unit.reason, unit.rule, unit.flags) for unit in found] == [
        (CutReason.NEGATED, "r.1", ()),
        (None, None, ("shared",)),
    ]
    assert {(unit.entry, unit.passage) for unit in found} == {(7, PASSAGE)}


def test_neighbours_that_may_claim_are_one_unit(embedder: HashingEmbedder) -> None:
    """Flags do not cut: they are gathered, each once, in order."""
    verdicts = [
        _verdict(0, 20, None, "shared"),
        _verdict(20, 40),
        _verdict(40, len(TEXT) - 8, None, "listed", "shared"),
    ]
    found = _units(TEXT, PASSAGE, verdicts, embedder)
    assert [(text_of(unit, TEXT), unit.flags) for unit in found] == [(PASSAGE.quote(TEXT), ("shared", "listed"))]


def test_rows_are_those_of_the_passage(embedder: HashingEmbedder) -> None:
    """A unit's rows are the passage's own rows: they were encoded with the whole around them."""
    encoding = embedder.encode([PASSAGE.quote(TEXT)])[0]
    verdicts = [_verdict(0, 26, CutReason.PLAN), _verdict(26, len(TEXT) - 8)]
    found = units_of(0, TEXT, PASSAGE, verdicts, encoding, _signs(encoding))
    np.testing.assert_array_equal(np.concatenate([unit.rows for unit in found]), encoding.rows)
    np.testing.assert_array_equal(np.concatenate([unit.signs for unit in found]), _signs(encoding))


@pytest.mark.parametrize(
    ("cut", "texts"), [(5, ["not weld the seams, but we ground the seams together."]), (None, [PASSAGE.quote(TEXT)])]
)
def test_remnants_are_too_little(embedder: HashingEmbedder, cut: int | None, texts: list[str]) -> None:
    """One or two words that the gate left of a passage are no unit; nothing is lost where it did not cut."""
    verdicts = [_verdict(0, cut or 1, CutReason.PLAN if cut else None), _verdict(cut or 1, len(TEXT) - 8)]
    assert [text_of(unit, TEXT) for unit in _units(TEXT, PASSAGE, verdicts, embedder)] == texts


def test_a_short_passage_is_a_unit(embedder: HashingEmbedder) -> None:
    """A passage that is short by itself is matched as it is."""
    assert [
        text_of(unit, "Welding.") for unit in _units("Welding.", Span(start=0, end=8), [_verdict(0, 8)], embedder)
    ] == ["Welding."]


def test_run_ons_are_cut_at_phrases(embedder: HashingEmbedder) -> None:
    """A unit longer than the limit is cut where a phrase begins, and nothing of it is lost."""
    text = ", ".join(f"I fed the calves in barn {number}" for number in range(20))
    found = _units(text, Span(start=0, end=len(text)), [_verdict(0, len(text))], embedder)
    assert len(found) > 1
    assert all(len(unit.rows) <= LONGEST for unit in found)
    assert sum(len(unit.rows) for unit in found) == len(embedder.encode([text])[0].rows)


@given(text=entry_text())
def test_units_of_any_text_hold_together(text: str, embedder: HashingEmbedder) -> None:
    """On any text units lie in their passage, in order, apart, with rows, offsets and windows that fit each other."""
    passages = segment(text)
    judged = judge_passages([span.quote(text) for span in passages])
    found = [
        unit for span, verdicts in zip(passages, judged, strict=True) for unit in _units(text, span, verdicts, embedder)
    ]
    assert all(len(unit.rows) == len(unit.offsets) > 0 for unit in found)
    assert all(unit.passage.start <= unit.offsets[0, 0] < unit.offsets[-1, 1] <= unit.passage.end for unit in found)
    assert all(a.offsets[-1, 1] <= b.offsets[0, 0] for a, b in pairwise(found))
    assert all(unit.phrases[0].tolist() == [0, len(unit.rows)] for unit in found)
    assert all((unit.reason is None) == (unit.rule is None) for unit in found)


@given(ends=st.lists(st.integers(1, 200), min_size=1, max_size=12, unique=True), longest=st.integers(1, 60))
def test_parts_join_phrases(ends: list[int], longest: int) -> None:
    """Parts cover all rows, begin and end at phrases, and are longer than the limit only where one phrase is."""
    edges = [0, *sorted(ends)]
    found = parts(np.array(edges), longest)
    assert (found[0][0], found[-1][1]) == (0, edges[-1])
    assert all(a[1] == b[0] for a, b in pairwise(found))
    assert {end for pair in found for end in pair} <= set(edges)
    assert all(high - low <= longest or edges.index(high) - edges.index(low) == 1 for low, high in found)
