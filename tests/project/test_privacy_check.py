"""The gate finds at least what docs/privacy.md says, and its lists of words are up to date."""

import subprocess
import sys
from pathlib import Path

import pytest

from eval.privacy_check import finders, measure, read_cases
from skillweave.privacy.suggest import load_name_model

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "privacy.md"


def test_the_set_is_whole() -> None:
    """192 names of 24 backgrounds, none in both parts, in sentences whose places hold what they should."""
    cases = read_cases(small=False)
    named = [case for case in cases if case.names]
    assert len({case.background for case in named}) == 24
    assert all(case.text[start:end].strip() for case in cases for start, end in (*case.names, *case.skills))
    seen, unseen = ({c.text[s:e] for c in named if c.part == part for s, e in c.names} for part in ("seen", "unseen"))
    assert len(seen) > 90
    assert len(unseen) > 90


@pytest.mark.parametrize("small", [False, True], ids=["normal", "lower"])
def test_the_docs_tell_the_figures_as_measured(small: bool) -> None:
    """Recall and skill words destroyed of each way of finding stand in the table, by part."""
    cases = read_cases(small=small)
    told = PAGE.read_text(encoding="utf-8")
    for title, finder, wanted in finders(load_name_model()):
        shares: list[str] = []
        for part in ("seen", "unseen"):
            figures = measure([case for case in cases if case.part == part], finder, wanted)
            shares += [f"{figures.found / figures.names:.2f}", f"{figures.destroyed / figures.skills:.3f}"]
        assert f"| {title} | {'lower' if small else 'normal'} | {' | '.join(shares)} |" in told


def test_the_list_of_ordinary_words_is_up_to_date() -> None:
    """It is made from the training texts and the frameworks."""
    done = subprocess.run([sys.executable, "-m", "eval.ordinary_words", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0
