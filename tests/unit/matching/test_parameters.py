"""The fitted numbers that ship beside the code."""

from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import ValidationError

from skillweave.domain.competency import Competency, Framework, Kind
from skillweave.errors import SettingsError
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
    read_parameters,
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


@pytest.mark.parametrize(
    ("framework", "family"),
    [(tiny_trades(), Family.LENT_FIELDS), (tiny_names(), Family.NAMED)],
    ids=["trades", "names"],
)
def test_what_falls_under_a_learned_field_borrows_its_signs(framework: Framework, family: Family) -> None:
    """One competency is enough; what nothing was learned of lends nothing, and bare names stay bare names."""
    first, *others = framework.competencies
    under = first.model_copy(update={"falls_under": "career-clusters-2024:010100"})
    lent = framework.model_copy(update={"kind": Kind.TECHNICAL, "competencies": (under, *others)})
    assert family_of(lent, ["shown", "career-clusters-2024:010100"]) is family
    assert family_of(lent, ["shown", "career-clusters-2024:010200"]) is family_of(framework)


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


LEARNED = {Family.LEARNED_SKILLS, Family.LEARNED_FIELDS, Family.LENT_FIELDS}


@pytest.mark.parametrize("file", SHIPPED)
def test_shipped_numbers_are_complete(file: str) -> None:
    """Every family is there, the learned ones with an adapter; weighted lanes have scales; the file's name is right."""
    made = Parameters.model_validate_json((files("skillweave.matching") / "fitted" / file).read_text(encoding="utf-8"))
    assert set(made.families) == (set(Family) if "+" in made.encoder else set(Family) - LEARNED)
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


@pytest.fixture
def own(tmp_path: Path, parameters: Parameters) -> Path:
    """A file of one's own, fitted for the encoder `enc@1`; it has no numbers for core frameworks."""
    families = {name: one for name, one in parameters.families.items() if name is not Family.CORE}
    path = tmp_path / "own.json"
    path.write_text(parameters.model_copy(update={"encoder": "enc@1", "families": families}).model_dump_json())
    return path


def test_numbers_of_ones_own_are_read(own: Path, parameters: Parameters) -> None:
    """As they stand in the file; families that nobody asks for may be missing."""
    found = read_parameters(own, "enc@1", [Family.TRANSFERABLE, Family.NAMED])
    assert (found.name, found.encoder) == ("tiny-v1", "enc@1")
    assert found.families[Family.NAMED] == parameters.families[Family.NAMED]


def test_numbers_for_another_encoder_are_refused(own: Path) -> None:
    """They would mean nothing; the message names both and the way on."""
    with pytest.raises(
        SettingsError, match=r"own\.json was fitted for the encoder enc@1, but enc@2 is in use; .*learn"
    ):
        read_parameters(own, "enc@2", [])


def test_a_family_without_numbers_is_told(own: Path) -> None:
    """Before anything is translated."""
    with pytest.raises(SettingsError, match=r"own\.json has no numbers for core frameworks"):
        read_parameters(own, "enc@1", [Family.CORE, Family.NAMED])


@pytest.mark.parametrize(
    ("content", "fault"),
    [("{", "holds no parameters: Invalid JSON"), ('{"format": "other"}', "format"), (None, "cannot be read: no such")],
)
def test_a_file_of_ones_own_that_cannot_be_used_is_told(tmp_path: Path, content: str | None, fault: str) -> None:
    """With the setting that names it, and what is wrong."""
    path = tmp_path / "own.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"^parameters_file: .*own\.json .*{fault}"):
        read_parameters(path, "enc@1", [])


def test_what_is_fitted_on_judged_claims_says_of_which_frameworks() -> None:
    """Else every claim would say that its confidence is borrowed."""
    curves = [one.calibration for one in load_parameters(MINILM).families.values()]
    assert all(curve.frameworks for curve in curves if curve is not None)
