"""Suggested links of a district's own framework to skill concepts."""

import pytest
from hypothesis import given, settings

from skillweave.domain.competency import Competency, Concepts, Framework, Relation
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.matching.links import LOWEST_BY_NAME, MOST, links_by_name, suggest_links
from tests.strategies import frameworks
from tests.tiny_frameworks import linked, tiny_framework

LISTENS = Competency(code="D.1", label="listen. The person shows it: I repeated the order back to the guest")


def _own(*entries: Competency) -> Framework:
    return tiny_framework("district", entries)


def test_the_nearest_concept_is_suggested(concepts: Concepts, embedder: HashingEmbedder) -> None:
    """A competency in the words of a concept links to it first, and is called exact."""
    links = suggest_links(_own(LISTENS), concepts, embedder).competencies[0].concepts
    assert (links[0].concept, links[0].relation) == ("listen", Relation.EXACT)
    assert links[0].weight > 0.9


def test_strange_words_link_to_nothing(concepts: Concepts, embedder: HashingEmbedder) -> None:
    """Where no concept is near, none is suggested."""
    entry = Competency(code="D.2", label="quantum zebra")
    assert suggest_links(_own(entry), concepts, embedder).competencies == (entry,)


def test_what_a_person_set_is_left_alone(concepts: Concepts, embedder: HashingEmbedder) -> None:
    """Entries that have links, and headings, are not touched."""
    kept = linked("D.3", LISTENS.label, "persist")
    heading = LISTENS.model_copy(update={"code": "D.4", "heading": True})
    assert suggest_links(_own(kept, heading), concepts, embedder) == _own(kept, heading)


@pytest.mark.parametrize("field", ["aliases", "description", "indicators"])
def test_more_than_the_label_is_read(concepts: Concepts, embedder: HashingEmbedder, field: str) -> None:
    """Aliases, description and indicators lead to a concept too."""
    words: object = LISTENS.label if field == "description" else (LISTENS.label,)
    entry = Competency.model_validate({"code": "D.5", "label": "Skill five", field: words})
    links = suggest_links(_own(entry), concepts, embedder).competencies[0].concepts
    assert links[0].concept == "listen"


def test_bare_names_link_by_the_label_alone_and_only_nearly(concepts: Concepts, embedder: HashingEmbedder) -> None:
    """Other words of an entry are not read, and a concept that is only suggested to a person is too far."""
    told = Competency(code="D.6", label="Skill six", description=LISTENS.label)
    near, none = links_by_name(_own(LISTENS, told), concepts, embedder).competencies
    assert near.concepts[0].concept == "listen"
    assert none.concepts == ()
    assert suggest_links(_own(told), concepts, embedder).competencies[0].concepts
    assert all(link.weight >= LOWEST_BY_NAME for link in near.concepts)


@settings(max_examples=25)
@given(framework=frameworks())
def test_suggestions_are_few_valid_and_best_first(
    framework: Framework, concepts: Concepts, embedder: HashingEmbedder
) -> None:
    """At most three links of known concepts, weights falling and within bounds, one exact at most and that first."""
    found = suggest_links(framework, concepts, embedder)
    assert Framework.model_validate_json(found.model_dump_json()) == found
    suggested = [entry.concepts for entry in found.competencies]
    weights = [[link.weight for link in links] for links in suggested]
    assert all(len(links) <= MOST for links in suggested)
    assert weights == [sorted(own, reverse=True) for own in weights]
    assert {link.relation for links in suggested for link in links[1:]} <= {Relation.RELATED}
    assert {link.concept for links in suggested for link in links} <= set(concepts.by_id)


def test_all_else_stays(concepts: Concepts, embedder: HashingEmbedder) -> None:
    """Only links are added: codes, names and order stay, and the framework given is not changed."""
    own = _own(LISTENS, Competency(code="D.9", label="Other"))
    found = suggest_links(own, concepts, embedder)
    bare = tuple(entry.model_copy(update={"concepts": ()}) for entry in found.competencies)
    assert bare == own.competencies
    assert own == _own(LISTENS, Competency(code="D.9", label="Other"))
