"""A judge whose score was calibrated: its verdicts on claims get a probability that a reviewer confirms."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from skillweave.domain.judgement import Judgement
from skillweave.domain.question import Answer, Question
from skillweave.errors import SettingsError
from skillweave.matching.calibrate import Calibration
from skillweave.ports import Judge


class JudgeCalibration(BaseModel):
    """What a judge's score is worth, as `eval judge` writes it; it belongs to one judge."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["skillweave-judge-calibration/1"] = "skillweave-judge-calibration/1"
    judge: str
    """A `Judge.judge_id`: another model, prompt or band has another name, and scores that mean something else."""
    calibration: Calibration

    def content_hash(self) -> str:
        """Hash the numbers, so that a judgement can say with which its confidence was made."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:8]


class CalibratedJudge:
    """A judge around another one; it changes no verdict."""

    def __init__(self, judge: Judge, calibration: JudgeCalibration) -> None:
        """Keep both."""
        self._judge, self._calibration = judge, calibration

    @property
    def judge_id(self) -> str:
        """The judge's own name, and the hash of the calibration."""
        return f"{self._judge.judge_id}+{self._calibration.content_hash()}"

    def judge(self, questions: Sequence[Question], /) -> Sequence[Answer]:
        """Answer questions; see `ports.Judge`."""
        return [self._sure(answer) for answer in self._judge.judge(questions)]

    def _sure(self, answer: Answer) -> Answer:
        return replace(
            answer,
            judgements=tuple(map(self._with_confidence, answer.judgements)),
            further=tuple((place, self._named(one)) for place, one in answer.further),
        )

    def _named(self, one: Judgement) -> Judgement:
        """Leave an addition without a probability: the numbers were fitted to claims of the matching alone."""
        return one.model_copy(update={"judge": self.judge_id})

    def _with_confidence(self, one: Judgement) -> Judgement:
        sure = None if one.score is None else self._calibration.calibration.confidence(one.score)
        return one.model_copy(update={"confidence": sure, "judge": self.judge_id})


def read_judge_calibration(path: Path, judge_id: str) -> JudgeCalibration:
    """Read what a judge's score is worth.

    Args:
        path: As `skillweave eval judge --calibration` writes it.
        judge_id: The judge in use.

    Raises:
        SettingsError: The file cannot be read, or is another judge's.
    """
    try:
        found = JudgeCalibration.model_validate_json(path.read_bytes())
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SettingsError(f"judge.calibration: {path} cannot be read: {why}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        fault = ": ".join(filter(None, [".".join(map(str, first["loc"])), first["msg"]]))
        raise SettingsError(f"judge.calibration: {path} holds no calibration of a judge: {fault}") from error
    if found.judge != judge_id:
        raise SettingsError(
            f"judge.calibration: {path} is of the judge {found.judge}, but {judge_id} is in use; make it again with "
            "`skillweave eval judge --calibration`, or leave judge.calibration out"
        )
    return found
