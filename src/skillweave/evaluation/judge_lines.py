"""What was measured of a judge, in lines for the screen and as JSON; no text stands in either."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from skillweave.evaluation.judge_check import Checked, SetWorth
from skillweave.evaluation.report.changes import Change
from skillweave.evaluation.statistics import Figure
from skillweave.matching.calibrate import Calibration

TELLING = ("precision", "recall", "F1", "false claims a text", "false claims where nothing is shown")
FORMAT = "skillweave-judge-check/1"
_NO_VALUE = "no value: nothing here tells"


def judge_lines(found: Checked) -> Iterator[str]:
    """Say what came out: verdicts, then set by set, then what changed when it was asked in other ways."""
    said = ", ".join(f"{count} {shown.value.replace('_', ' ')}" for shown, count in found.verdicts.items())
    yield f"asked about {sum(found.verdicts.values())} claims of {found.texts} texts: {said}"
    for one in found.sets:
        yield from _set_lines(one)
    for steady in found.steadiness:
        yield f"{steady.check.words}: {steady.compared} verdicts compared"
        yield from (_figure(figure) for figure in steady.figures) if steady.compared else ()


def _set_lines(one: SetWorth) -> Iterator[str]:
    yield f"{one.name}: {one.cases} texts, without the judge and with it"
    yield from (_change(change) for change in one.changes if change.difference.name in TELLING)
    if not one.agreement:
        yield "  the judge gave no verdict that reviewers decided on"
        return
    yield f"{one.name}: the judge and reviewers on the same claims"
    yield from map(_figure, (*one.agreement, *one.by_verdict, *one.honesty))


def _change(change: Change) -> str:
    gap = change.difference
    if change.verdict == "unknown":
        return f"  {gap.name:<40} {_NO_VALUE}"
    return (
        f"  {gap.name:<40} {gap.first:.3f} -> {gap.second:.3f}  {gap.second - gap.first:+.3f} "
        f"[{gap.low:+.3f}, {gap.high:+.3f}]  {change.verdict}"
    )


def _figure(one: Figure) -> str:
    if math.isnan(one.value):
        return f"  {one.name:<40} {_NO_VALUE}"
    return f"  {one.name:<40} {one.value:.3f} [{one.low:.3f}, {one.high:.3f}]  n={one.count}"


def judge_json(found: Checked, about: str, curve: Calibration | None) -> dict[str, Any]:
    """Give all of it as JSON; what has no value is null.

    Args:
        found: What was measured.
        about: Model and prompt, in words.
        curve: What was learned of the judge's score.
    """
    return {
        "format": FORMAT,
        "judge": found.judge,
        "about": about,
        "texts": found.texts,
        "verdicts": {shown.value: count for shown, count in found.verdicts.items()},
        "sets": [
            {
                "name": one.name,
                "cases": one.cases,
                "changes": [_change_json(change) for change in one.changes],
                "agreement": _figures(one.agreement),
                "right_by_verdict": _figures(one.by_verdict),
                "honesty": _figures(one.honesty),
            }
            for one in found.sets
        ],
        "steadiness": [
            {"check": one.check.value, "compared": one.compared, "figures": _figures(one.figures)}
            for one in found.steadiness
        ],
        "calibration": None if curve is None else curve.model_dump(mode="json"),
    }


def _change_json(change: Change) -> dict[str, Any]:
    gap = change.difference
    numbers = {"without": gap.first, "with": gap.second, "low": gap.low, "high": gap.high}
    return {"name": gap.name, **{key: _number(value) for key, value in numbers.items()}, "verdict": change.verdict}


def _figures(some: Sequence[Figure]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "value": _number(one.value),
            "low": _number(one.low),
            "high": _number(one.high),
            "count": one.count,
        }
        for one in some
    ]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
