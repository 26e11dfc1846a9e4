"""A calibrated judge says the same with a probability; the numbers belong to one judge."""

from pathlib import Path

import pytest

from skillweave.domain.judgement import Shown
from skillweave.errors import SettingsError
from skillweave.llm.calibrated import CalibratedJudge, JudgeCalibration, read_judge_calibration
from tests.judges import ScriptedJudge, calibration_of, question

TEXT = "I fed the calves."


def _written(folder: Path, made: JudgeCalibration) -> Path:
    path = folder / "calibration.json"
    path.write_text(made.model_dump_json(indent=1), encoding="utf-8")
    return path


def test_verdicts_stay_and_get_a_probability() -> None:
    """By the curve over their score; what has no score has none."""
    plain, sure = ScriptedJudge(), CalibratedJudge(ScriptedJudge(), calibration_of("scripted/1"))
    (before,), (after,) = plain.judge([question(TEXT, 4)]), sure.judge([question(TEXT, 4)])
    assert [one.shown for one in after.judgements] == [one.shown for one in before.judgements]
    assert [one.confidence for one in after.judgements] == [0.731, 0.5, 0.269, None]
    assert after.judgements[3].shown is Shown.FAILED


def test_an_addition_has_no_probability() -> None:
    """The curve was fitted to claims that the matching made; what a judge adds may be right more or less often."""
    judge = CalibratedJudge(ScriptedJudge(), calibration_of("scripted/1"))
    (answer,) = judge.judge([question(TEXT, 1)])
    ((place, what),) = answer.further
    assert (place, what.shown, what.score, what.confidence) == (0, Shown.DEMONSTRATED, 1.0, None)
    assert what.judge == judge.judge_id


def test_its_name_tells_the_numbers() -> None:
    """Other numbers are another judge."""
    names = {CalibratedJudge(ScriptedJudge(), calibration_of("scripted/1", one)).judge_id for one in (1.0, 2.0)}
    assert len(names) == 2
    assert all(name.startswith("scripted/1+") for name in names)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """To the last digit."""
    made = calibration_of("scripted/1")
    assert read_judge_calibration(_written(tmp_path, made), "scripted/1") == made


def test_that_of_another_judge_is_refused(tmp_path: Path) -> None:
    """Its scores mean something else; the message names both and says what to do."""
    path = _written(tmp_path, calibration_of("other/judge-v1@1"))
    with pytest.raises(SettingsError, match="is of the judge other/judge-v1@1, but scripted/1 is in use") as caught:
        read_judge_calibration(path, "scripted/1")
    assert "eval judge --calibration" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "told"), [(None, "cannot be read"), (b"[", "holds no calibration"), (b'{"judge": 1}', "holds no")]
)
def test_a_file_that_is_none_is_told(tmp_path: Path, content: bytes | None, told: str) -> None:
    """Where it is and what is wrong."""
    path = tmp_path / "calibration.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=told) as caught:
        read_judge_calibration(path, "scripted/1")
    assert str(path) in str(caught.value)
