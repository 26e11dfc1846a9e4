"""Makes `src/skillweave/privacy/ordinary.txt`: words that texts about work use as words, not as names.

`python -m eval.ordinary_words` reads the training texts, the frameworks and the concepts that ship, all of them
written or checked for this project, and writes the list; `--check` only says whether it is up to date.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import regex

from eval.training_rows import WORDS
from skillweave.frameworks.concepts import load_concepts, load_neutral
from skillweave.frameworks.load import load_frameworks
from skillweave.privacy.words import words_of

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "src" / "skillweave" / "privacy" / "ordinary.txt"
MOST_CAPITAL = 0.2
"""Words that stand with a capital inside a sentence more often than this are names, or may be."""
LEAST = 2
"""A word that stands in the training texts but once may be a misspelt name."""
_BEGINS = regex.compile(r"(?:^|[.!?:;\n\"“”(*-])\s*$")


def training_texts() -> Iterator[str]:
    """Give the text of every training row."""
    for folder in WORDS:
        for path in sorted((ROOT / "eval" / "training" / folder).glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                yield json.loads(line)["text"]


def framework_texts() -> Iterator[str]:
    """Give names, aliases, descriptions and example sentences of all frameworks and concepts."""
    folder = ROOT / "frameworks"
    concepts = load_concepts(folder)
    for one in load_frameworks(folder, concepts=concepts):
        for entry in one.competencies:
            yield from (entry.label, entry.description, *entry.aliases, *entry.indicators)
    for concept in concepts.concepts:
        yield from (concept.name, concept.definition, *concept.indicators, *concept.counter_indicators)
    yield from load_neutral(folder)


def ordinary_words() -> list[str]:
    """Give the words, folded and in order."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in training_texts():
        inside = text != text.lower()  # a text without any capital does not tell names from words
        for word in words_of(text):
            if word.capital and not _BEGINS.search(text[max(0, word.start - 3) : word.start]):
                capital[word.folded] += 1
            elif inside and not word.capital:
                small[word.folded] += 1
    known = {word for word, count in small.items() if count >= LEAST and _mostly_small(count, capital[word])}
    for text in framework_texts():
        known.update(word.folded for word in words_of(text) if not word.capital)
    return sorted(word for word in known if word.isalpha())


def _mostly_small(small: int, capital: int) -> bool:
    return capital <= MOST_CAPITAL * (small + capital)


def main() -> int:
    """Write the list, or say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    made = "\n".join(ordinary_words()) + "\n"
    if parser.parse_args().check:
        return int(not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != made)
    TARGET.write_text(made, encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {made.count(chr(10)):,} words")  # noqa: T201  # its output
    return 0


if __name__ == "__main__":
    sys.exit(main())
