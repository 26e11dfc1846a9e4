"""Small drawings of figures: shapes in numbers, which the template charts.html.j2 writes as SVG without any style."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 640
_ROW = 26
_RIGHT = 84
_LETTERS = 40
"""Letters of a label that find room left of a row, in each of two lines."""
_LETTER = 6.2
"""Mean width of a letter."""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line of a kind that the style sheet knows."""

    kind: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Box:
    """A filled box."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled dot."""

    kind: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Words:
    """Words at a place; `anchor` is start, middle or end."""

    kind: str
    x: float
    y: float
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing, and what it says to those who do not see it; empty where there is nothing to draw."""

    name: str
    title: str
    description: str
    width: int
    height: int
    lines: tuple[Line, ...] = ()
    boxes: tuple[Box, ...] = ()
    dots: tuple[Dot, ...] = ()
    words: tuple[Words, ...] = ()

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not (self.boxes or self.dots)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval and what it was counted from; `kind` is a series of the style sheet."""

    label: str
    value: float
    low: float
    high: float
    count: int
    kind: str = "series-1"


def shares(name: str, title: str, rows: Sequence[Share], *, low: float = 0.0, high: float = 1.0) -> Chart:
    """Draw a dot and its interval for each row, on one scale.

    Args:
        name: Unique in the page; letters, digits and hyphens.
        title: What is shown.
        rows: From top to bottom; outside of the scale, a value is drawn at its end.
        low: Left end of the scale.
        high: Right end.

    Example:
        >>> shares("p", "Precision", [Share("all", 0.5, 0.25, 0.75, 8)]).dots[0].x
        338.0
    """
    bottom = 10 + _ROW * len(rows)
    left = _room([row.label for row in rows])
    inside = WIDTH - left - _RIGHT

    def at(value: float) -> float:
        return round(left + inside * (min(max(value, low), high) - low) / (high - low), 1)

    ticks = [low + (high - low) * step / 4 for step in range(5)]
    lines = [Line("grid", at(tick), 6, at(tick), bottom) for tick in ticks]
    words = [Words("tick", at(tick), bottom + 16, "middle", f"{tick:g}") for tick in ticks]
    dots: list[Dot] = []
    for place, row in enumerate(rows):
        y = 10 + _ROW * place + _ROW / 2
        lines.append(Line("interval", at(row.low), y, at(row.high), y))
        dots.append(Dot(row.kind, at(row.value), y))
        words += _label(row.label, left, y)
        words.append(Words("label", WIDTH - _RIGHT + 12, y + 4, "start", f"{row.value:.2f} (n {row.count})"))
    told = "; ".join(
        f"{row.label}: {row.value:.2f}, 95% {row.low:.2f} to {row.high:.2f}, n {row.count}" for row in rows
    )
    return Chart(name, title, told, WIDTH, bottom + 24, tuple(lines), (), tuple(dots), tuple(words))


def bars(name: str, title: str, rows: Sequence[tuple[str, int]], *, kind: str = "series-1") -> Chart:
    """Draw a bar for each count, from top to bottom."""
    most = max((count for _, count in rows), default=0)
    if not most:
        return Chart(name, title, "nothing yet", WIDTH, 0)
    left = _room([label for label, _ in rows])
    inside = WIDTH - left - _RIGHT
    boxes: list[Box] = []
    words: list[Words] = []
    for place, (label, count) in enumerate(rows):
        y = 6 + _ROW * place
        width = round(inside * count / most, 1)
        boxes.append(Box(kind, left, y + 4, width, _ROW - 8))
        words += _label(label, left, y + _ROW / 2)
        words.append(Words("label", left + width + 8, y + _ROW / 2 + 4, "start", f"{count:,}"))
    bottom = 6 + _ROW * len(rows)
    line = Line("axis", left, 4, left, bottom + 2)
    told = "; ".join(f"{label}: {count}" for label, count in rows)
    return Chart(name, title, told, WIDTH, bottom + 8, (line,), tuple(boxes), (), tuple(words))


def columns(name: str, title: str, rows: Sequence[tuple[str, int]], *, kind: str = "series-1") -> Chart:
    """Draw a column for each count, from left to right; labels stand under every few columns where there are many."""
    most = max((count for _, count in rows), default=0)
    if not most:
        return Chart(name, title, "nothing yet", WIDTH, 0)
    left, top, bottom = 44, 10, 150
    step = (WIDTH - left - 12) / len(rows)
    wide = round(min(step * 0.8, 48), 1)
    every = max(1, round(72 / step))
    boxes: list[Box] = []
    words = [Words("tick", left - 8, y + 4, "end", f"{count:,}") for y, count in ((top, most), (bottom, 0))]
    for place, (label, count) in enumerate(rows):
        x = round(left + step * place + (step - wide) / 2, 1)
        height = round((bottom - top) * count / most, 1)
        boxes.append(Box(kind, x, bottom - height, wide, height))
        if place % every == 0:
            words.append(Words("tick", round(x + wide / 2, 1), bottom + 18, "middle", label))
    lines = (Line("grid", left, top, WIDTH - 12, top), Line("axis", left, bottom, WIDTH - 12, bottom))
    told = "; ".join(f"{label}: {count}" for label, count in rows)
    return Chart(name, title, told, WIDTH, bottom + 28, lines, tuple(boxes), (), tuple(words))


def _room(labels: Sequence[str]) -> float:
    """Give where rows begin: as far left as their labels let them."""
    return max(120.0, round(20 + _LETTER * min(max(map(len, labels), default=0), _LETTERS)))


def _label(label: str, left: float, middle: float) -> list[Words]:
    """Put a label left of its row, a long one in two lines."""
    lines = textwrap.wrap(label, _LETTERS, max_lines=2, placeholder="…")
    first = middle + 4 - 6 * (len(lines) - 1)
    return [Words("label", left - 10, first + 12 * place, "end", line) for place, line in enumerate(lines)]
