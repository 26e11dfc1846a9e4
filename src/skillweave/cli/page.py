"""Writes the HTML report, to a file or to standard output."""

import sys
from pathlib import Path

from skillweave.batch.sinks import file_sink, stream_sink
from skillweave.batch.spool import Spool
from skillweave.domain.competency import Framework
from skillweave.records.page import report_page


def write_page(spool: Spool, path: Path | None, frameworks: list[Framework]) -> None:
    """Write the page; a file appears whole or not at all.

    Raises:
        BatchError: The file cannot be written.
    """
    first = next((item.provenance for item in spool if item.provenance), None)
    circumstances = {} if first is None else {
        "Encoder": first.encoder,
        "Parameters": first.parameters,
        "Context gate": first.gate,
        "Segmenter": first.segmenter,
        "Skill concepts": first.concepts,
        "skillweave": first.skillweave,
    }  # fmt: skip
    to = file_sink(path) if path else stream_sink(sys.stdout.buffer)
    with to as sink:
        for piece in report_page(spool, title="Skill claims", circumstances=circumstances, frameworks=frameworks):
            sink.write(piece.encode())
