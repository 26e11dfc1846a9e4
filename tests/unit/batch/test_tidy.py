"""One row a claim, and one row for an entry without claims."""

from skillweave.batch.tidy import COLUMNS, tidy_rows
from skillweave.domain.claim import Translation
from skillweave.domain.judgement import Judgement, Shown


def test_every_claim_is_a_row(translations: tuple[Translation, ...]) -> None:
    """A row holds the claim, its first evidence, how many there are, and whose entry it is."""
    rows = list(tidy_rows(translations[0]))
    assert [(row["code"], row["rank"], row["confidence"]) for row in rows] == [("W.1", 1, None), ("W.2", 2, 0.5)]
    first = rows[0]
    assert (first["start"], first["end"], first["quote"], first["evidence_count"]) == (0, 8, "I welded", 2)
    assert (first["parents"], first["flags"], first["alternatives"]) == ("Metalwork; Production", "shared", "")
    assert (first["learner_id"], first["experience_type"], first["encoder"]) == (
        "=S1",
        "internship",
        "hashing@00000000",
    )


def test_an_entry_without_claims_is_a_row(translations: tuple[Translation, ...]) -> None:
    """Nothing found and failed are different rows, and neither is lost."""
    rows = [row for translation in translations[1:] for row in tidy_rows(translation)]
    assert [(row["id"], row["row"], row["status"], row["error"]) for row in rows] == [
        ("e2", 3, "nothing_found", None),
        ("row-4", 4, "failed", "row 4: id is empty"),
    ]


def test_all_rows_have_all_columns(translations: tuple[Translation, ...]) -> None:
    """Every row has the columns in their order, and values of their types."""
    rows = [row for translation in translations for row in tidy_rows(translation)]
    assert [list(row) for row in rows] == [list(COLUMNS)] * len(rows)
    assert all(row[name] is None or type(row[name]) is kind for row in rows for name, kind in COLUMNS.items())


def test_what_a_judge_says_stands_beside_the_claim(translations: tuple[Translation, ...]) -> None:
    """Verdict, probability, first quote, reason and name; empty beside a claim that was not asked about."""
    first, second = translations[0].claims
    said = Judgement(
        shown=Shown.IMPLIED, score=0.5, confidence=0.4, evidence=first.evidence, reason="as quoted", judge="j/1"
    )
    judged = first.model_copy(update={"judgement": said})
    names = ("judgement", "judge_confidence", "judge_quote", "judge_reason", "judge")
    rows = list(tidy_rows(translations[0].model_copy(update={"claims": (judged, second)})))
    assert [rows[0][name] for name in names] == ["implied", 0.4, first.evidence[0].quote, "as quoted", "j/1"]
    assert [rows[1][name] for name in names] == [None] * 5
    assert list(rows[0]) == list(COLUMNS)
