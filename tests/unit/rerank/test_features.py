"""Features of a match are plain finite numbers, whatever the text, and do not depend on any order."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.claim import Match
from skillweave.domain.evidence import Evidence
from skillweave.domain.span import Span
from skillweave.rerank.features import EntryFeatures
from tests.judges import match
from tests.strategies import entry_text

TEXT = "I counted 40 bags twice. We sorted them, but my boss fixed the scale. I was told to sweep."


def _match(words: str, code: str = "S0", score: float = 1.0, text: str = TEXT) -> Match:
    start = text.index(words)
    evidence = Evidence.of(Span(start=start, end=start + len(words)), text)
    return match(code, text).model_copy(update={"evidence": (evidence,), "passage": evidence, "score": score})


def _of(one: Match, rivals: Sequence[Match] = (), text: str = TEXT) -> dict[str, float]:
    return EntryFeatures(text).of(one, rivals)


@given(text=entry_text(), scores=st.lists(st.floats(-9, 9), min_size=1, max_size=6), data=st.data())
def test_any_text_has_finite_features_in_any_order(text: str, scores: list[float], data: st.DataObject) -> None:
    """The same names for every match without lanes; rivals may come in any order."""
    first, *rivals = (match(f"S{at}", text).model_copy(update={"score": one}) for at, one in enumerate(scores))
    found = _of(first, rivals, text)
    assert all(math.isfinite(value) for value in found.values())
    assert found.keys() == _of(_match("I counted")).keys()
    assert _of(first, data.draw(st.permutations(rivals)), text) == found


def test_lanes_stand_under_their_own_names() -> None:
    """One that took no part is absent."""
    one = match("S0", TEXT).model_copy(update={"scores": {"label_cosine": 0.25}})
    assert {name: value for name, value in _of(one).items() if name.startswith("lane.")} == {"lane.label_cosine": 0.25}


def test_rivals_say_where_a_match_stands() -> None:
    """How many are ahead, how far the next one and the best one are, and who rests on the same words."""
    one = _match("I counted", score=1.0)
    found = _of(one, [_match("counted 40", "S1", 1.5), _match("my boss", "S2", 0.75)])
    assert {name: found[name] for name in ("rank", "ahead_of_next", "behind_best", "words_shared")} == {
        "rank": math.log(2),
        "ahead_of_next": 0.25,
        "behind_best": 0.5,
        "words_shared": 1.0,
    }
    alone = _of(one)
    assert [alone[name] for name in ("rank", "rivals", "ahead_of_next", "behind_best", "words_shared")] == [0.0] * 5


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        ("I counted 40 bags twice", "writer_does", 1.0),
        ("I counted 40 bags twice", "number", 1.0),
        ("I counted 40 bags twice", "cue.shared", 0.0),
        ("We sorted them", "cue.shared", 1.0),
        ("We sorted them", "number", 0.0),
        ("We sorted them, but my boss fixed the scale", "closed_beside", 0.5),
        ("I was told to sweep", "cue.assigned", 1.0),
        ("I counted 40 bags twice", "closed_beside", 0.0),
    ],
)
def test_clauses_around_a_quote_tell_who_did_it(words: str, name: str, value: float) -> None:
    """As the context gate reads them."""
    assert _of(_match(words))[name] == value


def test_names_of_ours_in_the_passage_count() -> None:
    """Words of three letters or fewer say nothing."""
    one = _match("We sorted them").model_copy(update={"label": "Sorted goods", "matched": "of the"})
    assert _of(one)["words_in_common"] == 0.5
