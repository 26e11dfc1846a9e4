"""A local judge is fitted to what decisions tell, compared on other people's texts, and kept only if it helps."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from skillweave.domain.claim import Claim, Translation
from skillweave.domain.experience import Experience
from skillweave.domain.judgement import Shown
from skillweave.evaluation.adapters.decided import Decided
from skillweave.evaluation.fit import NEAR
from skillweave.evaluation.looked_at import Looked, Seen, look_at
from skillweave.evaluation.rerank import compared, fitted, verdict
from skillweave.evaluation.rerank_fit import fit_family
from skillweave.llm.config import JudgeConfig
from skillweave.llm.judged import judge_all
from skillweave.matching.parameters import Family
from skillweave.pipeline import Pipeline
from skillweave.ports import Judge
from skillweave.rerank.judge import LocalJudge
from skillweave.rerank.model import FamilyModel
from tests.judges import ScriptedJudge
from tests.rerankers import reranker
from tests.tiny_frameworks import tiny_skills

CONFIG = JudgeConfig(ask_uncalibrated=True)
FRAMEWORKS = {"skills": tiny_skills()}
DEED = "I repeated the order back to the guest"
OURS = "We repeated the order back to the guest"


def _pairs(count: int, *, tell: bool = True, seed: int = 0) -> list[Looked]:
    """Draw matches of which `sign` tells the truth in most cases, and `noise` nothing."""
    rng = np.random.default_rng(seed)
    out = []
    for right in (rng.random(count) < 0.5).tolist():
        sign = rng.normal() + (1.5 if right and tell else 0.0)
        out.append(Looked({"sign": float(sign), "noise": float(rng.normal()), "same": 1.0}, right))
    return out


def _fit(matches: Sequence[Looked]) -> FamilyModel | None:
    return fit_family(matches, [f"p{at // 3}" for at in range(len(matches))], 0.4, "drawn")


def test_a_sign_is_learned_and_noise_is_not() -> None:
    """The weight of what tells is far above the other's; a feature that never differs gets none."""
    model = _fit(_pairs(400))
    assert model is not None
    assert model.features.keys() == {"sign", "noise"}
    assert model.features["sign"].weight > 5 * abs(model.features["noise"].weight)
    assert (model.cut, model.calibration.judged) == (0.4, 400)


def test_its_confidence_is_honest_on_matches_that_it_has_not_seen() -> None:
    """Fitted to folds by the others, it is neither too sure nor too unsure: mean confidence is the share right."""
    model = _fit(_pairs(600))
    assert model is not None
    new = _pairs(2_000, seed=1)
    sure = [model.calibration.confidence(model.log_odds(one.features)) for one in new]
    high = [one.right for one, value in zip(new, sure, strict=True) if value >= 0.7]
    assert np.mean(sure) == pytest.approx(np.mean([one.right for one in new]), abs=0.05)
    assert np.mean(high) == pytest.approx(np.mean([value for value in sure if value >= 0.7]), abs=0.07)


@pytest.mark.parametrize(
    "matches",
    [
        [replace(one, right=True) for one in _pairs(100)],
        [replace(one, features={"same": 1.0}) for one in _pairs(100)],
        _pairs(3),
    ],
    ids=["all right", "all alike", "hardly any"],
)
def test_nothing_is_made_of_nothing(matches: Sequence[Looked]) -> None:
    """Where there is nothing to tell apart there is no model."""
    assert _fit(matches) is None


def test_a_feature_that_some_matches_lack_is_no_fault() -> None:
    """A lane in which not every competency takes part is absent; it then says nothing."""
    every = _pairs(200)
    some = [replace(one, features={**one.features, "lane.x": 1.0 * at}) for at, one in enumerate(every[:20])]
    model = _fit([*some, *every[20:]])
    assert model is not None
    assert np.isfinite(model.log_odds({"sign": 1.0}))


def test_the_same_matches_give_the_same_numbers() -> None:
    """To the last digit."""
    assert _fit(_pairs(200)) == _fit(_pairs(200))


def _decided(text: str, name: str, *right: str, blind: bool = True) -> Decided:
    told = {code: code in right for code in ("S.LIS", "S.PER", "S.LEA")}
    return Decided(name, text, name, told if blind else {}, {} if blind else told)


@pytest.fixture(scope="module")
def seen(pipeline: Pipeline) -> list[Seen]:
    """Give sixty texts of sixty people: what a person did alone is right, what "we" did is not."""
    texts = [_decided(f"{DEED}.", f"i{at}", "S.LIS") for at in range(30)]
    return _looked(pipeline, [*texts, *(_decided(f"{OURS}.", f"w{at}") for at in range(30))])


