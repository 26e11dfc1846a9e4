"""Signs of words to a program are rare in texts that hold none, as docs/judge.md says."""

from pathlib import Path

from eval.signs_check import report

PAGE = Path(__file__).parents[2] / "docs" / "judge.md"


def test_the_docs_tell_the_figure_as_measured() -> None:
    """How many texts were looked through, and in how many something would be cut out."""
    *found, last = report()
    assert last in PAGE.read_text(encoding="utf-8")
    assert last.endswith(f" {len(found)} of them lose a stretch")
