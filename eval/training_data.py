"""What the training data holds, whether every row can be used, and how far its first and second labels agree.

`python -m eval.training_data` takes some ten seconds. Faults are printed with file, line and id, and end in exit code
1: rows that cannot be used, and texts that are nearly another row's, or stand in what figures are reported on.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from eval.training_rows import (
    FOLDER,
    Codes,
    Fault,
    Named,
    Placed,
    Row,
    Second,
    Shown,
    code_faults,
    load_codes,
    scan_named,
    scan_rows,
    scan_second,
)
from skillweave.cli.samples import SAMPLES
from skillweave.domain.agreement import ac1, kappa
from skillweave.domain.intervals import percentiles
from skillweave.domain.span import Span, character_f1
from skillweave.evaluation.statistics import Figure, Statistic, Values, figure, ratio_of, resamples

HELD_OUT = tuple(Path(__file__).parents[1] / path / "cases.jsonl" for path in SAMPLES)
"""Texts that weights are fitted on, or figures reported: not those of the training rows."""

SEED_SET = "statements_seed"
"""The shared set that is part of the training data."""

TWINS = 0.7
"""From this share of the pairs of words of both on, two texts are nearly the same; deliberate twins have less."""

QUOTED = 0.5
"""From this share of the pairs of words of the shorter on, one text stands in the other; see `FEWEST_QUOTED` too."""

FEWEST_QUOTED = 5
FEW_ROWS = 10
BLOCK = 512
SEED = 0
UNITS = np.array([[2.0, 0.0], [1.0, 1.0], [1.0, 1.0], [0.0, 2.0]])
"""Two raters' yes and no: both yes, one each, both no."""

Pair = tuple[int, int, float]
Written = Placed[Row] | Placed[Named]


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


# Texts that are nearly the same.


def near_pairs(texts: Sequence[str], others: Sequence[str] | None = None) -> Iterator[Pair]:
    """Find texts that have nearly all pairs of neighbouring words in common: (text, other text, share).

    Without others, each text is compared with those before it.
    """
    for text, other, common, one, two in _common(texts, others):
        share = common / (one + two - common)
        if share >= TWINS:
            yield text, other, share


def quoted_pairs(texts: Sequence[str], others: Sequence[str]) -> Iterator[Pair]:
    """Find texts of which a good part stands in another, or the other way round, however long either is."""
    for text, other, common, one, two in _common(texts, others):
        share = common / min(one, two)
        if common >= FEWEST_QUOTED and share >= QUOTED:
            yield text, other, share


def _common(texts: Sequence[str], others: Sequence[str] | None) -> Iterator[tuple[int, int, int, int, int]]:
    """Count pairs of words: (text, other, in common, in the text, in the other), leaving out what shares too few."""
    counter = CountVectorizer(binary=True, ngram_range=(2, 2), token_pattern=r"\w+", dtype=np.int32)
    counts = counter.fit_transform([*texts, *(others or ())])
    here, there = counts[: len(texts)], counts if others is None else counts[len(texts) :]
    sizes, other_sizes = (np.asarray(part.sum(axis=1)).ravel() for part in (here, there))
    columns = there.T.tocsr()
    for start in range(0, len(texts), BLOCK):
        common = (here[start : start + BLOCK] @ columns).tocoo()
        rows = common.row + start
        keep = common.data >= min(TWINS, QUOTED) * np.minimum(sizes[rows], other_sizes[common.col])
        if others is None:
            keep &= common.col < rows
        for row, col, count in zip(rows[keep], common.col[keep], common.data[keep], strict=True):
            yield int(row), int(col), int(count), int(sizes[row]), int(other_sizes[col])


def likeness_faults(rows: Sequence[Written], shared: Path | None) -> Iterator[Fault]:
    """Find rows whose text is nearly an earlier row's, or stands in a text that it must not share."""
    texts = [placed.row.text for placed in rows]
    for row, other, share in near_pairs(texts):
        earlier = rows[other]
        yield _alike(rows[row], f"{earlier.row.id} in {earlier.place}", share)
    for file in HELD_OUT:
        held_out = [json.loads(line) for line in file.read_bytes().splitlines()]
        for row, other, share in quoted_pairs(texts, [case["text"] for case in held_out]):
            yield _alike(rows[row], f"{held_out[other]['id']} in {file.parent.name}", share)
    elsewhere = shared_texts(shared) if shared else {}
    for row, other, share in near_pairs(texts, list(elsewhere)) if elsewhere else ():
        yield _alike(rows[row], list(elsewhere.values())[other], share)


