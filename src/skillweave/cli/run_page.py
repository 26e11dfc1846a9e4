"""Writes the page about a run into its folder."""

from skillweave.batch.folder import RunFolder
from skillweave.batch_wiring import open_store
from skillweave.domain.run import Sums, slowest
from skillweave.records.run_page import MOST_FAILURES, run_page

REPORT = "report.html"


def write_run_page(folder: str, run: str) -> None:
    """Write `report.html` of a run, complete or not.

    Raises:
        BatchError: It cannot be written, or the run's files cannot be read.
    """
    store = open_store(folder).within(run)
    kept = RunFolder(store)
    manifest = kept.manifest()
    if manifest is None:
        return
    sums = Sums.of(line.sums for line in kept.parts(manifest))
    page = run_page(
        manifest,
        sums,
        slow=slowest(kept.parts(manifest)),
        failures=kept.failures(MOST_FAILURES),
        worker_seconds=sum(line.seconds for line in kept.parts(manifest)),
    )
    store.write(REPORT, page.encode())
