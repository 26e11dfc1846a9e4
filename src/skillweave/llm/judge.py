"""A `Judge` that asks a language model: kept replies first, then the endpoint, once more where an answer is refused."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Event, Lock

from skillweave.domain.judgement import SCORES, Judgement, Shown
from skillweave.domain.question import Answer, Question
from skillweave.errors import JudgeError
from skillweave.llm.apply import INSTRUCTIONS
from skillweave.llm.batches import Batches
from skillweave.llm.config import JudgeConfig
from skillweave.llm.kept import KeptReplies
from skillweave.llm.once import Once
from skillweave.llm.prompt import PROMPT, Prepared, Prompter, prompt_hash
from skillweave.llm.reply import Given, Read, read_reply
from skillweave.privacy.found import Sort
from skillweave.remote.client import Client
from skillweave.remote.talk import Ask, Reply, Usage, fingerprint

_CHANGES_ANSWERS = ("structured", "temperature", "candidates_at_most", "further_frameworks", "further_at_most")
_CHANGES_CHOICE = ("lowest", "highest", "ask_uncalibrated", "text_at_most", "tokens_a_candidate")
_UNSEEN = "it rests on words that seem to speak to a program, and those were not sent to the judge"


@dataclass(slots=True)
class Tally:
    """What a run of a judge came to."""

    requests: int = 0
    kept: int = 0
    usage: Usage = field(default_factory=Usage)
    kept_usage: Usage = field(default_factory=Usage)
    asked: int = 0
    verdicts: dict[Shown, int] = field(default_factory=dict)
    added: int = 0
    refused: int = 0
    unheard: int = 0
    """Questions where nothing could be read of what would be added."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What asking would take: requests that no reply is kept for, and at most so many tokens."""

    claims: int
    requests: int
    kept: int
    most: Usage


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

    def estimate(self, questions: Sequence[Question]) -> Estimate:
        """Say what asking would take at most, if no answer is refused; asks nothing."""
        prepared = self._prepared(questions)
        new = self._new(prepared)
        most = Usage(
            tokens_in=sum(ask.tokens_in() for ask in new.values()),
            tokens_out=sum(ask.reply_at_most for ask in new.values()),
        )
        claims = sum(len(one.candidates) for one in prepared)
        return Estimate(claims, len(new), len(prepared) - len(new), most)

    def unanswered(self, questions: Sequence[Question]) -> dict[str, Ask]:
        """Give the first requests of questions for which no reply is kept, by their names."""
        return self._new(self._prepared(questions))

    def _prepared(self, questions: Sequence[Question]) -> list[Prepared]:
        """Make questions ready; one where nothing is left to ask about is not asked."""
        return [one for one in map(self._prompter.prepare, questions) if one.candidates]

    def _new(self, prepared: Sequence[Prepared]) -> dict[str, Ask]:
        named = {self._client.key_of(ask): ask for ask in map(self._first, prepared)}
        return {key: ask for key, ask in named.items() if self._kept.get(key) is None}

    def _answer(self, question: Question) -> Answer:
        prepared = self._prompter.prepare(question)
        if not prepared.candidates:  # additions are a by-product: nothing is paid for them alone
            return self._assembled(prepared, Read(), Usage())
        wanted, offered = list(prepared.candidates), list(prepared.further)
        read, spent = self._read(prepared, self._first(prepared), wanted, offered)
        if read.faults or read.unfit:
            wanted, offered = list(read.faults), offered if read.is_unread else list(read.unfit)
            again = self._prompter.ask(prepared, wanted, offered, read.faults | read.unfit)
            second, more = self._read(prepared, replace(again, turn=self._turn), wanted, offered)
            read, spent = read.then(second), spent + more
        return self._assembled(prepared, read, spent)

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

    def _read(self, prepared: Prepared, ask: Ask, wanted: list[str], further: list[str]) -> tuple[Read, Usage]:
        """Ask, or take what is kept; a reply that cannot be read is a fault of all that it was asked about."""
        reply = self._reply(ask)
        try:
            return read_reply(reply, prepared.outgoing, wanted, further, prepared.matches), reply.usage
        except JudgeError as error:
            return Read(faults=dict.fromkeys(wanted, str(error)), is_unread=True), reply.usage

    def _reply(self, ask: Ask) -> Reply:
        """Give a reply; where several threads want the same at once, because entries are equal, one asks for all."""
        key = self._client.key_of(ask)
        fresh = False

        def find() -> Reply:
            nonlocal fresh
            kept = self._kept.get(key)
            if kept is not None:
                return kept
            self.batches.refuse_while_pending()
            fresh = True
            reply = self._client.chat(ask)
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
        return reply

    def _count(self, answers: Sequence[Answer]) -> None:
        for answer in answers:
            self.tally.asked += len(answer.judgements)
            self.tally.added += len(answer.further)
            self.tally.refused += answer.refused
            self.tally.unheard += answer.is_unheard
            for one in answer.judgements:
                self.tally.verdicts[one.shown] = self.tally.verdicts.get(one.shown, 0) + 1


def _shares(total: int, parts: int) -> Iterator[int]:
    """Part tokens among candidates so that the shares add up to all of them."""
    return (total * (at + 1) // parts - total * at // parts for at in range(parts))
