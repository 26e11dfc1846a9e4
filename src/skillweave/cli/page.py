"""Writes the HTML report of finished translations."""

from collections.abc import Sequence

from skillweave.batch.sinks import Sink
from skillweave.batch.spool import Spool
from skillweave.domain.claim import Provenance
from skillweave.domain.competency import Framework
from skillweave.records.page import report_page


def write_page(spool: Spool, sink: Sink, frameworks: Sequence[Framework]) -> None:
    """Write the page.

    Raises:
        BatchError: It cannot be written.
    """
    first = next((item.provenance for item in spool if item.provenance), None)
    circumstances = _circumstances(first) if first else {}
    for piece in report_page(spool, title="Skill claims", circumstances=circumstances, frameworks=frameworks):
        sink.write(piece.encode())


def _circumstances(made_with: Provenance) -> dict[str, str]:
    return {
        "Encoder": made_with.encoder,
        "Parameters": made_with.parameters,
        "Context gate": made_with.gate,
        "Segmenter": made_with.segmenter,
        "Skill concepts": made_with.concepts,
        "skillweave": made_with.skillweave,
    }
