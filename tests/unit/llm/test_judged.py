"""What a judge says goes into a translation as a suggestion: nothing is lost, nothing overrides a confidence."""

from dataclasses import replace

import pytest

from skillweave.domain.claim import CutOff, CutReason, Match, Status, Translation
from skillweave.domain.competency import Framework
from skillweave.domain.experience import Experience
from skillweave.domain.judgement import Judgement, Shown
from skillweave.llm.apply import judged
from skillweave.llm.config import JudgeConfig
from skillweave.llm.judged import JudgedPipeline
from skillweave.llm.select import questions_of
from skillweave.pipeline import Pipeline
from tests.judges import ScriptedJudge
from tests.tiny_frameworks import tiny_skills, tiny_trades

TEXT = (
    "I fed the calves and cleaned the barn. I ran the kitchen crew on Saturdays. "
    "I repeated the order back to the guest. I never gave up on the robot. I milked the cows before school."
)
FRAMEWORKS: dict[str, Framework] = {one.id: one for one in (tiny_skills(), tiny_trades())}


@pytest.fixture
def translation(pipeline: Pipeline) -> Translation:
    """An entry in which the small frameworks are found several times."""
    found = pipeline.translate(Experience(id="e1", text=TEXT))
    assert len(found.claims) >= 3
    return found


def _with_confidence(translation: Translation, *confidence: float | None) -> Translation:
    claims = tuple(
        claim.model_copy(update={"confidence": confidence[at % len(confidence)]})
        for at, claim in enumerate(translation.claims)
    )
    return translation.model_copy(update={"claims": claims})


class Still:
    """A pipeline that gives what it was given."""

    def __init__(self, *translations: Translation) -> None:
        """Keep translations."""
        self._translations = translations

    def translate_many(self, experiences: object) -> tuple[Translation, ...]:
        """Give them."""
        del experiences
        return self._translations


def _judge(translation: Translation, *shown: Shown, config: JudgeConfig | None = None) -> Translation:
    config = config or JudgeConfig(ask_uncalibrated=True)
    (after,) = JudgedPipeline(Still(translation), ScriptedJudge(*shown), FRAMEWORKS, config).translate_many([])
    return after


def _codes(translation: Translation) -> list[str]:
    return [claim.code for claim in translation.claims]


@pytest.mark.parametrize(
    ("confidence", "asked"), [(0.1, False), (0.2, True), (0.79, True), (0.8, False), (None, False)]
)
def test_only_the_band_of_uncertain_claims_is_asked_about(
    translation: Translation, confidence: float | None, asked: bool
) -> None:
    """From the lowest, which belongs to it, to the highest, which does not; without a confidence only if told."""
    questions = questions_of(_with_confidence(translation, confidence), FRAMEWORKS, JudgeConfig())
    assert bool(questions) == asked
    again = questions_of(_with_confidence(translation, None), FRAMEWORKS, JudgeConfig(ask_uncalibrated=True))
    assert len(again[0].candidates) == len(translation.claims)


def test_sure_claims_stay_as_they_are(translation: Translation) -> None:
    """They are neither judged nor taken away, whatever the judge says of others."""
    before = _with_confidence(translation, 0.9, 0.5)
    after = _judge(before, Shown.NOT_SHOWN, config=JudgeConfig())
    assert _codes(after) == [claim.code for claim in before.claims if claim.confidence == 0.9]
    assert all(claim.judgement is None for claim in after.claims)


def test_what_is_not_shown_is_left_out_with_its_reason(translation: Translation) -> None:
    """It is still there for a person to see, with all that the matching said of it."""
    after = _judge(translation, Shown.NOT_SHOWN)
    assert (after.status, after.claims) == (Status.NOTHING_FOUND, ())
    dropped = [cut for cut in after.cut_off if cut.reason is CutReason.NOT_SHOWN]
    assert [(cut.code, cut.evidence, cut.score) for cut in dropped] == [
        (claim.code, claim.evidence, claim.score) for claim in translation.claims
    ]
    assert all(cut.judgement and cut.judgement.shown is Shown.NOT_SHOWN for cut in dropped)


def test_what_speaks_to_a_program_is_told_where_no_claim_survives(translation: Translation) -> None:
    """In the reasons of what was left out; a claim that survives has the flag, and its reason is the judge's."""
    for shown in (Shown.NOT_SHOWN, Shown.IMPLIED, Shown.NOT_ASKED):
        questions = questions_of(translation, FRAMEWORKS, JudgeConfig(ask_uncalibrated=True))
        answers = [replace(one, flags=("instructions",)) for one in ScriptedJudge(shown).judge(questions)]
        after = judged(translation, list(zip(questions, answers, strict=True)), "scripted/1", {})
        dropped = [cut.judgement for cut in after.cut_off if cut.reason is CutReason.NOT_SHOWN]
        note = "as told; some words of the text seem to speak to a program; they were not sent to the judge"
        assert {one.reason for one in dropped if one} == ({note} if shown is Shown.NOT_SHOWN else set())
        assert len(after.claims) + len(dropped) == len(translation.claims)
        assert {claim.flags[-1] for claim in after.claims} <= {"instructions"}
        assert {claim.judgement.reason for claim in after.claims if claim.judgement} <= {"as told"}


