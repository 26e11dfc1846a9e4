"""Turns a question into a request: fixed words from a file, the text between marks that it cannot hold itself."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from skillweave.domain.claim import Match
from skillweave.domain.experience import Experience
from skillweave.domain.question import Question
from skillweave.llm.config import JudgeConfig
from skillweave.llm.reply import SCHEMA
from skillweave.privacy.found import Sort
from skillweave.privacy.outgoing import Gate, OutgoingText
from skillweave.remote.talk import Ask, Message

PROMPT = "judge-v1"
PROBE = "I fed the calves every morning."
"""What is asked about to see whether an endpoint answers at all: a sentence of ours."""

_WITHOUT_SCHEMA = "json-v1"
_ROOM_FOR_FURTHER = 4
"""Additions that a reply has room for, beside its candidates; twice as many where they are asked for again."""

_OURS = Gate([])
"""For our own words and those of frameworks, which leave as they are: a roster's Mr. Do would take "do" out of them."""

Meaning = Callable[[str, str], str]
"""Says what a competency means: framework, code -> a sentence, or nothing."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question made ready: the text as it may leave, what is asked, and which id stands for what.

    Ids are short and made here, `c1` for a candidate and `f1` for a competency that may be added: a model cannot
    name anything but what it was given. A candidate that rests on words which were cut out has none: who cannot see
    them cannot say that they show nothing.
    """

    question: Question
    outgoing: OutgoingText
    candidates: Mapping[str, int]
    further: Mapping[str, int]

    @property
    def matches(self) -> Mapping[str, Match]:
        """What the matching found, by id; nothing for what was not matched at all."""
        near = {one: self.question.further[at].match for one, at in self.further.items()}
        candidates = {one: self.question.candidates[at] for one, at in self.candidates.items()}
        return candidates | {one: match for one, match in near.items() if match is not None}


class Prompter:
    """Writes requests: what a person wrote goes through the gate, all else is ours or a framework's and stays whole."""

    def __init__(self, gate: Gate, meaning: Meaning, config: JudgeConfig) -> None:
        """Keep what requests are made with.

        Args:
            gate: For what a person wrote: it replaces names and cuts out what speaks to a program.
            meaning: What competencies mean, in the words of their frameworks.
            config: How much is asked.
        """
        self._gate, self._meaning, self._config = gate, meaning, config
        names = [PROMPT] if config.structured == "schema" else [PROMPT, _WITHOUT_SCHEMA]
        self._system = "".join(read_prompt(name) for name in names)

    def prepare(self, question: Question) -> Prepared:
        """Let the text out through the gate, and give ids to what is asked about."""
        outgoing = self._gate.let_out(question.experience.text)
        seen = [at for at, match in enumerate(question.candidates) if not _rests_on_what_was_cut(match, outgoing)]
        return Prepared(
            question,
            outgoing,
            {f"c{number}": at for number, at in enumerate(seen, start=1)},
            {f"f{number}": number - 1 for number in range(1, len(question.further) + 1)},
        )

    def ask(
        self,
        prepared: Prepared,
        wanted: Sequence[str],
        offered: Sequence[str],
        faults: Mapping[str, str] | None = None,
    ) -> Ask:
        """Write the request.

        Args:
            prepared: The question.
            wanted: Ids of candidates to ask about.
            offered: Ids of what may be added.
            faults: What was wrong with an earlier reply, by id, in words of ours; None the first time.
        """
        mark = hashlib.sha256(prepared.outgoing.text.encode()).hexdigest()[:12]
        out = _OURS.let_out
        parts = [out(f"The text stands between the marks <{mark}> and </{mark}>.\n\n<{mark}>\n"), prepared.outgoing]
        parts += [out(f"\n</{mark}>\n\ncandidates:\n"), *(out(self._line(prepared, one)) for one in wanted)]
        if offered:
            parts += [out("\nfurther:\n"), *(out(self._line(prepared, one)) for one in offered)]
        if faults is not None:
            told = "".join(f"- {one}: {why}\n" for one, why in sorted(faults.items()))
            only = "for what is listed here only" if offered else "for these candidates only"
            parts.append(out(f"\nAn earlier answer could not be used:\n{told}Answer again, {only}.\n"))
        most = _ROOM_FOR_FURTHER * (2 if offered and faults is not None else 1)
        room = self._config.tokens_a_candidate * (len(wanted) + min(len(prepared.further), most) + 1)
        messages = [Message("system", [out(self._system)]), Message("user", parts)]
        return Ask(messages, room, SCHEMA, "judge", (prepared.question.experience.id,))

    def probe(self) -> Ask:
        """Write a request of the usual form about a sentence of ours; nothing in it is a person's."""
        ours = Prepared(Question(Experience(id="probe", text=PROBE), ()), _OURS.let_out(PROBE), {}, {})
        return replace(self.ask(ours, [], []), purpose="judge a sentence of ours", about=())

    def _line(self, prepared: Prepared, one: str) -> str:
        question = prepared.question
        asked = (
            question.candidates[prepared.candidates[one]]
            if one in prepared.candidates
            else question.further[prepared.further[one]]
        )
        meaning = self._meaning(asked.framework, asked.code)
        return (
            f"- {one}: {' '.join(asked.label.split())}" + (f". {' '.join(meaning.split())}" if meaning else "") + "\n"
        )


def _rests_on_what_was_cut(match: Match, outgoing: OutgoingText) -> bool:
    places = (*match.evidence, match.passage)
    cut = [one for one in outgoing.found if one.sort is Sort.INSTRUCTION]
    return any(one.start < place.end and place.start < one.end for one in cut for place in places)


@cache
def read_prompt(name: str) -> str:
    """Read a prompt that comes with the package; a changed prompt is a new file with a new number."""
    return files("skillweave.llm").joinpath("prompts", f"{name}.md").read_text(encoding="utf-8").strip() + "\n"


def prompt_hash() -> str:
    """Hash all that is said to a model beside the question."""
    words = read_prompt(PROMPT) + read_prompt(_WITHOUT_SCHEMA) + repr(SCHEMA)
    return hashlib.sha256(words.encode()).hexdigest()[:8]
