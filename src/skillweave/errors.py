"""Every error skillweave raises on purpose, and the exit code that goes with each.

```
SkillweaveError
├── exit 4: configuration or environment
│   ├── SettingsError
│   ├── EvaluationError
│   └── EncoderError
│       ├── ModelNotFoundError
│       └── ModelHashError
├── exit 5: input unusable
│   ├── FrameworkError
│   ├── TableError
│   └── TextError
└── exit 7: a limit was reached, or the output cannot be written
    └── BatchError
```

A message says what is wrong, where, and what to do next. "Nothing found" is a value, never an error.
"""

from collections.abc import Sequence


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


class TableError(SkillweaveError):
    """A log file cannot be read as a table at all."""

    exit_code = 5


class TextError(SkillweaveError):
    """A text cannot be worked on, or an offset does not fit it."""

    exit_code = 5


class BatchError(SkillweaveError):
    """A run stopped before its end: a limit, a full disk, an output that cannot be written."""

    exit_code = 7
