"""A user's own list of skills."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillweave.domain.competency import Competency, Kind, Verification
from skillweave.errors import FrameworkError
from skillweave.frameworks.load import load_framework, write_framework
from skillweave.frameworks.table import columns_of, read_table

LARGE = 14_000


def put(folder: Path, text: str, name: str = "My Skills.csv") -> Path:
    """Write a table; give its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def faults_of(path: Path) -> tuple[str, ...]:
    """Read what must not be read; give its faults."""
    with pytest.raises(FrameworkError) as caught:
        read_table(path)
    return caught.value.faults


def test_two_columns_make_a_framework(tmp_path: Path) -> None:
    """A district's list of codes and labels is a framework whose names its owner wrote."""
    framework = read_table(put(tmp_path, "code,label\nA,Listens\nB,Asks\n"))
    assert (framework.id, framework.version, framework.publisher) == ("my-skills", "local", "local")
    assert (framework.kind, framework.complete) == (Kind.TRANSFERABLE, True)
    expected = [
        Competency(code=c, label=n, verification=Verification.VERIFIED) for c, n in [("A", "Listens"), ("B", "Asks")]
    ]
    assert list(framework.competencies) == expected


def test_label_is_the_code_where_there_is_none(tmp_path: Path) -> None:
    """A list of labels and descriptions needs no codes."""
    (only,) = read_table(put(tmp_path, "Skill,Definition\nListens,Hears people out\n")).competencies
    assert (only.code, only.label, only.description) == ("Listens", "Listens", "Hears people out")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_all_columns_are_read(tmp_path: Path, delimiter: str) -> None:
    """Every column that is known is read, whatever separates them."""
    header = ["code", "name", "description", "aliases", "parent", "indicators", "kind", "colour"]
    rows = [header, ["A", "Talks"], ["B", "Listens", "Hears", '"hears|pays heed"', "A", "I heard|I sat", "core", "red"]]
    framework = read_table(put(tmp_path, "".join(delimiter.join(row) + "\n" for row in rows)))
    found = framework.by_code["B"]
    assert framework.kind is Kind.CORE
    assert (found.parent, found.aliases, found.indicators) == ("A", ("hears", "pays heed"), ("I heard", "I sat"))


@pytest.mark.parametrize(
    ("header", "meanings"),
    [
        (["id", "title"], {"code": 0, "label": 1}),
        (["Competency Name", "Definition"], {"label": 0, "description": 1}),
        (["Skill Code", "Skill", "Skill description"], {"code": 0, "label": 1, "description": 2}),
        (["Parent code", "Code", "competency"], {"parent": 0, "code": 1, "label": 2}),
        (["Skill title", "skill"], {"label": 1}),
        (["colour", "size"], {}),
    ],
)
def test_columns_are_guessed_from_their_names(header: list[str], meanings: dict[str, int]) -> None:
    """The usual names of columns are understood; an exact name wins."""
    assert columns_of(header) == meanings


def test_alias_that_repeats_a_label_is_dropped(tmp_path: Path) -> None:
    """Exported lists repeat names; the label is enough."""
    framework = read_table(put(tmp_path, "label,aliases\nListens,listens; hears; Hears; asks\nAsks,\n"))
    assert framework.by_code["Listens"].aliases == ("hears",)


def test_excel_marks_and_blank_rows_are_taken(tmp_path: Path) -> None:
    """A byte order mark, Windows line ends and blank rows change nothing; rows count as a spreadsheet counts them."""
    text = "\ufeffcode,label\r\nA,Listens\r\n,\r\nA,Asks\r\n"
    assert faults_of(put(tmp_path, text)) == ("row 4: the code 'A' is taken by row 2",)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "the first row must name at least two columns"),
        ("label\nListens\n", "the first row must name at least two columns"),
        (
            "colour,size\nred,3\n",
            "the first row must name at least two columns, one of them label, name, skill or title;",
        ),
        ("code,label\n", "there is no skill in it"),
        ("code,label\nA,\n", "row 2: label: is empty"),
        ("code,label\nA,Listens\nA,Asks\n", "row 3: the code 'A' is taken by row 2"),
        ("code,label,parent\nA,Listens,Z\n", "row 2: its parent 'Z' is not in the framework"),
        ("code,label,parent\nA,Hears,B\nB,Asks,A\n", "parents run in a circle: A > B > A"),
        ("code,label,kind\nA,Listens,soft\n", "row 2: kind: 'soft' is none of core, technical, transferable"),
        ("code,label,kind\nA,Hears,core\nB,Asks,technical\n", "kind: core and technical are mixed"),
        ("code,label\nA,Listens, and asks\n", "row 2: 3 cells under 2 columns"),
        ('code,label\nA,"Listens\n', "line 2: not valid CSV"),
        (f"code,label\n{'x' * 201},Listens\n", "row 2: code: String should have at most 200 characters"),
    ],
)
def test_each_fault_names_its_row(tmp_path: Path, text: str, fault: str) -> None:
    """Every kind of fault is reported, alone, with its row."""
    (found,) = faults_of(put(tmp_path, text))
    assert found.startswith(fault)


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    """One run shows everything that is wrong with a table."""
    assert len(faults_of(put(tmp_path, "code,label,parent\nA,,\nB,Asks,Z\nB,Hears,\n"))) == 3


