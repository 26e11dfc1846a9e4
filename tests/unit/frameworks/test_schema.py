"""The YAML format as models."""

import pytest
from pydantic import ValidationError

from skillweave.domain.competency import Competency, Framework, Kind, Verification
from skillweave.frameworks.schema import FRAMEWORK_FORMAT, CompetencyEntry, FrameworkFile, Licence, to_document
from tests.tiny_frameworks import tiny_framework

HEAD = {
    "format": FRAMEWORK_FORMAT,
    "id": "portrait",
    "version": "2025",
    "name": "Portrait",
    "kind": "transferable",
    "publisher": "District",
    "source": "https://example.org",
    "licence": "own",
    "complete": False,
    "competencies": [],
}


def test_empty_shell_is_a_framework_without_competencies() -> None:
    """A framework whose names may not be passed on is an empty shell that says it is incomplete."""
    framework = FrameworkFile.model_validate(HEAD).to_framework("h")
    assert (framework.competencies, framework.complete) == ((), False)


def test_shell_that_claims_to_be_complete_is_refused() -> None:
    """An empty list is never called complete."""
    with pytest.raises(ValidationError, match="an empty shell has"):
        FrameworkFile.model_validate(HEAD | {"complete": True})


def test_recalled_address_keeps_its_mark() -> None:
    """An address from memory is marked in the text that people see; a verified one stands bare."""
    source = [{"href": "https://a.org", "status": "verified"}, {"href": "https://b.org"}]
    framework = FrameworkFile.model_validate(HEAD | {"source": source}).to_framework("h")
    assert framework.source == "https://a.org; https://b.org (recalled)"


@pytest.mark.parametrize(
    ("licence", "text"),
    [
        ("our own", "our own"),
        ({"open": True, "status": "verified", "finding": "CC BY 4.0."}, "open: yes (verified). CC BY 4.0."),
        ({"open": "unknown", "status": "none_found", "finding": "None."}, "open: unknown (none found). None."),
        ({"open": "no", "finding": "Proprietary."}, "open: no. Proprietary."),
    ],
)
def test_licence_becomes_one_line(licence: object, text: str) -> None:
    """A licence says how open and how sure it is, then what was found; a bare YAML yes is understood."""
    assert FrameworkFile.model_validate(HEAD | {"licence": licence}).to_framework("h").licence == text


def test_licence_without_finding_is_refused() -> None:
    """A licence always says what was found."""
    with pytest.raises(ValidationError, match="finding"):
        Licence.model_validate({"open": "no"})


def test_name_is_unverified_unless_marked() -> None:
    """A name without a mark counts as recalled."""
    assert CompetencyEntry(code="A", label="Listen").to_competency().verification is Verification.RECALLED


@pytest.mark.parametrize("key", ["uri", "official_id"])
def test_publishers_identifier_is_kept(key: str) -> None:
    """Both keys for the publisher's identifier lead to the same field."""
    entry = CompetencyEntry.model_validate({"code": "A", "label": "Listen", key: "http://x/1"})
    assert entry.to_competency().official_id == "http://x/1"


def test_what_a_competency_falls_under_is_kept_and_written() -> None:
    """It names a competency of another framework, whether that is loaded or not."""
    entry = CompetencyEntry.model_validate({"code": "A", "label": "Weld", "falls_under": "fields:010.2 B"})
    found = entry.to_competency()
    assert found.falls_under == "fields:010.2 B"
    framework = tiny_framework("shop", [found], kind=Kind.TECHNICAL)
    assert to_document(framework)["competencies"][0]["falls_under"] == "fields:010.2 B"


def test_document_leaves_empty_parts_out() -> None:
    """A written competency has no empty lists."""
    framework = Framework(
        id="p",
        version="1",
        name="P",
        kind=Kind.CORE,
        publisher="D",
        source="s",
        licence="l",
        competencies=(Competency(code="A", label="Listen"),),
        complete=True,
        not_listed="",
        content_hash="h",
    )
    assert to_document(framework)["competencies"] == [{"code": "A", "label": "Listen", "verification": "recalled"}]


def test_levels_are_kept_in_their_order() -> None:
    """The lowest first, through the file and back; without them there are none."""
    levels = ["Emerging", "Secure", "Leading"]
    framework = FrameworkFile.model_validate(HEAD | {"levels": levels}).to_framework("h")
    assert framework.levels == tuple(levels)
    assert to_document(framework)["levels"] == levels
    assert "levels" not in to_document(FrameworkFile.model_validate(HEAD).to_framework("h"))


def test_a_level_is_there_once() -> None:
    """Two of one name could not be told apart."""
    with pytest.raises(ValidationError, match="levels has 'Secure' twice"):
        FrameworkFile.model_validate(HEAD | {"levels": ["Secure", "Leading", "Secure"]})
