"""What the pages of metrics and agreement show, and to whom."""

import re

import pytest

from skillweave.review.agreement import agreement
from skillweave.web.pages.metrics_view import agreement_page
from tests.web_site import InProcess


def _page(site: InProcess, name: str, queue: str = "Double", login: str = "manager") -> str:
    return site.browser(login).get(f"{site.queue(queue)}/{name}").text


def test_numbers_stand_beside_each_drawing(site: InProcess) -> None:
    """Rates are drawn and listed with their interval and count."""
    page = _page(site, "metrics")

    assert '71%</td><td class="num nowrap">36% to 92%</td><td class="num">7</td>' in page
    assert "67% (2 of 3; 95% interval 21% to 94%), of texts with two reviews" in page
    assert "nothing to count yet" in page


def test_drawing_says_in_words_what_it_shows(site: InProcess) -> None:
    """Every drawing has a title and a description for who does not see it, and no style of its own."""
    page = _page(site, "metrics")
    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)

    assert len(drawings) == 3
    assert all("<title" in one and "<desc" in one and 'role="img"' in one for one in drawings)
    assert "style=" not in page


def test_nothing_worked_on_is_said(site: InProcess) -> None:
    """A queue that nobody worked on has no figures but a sentence."""
    assert "there is nothing to measure" in _page(site, "metrics", "Spring")


@pytest.mark.parametrize(("login", "told"), [("manager", True), ("adjudicator", False), ("reader", False)])
def test_planted_suggestions_are_for_managers(site: InProcess, login: str, told: bool) -> None:
    """How often planted claims were confirmed is told to managers only."""
    assert ("Planted suggestions confirmed" in _page(site, "metrics", login=login)) is told


def test_few_persons_are_not_broken_down(site: InProcess) -> None:
    """With three persons there is no table by person."""
    page = _page(site, "metrics")

    assert "that takes 5 persons or more" in page
    assert "By reviewer" not in page


def test_agreement_in_words(site: InProcess) -> None:
    """Figures are sentences with their interval, and no kappa stands alone."""
    page = _page(site, "agreement", login="reader")

    assert "<dt>Raw agreement</dt><dd>0.45 (95% interval 0.25 to 1.00" in page
    assert page.index("Gwet AC1") < page.index("Krippendorff") < page.index("Cohen")


def test_no_second_review_is_said(site: InProcess) -> None:
    """Where nothing was reviewed twice, the page says so."""
    page = _page(site, "agreement", "Half done")

    assert "no text has two reviews yet" in page
    assert "Nothing to draw yet" in page


def test_pairs_of_few_are_not_named(site: InProcess) -> None:
    """Two reviewers among two are no secret if they are named, so they are not."""
    page = _page(site, "agreement")

    assert "pair 1" in page
    assert "reviewer-" not in page


def test_empty_agreement_draws_nothing() -> None:
    """No reviews make a page too."""
    assert agreement_page(agreement([]), {}).chart.empty
