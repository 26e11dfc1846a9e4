"""The model of the local judge as plain numbers: what each feature adds to the odds that a match is right."""

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from skillweave.errors import SettingsError
from skillweave.matching.calibrate import Calibration
from skillweave.matching.parameters import Family
from skillweave.rerank.features import FEATURES


class _Numbers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Weighed(_Numbers):
    """One feature: how it lies on the matches of the fit, and what a deviation of it adds to the log-odds."""

    mean: float
    deviation: Annotated[float, Field(gt=0)]
    weight: float


class FamilyModel(_Numbers):
    """The numbers of one family of frameworks: a logistic regression over pairs of an entry and a competency."""

    features: Mapping[str, Weighed]
    intercept: float
    calibration: Calibration
    """Turns log-odds into probabilities; fitted on matches that each model of a cross-validation had not seen."""
    cut: Annotated[float, Field(ge=0, le=1)]
    """Probability from which a match counts as shown."""

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Add up what the features say; one that a match does not have says nothing.

        Example:
            >>> curve = Calibration(slope=1.0, intercept=0.0, fitted_on="an example", judged=10)
            >>> rank = Weighed(mean=1.0, deviation=0.5, weight=-2.0)
            >>> FamilyModel(features={"rank": rank}, intercept=0.5, calibration=curve, cut=0.4).log_odds({"rank": 1.5})
            -1.5
        """
        return round(self.intercept + sum(self.parts(features).values()), 6)

    def parts(self, features: Mapping[str, float]) -> dict[str, float]:
        """Give what each feature adds to the log-odds."""
        return {
            name: one.weight * (features[name] - one.mean) / one.deviation
            for name, one in self.features.items()
            if name in features
        }


class Reranker(_Numbers):
    """A model as `eval rerank` writes it, and all that it was made for."""

    format: Literal["skillweave-reranker/1"]
    name: str
    encoder: str
    """An `Embedder.model_id`, its adapter included."""
    parameters: str
    """Name and hash of the fitted numbers whose scores it looks at."""
    features: str
    fitted_on: str
    families: Mapping[Family, FamilyModel]

    def content_hash(self) -> str:
        """Hash the numbers, so that a judgement can say with which it was made."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def probability(log_odds: float) -> float:
    """Give the logistic function, written so that odds far away do not overflow."""
    return (1 + math.tanh(log_odds / 2)) / 2


def read_reranker(path: Path, encoder: str, parameters: str) -> Reranker:
    """Read a model for the encoder and the numbers in use.

    Args:
        path: As `skillweave eval rerank` writes it.
        encoder: An `Embedder.model_id`.
        parameters: As in `Provenance.parameters`.

    Raises:
        SettingsError: The file cannot be read, or was made for other vectors, scores or features.
    """
    try:
        found = Reranker.model_validate_json(path.read_bytes())
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SettingsError(f"judge.reranker: {path} cannot be read: {why}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        fault = ": ".join(filter(None, [".".join(map(str, first["loc"])), first["msg"]]))
        raise SettingsError(f"judge.reranker: {path} holds no model of a local judge: {fault}") from error
    for what, made, here in (
        ("the encoder", found.encoder, encoder),
        ("the parameters", found.parameters, parameters),
        ("the features", found.features, FEATURES),
    ):
        if made != here:
            raise SettingsError(
                f"judge.reranker: {path} was fitted for {what} {made}, but {here} is in use; fit it again with "
                "`skillweave eval rerank`, or leave judge.reranker out"
            )
    return found
