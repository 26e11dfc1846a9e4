"""What a clause about somebody else means for the writer: nothing, unless work is handed over to them."""

import re
from collections.abc import Sequence

from skillweave.domain.claim import CutReason
from skillweave.text.outcome import ALLOWED, Outcome
from skillweave.text.subjects import Subject, Who

_ASSIGNED = Outcome(flags=("assigned",))
_HELPED = Outcome(flags=("shared",))

_HANDED = re.compile(
    r"\b(?:"
    r"(?:ask|asked|asks|asking|say|said|tell|told|tells|wanted|wants|needed|needs|sent|sends|"
    r"encouraged|instructed|required|"
    r"expects?|expected|invited) (?:me|us|(?:my|our) \w+ and (?:me|i)|"
    r"me and \w+ \w+) (?:and \w+ (?:\w+ )?)?(?:not )?to\b"
    r"|ask(?:ed|s)? (?:me |us )?(?:if|whether) (?:i|we) (?:could|can|would|wanted to|want to)\b"
    r"|lets? (?:me|us)\b(?! (?:know|down|go|say|see)\b)"
    r"|(?:had|has|have) (?:me|us)\b (?!in\b|at\b|on\b|worried|laughing|smiling|there\b)\w"
    r"|(?:made|makes|make) (?:me|us) "
    r"(?!feel|happy|laugh|smile|cry|nervous|realize|realise|want|a\b|more|very|so|think|proud|sad|mad)\w"
    r"|(?:allow|trust|assign|task|pick|choos|put|left|leav|promot|chose|paired|elect|nominat|select|appoint)"
    r"(?:ed|s|es|e|ing)? (?:me|us)\b"
    r"|(?:gave|gives|give|given|handed) (?:me|us)\b(?! (?:(?:some|a|an|any|lots of|good|great|the|really|very|\w+) )*"
    r"(?:advice|feedback|tips?|ride|tour|compliments?|praise|hugs?|grade|review|chili|lunch|food|money|"
    r"reference|high five|pizza|"
    r"raise|bonus|award|hint|nickname|hard time|credit|break|day off|thanks|confidence|lecture|"
    r"presentation|demo|demonstration|gift|certificate|plaque|t-shirt|template|"
    r"look|smile)\b)"
    r")"
)
"""Words by which others hand work to the writer; being given advice or lunch is none."""

_HELPED_ME = re.compile(
    r"\bhelp(?:ed|s)? (?:me|us) (?:to )?(?!a lot|lots|so|very|with|learn|understand|feel|grow|realize|"
    r"realise|become|get better|see|out|"
    r"improve|when|by|in|and|be|through|\W)\w"
)
_TAUGHT_ME = re.compile(
    r"\b(?:taught|teaches|showed|shows|showing|trained|trains|explained|explains|told|tells|demonstrated|"
    r"introduced|walked|"
    r"explaining) (?:to )?(?:me|us|everyone|everybody|the (?:class|group|interns|students))\b|"
    r"\bexplained (?:[\w-]+ ){0,6}to (?:me|us)\b"
)
_PRESENT = re.compile(
    r"(?:\w+ly |also |always )?(?:offers?|provides?|serves?|speciali[sz]es?|is|are|has|have|operates?|"
    r"sells?|makes?|employs?|values?|"
    r"works?|believes?|helps?|focuses|aims?|manufactures|produces|supports?|owns?|hosts?|teaches|gives?|"
    r"prides?|strives?|was founded|"
    r"was established|processes|ships|develops|designs|builds|cares|stands|consists|runs)\b"
)
_STATE = re.compile(r"(?:was|were|had|got|looked|needed|felt|smelled|seemed|did not|does not|could not|can not)\b")
_PURPOSE = re.compile(
    r"^so (?:that )?.*\b(?:can|could|would|will|do not|does not|did not have|knows?|has|have|gets?)\b"
)

_CONTEXTS = frozenset({"when", "whenever", "if", "because", "since", "after", "before", "until", "unless"})
_BYSTANDERS = frozenset({"other.client", "other.someone", "other.pronoun"})


def judge_other(subject: Subject, words: Sequence[str], joined: str, *, link: str) -> Outcome:
    """Judge a clause whose subject is another person or the host.

    Args:
        subject: What `find_subject` found.
        words: The clause's words.
        joined: The same, joined by blanks.
        link: The word or mark that opened the clause.
    """
    if _HANDED.search(joined):
        return _ASSIGNED
    if _HELPED_ME.search(joined):
        return _HELPED
    if _TAUGHT_ME.search(joined):
        return Outcome(CutReason.OBSERVED, "observed.taught")
    if subject.who is Who.HOST:
        return ALLOWED if words[0] in _CONTEXTS else _host(subject, words)
    if _is_context(subject, joined, link=link):
        return ALLOWED
    return Outcome(CutReason.OTHER_PERSON, subject.rule)


def _is_context(subject: Subject, joined: str, *, link: str) -> bool:
    """Keep `when a customer was upset`: those served, named as the occasion or the purpose of the writer's own act."""
    if subject.rule not in _BYSTANDERS:
        return link == "so" and bool(_PURPOSE.search(joined)) and subject.rule != "other.supervisor"
    return link in _CONTEXTS or _opens_with_context(subject, joined) or bool(_PURPOSE.search(joined))


def _opens_with_context(subject: Subject, joined: str) -> bool:
    """Tell `when they came in` from `after lunch they came in`."""
    words = joined.split(" ", 2)
    if words[0] not in _CONTEXTS or len(words) < 2:
        return joined.startswith("so that ")
    return subject.after == 2 if subject.rule == "other.pronoun" else subject.after <= 5


def _host(subject: Subject, words: Sequence[str]) -> Outcome:
    said = " ".join(words[subject.after :])
    if _PRESENT.match(said):
        return Outcome(CutReason.EMPLOYER, "employer.organisation")
    if _STATE.match(said):
        return ALLOWED
    return Outcome(CutReason.OTHER_PERSON, subject.rule)