def _alike(placed: Written, other: str, share: float) -> Fault:
    return Fault(placed.place, placed.row.id, f"nearly the same as {other}: {share:.0%} of the pairs of words")


def shared_texts(folder: Path) -> dict[str, str]:
    """Give every text of the open data sets, and the file it stands in first."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*/*.jsonl")):
        if path.parent.name != SEED_SET:
            for line in path.read_bytes().splitlines():
                for text in _strings(json.loads(line or "null")):
                    found.setdefault(text, f"{path.parent.name}/{path.name}")
    return found


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from [value] if len(value.split()) > 2 else []
    elif isinstance(value, Mapping | list):
        for member in value.values() if isinstance(value, Mapping) else value:
            yield from _strings(member)


# Agreement of first and second labels.


def agreement(first: Sequence[Sequence[Shown]], second: Sequence[Sequence[Shown]], codes: int) -> Iterator[Figure]:
    """Measure how far two labellers of the same rows agree on which of so many codes are shown; rows are resampled.

    Every pair of row and code is one decision, yes from a grade upwards; the words are compared where both say yes.
    """
    weights = resamples([str(row) for row in range(len(first))], SEED)
    for least, name in ((1, "grade 1 or 2"), (2, "grade 2")):
        decided = [_decisions(one, two, least, codes) for one, two in zip(first, second, strict=True)]
        tables = np.array(decided, np.float64)
        yield _figure(f"Cohen's kappa, {name}", _kappas, tables, weights)
        yield _figure(f"Gwet's AC1, {name}", lambda sums: ac1(UNITS, sums), tables, weights)
        # Of what the second labels say: right, wrong, missed.
        yield figure(Statistic(f"F1 of second labels, {name}", "f1", tables[:, [0, 2, 1]]), weights)
    words = [_words_alike(one, two) for one, two in zip(first, second, strict=True)]
    name = "character F1 of evidence, both grade 1 or 2"
    yield figure(ratio_of(name, [sum(row) for row in words], [len(row) for row in words]), weights)


def _decisions(first: Iterable[Shown], second: Iterable[Shown], least: int, codes: int) -> tuple[int, int, int, int]:
    """Count one row's decisions: both yes, only the first, only the second, neither."""
    one, two = (frozenset(label.code for label in labels if label.grade >= least) for labels in (first, second))
    return len(one & two), len(one - two), len(two - one), codes - len(one | two)


def _figure(name: str, measure: Callable[[Values], Values], tables: Values, weights: Values) -> Figure:
    low, high = percentiles(measure(weights @ tables))
    return Figure(name, float(measure(tables.sum(axis=0, keepdims=True))[0]), low, high, len(tables))


def _kappas(sums: Values) -> Values:
    return np.array([kappa(table.reshape(2, 2)) for table in sums], np.float64)


def _words_alike(one: Iterable[Shown], two: Iterable[Shown]) -> list[float]:
    other = {label.code: _spans(label) for label in two}
    return [character_f1(_spans(label), other[label.code]) for label in one if label.code in other]


def _spans(label: Shown) -> list[Span]:
    return [Span(start=start, end=end) for start, end in label.spans]


# What is printed.


def agreement_lines(rows: Sequence[Row], seconds: Sequence[Second], codes: Codes) -> Iterator[str]:
    """Say how far first and second labels agree, on durable skills and on concepts."""
    by_id = {row.id: row for row in rows}
    pairs = [(by_id[second.id], second) for second in seconds if by_id[second.id].concepts is not None]
    entries = sum(row.is_entry for row, _ in pairs)
    labellers = len({second.labeller for second in seconds})
    yield f"second labels: {len(pairs) - entries} passages and {entries} entries, {labellers} labellers"
    if pairs:
        durable = agreement([row.durable for row, _ in pairs], [two.durable for _, two in pairs], len(codes.durable))
        yield from _figures("durable skills", len(codes.durable), durable)
        concepts = [row.concepts or () for row, _ in pairs], [two.concepts for _, two in pairs]
        yield from _figures("concepts", len(codes.concepts), agreement(*concepts, len(codes.concepts)))


