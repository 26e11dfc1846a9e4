"""What can be wrong inside a framework."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.frameworks.faults import Entry, entries_of, link_faults, structure_faults

CODES = "ABCDE"


def entry(code: str, parent: str | None = None, *, label: str = "", aliases: tuple[str, ...] = ()) -> Entry:
    """Make an entry that is called by its code."""
    return Entry(where=f"competency {code!r}", code=code, label=label, parent=parent, aliases=aliases)


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([entry("A"), entry("A")], "competency 'A': this code is there 2 times"),
        ([Entry("row 2", "A"), Entry("row 5", "A")], "row 5: the code 'A' is taken by row 2"),
        ([entry("A", "Z")], "competency 'A': its parent 'Z' is not in the framework"),
        ([entry("A", "A")], "parents run in a circle: A > A"),
        ([entry("A", "B"), entry("B", "C"), entry("C", "B")], "parents run in a circle: B > C > B"),
        ([entry("A", aliases=("x", "X"))], "competency 'A': the alias 'x' is there 2 times"),
        (
            [entry("A", label="Grit"), entry("B", label="Calm", aliases=("grit",))],
            "competency 'B': the alias 'grit' is already the label of competency 'A'",
        ),
    ],
    ids=["code twice", "code twice in rows", "no parent", "own parent", "circle", "alias twice", "alias is a label"],
)
def test_each_structure_fault_is_named_once(entries: list[Entry], fault: str) -> None:
    """A fault names the competency and what is wrong, once."""
    assert structure_faults(entries) == [fault]


@given(st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), unique_by=lambda pair: pair[0]))
def test_parents_without_fault_lead_to_a_top(pairs: list[tuple[str, str]]) -> None:
    """Where every entry has a parent that is in the list, there is a circle, and it is found."""
    codes = {code for code, _ in pairs}
    entries = [entry(code, parent) for code, parent in pairs if parent in codes]
    closed = {item.code for item in entries} >= {item.parent for item in entries}
    found = [fault for fault in structure_faults(entries) if "circle" in fault]
    assert not (closed and entries) or found


@given(st.lists(st.integers(min_value=0, max_value=20), max_size=30))
def test_tree_has_no_faults(ups: list[int]) -> None:
    """A parent that comes before its child never makes a circle."""
    parents = [str(max(0, i - up)) for i, up in enumerate(ups)]
    entries = [entry(str(i + 1), parents[i]) for i in range(len(ups))]
    assert structure_faults([entry("0"), *entries]) == []


def test_unknown_concept_is_named_with_its_competency() -> None:
    """A link that leads nowhere names both ends."""
    linked = Entry("competency 'A'", "A", concepts=("listen", "lisen"))
    assert link_faults([linked], {"listen"}) == ["competency 'A': unknown concept 'lisen'"]


@pytest.mark.parametrize(
    "document", [None, [], "text", {"competencies": 3}, {"competencies": [3, {"code": 4}, {"label": "x"}]}]
)
def test_damaged_document_has_no_entries(document: object) -> None:
    """What cannot be read is left to the other checks; nothing breaks."""
    assert entries_of(document) == []


def test_half_damaged_entry_is_still_read() -> None:
    """Good parts of an entry are checked although others are damaged."""
    (found,) = entries_of({"competencies": [{"code": " A ", "parent": 3, "aliases": "x", "concepts": [1, {}]}]})
    assert found == Entry("competency 'A'", "A")
