"""One labelled set made ready to be shown: its tables, its plots, and the cases to be read."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from skillweave.domain.span import Span
from skillweave.evaluation.report import plots, tables, words
from skillweave.evaluation.report.cells import Table
from skillweave.evaluation.report.changes import Change
from skillweave.evaluation.report.plots import Told
from skillweave.evaluation.runs import ClaimedLabel, FigureData, GoldLabel, SetRun, WorstCase
from skillweave.text.highlight import pieces

MOST_FIGURES = 6
MOST_ROWS = 45
"""Rows of the drawing of figures, so that it fits on a printed page."""
MOST_LABELS = 20
MOST_CODES = 8
MOST_POINTS = 200

_PARTS: Mapping[str, str] = {
    "slices": "slices",
    "confidence": "confidence",
    "labels": "single competencies",
    "confusions": "confusions",
    "twins": "fairness twins",
    "worst": "cases to read",
}


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing, how to read it, and its numbers; `first` is whether it is about the system under test."""

    told: Told
    svg: str
    table: Table
    note: str = ""
    first: bool = True


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a case's text; `ends` names the labels whose words end here."""

    words: str
    marks: tuple[str, ...]
    ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A gold label or a claim below a case: its number, its quotes, and for a claim whether it is right."""

    number: str
    label: str
    code: str
    quotes: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case to be read."""

    id: str
    why: str
    stretches: tuple[Stretch, ...]
    gold: tuple[Shown, ...]
    claimed: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class SetShown:
    """A set as the page shows it; `absent` names the parts for which the run has nothing."""

    key: str
    data: SetRun
    says: str
    figures: Table
    intervals: Plot | None
    slices: tuple[tuple[Table, Table | None], ...]
    confidence: tuple[Plot, ...]
    labels: tuple[Plot, ...]
    confusions: tuple[Plot, ...]
    twins: tuple[Table, ...]
    worst: tuple[tuple[str, tuple[CaseShown, ...]], ...]
    absent: tuple[str, ...] = ()


def show_set(key: str, data: SetRun, compared: Mapping[tuple[str, str], Change]) -> SetShown:
    """Make one set ready.

    Args:
        key: Unique in the page; the ids of its parts begin with it.
        data: The set.
        compared: What `compare_systems` found.

    Raises:
        EvaluationError: matplotlib is not installed.
    """
    shown = SetShown(
        key=key,
        data=data,
        says=words.describe(data),
        figures=tables.figures(data, compared),
        intervals=_intervals(key, data),
        slices=tuple(_slices(data)),
        confidence=(*_reliability(key, data), *_coverage(key, data)),
        labels=tuple(_labels(key, data)),
        confusions=tuple(_confusions(key, data)),
        twins=tuple(tables.twins(one) for one in data.systems if one.twins),
        worst=tuple((one.name, tuple(show_case(case) for case in one.worst)) for one in data.systems if one.worst),
    )
    absent = tuple(name for part, name in _PARTS.items() if not getattr(shown, part))
    return replace(shown, absent=absent)


