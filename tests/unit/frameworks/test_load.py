"""Reading and writing framework files."""

import hashlib
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillweave.domain.competency import (
    Competency,
    Concept,
    ConceptLink,
    Concepts,
    Framework,
    Kind,
    Relation,
    Verification,
)
from skillweave.errors import FrameworkError
from skillweave.frameworks.load import load_framework, load_frameworks, write_framework

GOOD = """\
format: skillweave-framework/1
id: portrait
version: "2025"
name: Portrait
kind: transferable
publisher: District
source: https://example.org
licence: own
complete: true
competencies:
- {code: "A", label: Talks, heading: true}
- {code: "B", label: Listens, parent: "A", aliases: [hears], verification: verified}
- {code: "C", label: Asks, parent: "A", concepts: [{concept: ask, relation: exact, weight: 1}]}
"""
ASK = Concepts(
    version="v1",
    concepts=(Concept(id="ask", name="Ask", definition="Asks.", indicators=("I asked",)),),
    content_hash="",
)

words = st.text(min_size=1, max_size=12).map(str.strip).filter(bool)
links = st.builds(
    ConceptLink,
    concept=st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
    relation=st.sampled_from(Relation),
    weight=st.floats(min_value=0.01, max_value=1),
)


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """Draw a framework that keeps the format's rules."""
    codes = draw(st.lists(words, unique=True, max_size=5))
    labels = draw(st.lists(words, min_size=len(codes), max_size=len(codes)))
    taken = {label.casefold() for label in labels}
    aliases = st.lists(words.filter(lambda text: text.casefold() not in taken), max_size=3, unique_by=str.casefold)
    members = tuple(
        Competency(
            code=code,
            label=labels[at],
            verification=draw(st.sampled_from(Verification)),
            parent=draw(st.sampled_from([None, *codes[:at]])),
            description=draw(st.text(max_size=20)),
            aliases=tuple(draw(aliases)),
            indicators=tuple(draw(st.lists(words, max_size=3))),
            concepts=tuple(draw(st.lists(links, max_size=3))),
            official_id=draw(st.none() | words),
            heading=draw(st.booleans()),
        )
        for at, code in enumerate(codes)
    )
    return Framework(
        id="drawn",
        version="2025.1",
        name=draw(words),
        kind=draw(st.sampled_from(Kind)),
        publisher=draw(words),
        source=draw(words),
        licence=draw(words),
        competencies=members,
        complete=draw(st.booleans()) and bool(members),
        not_listed=draw(st.just("") | words),
        content_hash="",
    )


def place(folder: Path, text: str, *, at: str = "portrait/2025", card: str = "# Portrait\n") -> Path:
    """Put a framework file and its card where they belong; give the version folder."""
    version = folder / at
    version.mkdir(parents=True)
    (version / "framework.yaml").write_text(text, encoding="utf-8")
    (version / "card.md").write_text(card, encoding="utf-8")
    return version


def faults_of(path: Path, concepts: Concepts | None = None) -> tuple[str, ...]:
    """Load what must not load; give its faults."""
    with pytest.raises(FrameworkError) as caught:
        load_framework(path, concepts=concepts)
    return caught.value.faults


def test_good_framework_loads_from_its_version_folder(tmp_path: Path) -> None:
    """A version folder gives its framework, with parents, marks and headings."""
    framework = load_framework(place(tmp_path, GOOD), concepts=ASK)
    assert [competency.label for competency in framework.competencies] == ["Talks", "Listens", "Asks"]
    assert framework.ancestors("B") == ("A",)
    assert framework.by_code["A"].heading
    assert framework.by_code["B"].verification is Verification.VERIFIED


def test_empty_shell_loads(tmp_path: Path) -> None:
    """A framework whose names may not be passed on loads as an empty list for the user to fill."""
    shell = GOOD.partition("complete:")[0] + "complete: false\ncompetencies: []\n"
    assert load_framework(place(tmp_path, shell), concepts=ASK).competencies == ()


