"""For a whole chunk at once: what matches score lane by lane, which of our texts they are like, in which phrase.

A text of ours is told by one number: the column of an example sentence, or ~column of a name.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import isnan

import numpy as np

from skillweave.matching.evidence import WIDEST_EXAMPLE, best_windows
from skillweave.matching.index import MatchIndex, Part
from skillweave.matching.parameters import DIGITS
from skillweave.matching.ranking import Entries, Found, Ints, Key
from skillweave.matching.retrieve import Retrieved, Scored
from skillweave.matching.units import Unit
from skillweave.matching.windows import Windows


@dataclass(frozen=True, slots=True)
class Candidate:
    """A competency found in an entry, and what can be said of it.

    Attributes:
        item: What was found.
        lanes: Each lane's value in the unit that speaks first; a lane without a number is absent.
        texts: For each unit that may be quoted, best first, the text of ours that it is nearest to; where signs point
            at words, for the unit that is quoted first.
        pointed: Units whose own words show it, surest first, each with the column of the signs that points at them;
            empty where nothing was learned of the competency, or names decide.
    """

    item: Found
    lanes: Mapping[str, float]
    texts: tuple[int, ...]
    pointed: tuple[tuple[int, int], ...]

    @property
    def quoted_first(self) -> int:
        """Give the unit whose words are quoted first: the one with the surest token, or that speaks most surely."""
        return self.pointed[0][0] if self.pointed else self.item.units[0]


def matches(
    part: Part,
    scored: Scored,
    retrieved: Retrieved,
    entries: Entries,
    found: Mapping[Key, Sequence[Found]],
    most: int,
) -> dict[Key, list[Candidate]]:
    """Look up lanes and nearest texts of what was found; texts for at most so many units a competency."""
    starts = entries.starts.tolist()
    items = [(key, starts[key[0]], item) for key, own in found.items() for item in own]
    if not items:
        return {}
    rows = np.array([start + item.units[0] for _, start, item in items], np.int64)
    columns = np.array([item.column for _, _, item in items], np.int64)
    pointed = _pointed(part, entries, items)
    quoted = [[words[0][0]] if words else item.units[:most] for words, (_, _, item) in zip(pointed, items, strict=True)]
    pairs_asked = [
        (start + unit, item.column) for units, (_, start, item) in zip(quoted, items, strict=True) for unit in units
    ]
    texts = iter(nearest_texts(part, retrieved, *np.array(pairs_asked, np.int64).T).tolist())
    out: dict[Key, list[Candidate]] = {}
    every = zip(items, _lanes(scored, rows, columns), quoted, pointed, strict=True)
    for (key, _, item), lanes, units, words in every:
        out.setdefault(key, []).append(Candidate(item, lanes, tuple(islice(texts, len(units))), words))
    return out


def _pointed(
    part: Part, entries: Entries, items: Sequence[tuple[Key, int, Found]]
) -> list[tuple[tuple[int, int], ...]]:
    """Choose the units whose words are pointed at, of those that speak for each competency."""
    if part.signs is None or part.lexicon is not None:
        return [()] * len(items)
    rows = np.array([start + unit for _, start, item in items for unit in item.units], np.int64)
    columns = np.array([item.column for _, _, item in items], np.int64)
    found = part.signs.pointed(entries.peaks, rows, columns, [len(item.units) for _, _, item in items])
    return [
        tuple((row - start, column) for row, column in own) for own, (_, start, _) in zip(found, items, strict=True)
    ]


def pairs(entries: Entries, found: Mapping[Key, Sequence[Candidate]]) -> Iterator[tuple[int, int]]:
    """List the pairs (unit, text of ours) whose nearest phrase is quoted; units are counted from the chunk's first."""
    starts = entries.starts.tolist()
    for (entry, _), own in found.items():
        start = starts[entry]
        for each in own:
            if each.pointed:
                continue
            yield from ((start + unit, text) for unit, text in zip(each.item.units, each.texts, strict=False))


def _lanes(scored: Scored, rows: Ints, columns: Ints) -> Iterator[dict[str, float]]:
    names = [lane.value for lane in scored.lanes]
    values = [np.round(raw[rows, columns].astype(np.float64), DIGITS).tolist() for raw in scored.lanes.values()]
    for row in zip(*values, strict=True):
        lanes = dict(zip(names, row, strict=True))
        yield {lane: value for lane, value in lanes.items() if not isnan(value)} if isnan(sum(row)) else lanes


def nearest_texts(part: Part, found: Retrieved, rows: Ints, columns: Ints) -> Ints:
    """Say which of a competency's texts a unit is nearest to.

    Args:
        part: The frameworks.
        found: Cosines of the chunk.
        rows: (n,), units.
        columns: (n,), competencies, by their columns in the part.

    Returns:
        (n,), columns of example sentences; ~column of the label where that is nearer, or where names decide.
    """
    out = ~part.labels[columns]
    if part.lexicon is not None:
        return np.asarray(out, np.int64)
    texts = part.explained.columns
    at = part.explained.surest(
        columns, lambda listed, places: np.round(found.statements[rows[places], texts[listed]], DIGITS)
    )
    likeness = np.round(found.statements[rows, texts[at]], DIGITS) if len(texts) else np.zeros(len(rows))
    nearer = (at >= 0) & (likeness >= np.round(found.names[rows, part.labels[columns]], DIGITS))
    return np.asarray(np.where(nearer, texts[at] if len(texts) else out, out), np.int64)


def nearest_phrases(
    index: MatchIndex, found: Retrieved, units: Sequence[Unit], wanted: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    """Find the phrase of a unit that is nearest to a text of ours.

    Args:
        index: Whose texts they are.
        found: The chunk, with the vectors of its phrases.
        units: The units of the chunk.
        wanted: Pairs (unit, text).

    Returns:
        (unit, text) -> which of the unit's phrases.
    """
    by_row: dict[int, list[int]] = defaultdict(list)
    for row, text in dict.fromkeys(wanted):
        by_row[row].append(text)
    out: dict[tuple[int, int], int] = {}
    for row, texts in by_row.items():
        windows = Windows(found.phrases.of_unit(row), units[row].phrases)
        targets = np.stack([index.vector_of(text) for text in texts])
        chosen = best_windows(windows, targets, widest=WIDEST_EXAMPLE)
        out.update(zip([(row, text) for text in texts], chosen.tolist(), strict=True))
    return out
