"""What a run of a judge came to: requests, tokens, verdicts, and what could not be asked."""

from dataclasses import dataclass, field

from skillweave.domain.judgement import Shown
from skillweave.remote.talk import Usage


@dataclass(slots=True)
class Tally:
    """What a run of a judge came to."""

    requests: int = 0
    kept: int = 0
    usage: Usage = field(default_factory=Usage)
    kept_usage: Usage = field(default_factory=Usage)
    asked: int = 0
    verdicts: dict[Shown, int] = field(default_factory=dict)
    added: int = 0
    refused: int = 0
    unheard: int = 0
    """Questions where nothing could be read of what would be added."""
    rejected: dict[str, str] = field(default_factory=dict)
    """Entries that the endpoint would not be asked about, by id, and its reason."""