def _figures(name: str, count: int, figures: Iterable[Figure]) -> Iterator[str]:
    yield f"{name} ({count})"
    for one in figures:
        yield f"  {one.name:<44} {one.value:.3f} [{one.low:.3f}, {one.high:.3f}]  {one.count} rows"


def count_lines(rows: Sequence[Placed[Row]], codes: Codes) -> Iterator[str]:
    """Say how many rows, labels and kinds there are."""
    files: dict[str, list[Row]] = {}
    for placed in rows:
        files.setdefault(placed.place.rpartition(":")[0], []).append(placed.row)
    for file, own in files.items():
        yield f"{file:<24} {len(own):>5} rows, {sum(row.is_negative for row in own):>4} show nothing"
    every = [placed.row for placed in rows]
    yield f"{'all':<24} {len(every):>5} rows, {sum(row.is_negative for row in every):>4} show nothing"
    grades = Counter((label.code, label.grade) for row in every for label in row.durable)
    yield "durable skills, rows with grade 2 + grade 1: " + ", ".join(
        f"{code} {grades[code, 2]} + {grades[code, 1]}" for code in sorted(codes.durable)
    )
    concepts = Counter(label.code for row in every for label in row.concepts or ())
    few = sum(concepts[code] < FEW_ROWS for code in codes.concepts)
    yield f"concepts: {len(codes.concepts)}, {few} of them with fewer than {FEW_ROWS} rows"
    yield _shares("styles", [row.style for row in every])
    yield _shares("experience types", [row.experience_type for row in every])
    yield _shares("career fields", [row.field for row in every])


def named_lines(named: Sequence[Named]) -> Iterator[str]:
    """Say how many texts were written for names of skills, and for how many names."""
    for kind, own in (("ESCO's names", False), ("lists of their own", True)):
        mine = [one for one in named if bool(one.list) is own]
        names = {name for one in mine for name in one.names}
        several = sum(len(one.names) > 1 for one in mine)
        yield f"texts for {kind}: {len(mine)}, {len(names)} names, {several} texts show more than one"


def _shares(name: str, values: Sequence[str | None]) -> str:
    counts = Counter(value for value in values if value is not None)
    shares = ", ".join(f"{value} {count / counts.total():.1%}" for value, count in counts.most_common())
    return f"{name}, {counts.total()} rows: {shares}"


def find_faults(folder: Path, codes: Codes, shared: Path | None = None) -> list[Fault]:
    """Find every fault of the training data in a folder."""
    rows, faults = scan_rows(folder)
    seconds, second_faults = scan_second(folder, [placed.row for placed in rows])
    named, named_faults = scan_named(folder)
    faults += [*code_faults(rows, codes), *second_faults, *code_faults(seconds, codes), *named_faults]
    every: list[Written] = [*rows, *named]
    return [*faults, *likeness_faults(every, shared)] if every else faults


def main() -> None:
    """Print what there is, then what is wrong with it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="Folder of the training data.")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="Folder of the open data sets.")
    given = parser.parse_args()
    codes = load_codes()
    placed, _ = scan_rows(given.folder)
    rows = [one.row for one in placed]
    seconds, _ = scan_second(given.folder, rows)
    named = [one.row for one in scan_named(given.folder)[0]]
    for line in (
        *count_lines(placed, codes),
        *named_lines(named),
        *agreement_lines(rows, [one.row for one in seconds], codes),
    ):
        say(line)
    shared = given.data if given.data.is_dir() else None
    faults = find_faults(given.folder, codes, shared)
    for fault in faults:
        say(str(fault))
    where = "" if shared else f"; {given.data} is not there and was not compared"
    say(f"{len(faults)} faults{where}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
