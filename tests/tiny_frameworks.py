"""Small frameworks and skill concepts, written for the tests: a hashing embedder tells them apart by their words."""

from collections.abc import Sequence

from skillweave.domain.competency import Competency, Concept, ConceptLink, Concepts, Framework, Kind, Relation

NEUTRAL = (
    "It rained the whole week.",
    "The bus was late again on Monday.",
    "We had pizza for lunch.",
    "The office is on the third floor.",
    "My internship ends in May.",
    "The building has big windows.",
)


def tiny_concepts() -> Concepts:
    """Three concepts with four examples each."""
    return Concepts(
        version="t1",
        content_hash="c" * 64,
        concepts=(
            _concept(
                "listen",
                "I repeated the order back to the guest",
                "asked the farmer to say the amounts again",
                "let the patient finish her whole story",
                "I summed up what the client wanted",
            ),
            _concept(
                "persist",
                "kept going after the first prototype failed",
                "I tried three more designs until one held",
                "restarted the broken experiment again and again",
                "I never gave up on the robot",
            ),
            _concept(
                "lead-team",
                "I ran the kitchen crew on Saturdays",
                "decided who did what on the crew",
                "I gave each volunteer a job",
                "led the robotics team through the season",
            ),
        ),
    )


def tiny_framework(
    name: str, competencies: Sequence[Competency], *, kind: Kind = Kind.TRANSFERABLE, version: str = "1"
) -> Framework:
    """Make a framework of these competencies."""
    return Framework(
        id=name,
        version=version,
        name=name.title(),
        kind=kind,
        publisher="the tests",
        source="written for the tests",
        licence="none",
        competencies=tuple(competencies),
        complete=True,
        not_listed="",
        content_hash=(name.encode().hex() * 64)[:64],
    )


def linked(code: str, label: str, *concepts: str, parent: str | None = None) -> Competency:
    """Make a competency that links to concepts with full weight."""
    links = tuple(ConceptLink(concept=concept, relation=Relation.EXACT, weight=1.0) for concept in concepts)
    return Competency(code=code, label=label, concepts=links, parent=parent)


def tiny_skills() -> Framework:
    """Three skills that link to the concepts."""
    return tiny_framework(
        "skills",
        [
            linked("S.LIS", "Listening", "listen"),
            linked("S.PER", "Persistence", "persist"),
            linked("S.LEA", "Leadership", "lead-team"),
        ],
    )


def tiny_trades() -> Framework:
    """Two fields of work under a heading, one with a field below it; each has examples of its own."""
    return tiny_framework(
        "trades",
        [
            Competency(code="G", label="Building and growing", heading=True),
            Competency(
                code="T.1",
                label="Agriculture",
                parent="G",
                aliases=("farm work",),
                indicators=("fed the calves and cleaned the barn", "drove the tractor over the field"),
            ),
            Competency(
                code="T.1.1",
                label="Animal care",
                parent="T.1",
                indicators=("gave shots to the heifers with the vet", "milked the cows before school"),
            ),
            Competency(
                code="T.2",
                label="Construction",
                parent="G",
                indicators=("framed the walls of the house", "poured the concrete for the foundation"),
            ),
        ],
        kind=Kind.TECHNICAL,
    )


def tiny_names() -> Framework:
    """Bare names, as a published list without descriptions has them."""
    return tiny_framework(
        "names",
        [
            Competency(code="N.1", label="Welding"),
            Competency(code="N.2", label="Pipe welding and fitting", aliases=("join pipes",)),
            Competency(code="N.3", label="Customer service"),
            Competency(code="N.4", label="IT"),
        ],
    )


def _concept(name: str, *indicators: str) -> Concept:
    return Concept(
        id=name,
        name=name.replace("-", " "),
        definition=f"The person shows it: {indicators[0]}.",
        indicators=indicators,
        counter_indicators=(f"My manager is good at this: {name}.",),
    )
