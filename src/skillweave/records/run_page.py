"""One HTML page about a run: how entries ended, claims by framework, how sure, what was slow, what failed."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from skillweave.domain.claim import CutReason
from skillweave.domain.run import BINS, Failure, Manifest, Slow, Sums, claims_by_framework
from skillweave.records.words import REASONS
from skillweave.render import render

_TEMPLATES = "skillweave.records"
_HEIGHT = 120
_STEP = 24
MOST_FAILURES = 200
"""Failed rows that the page lists; `failed.jsonl` has them all."""

CODES = {
    "refused": "the row cannot be used as it is",
    "text": "the encoder cannot take the text",
    "fault": "something unforeseen went wrong",
    "killed": "it ended the process that worked on it",
}
"""Why rows fail, in plain words."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the histogram: its place in the drawing, and what it stands for."""

    x: int
    y: int
    height: int
    low: float
    high: float
    count: int


def run_page(
    manifest: Manifest, sums: Sums, *, slow: Sequence[Slow], failures: Sequence[Failure], worker_seconds: float
) -> str:
    """Show a run as one HTML page that loads nothing.

    Args:
        manifest: What the run consists of.
        sums: Over the parts that are done.
        slow: The slowest chunks, worst first.
        failures: Those to be listed; no more than `MOST_FAILURES`.
        worker_seconds: What all parts took, added up over the workers.
    """
    style = hashlib.sha256(render(f"{_TEMPLATES}:report.css").encode()).digest()
    total = sum(sums.claims.values())
    return render(
        f"{_TEMPLATES}:run.html.j2",
        style_hash=f"sha256-{base64.b64encode(style).decode()}",
        manifest=manifest,
        sums=sums,
        rows=sum(source.rows for source in manifest.sources),
        claims=claims_by_framework(manifest, sums),
        total=total,
        bars=bars_of(sums.confidences),
        width=BINS * _STEP,
        height=_HEIGHT,
        reasons=[(REASONS[CutReason(reason)], count) for reason, count in sums.cut_off.items()],
        slow=slow,
        failures=failures[:MOST_FAILURES],
        codes=CODES,
        worker_seconds=worker_seconds,
        made={**manifest.made.provenance.as_text(), **manifest.made.beside},
    )


def bars_of(counts: Sequence[int]) -> list[Bar]:
    """Lay out the histogram: the highest bar has the full height, and none that counts anything is flat.

    Example:
        >>> [(bar.low, bar.height) for bar in bars_of([0] * 18 + [3, 6]) if bar.count]
        [(0.9, 60), (0.95, 120)]
    """
    most = max(counts, default=0)
    bars = []
    for place, count in enumerate(counts):
        height = max(1, round(_HEIGHT * count / most)) if count else 0
        low, high = round(place / BINS, 2), round((place + 1) / BINS, 2)
        bars.append(Bar(place * _STEP, _HEIGHT - height, height, low, high, count))
    return bars