@pytest.mark.parametrize("shown", [Shown.DEMONSTRATED, Shown.IMPLIED, Shown.FAILED])
def test_what_is_shown_or_failed_stays(translation: Translation, shown: Shown) -> None:
    """With the judgement beside it; score, confidence and evidence of the matching are as they were."""
    after = _judge(_with_confidence(translation, 0.5), shown)
    assert _codes(after) == _codes(translation)
    assert {claim.judgement.shown for claim in after.claims if claim.judgement} == {shown}
    kept = [(one.score, one.confidence, one.evidence, one.rank) for one in after.claims]
    assert kept == [(one.score, 0.5, one.evidence, one.rank) for one in translation.claims]


def test_ranks_close_up(translation: Translation) -> None:
    """In every framework they run from 1 without a gap, in the order of the matching."""
    after = _judge(translation, Shown.NOT_SHOWN, Shown.IMPLIED)
    for name in FRAMEWORKS:
        assert [one.rank for one in after.claims if one.framework == name] == list(
            range(1, 1 + sum(one.framework == name for one in after.claims))
        )
    assert [code for code in _codes(translation) if code in _codes(after)] == _codes(after)


def test_claims_of_a_judged_run_have_other_ids(translation: Translation) -> None:
    """What made them is part of their id; the provenance names the judge."""
    after = _judge(translation, Shown.IMPLIED)
    assert after.provenance is not None
    assert after.provenance.judge == "scripted/1"
    assert {claim.id for claim in after.claims}.isdisjoint(claim.id for claim in translation.claims)
    assert len({claim.id for claim in after.claims}) == len(after.claims)


def test_an_addition_comes_last_and_says_so(translation: Translation) -> None:
    """It has the judge's quote, no confidence, and a flag."""
    few = translation.model_copy(update={"claims": translation.claims[:1], "cut_off": ()})
    name = few.claims[0].framework
    config = JudgeConfig(ask_uncalibrated=True, further_frameworks=(name,))
    after = _judge(few, Shown.IMPLIED, config=config)
    added = after.claims[-1]
    assert (added.flags, added.confidence, added.rank, added.score) == (("added_by_judge",), None, 2, 0.0)
    assert added.evidence[0].quote == TEXT[added.evidence[0].start : added.evidence[0].end]
    assert added.passage.quote == "I fed the calves and cleaned the barn."


def test_a_heading_a_claim_and_what_the_gate_took_are_not_offered(translation: Translation) -> None:
    """Nor is more than the settings allow."""
    fields = {name: getattr(translation.claims[0], name) for name in Match.model_fields}
    gated = CutOff(**fields, reason=CutReason.NEGATED)
    few = translation.model_copy(update={"claims": translation.claims[1:2], "cut_off": (gated,)})
    config = JudgeConfig(ask_uncalibrated=True, further_frameworks=tuple(FRAMEWORKS))
    offered = {(one.framework, one.code) for one in questions_of(few, FRAMEWORKS, config)[0].further}
    everything = {(one.id, e.code) for one in FRAMEWORKS.values() for e in one.competencies if not e.heading}
    assert offered == everything - {(one.framework, one.code) for one in translation.claims[:2]}
    one = config.model_copy(update={"further_at_most": 1})
    assert len(questions_of(few, FRAMEWORKS, one)[0].further) == 1


def test_many_claims_are_asked_about_in_several_requests(translation: Translation) -> None:
    """Additions are offered with the first only."""
    config = JudgeConfig(ask_uncalibrated=True, candidates_at_most=2, further_frameworks=tuple(FRAMEWORKS))
    questions = questions_of(translation, FRAMEWORKS, config)
    assert [one for question in questions for one in question.candidates] == list(translation.claims)
    assert [bool(one.further) for one in questions] == [True, *[False] * (len(questions) - 1)]


def test_an_entry_that_is_too_long_is_marked_as_not_asked(translation: Translation) -> None:
    """Its uncertain claims stay, and say why nobody was asked."""
    config = JudgeConfig(text_at_most=10)
    before = _with_confidence(translation, 0.5, 0.9)
    after = _judge(before, Shown.NOT_SHOWN, config=config)
    shown = [claim.judgement.shown if claim.judgement else None for claim in after.claims]
    assert shown[:2] == [Shown.NOT_ASKED, None]
    assert "judge.text_at_most (10)" in (after.claims[0].judgement or pytest.fail("nothing")).reason


def test_a_failed_entry_stays_failed() -> None:
    """There is nothing to ask about."""
    failed = Translation(id="e1", status=Status.FAILED, error="no text")
    assert _judge(failed) == failed


@pytest.mark.parametrize(
    "values",
    [
        {"shown": "demonstrated", "score": 1.0},
        {"shown": "failed", "score": 0.0},
        {"shown": "not_shown"},
        {"shown": "not_shown", "score": 0.0, "evidence": [{"start": 0, "end": 1, "quote": "I"}]},
    ],
)
def test_a_judgement_that_contradicts_itself_cannot_be_made(values: dict[str, object]) -> None:
    """Shown without a quote, failed with a score."""
    with pytest.raises(ValueError, match="do not go together"):
        Judgement.model_validate({"judge": "j", **values})


def test_a_claim_with_a_judgement_survives_storage(translation: Translation) -> None:
    """JSON and back."""
    after = _judge(translation, Shown.IMPLIED, Shown.FAILED, Shown.NOT_SHOWN)
    assert Translation.model_validate_json(after.model_dump_json(by_alias=True)) == after
