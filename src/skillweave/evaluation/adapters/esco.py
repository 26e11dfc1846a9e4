"""Job-advertisement sentences with ESCO skills: the whole list (E3) and its transversal part (E4b)."""

from pathlib import Path

from skillweave.domain.competency import Framework
from skillweave.evaluation.adapters.rows import entry, framework_of, labelled_spans, plain_gold, read_lines
from skillweave.evaluation.sets import Case, LabelledSet, Task

_PUBLISHER = "European Commission"
_LICENCE = "reuse with acknowledgement"


def esco_framework(data: Path) -> Framework:
    """ESCO's 13,896 skills as the benchmark lists them, with the alternative labels that are known.

    The texts of the benchmark's own list are not used: three of them are a neighbour's. A label that two entries of
    `esco_skills` have takes its alternatives from the one that is marked as the benchmark's.
    """
    rows = sorted(read_lines(data / "esco_skills" / "skills.jsonl"), key=lambda row: bool(row.get("in_e3")))
    known = {row.get("e3_label") or row["label"]: row for row in rows}
    labels = [row["label"] for row in read_lines(data / "e3_esco" / "labels.jsonl")]
    entries = [entry(label, known.get(label, {}).get("alt") or ()) for label in labels]
    return framework_of(
        "esco-skills", "ESCO skills, a changed selection", entries, publisher=_PUBLISHER, licence=_LICENCE
    )


def esco_sentences(data: Path) -> LabelledSet:
    """E3: sentences with ESCO skills and marked spans.

    Sentences for whose marked phrases the experts found no label (`nil_only`) have no gold and carry nothing.
    """
    cases = tuple(
        Case(
            id=row["id"],
            text=row["text"],
            grades=plain_gold(row["gold"]),
            spans=labelled_spans(row["spans"]),
            slices={"source": row["source"]},
            group=row["id"],
            carries=not row["nil_only"],
        )
        for row in read_lines(data / "e3_esco" / "dev.jsonl")
    )
    framework = esco_framework(data)
    return LabelledSet(
        name="e3_esco",
        framework=framework,
        candidates=frozenset(framework.by_code),
        cases=cases,
        tasks=frozenset({Task.RANKING, Task.EVIDENCE, Task.ABSTENTION}),
        first_person=False,
        synthetic=False,
        says=(
            "Retrieval from a large list in the language of job advertisements, comparable with published work; expert "
            "labels are incomplete, so near-synonyms count as wrong, and it says nothing about students' texts."
        ),
        floors={"RP@10": 0.75, "evidence character F1": 0.63},
    )


def transversal_sentences(data: Path) -> LabelledSet:
    """E4b: sentences with ESCO's transversal skills; those that E3 holds too are a slice of their own."""
    folder = data / "e4b_esco_transversal"
    entries = [entry(row["label"], row["alt"] or (), row["text"] or "") for row in read_lines(folder / "labels.jsonl")]
    in_e3 = {row["id"] for row in read_lines(data / "e3_esco" / "dev.jsonl")}
    cases = tuple(
        Case(
            id=row["id"],
            text=row["text"],
            grades=plain_gold(row["gold"]),
            spans=labelled_spans(row["spans"]),
            slices={"source": row["source"], "seen_in": "e3_esco" if row["id"] in in_e3 else "no other set"},
            group=row["id"],
        )
        for row in read_lines(folder / "dev.jsonl")
    )
    framework = framework_of(
        "esco-107", "ESCO transversal skills, 107 entries", entries, publisher=_PUBLISHER, licence=_LICENCE
    )
    return LabelledSet(
        name="e4b_esco_transversal",
        framework=framework,
        candidates=frozenset(framework.by_code),
        cases=cases,
        tasks=frozenset({Task.RANKING, Task.EVIDENCE}),
        first_person=False,
        synthetic=False,
        says=(
            "Transferable skills with evidence in the language of job advertisements; with 49 sentences it serves to "
            "find errors, not to choose between systems."
        ),
        floors={"hit@1": 0.68},
    )