def test_content_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    """The hash is the sha256 of the file, so that a claim can name what it was made with."""
    version = place(tmp_path, GOOD)
    assert load_framework(version).content_hash == hashlib.sha256(GOOD.encode()).hexdigest()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("name: Portrait", "name: [Portrait", "line 5, column 5: not valid YAML: did not find expected ',' or ']'"),
        ("publisher: District", "publisher: District\ncolour: red", "colour: unknown key"),
        ("label: Asks", "label: Asks, colour: red", "competency 'C': colour: unknown key"),
        ("publisher: District\n", "", "publisher: is missing"),
        ("name: Portrait", "name: ''", "name: is empty"),
        ("label: Asks", "label: ' '", "competency 'C': label: is empty"),
        ('{code: "C", label', "{label", "competency no. 3: code: is missing"),
        ('code: "C"', 'code: "B"', "competency 'B': this code is there 2 times"),
        ('code: "C"', "code: 1.1", "competency no. 3: code: must be text: put it in quotes"),
        (
            'label: Asks, parent: "A"',
            'label: Asks, parent: "Z"',
            "competency 'C': its parent 'Z' is not in the framework",
        ),
        ("label: Talks", 'label: Talks, parent: "B"', "parents run in a circle: A > B > A"),
        ("concept: ask", "concept: aks", "competency 'C': unknown concept 'aks'"),
        ("weight: 1", "weight: 0", "competency 'C': concepts[1].weight: Input should be greater than 0 (it is 0)"),
        (
            "weight: 1",
            "weight: 2",
            "competency 'C': concepts[1].weight: Input should be less than or equal to 1 (it is 2)",
        ),
        ("[hears]", "[hears, Hears]", "competency 'B': the alias 'hears' is there 2 times"),
        ("[hears]", "[asks]", "competency 'B': the alias 'asks' is already the label of competency 'C'"),
        ("[hears]", "hears", "competency 'B': aliases: must be a list"),
        ("id: portrait", "id: other", "id is 'other', but the folder is called 'portrait'"),
        ('version: "2025"', 'version: "2026"', "version is '2026', but the folder is called '2025'"),
        ('version: "2025"', "version: 2025", "version: must be text: put it in quotes"),
        ("name: Portrait", "name: Portrait\nname: Picture", "line 5: the key 'name' is there twice"),
        ("complete: true", "complete: maybe", "complete: must be true or false"),
        (
            "kind: transferable",
            "kind: soft",
            "kind: Input should be 'core', 'technical' or 'transferable' (it is 'soft')",
        ),
        (
            "framework/1",
            "framework/9",
            "format: Input should be 'skillweave-framework/1' (it is 'skillweave-framework/9')",
        ),
        (
            "label: Asks",
            "label: Asks, uri: u, official_id: o",
            "competency 'C': has both official_id and uri: keep one",
        ),
        (
            "label: Asks",
            "label: Asks, falls_under: AC",
            "competency 'C': falls_under: String should match pattern "
            "'^[a-z0-9]+([._-][a-z0-9]+)*:\\S(.*\\S)?$' (it is 'AC')",
        ),
        (
            "label: Asks",
            "label: Asks, falls_under: 'fields:AC'",
            "C has falls_under, which only frameworks of the kind technical may use",
        ),
    ],
)
def test_each_fault_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    """Every kind of fault is reported, alone, with the place where it is."""
    assert old in GOOD
    assert faults_of(place(tmp_path, GOOD.replace(old, new)), ASK) == (fault,)


@pytest.mark.parametrize("under", ["portrait:B", "words:fields:A", "concept:listen"])
def test_what_is_no_entry_of_another_framework_is_refused(tmp_path: Path, under: str) -> None:
    """Its own entries, and what is learned of words and concepts."""
    text = GOOD.replace("kind: transferable", "kind: technical")
    text = text.replace("label: Asks", f"label: Asks, falls_under: '{under}'")
    assert faults_of(place(tmp_path, text), ASK) == (f"C falls under {under}, which is no entry of another framework",)


@pytest.mark.parametrize("text", ["", "- a\n", "words"])
def test_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    """A file without keys is a fault, not a crash."""
    assert faults_of(place(tmp_path, text)) == ("must be keys with values",)


