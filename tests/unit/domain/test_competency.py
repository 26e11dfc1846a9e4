"""Frameworks and their competencies, and the concepts that these share."""

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from skillweave.domain.competency import Competency, ConceptLink, Concepts, Framework, Relation, Verification
from tests.strategies import frameworks
from tests.tiny_frameworks import tiny_framework, tiny_trades

FEW = settings(max_examples=25)  # a framework takes long to draw


@FEW
@given(frameworks())
def test_frameworks_survive_json(framework: Framework) -> None:
    """A framework written as JSON and read again is the same."""
    assert Framework.model_validate_json(framework.model_dump_json()) == framework


@FEW
@given(frameworks())
def test_every_code_is_found(framework: Framework) -> None:
    """Each competency is found by its code."""
    assert [framework.by_code[entry.code] for entry in framework.competencies] == list(framework.competencies)


@FEW
@given(frameworks())
def test_ancestors_climb_one_step_at_a_time(framework: Framework) -> None:
    """What is above an entry is its parent and then what is above that; a root has nothing above it."""
    assert all(
        framework.ancestors(entry.code)
        == (() if entry.parent is None else (entry.parent, *framework.ancestors(entry.parent)))
        for entry in framework.competencies
    )


@FEW
@given(frameworks())
def test_a_framework_of_headings_is_not_claimable(framework: Framework) -> None:
    """There is something to claim exactly where an entry is no heading."""
    assert framework.claimable == (not all(entry.heading for entry in framework.competencies))


def test_a_shell_is_not_claimable() -> None:
    """A framework without entries has nothing to claim."""
    assert not tiny_framework("shell", []).claimable


@pytest.mark.parametrize(("code", "top"), [("G", False), ("T.1", True), ("T.1.1", False), ("T.2", True)])
def test_the_top_is_what_only_headings_stand_above(code: str, top: bool) -> None:
    """A heading is no top; an entry under headings alone is one; an entry below another claimable one is not."""
    assert tiny_trades().is_top(code) is top


@pytest.mark.parametrize(
    ("verification", "shown"), [(Verification.VERIFIED, "verified"), (Verification.RECALLED, "unverified")]
)
def test_a_recalled_name_is_shown_as_unverified(verification: Verification, shown: str) -> None:
    """People read verified or unverified, nothing else."""
    assert verification.shown == shown


@pytest.mark.parametrize("weight", [0, -0.1, 1.1])
def test_a_link_has_a_weight_in_its_bounds(weight: float) -> None:
    """A link of no weight, or of more than one, is refused."""
    with pytest.raises(ValidationError, match="weight"):
        ConceptLink(concept="listen", relation=Relation.EXACT, weight=weight)


@pytest.mark.parametrize("name", ["Listen", "two words", "-listen", ""])
def test_a_concept_id_is_lower_case_and_hyphened(name: str) -> None:
    """Ids of concepts are written in one way."""
    with pytest.raises(ValidationError, match="concept"):
        ConceptLink(concept=name, relation=Relation.EXACT, weight=1.0)


@pytest.mark.parametrize("field", ["code", "label"])
@pytest.mark.parametrize("value", ["", "   "])
def test_a_competency_has_code_and_label(field: str, value: str) -> None:
    """Neither may be empty."""
    with pytest.raises(ValidationError, match=field):
        Competency.model_validate({"code": "C.1", "label": "Selling", field: value})


def test_blanks_around_names_are_dropped() -> None:
    """Codes, labels and aliases are kept without blanks at their ends."""
    entry = Competency(code=" C.1 ", label=" Selling\n", aliases=(" sales ",))
    assert (entry.code, entry.label, entry.aliases) == ("C.1", "Selling", ("sales",))


def test_concepts_are_found_by_id(concepts: Concepts) -> None:
    """Each concept is found by its id."""
    assert [concepts.by_id[one.id] for one in concepts.concepts] == list(concepts.concepts)
