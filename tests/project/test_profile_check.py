"""The labelled texts for the experience profile can be used, and their figures are what the card says."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from eval.profile_check import CASES, NAMES, agreement, confusion, lines, read_cases
from skillweave.domain.profile import Dimension

SETS = {"cases": 60, "others-seen": 80, "others-unseen": 60}


@pytest.mark.parametrize(("name", "size"), SETS.items())
def test_a_set_is_whole(name: str, size: int) -> None:
    """All texts are there, once, each with a level or `none` in every dimension."""
    cases = read_cases(CASES.with_name(f"{name}.jsonl"))
    assert len({case.id for case in cases}) == len({case.text for case in cases}) == size
    assert all(set(case.labels) == set(Dimension) and set(case.labels.values()) <= set(NAMES) for case in cases)


def test_no_text_is_in_two_sets() -> None:
    """What the rules were widened on is not what they are measured on."""
    texts = [case.text for name in SETS for case in read_cases(CASES.with_name(f"{name}.jsonl"))]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("dimension", Dimension)
def test_the_card_tells_the_figures_as_measured(name: str, dimension: Dimension) -> None:
    """Accuracy, kappa, precision and recall of today's rules stand in the card, to two digits."""
    path = CASES.with_name(f"{name}.jsonl")
    found = agreement(confusion(read_cases(path), dimension))
    figures = [found.accuracy, found.kappa, found.precision, found.recall]
    row = " | ".join(f"{figure:.2f}" for figure in figures)
    assert f"| `{name}` | {dimension.value} | {row} |" in CASES.with_name("card.md").read_text(encoding="utf-8")


def test_figures_of_a_table_counted_by_hand() -> None:
    """Three right of four texts, one level missed; the weighted kappa is 1 - 9 / 18 for these margins."""
    table = np.diag([1.0, 0.0, 0.0, 2.0])
    table[3, 0] = 1
    found = agreement(table)
    assert (found.accuracy, found.told, found.precision) == (0.75, 2, 1.0)
    assert found.recall == pytest.approx(2 / 3)
    assert found.kappa == pytest.approx(1 - 9 / ((1 * 2 + 3 * 2) * 9 / 4))


def test_what_is_printed_names_every_dimension() -> None:
    """A line of figures each, and with `wrong` every disagreement."""
    cases = read_cases(CASES)
    printed = "\n".join(lines(cases, wrong=True))
    assert re.findall(r"^(\w+): accuracy", printed, re.MULTILINE) == [one.value for one in Dimension]
    assert "person" in printed


def test_a_label_that_is_no_level_is_refused(tmp_path: Path) -> None:
    """A slip in the file is no silent `none`."""
    row = {"id": "x", "text": "I swept.", "labels": {"autonomy": "high", "complexity": "none", "contribution": "none"}}
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(ValueError, match="high"):
        read_cases(path)
