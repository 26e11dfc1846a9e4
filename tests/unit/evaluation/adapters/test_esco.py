"""The ESCO sets: what becomes a case, a candidate, a span."""

from pathlib import Path

from skillweave.domain.span import Span
from skillweave.evaluation.adapters.esco import esco_framework, esco_sentences, transversal_sentences
from skillweave.evaluation.sets import Case, Task


def test_a_sentence_becomes_a_case(sets: Path) -> None:
    """Id, text, gold and source are those of the row; a span without a label is no gold."""
    assert esco_sentences(sets).cases[0] == Case(
        id="s1",
        text="You bake bread for the whole town",
        grades={"bake bread": 4.0},
        spans={"bake bread": (Span(start=4, end=14),)},
        slices={"source": "house"},
        group="s1",
        carries=True,
    )


def test_offsets_count_code_points(sets: Path) -> None:
    """An emoji before the span is one."""
    case = esco_sentences(sets).cases[1]
    assert case.spans["fix bicycles"][0].quote(case.text) == "fix bicycles"


def test_phrases_without_a_label_are_a_probe_of_abstention(sets: Path) -> None:
    """Such a sentence has no gold and carries nothing."""
    case = esco_sentences(sets).cases[2]
    assert (case.gold, case.spans, case.carries) == (frozenset(), {}, False)


def test_every_label_can_be_gold(sets: Path) -> None:
    """The ranking is over the whole list."""
    found = esco_sentences(sets)
    assert found.candidates == set(found.framework.by_code) == {"bake bread", "fix bicycles", "speak Welsh"}


def test_aliases_come_from_the_entry_of_the_benchmark(sets: Path) -> None:
    """By its own label where it has another, from the marked one of two namesakes, none where none is known."""
    by_code = esco_framework(sets).by_code
    assert {code: one.aliases for code, one in by_code.items()} == {
        "bake bread": ("make loaves",),
        "fix bicycles": ("mend bikes",),
        "speak Welsh": (),
    }


def test_labels_of_the_transversal_part_are_described(sets: Path) -> None:
    """Aliases and definitions may be missing."""
    by_code = transversal_sentences(sets).framework.by_code
    assert (by_code["bake bread"].aliases, by_code["bake bread"].description) == (("make loaves",), "To make bread.")
    assert (by_code["fix bicycles"].aliases, by_code["fix bicycles"].description) == ((), "")


def test_sentences_of_both_sets_are_flagged(sets: Path) -> None:
    """So that they can be left out of a headline."""
    assert [case.slices for case in transversal_sentences(sets).cases] == [
        {"source": "house", "seen_in": "e3_esco"},
        {"source": "techwolf", "seen_in": "no other set"},
    ]


def test_sets_say_what_they_measure(sets: Path) -> None:
    """Abstention only where the source marked it; advertisements are not in the first person."""
    whole, part = esco_sentences(sets), transversal_sentences(sets)
    assert whole.tasks == {Task.RANKING, Task.EVIDENCE, Task.ABSTENTION}
    assert part.tasks == {Task.RANKING, Task.EVIDENCE}
    assert not any((whole.first_person, part.first_person, whole.synthetic, part.synthetic))
    assert (whole.floors, part.floors) == ({"RP@10": 0.75, "evidence character F1": 0.63}, {"hit@1": 0.68})
