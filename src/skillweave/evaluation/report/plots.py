"""Draws the plots of the report; the only owner of matplotlib, which is loaded when the first plot is drawn."""

import io
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from skillweave.errors import EvaluationError
from skillweave.evaluation.report.changes import FEW
from skillweave.evaluation.report.svg import INK, printable, tidy
from skillweave.evaluation.report.words import number
from skillweave.evaluation.runs import FigureData, LabelRow, ReliabilityRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

Ends = tuple[float, float]
Figures = Mapping[str, FigureData]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7F7F7F")
"""Told apart by colour-blind people, and with a contrast of 3 or more on the page's cards in light and in dark.

Source: M. Okabe, K. Ito, Color Universal Design, 2008; a grey is added.
"""
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
LINES: Sequence[Any] = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 1.5, 1, 1.5)), (0, (8, 2)), (0, (3, 3)))
"""Every series also differs in its marks and strokes, so that no colour is needed to tell them apart."""

WIDTH = 5.0
"""Inches of every drawing: words stay readable when the page shows it at 280 pixels."""
SIZE = 11.5
FAINT = 0.25
_LINE = 0.22
"""Inches of a line of the legend."""

_HOW = "plots need matplotlib, which is not installed; run: pip install 'skillweave[eval]'"
_STYLE: Any = {  # the names of settings are a type of its own, which differs by version
    "svg.fonttype": "none",
    "svg.hashsalt": "skillweave",
    "text.parse_math": False,
    "text.usetex": False,
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same drawing on every machine
    "font.size": SIZE,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.unicode_minus": True,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": INK,
    "grid.alpha": FAINT,
    "grid.linewidth": 0.6,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a drawing says in words: a name unique in the page, what is shown, and what it says to those who listen."""

    name: str
    title: str
    description: str


@dataclass(slots=True)
class _Drawing:
    """A figure while it is drawn, and its SVG afterwards."""

    figure: "Figure"
    height: float
    svg: str = ""

    def axes(self, *, left: float = 0.15, top: float = 0.12, bottom: float = 0.5) -> "Axes":
        """Add axes; margins in inches."""
        inside = self.height - top - bottom
        return self.figure.add_axes(
            (left / WIDTH, bottom / self.height, 1 - (left + 0.2) / WIDTH, inside / self.height)
        )

    def legend(self, handles: Sequence["Line2D"]) -> None:
        """Put the legend at the foot."""
        self.figure.legend(
            handles=list(handles), loc="lower left", ncols=2, frameon=False, bbox_to_anchor=(0, 0), fontsize=SIZE - 1
        )


@contextmanager
def _drawn(height: float, told: Told) -> Iterator[_Drawing]:
    """Open a drawing; on leaving, its SVG is there.

    Raises:
        EvaluationError: matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise EvaluationError(_HOW) from error
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()  # a user's own settings must not change the drawing
        mpl.rcParams.update(_STYLE)
        # Letters that the measuring font lacks are still written as letters; the reader's font has them.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        drawing = _Drawing(Figure(figsize=(WIDTH, height)), height)
        yield drawing
        out = io.StringIO()
        drawing.figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    drawing.svg = tidy(out.getvalue(), name=told.name, title=told.title, description=told.description)


def intervals(figures: Sequence[str], systems: Mapping[str, tuple[int, Figures]], told: Told) -> str:
    """Draw figures between 0 and 1 with their intervals, and the floors of the system under test; gives SVG.

    Args:
        figures: Which, in this order.
        systems: System -> its place, for its colour (0 is the system under test), and its figures by name.
        told: What is said in words.
    """
    step, block = 0.2, len(systems) + 2.2
    floors = {name: one.floor for place, values in systems.values() if place == 0 for name, one in values.items()}
    bound = {name: floor for name, floor in floors.items() if floor is not None and name in figures}
    foot = 0.4 + _LINE * math.ceil((len(systems) + bool(bound)) / 2)
    with _drawn(len(figures) * block * step + foot + 0.2, told) as drawing:
        axes = drawing.axes(bottom=foot)
        _from_0_to_1(axes, "x")
        axes.set_ylim(len(figures) * block, 0)
        axes.set_yticks([])
        for at, figure in enumerate(figures):
            top = at * block
            _write(axes, top + 0.8, figure, bold=True)
            if figure in bound:
                axes.vlines(bound[figure], top + 1.2, top + block - 0.3, color=INK, linewidth=1.2, linestyles=LINES[1])
            for row, (place, values) in enumerate(systems.values()):
                one = values.get(figure)
                if one is not None and not math.isnan(one.value):
                    ends = (one.low, one.high)
                    _point(axes, place, (one.value, top + 1.7 + row), "x", ends, is_few=one.count < FEW)
        samples = [_sample(place, system, line="none") for system, (place, _) in systems.items()]
        drawing.legend([*samples, _rule("floor")] if bound else samples)
    return drawing.svg


def reliability(rows: Sequence[ReliabilityRow], place: int, told: Told) -> str:
    """Draw the share that is right against the confidence stated; `place` is the system's, for its colour."""
    with _drawn(4.4, told) as drawing:
        axes = drawing.axes(left=0.75, bottom=1.05)
        _from_0_to_1(axes, "x", "confidence stated")
        _from_0_to_1(axes, "y", "share right")
        axes.plot([0, 1], [0, 1], color=INK, linewidth=1.2, linestyle=LINES[1])
        for row in rows:
            if not math.isnan(row.confidence) and not math.isnan(row.right):
                at = (row.confidence, row.right)
                _point(axes, place, at, "y", (row.low, row.high), is_few=row.count < FEW)
        drawing.legend(
            [
                _sample(place, f"{FEW} claims or more", line="none"),
                _sample(place, f"fewer than {FEW}", line="none", is_few=True),
                _rule("as stated"),
            ]
        )
    return drawing.svg


def coverage(curves: Mapping[str, tuple[int, Sequence[tuple[float, float]]]], told: Told) -> str:
    """Draw the share of wrong answers among the surest, for every share answered.

    Args:
        curves: System -> its place, for its colour, and (share answered, share wrong).
        told: What is said in words.
    """
    foot = 0.7 + _LINE * math.ceil(len(curves) / 2)
    with _drawn(3 + foot, told) as drawing:
        axes = drawing.axes(left=0.75, bottom=foot)
        _from_0_to_1(axes, "x", "share answered, surest first")
        axes.set_ylabel("share wrong")
        axes.grid(visible=True)
        highest = 0.0
        for place, points in curves.values():
            known = sorted(point for point in points if not any(map(math.isnan, point)))
            axes.plot(*zip(*known, strict=True) if known else ([], []), **_stroke(place))
            highest = max([highest, *(wrong for _, wrong in known)])
        axes.set_ylim(0, min(1.0, max(0.1, math.ceil(highest * 10 + 0.3) / 10)))
        drawing.legend([_sample(place, system, line="stroke") for system, (place, _) in curves.items()])
    return drawing.svg


def label_bars(rows: Sequence[LabelRow], place: int, told: Told) -> str:
    """Draw F1 of each competency as a bar, with the counts in words above it; `place` is the system's."""
    with _drawn(len(rows) * 0.47 + 0.6, told) as drawing:
        axes = drawing.axes(bottom=0.4)
        _from_0_to_1(axes, "x")
        axes.set_xlim(0, 1.12)  # room for the number beside a full bar
        axes.grid(visible=False)
        axes.set_ylim(len(rows), 0)
        axes.set_yticks([])
        for at, row in enumerate(rows):
            _write(axes, at + 0.28, row.label, 27)
            counts = f"{row.right} right, {row.wrong} wrong, {row.missed} missed"
            axes.text(1.12, at + 0.28, counts, ha="right", va="center", fontsize=SIZE - 3)
            long = 0.0 if math.isnan(row.f1) else row.f1
            alpha = 1.0 if row.gold >= FEW else 0.45
            axes.barh(at + 0.74, long, 0.34, color=COLOURS[place % len(COLOURS)], alpha=alpha)
            axes.text(long + 0.015, at + 0.75, number(row.f1, 2), va="center", fontsize=SIZE - 1.5)
    return drawing.svg


def confusions(counts: Mapping[tuple[str, str], int], names: Mapping[str, str], told: Told) -> str:
    """Draw (code shown, code claimed) -> cases as a map of squares: the stronger, the more; `names` are the labels."""
    rows, columns = (list(dict.fromkeys(pair[side] for pair in counts)) for side in (0, 1))
    most, above = max(counts.values(), default=1), 1.6
    with _drawn(len(rows) * 0.36 + above + 0.1, told) as drawing:
        axes = drawing.axes(left=1.9, top=above, bottom=0.05)
        axes.set_xlim(0, len(columns))
        axes.set_ylim(len(rows), 0)
        axes.tick_params(length=0, top=False, labeltop=True, labelbottom=False, bottom=False, labelsize=SIZE - 1.5)
        axes.set_yticks(
            [at + 0.5 for at in range(len(rows))], [_short(names.get(one, one) or "nothing", 22) for one in rows]
        )
        axes.set_xticks(
            [at + 0.5 for at in range(len(columns))],
            [_short(names.get(one, one) or "nothing", 18) for one in columns],
            rotation=90,
        )
        axes.spines[:].set_visible(False)
        for (gold, claimed), count in counts.items():
            x, y = columns.index(claimed), rows.index(gold)
            # No stronger than 0.55: the page's ink stays readable on it, in light and in dark.
            alpha = 0.08 + 0.47 * count / max(1, most)
            axes.barh(y + 0.5, 0.94, 0.94, left=x + 0.03, color=COLOURS[0], alpha=alpha)
            axes.text(x + 0.5, y + 0.52, f"{count}", ha="center", va="center", fontsize=SIZE - 1.5)
    return drawing.svg


def _from_0_to_1(axes: "Axes", side: Literal["x", "y"], words: str = "") -> None:
    ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
    axes.set(**{f"{side}lim": (0, 1), f"{side}ticks": ticks, f"{side}label": words})
    axes.grid(visible=True, axis=side)
    axes.tick_params(length=0, labelsize=SIZE - 1.5)
    axes.spines[:].set_visible(False)


def _write(axes: "Axes", at: float, label: str, most: int = 40, *, bold: bool = False) -> None:
    axes.text(0, at, _short(label, most), va="center", weight="bold" if bold else "normal")


def _short(label: str, most: int) -> str:
    words = printable(label)
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"


def _point(
    axes: "Axes", place: int, at: tuple[float, float], side: Literal["x", "y"], ends: Ends, *, is_few: bool
) -> None:
    """Draw a value and its interval; hollow where so few cases say nothing."""
    colour = COLOURS[place % len(COLOURS)]
    if not any(map(math.isnan, ends)):
        draw = axes.hlines if side == "x" else axes.vlines
        draw(at[1 if side == "x" else 0], *ends, color=colour, linewidth=1.6)
    axes.plot(*at, linestyle="none", **_mark(place, is_few=is_few), clip_on=False)


def _mark(place: int, *, is_few: bool) -> dict[str, Any]:
    colour = COLOURS[place % len(COLOURS)]
    face = "none" if is_few else colour
    mark = MARKERS[place % len(MARKERS)]
    return {"marker": mark, "markersize": 6, "markeredgecolor": colour, "markerfacecolor": face, "markeredgewidth": 1.4}


def _stroke(place: int) -> dict[str, Any]:
    return {"color": COLOURS[place % len(COLOURS)], "linestyle": LINES[place % len(LINES)], "linewidth": 1.8}


def _sample(place: int, words: str, *, line: Literal["none", "stroke"], is_few: bool = False) -> "Line2D":
    """Make an entry of the legend."""
    from matplotlib.lines import Line2D

    look = _stroke(place) if line == "stroke" else {"linestyle": "none", **_mark(place, is_few=is_few)}
    return Line2D([], [], label=_short(words, 26), **look)


def _rule(words: str) -> "Line2D":
    from matplotlib.lines import Line2D

    return Line2D([], [], color=INK, linewidth=1.2, linestyle=LINES[1], label=words)
