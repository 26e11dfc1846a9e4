"""How often signs of words to a program are seen in texts that hold none: `python -m eval.signs_check`.

Looks through the training passages and entries and the student entries, which were written without such words in
mind, and prints each stretch that would be cut out before a judge reads the text.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from eval.training_rows import read_rows
from skillweave.llm.instructions import find_instructions

ENTRIES = Path(__file__).parent / "datasets" / "student-entries" / "cases.jsonl"


def texts() -> Iterator[tuple[str, str]]:
    """Give id and text of each row."""
    for row in read_rows():
        yield row.id, row.text
    for line in ENTRIES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        yield case["id"], case["text"]


def report() -> Iterator[str]:
    """Say what is found, line by line, and how much was looked through."""
    count = touched = 0
    for name, text in texts():
        count += 1
        found = [text[one.start : one.end] for one in find_instructions(text)]
        touched += bool(found)
        yield from (f"{name}: {' '.join(words.split())}" for words in found)
    yield f"{count:,} texts, {touched} of them lose a stretch"


def main() -> None:
    """Print the report."""
    for line in report():
        print(line)  # noqa: T201  # it is a command


if __name__ == "__main__":
    main()