@pytest.mark.parametrize("card", ["", " \n"])
def test_framework_without_card_is_refused(tmp_path: Path, card: str) -> None:
    """Nobody can judge names whose source is not told."""
    (fault,) = faults_of(place(tmp_path, GOOD, card=card))
    assert fault.startswith("card.md is missing")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A file that is not UTF-8 is a fault of the file."""
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"name: \xff\xfe\xfa")
    (fault,) = faults_of(path)
    assert fault.startswith("not valid YAML")


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    """One run shows everything that is wrong with a file: keys, structure, links and place."""
    text = (
        GOOD.replace("id: portrait", "id: other").replace("label: Asks", "label: ''").replace('code: "B"', 'code: "C"')
    )
    found = faults_of(place(tmp_path, text.replace("concept: ask", "concept: aks"), card=""), ASK)
    assert len(found) == 5


def test_links_are_not_followed_without_concepts(tmp_path: Path) -> None:
    """Without the concepts at hand, a framework loads with the links it has."""
    framework = load_framework(place(tmp_path, GOOD.replace("concept: ask", "concept: aks")))
    assert framework.by_code["C"].concepts[0].concept == "aks"


@pytest.mark.parametrize("name", ["mine.yaml", "mine.yml"])
def test_loose_file_needs_no_folder_and_no_card(tmp_path: Path, name: str) -> None:
    """A user's own YAML file may lie anywhere."""
    path = tmp_path / name
    path.write_text(GOOD, encoding="utf-8")
    assert load_framework(path).id == "portrait"


@pytest.mark.parametrize(("name", "fault"), [("none.yaml", "cannot be read"), ("none.txt", "a framework file ends in")])
def test_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, fault: str) -> None:
    """A missing file and a strange one are both framework errors."""
    assert faults_of(tmp_path / name)[0].startswith(fault)


def test_folder_loads_in_the_order_asked(tmp_path: Path) -> None:
    """Frameworks come in the order of their names, a user's file among them."""
    place(tmp_path, GOOD)
    own = tmp_path / "own.csv"
    own.write_text("code,label\nX,Paints\n", encoding="utf-8")
    assert [framework.id for framework in load_frameworks(tmp_path, [str(own), "portrait"])] == ["own", "portrait"]


def test_newest_version_is_loaded_unless_another_is_asked(tmp_path: Path) -> None:
    """An id alone means the newest version."""
    place(tmp_path, GOOD)
    place(tmp_path, GOOD.replace('"2025"', '"2026"'), at="portrait/2026")
    found = load_frameworks(tmp_path, None), load_frameworks(tmp_path, ["portrait@2025"])
    assert [framework.version for (framework,) in found] == ["2026", "2025"]


def test_faults_of_all_files_come_together(tmp_path: Path) -> None:
    """Two damaged frameworks are reported in one error, each under its path."""
    place(tmp_path, GOOD.replace("label: Asks", "label: ''"))
    place(
        tmp_path,
        GOOD.replace("id: portrait", "id: second").replace("kind: transferable", "kind: soft"),
        at="second/2025",
    )
    with pytest.raises(FrameworkError) as caught:
        load_frameworks(tmp_path)
    assert [fault.partition("framework.yaml")[2][:12] for fault in caught.value.faults] == [
        ": competency",
        ": kind: Inpu",
    ]


def test_one_id_in_two_versions_is_refused(tmp_path: Path) -> None:
    """Claims name a framework by its id, so one run has one version of it."""
    place(tmp_path, GOOD)
    place(tmp_path, GOOD.replace('"2025"', '"2026"'), at="portrait/2026")
    with pytest.raises(FrameworkError, match="'portrait' is already loaded"):
        load_frameworks(tmp_path, ["portrait@2025", "portrait"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(framework=frameworks())
def test_written_framework_loads_as_it_was(tmp_path: Path, framework: Framework) -> None:
    """Writing and loading gives the same framework, whatever its words, but for the hash."""
    path = tmp_path / "drawn.yaml"
    write_framework(framework, path)
    assert load_framework(path).model_copy(update={"content_hash": ""}) == framework


def test_written_framework_is_compact(tmp_path: Path) -> None:
    """A link takes one line, and a code stays text."""
    path = tmp_path / "again.yaml"
    write_framework(load_framework(place(tmp_path, GOOD)), path)
    text = path.read_text(encoding="utf-8")
    assert "  - {concept: ask, relation: exact, weight: 1.0}\n" in text
    assert '- code: "C"\n' in text
    assert yaml.safe_load(text)["version"] == "2025"


def test_framework_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """A folder that is not there is named."""
    framework = load_framework(place(tmp_path, GOOD))
    with pytest.raises(FrameworkError, match="cannot be written"):
        write_framework(framework, tmp_path / "none" / "mine.yaml")