def _intervals(key: str, data: SetRun) -> Plot | None:
    found = {one.name: (at, {figure.name: figure for figure in one.figures}) for at, one in enumerate(data.systems)}
    having = {name: (at, figures) for name, (at, figures) in found.items() if figures}
    names = dict.fromkeys([*tables.headline(data), *tables.figure_names(data.systems)])
    fitting = [name for name in names if _fits(figures[name] for _, figures in having.values() if name in figures)]
    if not fitting:
        return None
    chosen = fitting[: max(2, min(MOST_FIGURES, MOST_ROWS // (len(having) + 2)))]
    told = Told(f"{key}-intervals", f"{data.name}: figures with their intervals", words.READING["intervals"])
    left = "" if len(chosen) == len(fitting) else f"{len(chosen)} of {len(fitting)} figures between 0 and 1."
    return Plot(told, plots.intervals(chosen, having, told), tables.overview_of(data, chosen), left)


def _fits(figures: Iterable[FigureData]) -> bool:
    """Tell whether figures can be drawn between 0 and 1."""
    ends = [end for one in figures for end in (one.value, one.low, one.high) if not math.isnan(end)]
    return bool(ends) and all(0 <= end <= 1 for end in ends)


def _slices(data: SetRun) -> Iterator[tuple[Table, Table | None]]:
    dimensions = dict.fromkeys(dimension for system in data.systems for dimension in system.by_slice)
    for dimension in dimensions:
        having = [one for one in data.systems if one.by_slice.get(dimension)]
        if having:
            others = tables.slices(data, dimension, having[1:]) if len(having) > 1 else None
            yield tables.slices(data, dimension, having[:1]), others


def _reliability(key: str, data: SetRun) -> Iterator[Plot]:
    for place, system in enumerate(data.systems):
        if system.reliability:
            title = f"{data.name}, {system.name}: confidence and what came true"
            told = Told(f"{key}-reliability-{place}", title, words.READING["reliability"])
            yield Plot(
                told, plots.reliability(system.reliability, place, told), tables.reliability(system), "", place == 0
            )


def _coverage(key: str, data: SetRun) -> Iterator[Plot]:
    curves = {one.name: (at, thin(one.coverage)) for at, one in enumerate(data.systems) if one.coverage}
    if curves:
        told = Told(f"{key}-coverage", f"{data.name}: wrong answers by caution", words.READING["coverage"])
        having = [one for one in data.systems if one.coverage]
        yield Plot(told, plots.coverage(curves, told), tables.coverage(having))


def thin(points: Sequence[tuple[float, float]], most: int = MOST_POINTS) -> tuple[tuple[float, float], ...]:
    """Keep about evenly many points of a curve, its first and last among them."""
    if len(points) <= most:
        return tuple(points)
    return tuple(points[round(at * (len(points) - 1) / (most - 1))] for at in range(most))


def _labels(key: str, data: SetRun) -> Iterator[Plot]:
    for place, system in enumerate(data.systems):
        if not system.per_label:
            continue
        rows = sorted(system.per_label, key=lambda row: (-row.gold, row.code))[:MOST_LABELS]
        told = Told(
            f"{key}-labels-{place}", f"{data.name}, {system.name}: competencies one by one", words.READING["labels"]
        )
        total = len(system.per_label)
        left = f"The {MOST_LABELS} most frequent of {total}; the table has all." if total > len(rows) else ""
        yield Plot(told, plots.label_bars(rows, place, told), tables.labels(system), left, place == 0)


def _confusions(key: str, data: SetRun) -> Iterator[Plot]:
    for place, system in enumerate(data.systems):
        if not system.confusion:
            continue
        rows = _most_common((row.gold, row.count) for row in system.confusion)
        of_rows = [row for row in system.confusion if row.gold in rows]
        columns = _most_common((row.claimed, row.count) for row in of_rows)
        counts: Counter[tuple[str, str]] = Counter()
        for row in of_rows:
            if row.claimed in columns:
                counts[row.gold, row.claimed] += row.count
        title = f"{data.name}, {system.name}: what was claimed instead"
        told = Told(f"{key}-confusions-{place}", title, words.READING["confusions"])
        total = len(system.confusion)
        left = f"{len(counts)} of {total} pairs; the table has all." if total > len(counts) else ""
        drawing = plots.confusions(counts, tables.label_names(system), told)
        yield Plot(told, drawing, tables.confusion(system), left, place == 0)


def _most_common(codes: Iterable[tuple[str, int]]) -> frozenset[str]:
    counts: Counter[str] = Counter()
    for code, count in codes:
        counts[code] += count
    return frozenset(code for code, _ in counts.most_common(MOST_CODES))


def show_case(case: WorstCase) -> CaseShown:
    """Cut a case's text where gold and claims quote it; words that are not there are not marked."""
    gold = {f"G{at}": one for at, one in enumerate(case.gold, start=1)}
    claimed = {f"C{at}": one for at, one in enumerate(case.claimed, start=1)}
    spans = {number: one.spans for number, one in gold.items()} | {number: one.spans for number, one in claimed.items()}
    numbered = [(number, span) for number, several in spans.items() for span in several if span.end <= len(case.text)]
    right = {one.code for one in case.gold}
    return CaseShown(
        id=case.case_id,
        why=case.why,
        stretches=tuple(_stretches(case.text, numbered)),
        gold=tuple(_shown(number, one, case.text, "") for number, one in gold.items()),
        claimed=tuple(
            _shown(number, one, case.text, _claim_says(one, is_right=one.code in right))
            for number, one in claimed.items()
        ),
    )


def _stretches(text: str, numbered: Sequence[tuple[str, Span]]) -> Iterator[Stretch]:
    for piece in pieces(text, numbered):
        marks = [name for start, name in (("G", "gold"), ("C", "claimed")) if any(one[0] == start for one in piece.ids)]
        ends = tuple(dict.fromkeys(number for number, span in numbered if span.end == piece.end))
        yield Stretch(text[piece.start : piece.end], tuple(marks), ends)


def _shown(number: str, one: GoldLabel | ClaimedLabel, text: str, says: str) -> Shown:
    quotes = tuple(span.quote(text) for span in one.spans if span.end <= len(text))
    return Shown(number, one.label, one.code, quotes, says)


def _claim_says(one: ClaimedLabel, *, is_right: bool) -> str:
    confidence = "" if one.confidence is None else f", confidence {words.share(one.confidence)}"
    return f"{'right' if is_right else 'wrong'}; score {words.number(one.score)}{confidence}"
