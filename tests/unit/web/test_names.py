"""How pages call frameworks and competencies."""

import pytest

from skillweave.domain.competency import Competency
from skillweave.domain.review import Skill
from skillweave.web.pages.names import called, shortened, source_of, with_source
from tests.tiny_frameworks import tiny_framework

CODES = tiny_framework(
    "anchors",
    [
        Competency(code="CCRA.W.9", label="CCRA.W.9", description="Drawing evidence from texts " * 9),
        Competency(code="COM", label="Communication", description="Saying it so that others understand."),
    ],
)
OTHER = tiny_framework("nace", [Competency(code="COM", label="Communication")])
TWIN = OTHER.model_copy(update={"id": "nace-old", "name": "Nace (2019)"})
KNOWN = {one.id: one for one in (CODES, OTHER)}


@pytest.mark.parametrize(
    ("framework", "code", "label", "name"),
    [
        ("anchors", "COM", "Communication", "Communication"),
        ("anchors", "COM", "", "Communication"),
        ("anchors", "CCRA.W.9", "CCRA.W.9", "CCRA.W.9: Drawing evidence from texts Drawing evidence from texts…"),
        ("anchors", "gone", "gone", "gone"),
        ("gone", "X", "", "X"),
    ],
)
def test_a_bare_code_is_shown_with_its_description(framework: str, code: str, label: str, name: str) -> None:
    """The beginning of it: nobody knows codes by heart, and a name needs nothing beside it."""
    assert called(Skill(framework=framework, code=code), label, KNOWN) == name


def test_skills_of_one_name_are_told_apart() -> None:
    """By their frameworks."""
    names = [with_source(Skill(framework=one, code="COM"), "", KNOWN) for one in KNOWN]

    assert names == ["Communication (Anchors)", "Communication (Nace)"]


def test_frameworks_of_one_short_name_go_by_their_ids() -> None:
    """What stood in the brackets was what told them apart."""
    assert [source_of(one, {**KNOWN, "nace-old": TWIN}) for one in ("nace", "nace-old")] == ["nace", "nace-old"]


@pytest.mark.parametrize("name", ["(only brackets)", "x" * 90, "A name of words " * 9])
def test_a_short_name_is_short_and_never_empty(name: str) -> None:
    """Whatever the publisher called it: some letters of it are there."""
    assert len(shortened(name)) <= 40
    assert name.startswith(shortened(name).removesuffix("…"))
    assert len(shortened(name)) > 1
