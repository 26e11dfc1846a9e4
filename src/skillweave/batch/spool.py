"""Holds finished translations on disk while a page is made of them: a large log does not fit into memory."""

import tempfile
from collections.abc import Iterator
from types import TracebackType

from skillweave.batch.write import to_json
from skillweave.domain.claim import Translation


class Spool:
    """A temporary file of translations that can be read again and again; it has no name and is gone when closed."""

    def __init__(self) -> None:
        """Start empty; `with` opens the file."""
        self._stream = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115  closed by __exit__

    def __enter__(self) -> "Spool":
        """Give itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, and thereby delete, the file."""
        self._stream.close()

    def add(self, translation: Translation) -> None:
        """Keep one translation."""
        self._stream.seek(0, 2)
        self._stream.write(to_json(translation) + "\n")

    def __iter__(self) -> Iterator[Translation]:
        """Read all that was added, from the first."""
        self._stream.seek(0)
        for line in self._stream:
            yield Translation.model_validate_json(line)
