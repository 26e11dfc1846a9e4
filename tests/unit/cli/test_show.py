"""The table of claims on a terminal."""

from rich.console import Console

from skillweave.cli.show import table_of
from skillweave.domain.claim import Claim, Evidence, Status, Translation
from skillweave.domain.competency import Kind
from skillweave.domain.experience import Experience

TEXT = "I led two volunteers."


def _claim(framework: str, confidence: float | None) -> Claim:
    quote = Evidence(start=0, end=len(TEXT), quote=TEXT)
    return Claim.model_validate(
        {
            "id": "c" * 20,
            "framework": framework,
            "code": "T.1",
            "label": "Leadership",
            "kind": Kind.TRANSFERABLE,
            "verification": "verified",
            "score": 1.5,
            "scores": {},
            "matched": "Leadership",
            "evidence": (quote,),
            "passage": quote,
            "rank": 1,
            "confidence": confidence,
        }
    )


def test_a_claim_stands_with_its_score_and_confidence() -> None:
    """A claim that nobody could calibrate says so."""
    lent = _claim("clusters", 0.997).model_copy(update={"calibrated_on": "family"})
    claims = (_claim("skills", 0.83), _claim("names", None), lent)
    told = Translation(id="e", status=Status.CLAIMS, experience=Experience(id="e", text=TEXT), claims=claims)
    console = Console(width=160, record=True)
    console.print(table_of([told]))
    skills, names, clusters = (line for line in console.export_text().splitlines() if "Leadership" in line)
    assert ("1.50" in skills, "0.830" in skills, "not calibrated" in skills) == (True, True, False)
    assert ("1.50" in names, "not calibrated" in names) == (True, True)
    assert ("0.997 (borrowed)" in clusters, "borrowed" in skills) == (True, False)
