"""Starts processes of tests as forks of one server that has loaded what they need: most of a short one is loading."""

from multiprocessing import get_context
from multiprocessing.context import ForkServerContext

LOADED = (
    "openai",
    "pyarrow.parquet",
    "rich.table",
    "scipy.sparse",
    "skillweave.cli.evaluate",
    "skillweave.cli.frameworks",
    "skillweave.cli.judge",
    "skillweave.cli.page",
    "skillweave.cli.privacy",
    "skillweave.cli.runs",
    "skillweave.cli.show",
    "skillweave.cli.translate",
    "skillweave.judge_wiring",
    "skillweave.wiring",
    "sklearn.feature_extraction.text",
    "sklearn.linear_model",
    "tests.e2e.test_review_races",
    "tests.e2e.warm",
)
"""What the server loads; whatever else a process needs it loads itself."""


def forking() -> ForkServerContext:
    """Give what starts such processes; their server, of which a session has one, begins with the first of them."""
    context = get_context("forkserver")
    context.set_forkserver_preload(list(LOADED))
    return context
