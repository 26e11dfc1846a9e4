"""The page about a run."""

from html.parser import HTMLParser

from skillweave.domain.run import BINS, Failure, Made, Manifest, Slow, SourceParts, Sums
from skillweave.records.run_page import run_page
from tests.runs import made

HOSTILE = "<script>alert(1)</script>"


class Cells(HTMLParser):
    """Collects text and refuses what a page without a script must not have."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Refuse scripts, and what would load something."""
        assert tag not in ("script", "link", "img", "iframe")
        assert not {name for name, _ in attrs} & {"style", "onclick", "src"}

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text.append(" ".join(data.split()))


def made_for(*frameworks: str) -> Made:
    """Say what made a run with these frameworks."""
    one = made()
    kept = one.provenance.model_copy(update={"frameworks": dict.fromkeys(frameworks, "1@a")})
    return one.model_copy(update={"provenance": kept})


def shown(*, complete: bool = True, failures: tuple[Failure, ...] = ()) -> list[str]:
    """Make a page and give its texts."""
    confidences = (*[0] * (BINS - 2), 3, 6)
    sums = Sums(
        entries=20, with_claims=12, nothing_found=7, failed=1, claims={"f": 12}, claimed_entries={"f": 10},
        confidences=confidences, uncalibrated=3, cut_off={"plan": 4},
    )  # fmt: skip
    sources = (SourceParts(name=HOSTILE, rows=25, parts=("a",)),)
    manifest = Manifest(run="run-1", complete=complete, made=made_for("f", "g"), sources=sources)
    slow = Slow(source="log.csv", first_row=2, last_row=11, entries=10, characters=900, seconds=1.5)
    cells = Cells()
    cells.feed(run_page(manifest, sums, slow=[slow], failures=failures, worker_seconds=12.0))
    return [text for text in cells.text if text]


def test_it_counts_by_framework_and_by_reason() -> None:
    """Ten of twenty entries are half; seven of twenty with nothing found are 35 percent."""
    text = " ".join(shown())
    assert "f 12 10 50.0 %" in text
    assert "g 0 0 0.0 %" in text  # nothing found is said, not left out
    assert "In 7 of 20 entries (35.0 %) nothing came close enough." in text
    assert "a plan or a wish, not something done 4" in text
    assert "3 of 12 claims have no confidence" in text
    assert "log.csv 2 11 900 1.50 150.0" in text
    assert "0.95 to 1.0 6" in text


def test_an_incomplete_run_says_so() -> None:
    """In the head of the page."""
    assert "20 of 25 rows are done." in " ".join(shown(complete=False))
    assert "rows are done." not in " ".join(shown())


def test_nothing_from_outside_is_markup() -> None:
    """Names of logs, ids and reasons are people's."""
    failure = Failure(source=HOSTILE, row=3, id=HOSTILE, code="killed", reason=HOSTILE)
    assert shown(failures=(failure,)).count(HOSTILE) == 3
