"""The model of a local judge is a file of plain numbers, refused where it does not fit."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.errors import SettingsError
from skillweave.matching.parameters import Family
from skillweave.rerank.model import Reranker, probability, read_reranker
from tests.rerankers import ENCODER, PARAMETERS, family_model, reranker


def _written(folder: Path, model: Reranker) -> Path:
    path = folder / "judge.json"
    path.write_text(model.model_dump_json(indent=1), encoding="utf-8")
    return path


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """To the last digit, with the same hash."""
    made = reranker(weights={"score": 0.1 + 0.2, "rank": -1e-6})
    found = read_reranker(_written(tmp_path, made), ENCODER, PARAMETERS)
    assert (found, found.content_hash()) == (made, made.content_hash())


def test_other_numbers_have_another_hash() -> None:
    """So a judgement says with which it was made."""
    assert reranker().content_hash() != reranker(intercept=0.1).content_hash()


@pytest.mark.parametrize(
    ("encoder", "parameters", "features", "told"),
    [
        ("other@1", PARAMETERS, None, "fitted for the encoder an-encoder@1, but other@1 is in use"),
        (ENCODER, "own@3", None, "fitted for the parameters numbers@2, but own@3 is in use"),
        (ENCODER, PARAMETERS, "features-v0", "fitted for the features features-v0"),
    ],
)
def test_a_model_for_something_else_is_refused(
    tmp_path: Path, encoder: str, parameters: str, features: str | None, told: str
) -> None:
    """Its numbers would mean nothing; the message says how to get others."""
    made = reranker() if features is None else reranker().model_copy(update={"features": features})
    with pytest.raises(SettingsError, match=told) as caught:
        read_reranker(_written(tmp_path, made), encoder, parameters)
    assert "eval rerank" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read"),
        (b"", "holds no model"),
        (b"\xff\xfe{}", "holds no model"),
        (b'{"format": "skillweave-parameters/1"}', "holds no model of a local judge: format"),
        (b"[1, 2", "holds no model"),
    ],
)
def test_a_file_that_is_no_model_is_told(tmp_path: Path, content: bytes | None, told: str) -> None:
    """Where it is and what is wrong."""
    path = tmp_path / "judge.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=told) as caught:
        read_reranker(path, ENCODER, PARAMETERS)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("before", "after"), [('"deviation": 1.0', '"deviation": 0.0'), ('"weight": 1.0', '"weight": NaN'), ("0.5", "1.5")]
)
def test_numbers_that_make_no_sense_are_refused(tmp_path: Path, before: str, after: str) -> None:
    """A deviation of 0 would divide by it, and a cut above 1 would take every claim away."""
    path = _written(tmp_path, reranker())
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(SettingsError, match="holds no model"):
        read_reranker(path, ENCODER, PARAMETERS)


@given(
    st.dictionaries(st.sampled_from("abcd"), st.floats(-5, 5)),
    st.dictionaries(st.sampled_from("abcd"), st.floats(-5, 5)),
)
def test_log_odds_are_the_sum_of_their_parts(weights: dict[str, float], features: dict[str, float]) -> None:
    """A feature that a match does not have, or that the model does not know, adds nothing."""
    model = family_model(weights, intercept=0.25)
    expected = 0.25 + sum(weights[name] * features[name] for name in weights.keys() & features.keys())
    assert model.log_odds(features) == pytest.approx(expected, abs=1e-5)


def test_odds_far_away_do_not_overflow() -> None:
    """They end at 0 and 1."""
    assert [probability(value) for value in (-1e9, 0.0, 1e9)] == [0.0, 0.5, 1.0]


def test_families_keep_their_names(tmp_path: Path) -> None:
    """A key of the file is the family as everywhere else."""
    assert '"learned-skills"' in _written(tmp_path, reranker(Family.LEARNED_SKILLS)).read_text(encoding="utf-8")
