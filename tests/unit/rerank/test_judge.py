"""The local judge: its verdict is its model's, its quote the match's own, and no order changes anything."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.claim import Match
from skillweave.domain.experience import Experience
from skillweave.domain.judgement import Shown
from skillweave.domain.question import Offered, Question
from skillweave.rerank.judge import LocalJudge
from tests.judges import match
from tests.rerankers import FAMILIES, local_judge, reranker

TEXT = "I fed the calves. We cleaned the barn on Saturdays."


def _scored(code: str, score: float) -> Match:
    return match(code, TEXT).model_copy(update={"score": score})


def _question(*scores: float) -> Question:
    return Question(Experience(id="e1", text=TEXT), tuple(_scored(f"S{at}", one) for at, one in enumerate(scores)))


def test_a_match_is_shown_from_the_cut_on() -> None:
    """Log-odds of 0 are a probability of one half, which is the cut."""
    (answer,) = local_judge().judge([_question(-0.01, 0.0, 2.0)])
    assert [one.shown for one in answer.judgements] == [Shown.NOT_SHOWN, Shown.DEMONSTRATED, Shown.DEMONSTRATED]
    assert [one.confidence for one in answer.judgements] == [0.498, 0.5, 0.881]


def test_its_quote_is_that_of_the_match() -> None:
    """Where it takes it for shown; a verdict of not shown rests on none."""
    question = _question(-1.0, 1.0)
    (answer,) = local_judge().judge([question])
    assert [one.evidence for one in answer.judgements] == [(), question.candidates[1].evidence]


def test_the_reason_names_what_speaks_for_and_against() -> None:
    """At most two on each side, the strongest first; nothing is said to be nothing."""
    judge = local_judge({"score": 1.0, "rank": -1.0, "cue.shared": 2.0, "rivals": 0.0})
    (answer,) = judge.judge([_question(1.0, 2.0)])
    assert answer.judgements[0].reason == "for it: score; against it: rank"
    assert answer.judgements[1].reason == "for it: score; against it: nothing"


def test_frameworks_that_it_was_not_fitted_to_are_not_judged() -> None:
    """The claim stays and says why; nothing is guessed."""
    other = _scored("T.1", 1.0).model_copy(update={"framework": "trades"})
    unknown = other.model_copy(update={"framework": "elsewhere"})
    (answer,) = local_judge().judge([Question(Experience(id="e1", text=TEXT), (other, unknown))])
    assert [one.shown for one in answer.judgements] == [Shown.NOT_ASKED] * 2
    assert "not fitted to technical frameworks" in answer.judgements[0].reason


def test_a_match_without_a_quote_failed() -> None:
    """It cannot be taken for shown, and is not denied either."""
    bare = _scored("S0", 1.0).model_copy(update={"evidence": ()})
    (answer,) = local_judge().judge([Question(Experience(id="e1", text=TEXT), (bare,))])
    assert answer.judgements[0].shown is Shown.FAILED


def test_near_misses_may_be_added_and_nothing_else() -> None:
    """Of a competency that was not matched at all it knows nothing."""
    near = [
        Offered("skills", "N", "Near", match("N", TEXT).kind, "verified", match=_scored("N", one)) for one in (3, -3)
    ]
    far = replace(near[0], code="F", match=None)
    question = replace(_question(0.0), further=(far, *near))
    (answer,) = local_judge().judge([question])
    assert [(place, what.shown) for place, what in answer.further] == [(1, Shown.DEMONSTRATED)]


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=6), st.data())
def test_order_and_company_change_nothing(scores: list[float], data: st.DataObject) -> None:
    """The same match has the same judgement wherever it stands, asked about or beside, alone or with others."""
    judge = local_judge({"score": 1.0, "rank": -0.5, "ahead_of_next": 0.3, "rivals": 0.2, "words_shared": 0.1})
    question = _question(*scores)
    (answer,) = judge.judge([question])
    said = {one.code: what for one, what in zip(question.candidates, answer.judgements, strict=True)}
    mixed = data.draw(st.permutations(question.candidates))
    cut = data.draw(st.integers(1, len(mixed)))
    again = replace(question, candidates=tuple(mixed[:cut]), beside=tuple(mixed[cut:]))
    answers = judge.judge([question, again])
    assert list(answers[1].judgements) == [said[one.code] for one in again.candidates]


def test_its_name_tells_its_numbers() -> None:
    """Another weight is another judge."""
    names = {LocalJudge(reranker(intercept=one), FAMILIES).judge_id for one in (0.0, 0.1)}
    assert len(names) == 2
    assert all(name.startswith("local/tiny@") for name in names)


@pytest.mark.parametrize("intercept", [-50.0, 50.0])
def test_scores_stay_between_0_and_1(intercept: float) -> None:
    """However far the odds lie."""
    (answer,) = local_judge(intercept=intercept).judge([_question(1.0)])
    assert answer.judgements[0].score in (0.0, 1.0)
