"""Which key does what on the review page: a table of known actions to known keys, so that nothing else gets in."""

from collections.abc import Mapping
from enum import StrEnum


class Action(StrEnum):
    """What a single key does on the review page; the values are what the page's script knows."""

    CONFIRM = "confirm"
    REJECT = "reject"
    CORRECT = "correct"
    UNSURE = "unsure"
    ADD = "add"
    SKIP = "skip"
    UNDO = "undo"
    """With Shift: redo."""
    NEXT = "next"
    PREVIOUS = "previous"
    NEXT_EVIDENCE = "next_evidence"
    PREVIOUS_EVIDENCE = "previous_evidence"
    TEXT = "text"
    GUIDELINES = "guidelines"
    HISTORY = "history"
    HELP = "help"


KEYS = (*"abcdefghijklmnopqrstuvwxyz", "[", "]", "?")
"""The keys that an action may have; arrows, digits, Esc and Ctrl+Enter are fixed."""

DEFAULT: Mapping[Action, str] = {
    Action.CONFIRM: "a",
    Action.REJECT: "x",
    Action.CORRECT: "e",
    Action.UNSURE: "u",
    Action.ADD: "n",
    Action.SKIP: "s",
    Action.UNDO: "z",
    Action.NEXT: "j",
    Action.PREVIOUS: "k",
    Action.NEXT_EVIDENCE: "]",
    Action.PREVIOUS_EVIDENCE: "[",
    Action.TEXT: "t",
    Action.GUIDELINES: "g",
    Action.HISTORY: "h",
    Action.HELP: "?",
}


def read_keymap(chosen: Mapping[str, str]) -> dict[Action, str]:
    """Check a person's own keys and fill up with the usual ones.

    Raises:
        ValueError: An action or a key is unknown, or two actions have the same key.

    Example:
        >>> read_keymap({"confirm": "c"})[Action.CONFIRM]
        'c'
    """
    unknown = sorted(set(chosen) - {action.value for action in Action})
    if unknown:
        raise ValueError(f"unknown action: {unknown[0][:40]}")
    keymap = {**DEFAULT, **{Action(action): key for action, key in chosen.items()}}
    for action, key in keymap.items():
        if key not in KEYS:
            raise ValueError(f"{action.value}: not a key that can be chosen")
    if len(set(keymap.values())) < len(keymap):
        raise ValueError("two actions have the same key")
    return keymap
