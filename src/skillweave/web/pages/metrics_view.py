"""Figures of a queue as its page shows them: drawings, each with the numbers behind it."""

from collections.abc import Mapping
from dataclasses import dataclass

from skillweave.domain.competency import Framework
from skillweave.domain.review import Reason
from skillweave.review.agreement import Agreement, Coefficient, Pair
from skillweave.review.figures import Figures
from skillweave.review.measures import ConfirmRate, Share
from skillweave.web.charts import Chart, bars, columns, shares
from skillweave.web.charts import Share as Row
from skillweave.web.pages.item_view import BANDS, REASONS

DAYS = 31
"""Days that the drawing of the pace shows, the latest ones."""


@dataclass(frozen=True, slots=True)
class MetricsPage:
    """All drawings of the page."""

    days: Chart
    rates: Chart
    reasons: Chart
    unaided: Chart
    per_hour: tuple[tuple[str, str, str, str], ...]
    """Day, claims, hours at work, claims per hour."""


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """Agreement as sentences, a drawing, and the pairs of a fold-out."""

    chart: Chart
    rows: tuple[tuple[str, Coefficient, str], ...]
    """Name, figure, what it means."""
    pairs: tuple[tuple[str, Pair], ...]


def metrics_page(figures: Figures) -> MetricsPage:
    """Draw what the figures say."""
    days = list(figures.by_day.items())[-DAYS:]
    return MetricsPage(
        days=columns("days", "Claims decided each day", [(f"{day:%d %b}", pace.claims) for day, pace in days]),
        rates=shares(
            "rates",
            "Share of suggestions confirmed, by framework and confidence",
            [_row(_rate_name(one), one.share, "series-2") for one in figures.rates if one.share.count],
        ),
        reasons=bars(
            "reasons",
            "Why suggestions were rejected",
            [(reason_words(reason), count) for reason, count in figures.reasons.items()],
            kind="series-3",
        ),
        unaided=shares("unaided", "Precision and recall by eyes that had not seen the suggestions", _unaided(figures)),
        per_hour=tuple(
            (
                day.isoformat(),
                f"{pace.claims:,}",
                f"{pace.hours:.1f}",
                f"{pace.claims_per_hour:.0f}" if pace.claims_per_hour is not None else "not measured",
            )
            for day, pace in days
        ),
    )


def reason_words(reason: Reason | None) -> str:
    """Name a reason; None where the reviewer gave none."""
    return REASONS[reason] if reason is not None else "no reason given"


def framework_name(framework: str, frameworks: Mapping[str, Framework]) -> str:
    """Name a framework; one that is not at hand by its id."""
    known = frameworks.get(framework)
    return known.name if known is not None else framework


def _rate_name(one: ConfirmRate) -> str:
    return f"{one.framework}, {BANDS[one.band].lower().removesuffix(' confidence')}"


def _row(label: str, share: Share, kind: str) -> Row:
    return Row(label, share.value or 0.0, share.low, share.high, share.count, kind)


def _unaided(figures: Figures) -> list[Row]:
    rows = [
        _row("precision, all", figures.unaided.precision, "series-1"),
        _row("recall, all", figures.unaided.recall, "series-2"),
    ]
    if len(figures.unaided_by) > 1:
        for framework, one in figures.unaided_by.items():
            rows += [
                _row(f"precision, {framework}", one.precision, "series-1"),
                _row(f"recall, {framework}", one.recall, "series-2"),
            ]
    return [row for row in rows if row.count]


def agreement_page(found: Agreement, pseudonyms: Mapping[str, str]) -> AgreementPage:
    """Put agreement into the order in which it is read; who has no pseudonym here is not named."""
    rows = (
        ("Raw agreement", found.raw, "The share of answers that are alike. High where nearly all is confirmed."),
        ("Gwet AC1", found.ac1, "Agreement beyond chance; steady where one answer is much more frequent."),
        ("Krippendorff α", found.alpha, "Agreement beyond chance; near 0 or undefined where one answer is rare."),
        (
            "Same words",
            found.overlap,
            f"How far the evidence of two who both say present overlaps, over {found.overlaps:,} pairs. In "
            f"{found.own_overlaps:,} of them a reviewer chose the words; elsewhere both left those suggested.",
        ),
    )
    drawn = [
        Row(
            name,
            one.value,
            one.low if one.low is not None else one.value,
            one.high if one.high is not None else one.value,
            found.units,
        )
        for name, one, _ in rows[:3]
        if one.value is not None
    ]
    low = -1.0 if any(row.low < 0 for row in drawn) else 0.0
    return AgreementPage(
        chart=shares("agreement", "Agreement with 95% intervals", drawn, low=low),
        rows=rows,
        pairs=tuple((_pair_name(number, pair, pseudonyms), pair) for number, pair in enumerate(found.by_pair, 1)),
    )


def _pair_name(number: int, pair: Pair, pseudonyms: Mapping[str, str]) -> str:
    names = [pseudonyms.get(one or "") for one in (pair.first, pair.second)]
    return f"{names[0]} and {names[1]}" if None not in names else f"pair {number}"
