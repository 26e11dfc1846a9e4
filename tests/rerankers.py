"""Local judges for the tests: a few plain numbers, fitted to nothing."""

from collections.abc import Mapping

from skillweave.matching.calibrate import Calibration
from skillweave.matching.parameters import Family
from skillweave.rerank.features import FEATURES
from skillweave.rerank.judge import LocalJudge
from skillweave.rerank.model import FamilyModel, Reranker, Weighed

FAMILIES = {"skills": Family.TRANSFERABLE, "trades": Family.TECHNICAL}
ENCODER, PARAMETERS = "an-encoder@1", "numbers@2"


def family_model(weights: Mapping[str, float], *, intercept: float = 0.0, cut: float = 0.5) -> FamilyModel:
    """Make a model whose features need no scaling, and whose calibration changes nothing."""
    return FamilyModel(
        features={name: Weighed(mean=0.0, deviation=1.0, weight=weight) for name, weight in weights.items()},
        intercept=intercept,
        calibration=Calibration(slope=1.0, intercept=0.0, fitted_on="nothing", judged=1),
        cut=cut,
    )


def reranker(*families: Family, weights: Mapping[str, float] | None = None, intercept: float = 0.0) -> Reranker:
    """Make a model of some families, transferable ones unless told."""
    model = family_model({"score": 1.0} if weights is None else weights, intercept=intercept)
    return Reranker(
        format="skillweave-reranker/1",
        name="tiny",
        encoder=ENCODER,
        parameters=PARAMETERS,
        features=FEATURES,
        fitted_on="nothing",
        families=dict.fromkeys(families or (Family.TRANSFERABLE,), model),
    )


def local_judge(weights: Mapping[str, float] | None = None, *, intercept: float = 0.0) -> LocalJudge:
    """Make a local judge of transferable frameworks."""
    return LocalJudge(reranker(weights=weights, intercept=intercept), FAMILIES)
