"""What a competency means, in the words of its framework, or of the skill concepts that it links to; pure."""

from collections.abc import Mapping

from skillweave.domain.competency import Concepts, Framework
from skillweave.llm.prompt import Meaning

_AT_MOST = 240
_CONCEPTS_TOLD = 2


def meaning_of(frameworks: Mapping[str, Framework], concepts: Concepts) -> Meaning:
    """Give a function that says what a competency means: its description, else its nearest skill concepts."""

    def meaning(framework: str, code: str) -> str:
        entry = frameworks[framework].by_code[code]
        links = sorted(entry.concepts, key=lambda link: -link.weight)[:_CONCEPTS_TOLD]
        told = entry.description or " ".join(
            concepts.by_id[link.concept].definition for link in links if link.concept in concepts.by_id
        )
        return told if len(told) <= _AT_MOST else told[:_AT_MOST].rsplit(" ", 1)[0] + " ..."

    return meaning