def _looked(pipeline: Pipeline, texts: Sequence[Decided]) -> list[Seen]:
    """Keep the small skills only: a pipeline over one framework is what decisions are looked at with."""
    out = []
    for one in look_at(pipeline, texts):
        own = tuple(claim for claim in one.translation.claims if claim.framework == "skills")
        out.append(replace(one, translation=one.translation.model_copy(update={"claims": own})))
    return out


def _claim(translation: Translation) -> Claim:
    (claim,) = (claim for claim in translation.claims if claim.code == "S.LIS")
    return claim


def test_claims_and_near_misses_that_were_decided_are_looked_at(pipeline: Pipeline) -> None:
    """Near misses only where somebody read the text unaided; what nobody decided is left out."""
    config = pipeline.config.claims.model_copy(update={"above": pipeline.config.claims.above - NEAR, "top_k": 1_000})
    experience = Experience(id="1", text=DEED)
    wide = pipeline.claims_of([experience], pipeline.match([experience]), config)[0]
    reached = {claim.code for claim in wide.claims if claim.framework == "skills"}
    (blind,) = look_at(pipeline, [_decided(DEED, "1", "S.LIS")])
    (shown,) = look_at(pipeline, [_decided(DEED, "1", "S.LIS", blind=False)])
    (nothing,) = look_at(pipeline, [Decided("1", DEED, "1", {}, {})])
    claimed = {claim.code for claim in blind.translation.claims if claim.framework == "skills"}
    assert (len(blind.matches), len(shown.matches), len(nothing.matches)) == (len(reached), len(claimed), 0)
    assert {one.right for one in shown.matches} >= {True}


def _compared(texts: Sequence[Seen], judge: Judge) -> dict[str, tuple[float, float]]:
    changes = compared(texts, lambda every: judge_all(every, judge, FRAMEWORKS, CONFIG))
    return {one.difference.name: (one.difference.first, one.difference.second) for one in changes}


def test_a_judge_that_confirms_all_changes_no_claim(seen: Sequence[Seen]) -> None:
    """Same F1, precision and recall."""
    found = _compared(seen, ScriptedJudge(Shown.DEMONSTRATED))
    assert all(found[name][0] == found[name][1] for name in ("F1", "precision", "recall"))
    assert found["recall"] == (1.0, 1.0)


def test_a_judge_that_denies_all_takes_all_claims(seen: Sequence[Seen]) -> None:
    """Recall falls to 0, and that is surely worse: such a judge is never taken."""
    assert _compared(seen, ScriptedJudge(Shown.NOT_SHOWN))["recall"] == (1.0, 0.0)
    changes = compared(seen, lambda every: judge_all(every, ScriptedJudge(Shown.NOT_SHOWN), FRAMEWORKS, CONFIG))
    assert verdict(changes) == (False, "F1 is not surely better on the texts held back")


def test_a_judge_that_knows_helps(seen: Sequence[Seen]) -> None:
    """It goes by the sign that tells: precision rises, recall stays, and the verdict says so."""
    judge = LocalJudge(reranker(weights={"cue.shared": -4.0}, intercept=1.0), {"skills": Family.TRANSFERABLE})
    found = _compared(seen, judge)
    assert found["recall"] == (1.0, 1.0)
    assert found["precision"][1] > found["precision"][0]
    helped, why = verdict(compared(seen, lambda every: judge_all(every, judge, FRAMEWORKS, CONFIG)))
    assert (helped, why) == (True, "F1 is surely better on the texts held back")


def test_too_little_held_back_shows_nothing(seen: Sequence[Seen]) -> None:
    """However good it looks."""
    judge = LocalJudge(reranker(weights={"cue.shared": -4.0}, intercept=1.0), {"skills": Family.TRANSFERABLE})
    few = compared(seen[25:35], lambda every: judge_all(every, judge, FRAMEWORKS, CONFIG))
    assert verdict(few) == (False, "too little was held back to tell")
    assert verdict(compared([], lambda every: every)) == (False, "too little was held back to tell")


def test_the_sign_is_found_in_decisions(seen: Sequence[Seen]) -> None:
    """With enough of them; with fewer, what is missing is counted."""
    model, why = fitted(Family.TRANSFERABLE, [*seen, *seen])
    assert model is not None, why
    assert model.features["cue.shared"].weight < 0
    none, lack = fitted(Family.TRANSFERABLE, seen[:10])
    assert none is None
    assert "100 decided claims or near misses are needed" in lack


def test_the_cut_is_half_of_the_present_f1(seen: Sequence[Seen]) -> None:
    """Here every deed is claimed, and so are thirty that are wrong."""
    model, _ = fitted(Family.TRANSFERABLE, [*seen, *seen])
    assert model is not None
    now = _compared(seen, ScriptedJudge(Shown.DEMONSTRATED))["F1"][0]
    assert model.cut == pytest.approx(now / 2, abs=1e-6)
    assert _claim(seen[0].translation).confidence is None
