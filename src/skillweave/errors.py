"""Every error skillweave raises on purpose, and the exit code that goes with each.

```
SkillweaveError
├── exit 4: configuration or environment
│   ├── SettingsError
│   ├── EvaluationError
│   ├── MissingExtraError
│   ├── PrivacyError
│   ├── EncoderError
│   │   ├── ModelNotFoundError
│   │   └── ModelHashError
│   └── StoreError
│       ├── ConflictError
│       ├── NotFoundError
│       └── RefusedError
├── exit 5: input unusable
│   ├── FrameworkError
│   ├── TableError
│   └── TextError
├── exit 6: a service failed
│   ├── RemoteError
│   │   └── RemoteTimeoutError
│   └── JudgeError
└── exit 7: a limit was reached, or the output cannot be written
    ├── BatchError
    └── BudgetError
```

A message says what is wrong, where, and what to do next. "Nothing found" is a value, never an error.
"""

from collections.abc import Mapping, Sequence


class SkillweaveError(Exception):
    """The root of the tree; catch it to catch whatever skillweave raises on purpose."""

    exit_code = 1


class SettingsError(SkillweaveError):
    """A setting, an option or a path cannot be used."""

    exit_code = 4


class EvaluationError(SkillweaveError):
    """A data set or a run of the evaluation cannot be used."""

    exit_code = 4


class EncoderError(SkillweaveError):
    """The encoder cannot be loaded or does not keep its promises."""

    exit_code = 4


class ModelNotFoundError(EncoderError):
    """The encoder's files are not on this machine."""


class ModelHashError(EncoderError):
    """The encoder's files are not those that were pinned."""


class MissingExtraError(SkillweaveError):
    """A command needs an optional part that is not installed; the message has the line that installs it."""

    exit_code = 4


class PrivacyError(SkillweaveError):
    """A list of names cannot be read, or a text was about to leave without having gone through the gate."""

    exit_code = 4


class StoreError(SkillweaveError):
    """The database of the review queue cannot be used."""

    exit_code = 4


class ConflictError(StoreError):
    """Somebody was quicker, or an id was used for something else; nothing was changed.

    `code` is part of the contract: `stale_version`, `id_reused`, `moved_on`, `lease_lost`. `now` says how things
    stand, as far as this person may know it.
    """

    def __init__(self, code: str, message: str, now: Mapping[str, object] | None = None) -> None:
        """Keep what a page needs to offer a way on."""
        self.code = code
        self.now = dict(now or {})
        super().__init__(message)


class NotFoundError(StoreError):
    """There is no such thing in this tenant, or this person may not know of it."""


class RefusedError(StoreError):
    """What was asked is against the rules of review; nothing was changed.

    `code` is part of the contract: `undecided_claims`, `bad_span`, `quote_mismatch`, `unknown_competency`,
    `unknown_level`, `not_yours`, `final`, `not_allowed`, `role_too_low`, `invalid`. `about` names what is in the way.
    """

    def __init__(self, code: str, message: str, about: Mapping[str, object] | None = None) -> None:
        """Keep what a page needs to lead there."""
        self.code = code
        self.about = dict(about or {})
        super().__init__(message)


class FrameworkError(SkillweaveError):
    """A framework, concept or mapping file is damaged; lists every fault found, not the first."""

    exit_code = 5

    def __init__(self, where: str, faults: Sequence[str]) -> None:
        """Keep all faults of one source together."""
        self.where = where
        self.faults = tuple(faults)
        lines = "".join(f"\n  - {fault}" for fault in self.faults)
        count = len(self.faults)
        super().__init__(f"{where}: {count} fault{'s' if count != 1 else ''}{lines}")

    def __reduce__(self) -> tuple[type["FrameworkError"], tuple[str, tuple[str, ...]]]:
        """Say how it is made again in another process."""
        return (FrameworkError, (self.where, self.faults))


class TableError(SkillweaveError):
    """A log file cannot be read as a table at all."""

    exit_code = 5


class TextError(SkillweaveError):
    """A text cannot be worked on, or an offset does not fit it."""

    exit_code = 5


class BatchError(SkillweaveError):
    """A run stopped before its end: a limit, a full disk, an output that cannot be written."""

    exit_code = 7


class RemoteError(SkillweaveError):
    """An endpoint refused a request, could not be reached, or answered what is no answer, as often as was tried."""

    exit_code = 6
    status: int | None = None
    """With which HTTP status the endpoint refused; None where it did not."""
    reason: str = ""
    """What the endpoint said when it refused, on one line; it might repeat what was sent."""


class RemoteTimeoutError(RemoteError):
    """An endpoint took longer than the settings allow, as often as was tried."""


class JudgeError(SkillweaveError):
    """A judge's reply cannot be used; it never stands for "not shown"."""

    exit_code = 6


class BudgetError(SkillweaveError):
    """The next request might cost more than the settings allow; what was answered is kept, so a run can go on."""

    exit_code = 7
