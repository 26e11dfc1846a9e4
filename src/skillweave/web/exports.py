"""Files that leave a queue: sent line by line, counted, hashed, and noted."""

import hashlib
from collections.abc import Iterator

from fastapi import Request
from fastapi.responses import StreamingResponse

from skillweave.web.services import services
from skillweave.web.throttle import Throttle
from skillweave.web.viewer import Access

_MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


def export(
    request: Request, access: Access, counter: Throttle, lines: Iterator[str], *, name: str, ending: str
) -> StreamingResponse:
    """Send a file and note at its end what left, how much of it if somebody breaks off.

    Args:
        request: What is answered.
        access: Who asks, of which queue.
        counter: Counts exports of a person.
        lines: The file, a row each; the first line of a table names its columns.
        name: Name of the file, without an ending.
        ending: `csv` or `jsonl`.

    Raises:
        Stop: `rate_limited`.
    """
    given = services(request)
    counter.count("export", access.viewer.person, a_minute=given.config.exports)
    queues = given.open_queues(access.viewer.tenant)

    def sent() -> Iterator[str]:
        digest, count = hashlib.sha256(), 0
        try:
            for line in lines:
                digest.update(line.encode())
                count += 1
                yield line
        finally:
            rows = max(count - (ending == "csv"), 0)
            queues.note_export(
                access.queue,
                access.viewer.person,
                given.clock(),
                form=f"{name}.{ending}",
                items=rows,
                sha256=digest.hexdigest(),
            )

    return StreamingResponse(
        sent(),
        media_type=_MEDIA[ending],
        headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'},
    )
