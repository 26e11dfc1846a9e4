"""A `Judge` that asks a language model: kept replies first, then the endpoint, once more where an answer is refused."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event, Lock

from skillweave.domain.judgement import SCORES, Judgement, Shown
from skillweave.domain.question import Answer, Question
from skillweave.errors import JudgeError, RemoteError
from skillweave.llm.apply import INSTRUCTIONS
from skillweave.llm.batches import Batches
from skillweave.llm.config import JudgeConfig
from skillweave.llm.estimate import Estimate
from skillweave.llm.kept import KeptReplies
from skillweave.llm.once import Once
from skillweave.llm.prompt import PROBE, PROMPT, Prepared, Prompter, prompt_hash
from skillweave.llm.rejected import rejection
from skillweave.llm.reply import Given, Read, read_reply
from skillweave.llm.tally import Tally
from skillweave.privacy.found import Sort
from skillweave.remote.client import Client
from skillweave.remote.talk import REFUSES_TEXT, Ask, Finish, Reply, Usage, fingerprint

_CHANGES_ANSWERS = ("structured", "temperature", "candidates_at_most", "further_frameworks", "further_at_most")
_CHANGES_CHOICE = ("lowest", "highest", "ask_uncalibrated", "text_at_most", "tokens_a_candidate")
_LONGEST_FAULT = "x" * 80
"""Stands for what is wrong with an answer that nobody has seen yet; what `llm.reply` finds wrong is shorter."""
_UNSEEN = "it rests on words that seem to speak to a program, and those were not sent to the judge"


class LlmJudge:
    """Asks a model about each entry on its own, several at once."""

    def __init__(
        self, client: Client, prompter: Prompter, kept: KeptReplies, config: JudgeConfig, *, turn: int = 0
    ) -> None:
        """Keep the parts; another turn asks the same again and keeps replies of its own."""
        self._client, self._prompter, self._kept, self._config = client, prompter, kept, config
        self._turn = turn
        self.batches = Batches(client, kept)
        self._once = Once()
        self._lock = Lock()
        self.tally = Tally()

    @property
    def judge_id(self) -> str:
        """The model, the prompt, and a hash of the prompt's words and of what changes answers."""
        made = self._config.model_dump(mode="json", include={*_CHANGES_ANSWERS, *_CHANGES_CHOICE})
        return f"{self._client.endpoint.model}/{PROMPT}@{fingerprint([prompt_hash(), made])[:8]}"

    def judge(self, questions: Sequence[Question], /) -> Sequence[Answer]:
        """Answer questions; see `ports.Judge`.

        The first failure of the endpoint ends it: what is on its way is waited for and kept, the rest not begun.
        """
        failed = Event()

        def answer(question: Question) -> Answer | None:
            if failed.is_set():  # a thread is quicker to begin the next one than the first error is to be heard
                return None
            try:
                return self._answer(question)
            except BaseException:
                failed.set()
                raise

        with ThreadPoolExecutor(self._config.concurrency, "judge") as threads:
            waiting = [threads.submit(answer, question) for question in questions]
            try:
                answers = [found for one in waiting if (found := one.result()) is not None]
            except BaseException:
                self._client.hang_up()
                for one in waiting:
                    one.cancel()
                raise
        self._count(answers)
        return answers

    def estimate(self, questions: Sequence[Question], sums: Estimate | None = None) -> Estimate:
        """Say what asking would take; asks nothing.

        Args:
            questions: What would be asked.
            sums: Where to add it, if other questions were counted there before.
        """
        sums = sums or Estimate()
        for prepared in self._prepared(questions):
            sums.claims += len(prepared.candidates)
            ask = self._first(prepared)
            wanted, offered = list(prepared.candidates), list(prepared.further)
            kept = self._kept.get(self._client.key_of(ask))
            if kept is None:
                faults = dict.fromkeys([*wanted, *offered], _LONGEST_FAULT)
                sums.add(self._client.key_of(ask), ask, self._prompter.ask(prepared, wanted, offered, faults))
                continue
            again = self._again(prepared, kept, self._read(prepared, kept, wanted, offered))
            if again is None or self._kept.get(key := self._client.key_of(again.ask)) is not None:
                sums.kept += 1
            else:
                sums.add(key, again.ask, None)
        return sums

    def unanswered(self, questions: Sequence[Question]) -> dict[str, Ask]:
        """Give the first requests of questions for which no reply is kept, by their names."""
        named = {self._client.key_of(ask): ask for ask in map(self._first, self._prepared(questions))}
        return {key: ask for key, ask in named.items() if self._kept.get(key) is None}

    def _prepared(self, questions: Sequence[Question]) -> list[Prepared]:
        """Make questions ready; one where nothing is left to ask about is not asked."""
        return [one for one in map(self._prompter.prepare, questions) if one.candidates]

    def _answer(self, question: Question) -> Answer:
        prepared = self._prompter.prepare(question)
        if not prepared.candidates:  # additions are a by-product: nothing is paid for them alone
            return self._assembled(prepared, Read(), Usage())
        first = self._reply(self._first(prepared), prepared)
        read = self._read(prepared, first, list(prepared.candidates), list(prepared.further))
        spent = first.usage
        if (again := self._again(prepared, first, read)) is not None:
            second = self._reply(again.ask, prepared)
            read = read.then(self._read(prepared, second, again.wanted, again.offered))
            spent += second.usage
        return self._assembled(prepared, read, spent)

    def _again(self, prepared: Prepared, first: Reply, read: Read) -> "_Again | None":
        """Give what is asked once more; None where nothing is wrong, or the endpoint will not be asked."""
        if first.finish is Finish.REJECTED or not (read.faults or read.unfit):
            return None
        wanted, offered = list(read.faults), list(prepared.further if read.is_unread else read.unfit)
        ask = self._prompter.ask(prepared, wanted, offered, read.faults | read.unfit)
        return _Again(replace(ask, turn=self._turn), wanted, offered)

    def _first(self, prepared: Prepared) -> Ask:
        return replace(self._prompter.ask(prepared, list(prepared.candidates), list(prepared.further)), turn=self._turn)

    def _assembled(self, prepared: Prepared, read: Read, spent: Usage) -> Answer:
        shares = iter(_shares(spent.total, len(prepared.candidates)))
        ids = {at: one for one, at in prepared.candidates.items()}
        judgements = tuple(
            self._of_candidate(ids[at], read, next(shares)) if at in ids else self._unseen()
            for at in range(len(prepared.question.candidates))
        )
        further = tuple((prepared.further[one], self._judgement(what, 0)) for one, what in read.further.items())
        flags = (INSTRUCTIONS,) if prepared.outgoing.replaced.get(Sort.INSTRUCTION) else ()
        return Answer(judgements, further, read.refused, flags, is_unheard=read.is_unread and bool(prepared.further))

    def _of_candidate(self, one: str, read: Read, tokens: int) -> Judgement:
        if one in read.given:
            return self._judgement(read.given[one], tokens)
        return Judgement(shown=Shown.FAILED, reason=read.faults[one], judge=self.judge_id, tokens=tokens)

    def _unseen(self) -> Judgement:
        return Judgement(shown=Shown.NOT_ASKED, reason=_UNSEEN, judge=self.judge_id)

    def _judgement(self, given: Given, tokens: int) -> Judgement:
        shown = Shown(given.verdict)
        return Judgement(
            shown=shown,
            score=SCORES[shown],
            evidence=given.evidence,
            reason=given.reason,
            judge=self.judge_id,
            tokens=tokens,
        )

    def _read(self, prepared: Prepared, reply: Reply, wanted: list[str], further: list[str]) -> Read:
        """Read a reply; one that cannot be read is a fault of all that it was asked about."""
        if reply.finish is Finish.REJECTED:
            return Read(faults=dict.fromkeys(wanted, reply.text), is_unread=True)
        try:
            return read_reply(reply, prepared.outgoing, wanted, further, prepared.matches)
        except JudgeError as error:
            return Read(faults=dict.fromkeys(wanted, str(error)), is_unread=True)

    def _reply(self, ask: Ask, prepared: Prepared) -> Reply:
        """Ask, or take what is kept; where several threads want the same, because entries are equal, one asks."""
        key = self._client.key_of(ask)
        fresh = False

        def find() -> Reply:
            nonlocal fresh
            kept = self._kept.get(key)
            if kept is not None:
                return kept
            self.batches.refuse_while_pending()
            fresh = True
            reply = self._asked(ask, prepared)
            self._kept.put(key, reply)
            return reply

        reply = self._once.reply(key, find)
        with self._lock:
            tally = self.tally
            tally.requests += fresh
            tally.kept += not fresh
            if fresh:
                tally.usage += reply.usage
            else:
                tally.kept_usage += reply.usage
            if reply.finish is Finish.REJECTED:
                tally.rejected[prepared.question.experience.id] = reply.text
        return reply

    def _asked(self, ask: Ask, prepared: Prepared) -> Reply:
        """Ask; what the endpoint will not take for what stands in it is an answer too, if it takes another request."""
        try:
            return self._client.chat(ask)
        except RemoteError as error:
            if error.status not in REFUSES_TEXT:
                raise
            self._raise_if_it_refuses_all(error)
            return rejection(error, prepared.outgoing.text)

    def _raise_if_it_refuses_all(self, error: RemoteError) -> None:
        """Try a sentence of ours, each time anew: an endpoint that answered before may have begun to refuse all."""

        def find() -> Reply:
            reply = self._client.chat(self._prompter.probe())
            with self._lock:
                self.tally.requests += 1
                self.tally.usage += reply.usage
            return reply

        try:
            self._once.reply(PROBE, find)
        except RemoteError as other:
            raise (error if other.status in REFUSES_TEXT else other) from other

    def _count(self, answers: Sequence[Answer]) -> None:
        for answer in answers:
            self.tally.asked += len(answer.judgements)
            self.tally.added += len(answer.further)
            self.tally.refused += answer.refused
            self.tally.unheard += answer.is_unheard
            for one in answer.judgements:
                self.tally.verdicts[one.shown] = self.tally.verdicts.get(one.shown, 0) + 1


@dataclass(frozen=True, slots=True)
class _Again:
    """A second request, and the ids that it is about."""

    ask: Ask
    wanted: list[str]
    offered: list[str]


def _shares(total: int, parts: int) -> Iterator[int]:
    """Part tokens among candidates so that the shares add up to all of them."""
    return (total * (at + 1) // parts - total * at // parts for at in range(parts))
