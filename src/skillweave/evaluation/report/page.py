"""One self-contained HTML page about an evaluation run; it needs no script and loads nothing."""

import base64
import hashlib

from skillweave.evaluation.report import tables, words
from skillweave.evaluation.report.changes import compare_runs, compare_systems
from skillweave.evaluation.report.view import show_set
from skillweave.evaluation.runs import Run
from skillweave.render import render

_TEMPLATES = "skillweave.evaluation.report"


def report_page(run: Run, previous: Run | None = None) -> str:
    """Show a run as one HTML page.

    The page works without a script and without a network. Nothing from the run reaches it unescaped, and its security
    policy allows its own style only. The same runs give the same page, byte for byte, with the same matplotlib.

    Args:
        run: What is shown.
        previous: An earlier run; where it saw the same cases, differences are worked out case by case.

    Raises:
        EvaluationError: matplotlib, which draws the plots, is not installed.
    """
    compared = {data.name: compare_systems(data) for data in run.sets}
    change = compare_runs(run, previous) if previous is not None else None
    return render(
        f"{_TEMPLATES}:evaluation.html.j2",
        run=run,
        sentences=tuple(words.summary(run, {name: tuple(one.values()) for name, one in compared.items()}, change)),
        overview=tables.overview(run),
        change=change,
        settings=tables.settings(change) if change else None,
        changes=[(one, tables.changes(one)) for one in change.sets] if change else [],
        sets=[show_set(f"set-{at}", data, compared[data.name]) for at, data in enumerate(run.sets, start=1)],
        reading=words.READING,
        style_hash=_hash_of("evaluation.css"),
    )


def _hash_of(name: str) -> str:
    """Give what a security policy wants of a file that the page holds inline."""
    digest = hashlib.sha256(render(f"{_TEMPLATES}:{name}").encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()
