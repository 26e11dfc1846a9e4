"""Judges for the tests: a double that needs no endpoint, and the real one over a scripted endpoint."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import SecretStr

from skillweave.domain.claim import Match
from skillweave.domain.competency import Kind
from skillweave.domain.evidence import Evidence
from skillweave.domain.experience import Experience
from skillweave.domain.judgement import SCORES, Judgement, Shown
from skillweave.domain.question import Answer, Offered, Question
from skillweave.domain.span import Span
from skillweave.llm.calibrated import JudgeCalibration
from skillweave.llm.config import JudgeConfig
from skillweave.llm.instructions import find_instructions
from skillweave.llm.judge import LlmJudge
from skillweave.llm.kept import KeptReplies
from skillweave.llm.prompt import Prompter
from skillweave.matching.calibrate import Calibration
from skillweave.privacy.outgoing import Gate
from skillweave.privacy.patterns import find_patterns
from skillweave.privacy.people import Person
from skillweave.privacy.roster import make_roster
from skillweave.privacy.sent import SentLog
from skillweave.remote.client import Client, Surroundings
from skillweave.remote.config import Endpoint
from tests.scripted_endpoint import KEY, MODEL
from tests.scripted_endpoint import Endpoint as Server

ROSTER = make_roster([Person("1", ("Priya Raman",)), Person("2", ("Emeka Okonkwo",))], frozenset())


class ScriptedJudge:
    """A double that says of each competency in turn what it was given to say, with the first word as its quote."""

    judge_id = "scripted/1"

    def __init__(self, *shown: Shown) -> None:
        """Keep what to say, over and over."""
        self._shown = shown or (Shown.DEMONSTRATED, Shown.IMPLIED, Shown.NOT_SHOWN, Shown.FAILED)

    def judge(self, questions: Sequence[Question], /) -> Sequence[Answer]:
        """Answer by the place of a candidate in its question."""
        return [self._answer(question) for question in questions]

    def _answer(self, question: Question) -> Answer:
        text = question.experience.text
        said = tuple(
            self._judgement(text, self._shown[at % len(self._shown)]) for at in range(len(question.candidates))
        )
        added = ((0, self._judgement(text, Shown.DEMONSTRATED)),) if question.further else ()
        return Answer(said, added)

    def _judgement(self, text: str, shown: Shown) -> Judgement:
        start = len(text) - len(text.lstrip())
        quote = (Evidence.of(Span(start=start, end=start + 1), text),)
        positive = shown in (Shown.DEMONSTRATED, Shown.IMPLIED)
        return Judgement(
            shown=shown,
            score=SCORES.get(shown),
            evidence=quote if positive else (),
            reason="as told",
            judge=self.judge_id,
        )


def calibration_of(judge: str, slope: float = 2.0, intercept: float = -1.0) -> JudgeCalibration:
    """Make a calibration that was fitted to nothing."""
    curve = Calibration(slope=slope, intercept=intercept, fitted_on="nothing", judged=1)
    return JudgeCalibration(judge=judge, calibration=curve)


def client_of(server: Server, folder: Path, config: JudgeConfig) -> Client:
    """Make a client of a scripted endpoint that does not wait between tries."""
    endpoint = Endpoint(base_url=server.base_url, model=MODEL, key=SecretStr(KEY), limits=config)
    clock = iter(range(10**9))  # time runs on by itself, so that no wait is long
    around = Surroundings(ticks=lambda: float(next(clock)), sleep=lambda _: None, rng=np.random.default_rng(1))
    return Client(endpoint, SentLog(folder / "sent.jsonl"), around)


def llm_judge(client: Client, folder: Path, config: JudgeConfig, *, turn: int = 0) -> LlmJudge:
    """Put the real judge together, with two people on its roster."""
    gate = Gate([ROSTER.find, find_patterns, find_instructions])
    prompter = Prompter(gate, lambda *_: "What it means.", config)
    return LlmJudge(client, prompter, KeptReplies(folder / "kept"), config, turn=turn)


def match(code: str, text: str) -> Match:
    """Make a match that rests on the first letter of a text."""
    start = len(text) - len(text.lstrip())
    evidence = Evidence.of(Span(start=start, end=start + 1), text)
    return Match(
        framework="skills",
        code=code,
        label=f"Skill {code}",
        kind=Kind.TRANSFERABLE,
        verification="verified",
        score=1.0,
        scores={},
        matched="x",
        evidence=(evidence,),
        passage=evidence,
    )


def question(text: str, candidates: int = 3, further: int = 1, *, name: str = "e1") -> Question:
    """Ask about a text."""
    return Question(
        Experience(id=name, text=text),
        tuple(match(f"S{at}", text) for at in range(candidates)),
        tuple(Offered("skills", f"F{at}", f"More {at}", Kind.TRANSFERABLE, "verified") for at in range(further)),
    )
