"""The frameworks that ship with skillweave: they load, they are linked, and they agree with the facts."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from skillweave.domain.competency import Competency, Concepts, Framework, Kind
from skillweave.frameworks.catalogue import available
from skillweave.frameworks.concepts import check_links, load_concepts, load_neutral
from skillweave.frameworks.load import load_framework, load_frameworks

REPOSITORY = Path(__file__).resolve().parents[3]
FOLDER = REPOSITORY / "frameworks"
FACTS = REPOSITORY.parent / "shared" / "facts" / "frameworks.yaml"
IDS = tuple(available(FOLDER))
NEEDS_FACTS = pytest.mark.skipif(not FACTS.is_file(), reason="the facts are not there: ../shared/facts/frameworks.yaml")


@cache
def framework(name: str) -> Framework:
    """Load a shipped framework once."""
    return load_framework(available(FOLDER)[name][-1])


@cache
def concepts() -> Concepts:
    """Load the shipped concepts once."""
    return load_concepts(FOLDER)


@cache
def facts() -> dict[str, Any]:  # Any: a YAML document
    """Read the facts, by framework."""
    document = yaml.load(FACTS.read_bytes(), Loader=yaml.CSafeLoader)
    return {entry["id"]: entry for entry in document["frameworks"]}


def claimable(name: str) -> list[Competency]:
    """Give the entries of a framework that may be claimed."""
    return [competency for competency in framework(name).competencies if not competency.heading]


def test_all_frameworks_load_together() -> None:
    """Every shipped framework loads, with its links followed."""
    assert len(load_frameworks(FOLDER, concepts=concepts())) == len(IDS) == 38


@pytest.mark.parametrize("name", IDS)
def test_links_lead_to_concepts(name: str) -> None:
    """No shipped link leads nowhere."""
    assert check_links(framework(name), concepts()) == ()


@pytest.mark.parametrize("name", IDS)
def test_transferable_entries_have_something_to_match(name: str) -> None:
    """Every transferable entry that may be claimed has one to six links, or indicators of its own."""
    entries = [entry for entry in claimable(name) if framework(name).kind is Kind.TRANSFERABLE]
    bare = [entry.code for entry in entries if not entry.indicators and not 1 <= len(entry.concepts) <= 6]
    crowded = [entry.code for entry in entries if len(entry.concepts) > 6]
    assert (bare, crowded) == ([], [])


@pytest.mark.parametrize("name", [name for name in IDS if name.startswith("career-clusters")])
def test_clusters_have_indicators(name: str) -> None:
    """Every cluster, sub-cluster and pathway has three indicators or more."""
    assert [entry.code for entry in claimable(name) if len(entry.indicators) < 3] == []


@pytest.mark.parametrize("name", IDS)
def test_core_entries_have_indicators(name: str) -> None:
    """Every core entry has three indicators or more."""
    entries = [entry for entry in claimable(name) if framework(name).kind is Kind.CORE]
    assert [entry.code for entry in entries if len(entry.indicators) < 3] == []


@pytest.mark.parametrize("name", IDS)
def test_headings_carry_nothing_to_match(name: str) -> None:
    """A heading has neither links nor indicators."""
    headings = [entry for entry in framework(name).competencies if entry.heading]
    assert [entry.code for entry in headings if entry.concepts or entry.indicators] == []


@pytest.mark.parametrize("name", IDS)
def test_every_entry_is_described(name: str) -> None:
    """Every entry has a description of ours."""
    assert [entry.code for entry in framework(name).competencies if not entry.description] == []


@pytest.mark.parametrize("name", IDS)
def test_indicator_belongs_to_one_entry(name: str) -> None:
    """No sentence stands for two entries of a framework."""
    counts = Counter(text.casefold() for entry in framework(name).competencies for text in entry.indicators)
    assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("part", ["## Source", "## Licence", "## Who wrote the rest", "## Known gaps", "Apache-2.0"])
def test_card_tells_what_is_needed(name: str, part: str) -> None:
    """A card gives source, licence, authors and gaps."""
    assert part in (available(FOLDER)[name][-1] / "card.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", IDS)
def test_card_counts_the_names(name: str) -> None:
    """The counts on a card are those of the file."""
    counts = Counter(entry.verification.value for entry in framework(name).competencies)
    card = (available(FOLDER)[name][-1] / "card.md").read_text(encoding="utf-8")
    assert f"| names | {counts['verified']} verified, {counts['recalled']} recalled |" in card


@pytest.mark.parametrize("name", [name for name in IDS if name.startswith(("onet-", "esco-", "xq-"))])
def test_attribution_is_given(name: str) -> None:
    """A licence that asks for attribution gets it."""
    card = (available(FOLDER)[name][-1] / "card.md").read_text(encoding="utf-8")
    assert re.search(r"^Attribution: .*(O\*NET is a trademark|ESCO classification|XQ Institute)", card, re.MULTILINE)


def test_concepts_have_both_sides() -> None:
    """Every concept has ten indicators or more, and three counter-indicators or more."""
    thin = [item.id for item in concepts().concepts if len(item.indicators) < 10 or len(item.counter_indicators) < 3]
    assert thin == []


def test_neutral_sentences_are_many_and_different() -> None:
    """The background is wide enough to be one."""
    sentences = load_neutral(FOLDER)
    assert len(set(sentences)) == len(sentences) >= 100


@NEEDS_FACTS
def test_every_framework_of_the_facts_ships() -> None:
    """No framework is missing and none was added without facts."""
    assert set(IDS) == set(facts())


@NEEDS_FACTS
@pytest.mark.parametrize("name", IDS)
def test_names_agree_with_the_facts(name: str) -> None:
    """Codes, names, marks, parents and identifiers are exactly those of the facts, in their order."""
    expected = [
        (item["code"], item["name"], item["status"], item.get("parent"), item.get("official_id", item.get("uri")))
        for item in facts()[name]["competencies"]
    ]
    found = [
        (entry.code, entry.label, entry.verification.value, entry.parent, entry.official_id)
        for entry in framework(name).competencies
    ]
    assert found == expected


@NEEDS_FACTS
@pytest.mark.parametrize("name", IDS)
def test_head_agrees_with_the_facts(name: str) -> None:
    """Name, kind, publisher and completeness are those of the facts."""
    found = framework(name)
    fact = facts()[name]
    expected = (fact["name"], fact["kind"], fact["publisher"], fact["complete"])
    assert (found.name, found.kind.value, found.publisher, found.complete) == expected