def test_table_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    """A file in another encoding is named with its line; no letter is guessed."""
    path = tmp_path / "mine.csv"
    path.write_bytes("code,label\nA,Café\n".encode("latin-1"))
    assert faults_of(path) == ("line 2: not UTF-8; save the file as UTF-8",)


@pytest.mark.parametrize("name", ["???.csv", f"{'x' * 81}.csv"])
def test_file_name_must_give_an_id(tmp_path: Path, name: str) -> None:
    """The id comes from the file's name."""
    assert faults_of(put(tmp_path, "code,label\nA,Asks\n", name))[0].startswith(
        "the file's name gives the framework's id"
    )


def test_json_lines_are_read(tmp_path: Path) -> None:
    """Exported lists with their own member names are understood."""
    rows = [
        {"uri": "http://x/1", "label": "Listens", "alt": ["hears", "Listens"], "text": "Hears people out"},
        {"code": "B", "id": "9", "label": "Asks", "aliases": ["wonders"], "parent": "http://x/1", "colour": "red"},
        {"label": "Paints", "alt": None},
    ]
    text = "\n".join(json.dumps(row) for row in rows)
    found = load_framework(put(tmp_path, text, "esco.jsonl")).competencies
    assert [competency.code for competency in found] == ["http://x/1", "B", "Paints"]
    assert [competency.aliases for competency in found] == [("hears",), ("wonders",), ()]
    assert (found[0].description, found[1].parent) == ("Hears people out", "http://x/1")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"label": "Asks"}\n{"label"', "line 2: not valid JSON"),
        ("[1]", "line 1: not an object with a label"),
        ('\n{"code": "A"}', "line 2: label: is empty"),
        ('{"label": "Asks", "code": 5}', "line 1: code: must be text: put it in quotes"),
        ('{"label": "Asks", "alt": [1]}', "line 1: aliases no. 1: must be text: put it in quotes"),
        ('{"label": "Asks", "alt": 1}', "line 1: aliases: must be a list"),
        ('{"label": "Asks"}\n{"label": "Asks"}', "line 2: the code 'Asks' is taken by line 1"),
    ],
)
def test_each_fault_of_json_lines_names_its_line(tmp_path: Path, text: str, fault: str) -> None:
    """A damaged line is named."""
    (found,) = faults_of(put(tmp_path, text, "list.jsonl"))
    assert found.startswith(fault)


def test_large_list_loads_whole(tmp_path: Path) -> None:
    """A list of the size of ESCO loads without loss."""
    text = "\n".join(json.dumps({"label": f"skill {n}", "alt": [f"ability {n}", f"art {n}"]}) for n in range(LARGE))
    assert len(read_table(put(tmp_path, text, "large.jsonl")).competencies) == LARGE


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9),
        min_size=1,
        unique=True,
    )
)
def test_table_written_as_yaml_is_the_same(tmp_path: Path, labels: list[str]) -> None:
    """A user's list may be kept as our YAML from then on."""
    rows = "".join(json.dumps({"label": label}) + "\n" for label in labels)
    framework = read_table(put(tmp_path, rows, "mine.jsonl"))
    write_framework(framework, tmp_path / "kept.yaml")
    kept = load_framework(tmp_path / "kept.yaml")
    assert kept == framework.model_copy(update={"content_hash": kept.content_hash})
