"""What the marks of a result are called in plain words; no other file puts them into sentences."""

from collections.abc import Mapping

from skillweave.domain.claim import CutReason, Status
from skillweave.domain.competency import Kind
from skillweave.domain.judgement import Shown
from skillweave.domain.profile import Dimension, Level

KINDS: Mapping[Kind, str] = {
    Kind.TRANSFERABLE: "Transferable skills",
    Kind.TECHNICAL: "Technical skills",
    Kind.CORE: "Core skills",
}
"""Kinds in the order in which people are shown them."""

STATUSES: Mapping[Status, str] = {
    Status.CLAIMS: "With claims",
    Status.NOTHING_FOUND: "Nothing found",
    Status.FAILED: "Failed",
}

REASONS: Mapping[CutReason, str] = {
    CutReason.NEGATED: "the writer says it did not happen",
    CutReason.PLAN: "a plan or a wish, not something done",
    CutReason.OTHER_PERSON: "another person did it",
    CutReason.EMPLOYER: "about the employer or the programme, not about the writer",
    CutReason.JOB_ADVERT: "what a job asks for, not what the writer did",
    CutReason.OBSERVED: "the writer watched it or was told about it",
    CutReason.SELF_PRAISE: "praise of oneself that shows nothing done",
    CutReason.OPINION: "an opinion or a feeling",
    CutReason.BELOW_THRESHOLD: "the score is below the threshold",
    CutReason.NEAR_DUPLICATE: "nearly the same as a claim that fits these words better",
    CutReason.BEYOND_TOP_K: "beyond the number of claims shown for one framework",
    CutReason.NOT_SHOWN: "a judge says that the text does not show it",
}

FLAGS: Mapping[str, str] = {
    "shared": "Shared: the writer says \u201cwe\u201d. Ask which part was their own.",
    "listed": "Listed: the skill is named, but its use is not shown. Ask for an example.",
    "assigned": "Assigned: the task was given to the writer. Ask what they did with it.",
    "added_by_judge": "Added by a judge: the matching did not find it. Read the quote.",
    "instructions": "Some words of the text seem to speak to a program. They were not sent to the judge.",
    "learned": "Learned: the writer was taught it. Ask whether they have used it.",
}

JUDGED: Mapping[Shown, str] = {
    Shown.DEMONSTRATED: "A judge says: demonstrated",
    Shown.IMPLIED: "A judge says: implied, not shown outright",
    Shown.NOT_SHOWN: "A judge says: not shown",
    Shown.NOT_ASKED: "No judge was asked",
    Shown.FAILED: "A judge was asked and gave no answer that can be used",
}

DIMENSIONS: Mapping[Dimension, str] = {
    Dimension.AUTONOMY: "Autonomy",
    Dimension.COMPLEXITY: "Complexity",
    Dimension.CONTRIBUTION: "Contribution",
}

LEVELS: Mapping[Level, str] = {Level.FOLLOW: "Follow", Level.ASSIST: "Assist", Level.APPLY: "Apply"}


def flag_in_words(flag: str) -> str:
    """Explain a flag; one that has no explanation yet is shown by its name.

    Example:
        >>> flag_in_words("half_done")
        'Note: half done'
    """
    return FLAGS.get(flag, f"Note: {flag.replace('_', ' ')}")
