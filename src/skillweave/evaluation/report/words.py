"""How numbers, figures and findings are said in plain words; no other file of the report puts them into sentences."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from skillweave.evaluation.report.changes import FEW, FEW_GROUPS, Change, RunChange, Verdict
from skillweave.evaluation.runs import FigureData, Run, SetRun

NONE = "–"
FEW_WORDS = "too few to say"

TASKS: Mapping[str, str] = {
    "ranking": "putting the right competencies first",
    "claims": "making the right claims",
    "evidence": "quoting the words that show a competency",
    "spans": "finding the words that show any skill",
    "stated": "finding the words that name a skill, whoever has it",
    "abstention": "staying silent where there is nothing",
}

VERDICTS: Mapping[Verdict, str] = {
    "better": "real: better",
    "worse": "real: worse",
    "differs": "real",
    "same": "no difference that the data can show",
    "few": FEW_WORDS,
    "unknown": "cannot be worked out",
}

READING: Mapping[str, str] = {
    "doubt": (
        "An interval holds the true value 95 times in 100, for cases like these. It says nothing about other writers, "
        "other kinds of text, or labels that are wrong. Never average over sets."
    ),
    "overview": (
        "Below each value: its 95% interval, and its floor where it has one. The full list of figures stands with each "
        "set."
    ),
    "change": (
        "Differences are worked out case by case, this run minus the previous one, with a 95% interval. Real means "
        "that the interval leaves out 0. Of many figures that did not change, about 1 in 20 looks real by chance."
    ),
    "intervals": (
        "Each mark is a system's value, its line the 95% interval. A dashed upright is a floor. A hollow mark rests on "
        f"fewer than {FEW} cases."
    ),
    "reliability": (
        "Each mark is a group of claims: across, the confidence that was stated; up, the share that is right, with its "
        "95% interval. On the dashed line, as much came true as was stated; below it, too much was promised."
    ),
    "coverage": (
        "From left to right the system answers more and more of the cases, the surest first; up is the share of wrong "
        "answers among them. Lower is better; a line that rises shows that sureness means something."
    ),
    "labels": f"Each bar is the F1 of one competency; a pale bar rests on fewer than {FEW} cases that show it.",
    "confusions": "A row is what the text shows, a column what was wrongly claimed; the stronger, the more cases.",
    "twins": (
        "Pairs of texts that differ in nothing that shows a skill, such as a name. Every claim that is lost or new in "
        "the changed text is one that hung on something else than the work."
    ),
    "worst": "Read these to see why. Solid underlines are the gold, dashed ones what the system quoted.",
}
"""How to read each part."""

_FIGURES: Mapping[str, str] = {
    "hit@k": "share of texts with a right competency among the first {0}",
    "recall@k": "share of a text's right competencies that stand among the first {0}",
    "rp@k": "right competencies among the first {0}, of all that could stand there",
    "ndcg@k": "how well the first {0} follow the grades; 1 is the best order",
    "mrr": "1 / place of the first right competency, averaged",
    "map": "precision at the place of each right competency, averaged",
    "precision": "share of the claims that are right",
    "recall": "share of what the texts show that is claimed",
    "f1": "balance of precision and recall",
    "macro f1": "F1 of each competency, averaged; rare ones count as much as frequent ones",
    "claims a text": "how much is claimed; neither high nor low is good",
    "false claims a text": "wrong claims; lower is better",
    "false claims where nothing is shown": "claims for each text that shows none of the labels; lower is better",
    "aurc of the first rank": "share of wrong answers, averaged over all levels of caution; lower is better",
    "ece": "gap between stated confidence and share right; lower is better",
    "brier": "squared gap between confidence and truth; lower is better",
    "evidence character f1": "overlap of the words quoted with the words marked",
    "evidence character f1 of right claims": "the same, only where the claim is made and right",
    "evidence exact": "share of best quotes that are exactly what was marked",
    "evidence token iou": "words both quoted and marked, of all that are either",
    "strict span f1": "stretches found exactly, begin and end",
    "character span f1": "overlap of all words quoted with all words marked",
    "character span precision": "share of the characters quoted that are marked",
    "stated strict span f1": "words that name a skill found exactly, begin and end",
    "stated character span f1": "overlap of the words found to name a skill with those marked",
    "stated character span precision": "share of the characters found to name a skill that are marked",
    "stated false alarms": "share of texts without anything marked in which a skill is found named; lower is better",
    "false alarms": "share of texts without anything marked in which something is quoted; lower is better",
    "evidence balanced accuracy": "telling texts that carry evidence from those that do not; guessing gives 0.5",
    "claimed where evidence is": "share of texts with evidence that get a claim",
    "claimed where none is": "share of texts without evidence that get a claim; lower is better",
}


def number(value: float, digits: int = 3) -> str:
    """Write a figure; one that could not be worked out is a dash, never a number.

    Example:
        >>> number(0.5), number(-0.25), number(math.nan), number(1234.5)
        ('0.500', '\N{MINUS SIGN}0.250', '–', '1234')
    """
    if math.isnan(value):
        return NONE
    written = f"{value:.{0 if math.isfinite(value) and abs(value) >= 100 else digits}f}"
    return written.replace("-", "\N{MINUS SIGN}") if float(written) else written.lstrip("-")


def signed(value: float) -> str:
    """Write a difference with its sign."""
    written = number(value)
    return f"+{written}" if value > 0 and float(written) else written


def share(value: float) -> str:
    """Write a share in percent."""
    return NONE if math.isnan(value) else f"{value:.0%}"


def interval(low: float, high: float, write: Callable[[float], str] = number) -> str:
    """Write the ends of an interval."""
    return "no interval" if math.isnan(low) or math.isnan(high) else f"{write(low)} to {write(high)}"


def plural(count: int, noun: str) -> str:
    """Count things.

    Example:
        >>> plural(1, "case"), plural(1200, "case")
        ('1 case', '1,200 cases')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(names: Iterable[str]) -> str:
    """Join names as a sentence does.

    Example:
        >>> listed(["a", "b", "c"])
        'a, b and c'
    """
    *most, last = list(names) or [NONE]
    return f"{', '.join(most)} and {last}" if most else last


