"""The fitted numbers that ship beside the code."""

from importlib.resources import files

import pytest
from pydantic import ValidationError

from skillweave.domain.competency import Competency, Framework, Kind
from skillweave.matching.parameters import (
    GENERIC,
    LARGE,
    Family,
    FamilyParameters,
    Lane,
    Parameters,
    Scale,
    family_of,
    load_parameters,
)
from tests.tiny_frameworks import linked, tiny_framework, tiny_names, tiny_parameters, tiny_skills, tiny_trades

MINILM = "all-MiniLM-L6-v2@53aa5117"
SHIPPED = sorted(
    entry.name for entry in (files("skillweave.matching") / "fitted").iterdir() if entry.name.endswith("json")
)


def _named(count: int) -> Framework:
    return tiny_framework("many", [Competency(code=f"M.{number}", label=f"Task {number}") for number in range(count)])


@pytest.mark.parametrize(
    ("framework", "family"),
    [
        (tiny_skills(), Family.TRANSFERABLE),
        (tiny_trades(), Family.TECHNICAL),
        (tiny_trades().model_copy(update={"kind": Kind.CORE}), Family.CORE),
        (tiny_names(), Family.NAMED),
        (tiny_names().model_copy(update={"kind": Kind.TECHNICAL}), Family.NAMED),
        (_named(LARGE), Family.NAMED),
        (_named(LARGE + 1), Family.LARGE),
    ],
    ids=["skills", "trades", "core", "names", "technical-names", "many", "too-many"],
)
def test_families(framework: Framework, family: Family) -> None:
    """Size comes first, then whether there are examples or links at all, then the kind."""
    assert family_of(framework) is family


def test_one_link_is_enough() -> None:
    """A framework with a single link to a concept is not matched by bare names."""
    assert family_of(tiny_framework("one", [linked("A", "Listening", "listen"), Competency(code="B", label="B")])) is (
        Family.TRANSFERABLE
    )


@pytest.mark.parametrize(
    ("encoder", "name"),
    [
        (MINILM, "all-minilm-l6-v2-53aa5117-v1"),
        ("all-MiniLM-L6-v2@00000000", GENERIC),
        ("hashing-96", GENERIC),
        ("generic", GENERIC),
        ("../secrets", GENERIC),
    ],
)
def test_numbers_belong_to_an_encoder(encoder: str, name: str) -> None:
    """An encoder has the numbers fitted for exactly it, any other the generic ones."""
    assert load_parameters(encoder).name == name


def test_the_file_names_the_encoder_it_was_fitted_for() -> None:
    """Fitted numbers say for which encoder they are."""
    assert load_parameters(MINILM).encoder == MINILM


@pytest.mark.parametrize("file", SHIPPED)
def test_shipped_numbers_are_complete(file: str) -> None:
    """Every family is there, every weighted lane has a scale, and the file is named as it says."""
    made = Parameters.model_validate_json((files("skillweave.matching") / "fitted" / file).read_text(encoding="utf-8"))
    assert set(made.families) == set(Family)
    assert all(set(one.weights) <= set(one.scales) for one in made.families.values())
    assert file == f"{made.name}.json"


def test_the_hash_follows_the_numbers(parameters: Parameters) -> None:
    """The same numbers have the same hash, others another."""
    assert parameters.content_hash() == tiny_parameters().content_hash()
    assert parameters.content_hash() != parameters.model_copy(update={"fitted_on": "x"}).content_hash()


@pytest.mark.parametrize(
    ("field", "value"), [("reach", 0.0), ("reach", 1.5), ("scales", {"label_cosine": {"mean": 0, "deviation": 0}})]
)
def test_unusable_numbers_are_refused(field: str, value: object) -> None:
    """A reach outside (0, 1] and a lane without deviation are refused."""
    whole = {"scales": {}, "weights": {}, "intercept": 0, "threshold": 0, "reach": 1, field: value}
    with pytest.raises(ValidationError, match=field):
        FamilyParameters.model_validate(whole)


def test_unknown_lanes_are_refused() -> None:
    """A weight for a lane that does not exist is no silent no-op."""
    with pytest.raises(ValidationError, match="guess"):
        FamilyParameters.model_validate(
            {"scales": {}, "weights": {"guess": 1}, "intercept": 0, "threshold": 0, "reach": 1}
        )


def test_lanes_are_named_for_what_they_are() -> None:
    """Each lane's name says which kind of number it is."""
    assert all(lane.value.endswith(("_cosine", "_log_odds")) for lane in Lane)
    assert Scale(mean=0, deviation=1).deviation == 1
