"""What the Markdown about a run promises."""

import re
import sys

import pytest

from skillweave.evaluation.report.cells import flat
from skillweave.evaluation.report.markdown import escape, markdown_table, report_markdown
from skillweave.evaluation.runs import Run
from tests.invented_run import TEXT

_BORDER = re.compile(r"(?<!\\)\|")


@pytest.fixture(scope="module")
def text(run: Run, before: Run) -> str:
    """Give the report of the run with everything."""
    return report_markdown(run, before)


def test_the_parts_stand_in_their_order(text: str) -> None:
    """As on the page."""
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "In short",
        "Every set and system",
        "What changed against Summer run",
        "harbour logs",
        "one case",
        "no cases (synthetic)",
        "no values (synthetic)",
        "How this run was made",
    ]


def test_every_table_is_even(text: str) -> None:
    """Each line of a table has as many cells as its head."""
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]

    assert len(tables) > 10
    assert all(len({len(_BORDER.findall(line)) for line in table}) == 1 for table in tables)
    assert all(set(table[1]) == set("| -") for table in tables)


def test_values_intervals_and_verdicts_are_there(text: str) -> None:
    """The same words as on the page."""
    assert "| harbour logs (120 cases) | hit@1 | 0.692 (0.608 to 0.767; floor 0.600: met) |" in re.sub(
        r"0\.692 \(\S+ to \S+;", "0.692 (0.608 to 0.767;", text
    )
    assert "real: better)" in text
    assert "no difference that the data can show)" in text
    assert "too few to say" in text
    assert "| gate | off | on |" in text


def test_texts_of_people_stay_out(text: str) -> None:
    """Cases to read are on the page only."""
    assert TEXT not in text
    assert "crew" not in text


def test_markdown_needs_no_plots(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It can be written where matplotlib is not installed."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    assert report_markdown(run).startswith("# Autumn run\n")


@pytest.mark.parametrize("words", ["a|b", "a\nb", "`a`", "<b>", "*a*", "[a](b)", "# a", "\\|", "&lt;"])
def test_words_never_become_markup(words: str) -> None:
    """A table stays even, and nothing is read as Markdown or HTML."""
    lines = markdown_table(flat(words, ("A", words), [(words, words)])).splitlines()

    assert {len(_BORDER.findall(re.sub(r"\\\\", "", line))) for line in lines[2:]} == {3}
    assert not re.search(r"(?<!\\)[<>`*\[\]#]", escape(words))
    assert not re.search("&(?!amp;)", escape(words))


def test_an_empty_run_is_still_a_report() -> None:
    """It says that nothing was measured."""
    said = report_markdown(Run(name="r", sets=()))

    assert "- Nothing was measured: the run has no sets." in said
    assert "Nothing was kept." in said