def explain(figure: str) -> str:
    """Say what a figure means; empty where its name says it or is not known here.

    Example:
        >>> explain("hit@5")
        'share of texts with a right competency among the first 5'
    """
    name, at, first = figure.strip().lower().partition("@")
    return _FIGURES.get(f"{name}@k" if at else name, "").format(first) if first or not at else ""


def floor_met(figure: FigureData) -> bool | None:
    """Tell whether a figure keeps its floor; None where it has none, or no value (which is no success)."""
    if figure.floor is None or math.isnan(figure.value):
        return None
    return figure.value >= figure.floor


def floor_words(figure: FigureData) -> str:
    """Say what became of a figure's floor; empty where it has none."""
    if figure.floor is None:
        return ""
    met = floor_met(figure)
    if met is None:
        return f"floor {number(figure.floor)}: no value, so not met"
    if met:
        near = ", but the interval reaches below it" if figure.low < figure.floor else ""
        return f"floor {number(figure.floor)}: met{near}"
    digits = next((n for n in range(3, 9) if number(figure.value, n) != number(figure.floor, n)), 9)
    more = f" (value {number(figure.value, digits)})" if digits > 3 else ""
    return f"floor {number(figure.floor, digits)}: missed{more}"


def few(count: int) -> str:
    """Say that so few cases contribute that a number says nothing; empty where there are enough."""
    return FEW_WORDS if count < FEW else ""


def describe(data: SetRun) -> str:
    """Say what a set is, and where its intervals cannot be trusted."""
    tasks = listed(TASKS.get(task, task) for task in data.tasks) if data.tasks else "nothing"
    groups = len(set(data.groups))
    drawn = f" in {plural(groups, 'group')} (people, occupations or documents)" if groups < data.cases else ""
    narrow = f" Fewer than {FEW_GROUPS} groups make intervals too narrow." if drawn and groups < FEW_GROUPS else ""
    return f"{plural(data.cases, 'case')}{drawn}, matched with {data.framework}. Measures {tasks}.{narrow}"


def summary(run: Run, compared: Mapping[str, Iterable[Change]], change: RunChange | None) -> Iterator[str]:
    """Say in a few sentences what was measured and what came out.

    Args:
        run: The run.
        compared: Set -> the system under test against each other one.
        change: Against the previous run.
    """
    systems = list(dict.fromkeys(one.name for data in run.sets for one in data.systems))
    if not run.sets:
        yield "Nothing was measured: the run has no sets."
        return
    cases = sum(data.cases for data in run.sets)
    yield (
        f"Measured: {plural(len(run.sets), 'set')} with {plural(cases, 'case')}, "
        f"{plural(len(systems), 'system')}: {listed(systems)}."
    )
    yield from _floors(run)
    made_up = [data.name for data in run.sets if data.synthetic]
    if made_up:
        yield (
            f"Synthetic, written for the purpose and not by people about their work: {listed(made_up)}. What holds "
            "there need not hold for real texts."
        )
    else:
        yield "None of the sets is marked as synthetic."
    small = [data.name for data in run.sets if data.cases < FEW]
    if small:
        yield f"Fewer than {FEW} cases, so that nothing can be said: {listed(small)}."
    found = Counter(one.verdict for changes in compared.values() for one in changes)
    if found:
        yield f"The system under test against the others, case by case: {_counted(found)}."
    if change is not None:
        yield _against(change)


def _floors(run: Run) -> Iterator[str]:
    having = [
        (data.name, figure)
        for data in run.sets
        for system in data.systems[:1]
        for figure in system.figures
        if figure.floor is not None
    ]
    below = [one for one in having if not floor_met(one[1])]
    if not having:
        yield "No floors are set, so nothing can be missed."
    elif not below:
        yield "The floor is met." if len(having) == 1 else f"All {len(having)} floors are met."
    else:
        told = (f"{data}, {figure.name} {number(figure.value)} ({floor_words(figure)})" for data, figure in below)
        yield f"Floors missed: {len(below)} of {len(having)}. {'; '.join(told)}."


def _counted(found: Mapping[Verdict, int]) -> str:
    words: Mapping[Verdict, str] = {**VERDICTS, "better": "better", "worse": "worse", "differs": "different"}
    told = [f"{found[verdict]} {name}" for verdict, name in words.items() if found.get(verdict)]
    return f"of {plural(sum(found.values()), 'figure')}, {listed(told)}"


def _against(change: RunChange) -> str:
    found = Counter(one.verdict for data in change.sets for one in data.changes)
    if not found:
        return f"Against the previous run, {change.before}: nothing that can be compared."
    return f"Against the previous run, {change.before}: {_counted(found)}."
