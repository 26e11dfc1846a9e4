"""Skill concepts, links and neutral sentences."""

from pathlib import Path

import pytest

from skillweave.domain.competency import Competency, ConceptLink, Framework, Kind, Relation
from skillweave.errors import FrameworkError
from skillweave.frameworks.concepts import check_links, load_concepts, load_neutral

CONCEPTS = """\
format: skillweave-concepts/1
version: v1
concepts:
- {id: listen, name: Listen, definition: Hears people out., indicators: [I sat], counter_indicators: [I heard music]}
- {id: ask, name: Ask, definition: Asks., indicators: [I asked]}
"""
NEUTRAL = "format: skillweave-neutral/1\nversion: v1\nsentences: [It rained., The bus was late.]\n"


def put(folder: Path, name: str, text: str) -> Path:
    """Write a file below a folder; give the folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def linked(*concepts: str) -> Framework:
    """Make a framework of one competency with links."""
    links = tuple(ConceptLink(concept=name, relation=Relation.EXACT, weight=1) for name in concepts)
    return Framework(
        id="p",
        version="1",
        name="P",
        kind=Kind.TRANSFERABLE,
        publisher="D",
        source="s",
        licence="l",
        competencies=(Competency(code="A", label="Hears", concepts=links),),
        complete=True,
        not_listed="",
        content_hash="",
    )


def test_concepts_load_in_order(tmp_path: Path) -> None:
    """Concepts keep the order of the file and carry its hash."""
    concepts = load_concepts(put(tmp_path, "concepts/v1.yaml", CONCEPTS))
    assert (list(concepts.by_id), concepts.version, len(concepts.content_hash)) == (["listen", "ask"], "v1", 64)


def test_newest_concepts_are_taken(tmp_path: Path) -> None:
    """Version 10 is newer than version 9."""
    put(tmp_path, "concepts/v9.yaml", CONCEPTS.replace("version: v1", "version: v9"))
    put(tmp_path, "concepts/v10.yaml", CONCEPTS.replace("version: v1", "version: v10"))
    assert load_concepts(tmp_path).version == "v10"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("id: ask", "id: listen", "concept 'listen': this id is there 2 times"),
        ("id: ask", "id: Ask Now", "concept 'Ask Now': id: String should match pattern"),
        ("name: Ask", "name: ''", "concept 'ask': name: is empty"),
        ("version: v1", "version: v2", "version is 'v2', but the file is called 'v1.yaml'"),
        ("name: Ask", "name: Ask, colour: red", "concept 'ask': colour: unknown key"),
        ("version: v1", "version: v1\nversion: v1", "line 3: the key 'version' is there twice"),
        ("[I asked]", "I asked", "concept 'ask': indicators: must be a list"),
    ],
)
def test_each_fault_of_concepts_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    """A damaged concept is named by its id."""
    put(tmp_path, "concepts/v1.yaml", CONCEPTS.replace(old, new))
    with pytest.raises(FrameworkError) as caught:
        load_concepts(tmp_path)
    (found,) = caught.value.faults
    assert found.startswith(fault)


def test_neutral_sentences_load(tmp_path: Path) -> None:
    """Neutral sentences are plain text in the order of the file."""
    assert load_neutral(put(tmp_path, "neutral/v1.yaml", NEUTRAL)) == ("It rained.", "The bus was late.")


def test_neutral_file_without_sentences_is_refused(tmp_path: Path) -> None:
    """A background of nothing is no background."""
    put(tmp_path, "neutral/v1.yaml", NEUTRAL.replace("[It rained., The bus was late.]", "[]"))
    with pytest.raises(FrameworkError, match="sentences: is empty"):
        load_neutral(tmp_path)


def test_folder_without_concepts_is_an_error(tmp_path: Path) -> None:
    """Missing concepts are not the same as none."""
    with pytest.raises(FrameworkError, match=r"no <version>\.yaml"):
        load_concepts(tmp_path)


def test_good_links_have_no_faults(tmp_path: Path) -> None:
    """Links to concepts that exist pass."""
    assert check_links(linked("listen", "ask"), load_concepts(put(tmp_path, "concepts/v1.yaml", CONCEPTS))) == ()


def test_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    """An unknown concept is named with its competency."""
    concepts = load_concepts(put(tmp_path, "concepts/v1.yaml", CONCEPTS))
    assert check_links(linked("listen", "lisen"), concepts) == ("competency 'A': unknown concept 'lisen'",)
