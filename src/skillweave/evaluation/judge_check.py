"""Measures a judge on a labelled sample: with and without it, against reviewers, and asked in other ways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skillweave.domain.claim import Translation
from skillweave.domain.competency import Framework
from skillweave.domain.experience import Experience
from skillweave.domain.judgement import Shown
from skillweave.domain.question import Answer, Question
from skillweave.evaluation.report.changes import Change
from skillweave.evaluation.sets import LabelledSet
from skillweave.evaluation.statistics import Figure
from skillweave.evaluation.steadiness import Check, Round, Steadiness, round_of, steadiness
from skillweave.evaluation.worth import (
    Verdict,
    agreement_of,
    counted,
    honesty,
    own_cases,
    right_by_verdict,
    verdicts_of,
    with_and_without,
)
from skillweave.llm.config import JudgeConfig
from skillweave.llm.judged import Translates, with_answers
from skillweave.llm.select import questions_of
from skillweave.matching.calibrate import Calibration
from skillweave.ports import Judge

CHUNK = 64


@dataclass(frozen=True, slots=True)
class Bench:
    """What a judge is measured with.

    Attributes:
        judge: It.
        again: The same judge, who does not look up what it said before.
        frameworks: What texts are matched with, by id.
        config: What is asked about.
        neutral: Sentences that show no skill.
    """

    judge: Judge
    again: Judge
    frameworks: Mapping[str, Framework]
    config: JudgeConfig
    neutral: Sequence[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """Texts translated, and all that will be asked; nothing was asked yet.

    Attributes:
        sets: The labelled sets.
        translations: One a text, without the judge.
        asked: The questions of each text.
        groups: Whose text each question is about.
        rounds: The same questions in other ways.
    """

    sets: tuple[LabelledSet, ...]
    translations: tuple[Translation, ...]
    asked: tuple[tuple[Question, ...], ...]
    groups: tuple[str, ...]
    rounds: tuple[Round, ...]

    @property
    def plain(self) -> list[Question]:
        """All questions as a run of `translate --judge` asks them."""
        return [question for several in self.asked for question in several]


@dataclass(frozen=True, slots=True)
class SetWorth:
    """What a judge is worth on one labelled set; lists are empty where it gave no verdict that reviewers decided on."""

    name: str
    cases: int
    changes: tuple[Change, ...]
    agreement: tuple[Figure, ...]
    by_verdict: tuple[Figure, ...]
    honesty: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """All that was measured of a judge."""

    judge: str
    texts: int
    verdicts: Mapping[Shown, int]
    sets: tuple[SetWorth, ...]
    steadiness: tuple[Steadiness, ...]


def plan(sets: Sequence[LabelledSet], pipeline: Translates, bench: Bench, checks: Sequence[Check]) -> Plan:
    """Translate the texts of sets of one sample, each once, and write down what will be asked.

    Args:
        sets: They share their texts; twins are left out.
        pipeline: Over all of their frameworks.
        bench: With whom and how.
        checks: In which other ways the judge is asked too.
    """
    cases = {case.id: case for data in sets for case in own_cases(data)}
    experiences = [Experience(id=case.id, text=case.text) for case in cases.values()]
    translations: list[Translation] = []
    for start in range(0, len(experiences), CHUNK):
        translations.extend(pipeline.translate_many(experiences[start : start + CHUNK]))
    asked = tuple(questions_of(one, bench.frameworks, bench.config) for one in translations)
    plain = [question for several in asked for question in several]
    groups = tuple(cases[one.experience.id].group or one.experience.id for one in plain)
    rounds = tuple(round_of(check, plain, bench.judge, bench.again, bench.neutral) for check in checks)
    return Plan(tuple(sets), tuple(translations), asked, groups, rounds)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of the plain questions.

    Attributes:
        answers: The answers.
        before, after: Translations by the id of their text, without the judge and with it.
        verdicts: Those on each set that reviewers decided on.
    """

    answers: Sequence[Answer]
    before: Mapping[str, Translation]
    after: Mapping[str, Translation]
    verdicts: tuple[list[Verdict], ...]


def ask(made: Plan, bench: Bench) -> Asked:
    """Ask the plain questions."""
    answers = bench.judge.judge(made.plain)
    judged = with_answers(made.translations, made.asked, answers, bench.judge.judge_id, bench.config)
    before, after = ({one.id: one for one in some} for some in (made.translations, judged))
    return Asked(answers, before, after, tuple(verdicts_of(data, before, after) for data in made.sets))


def checked(made: Plan, bench: Bench, curve: Calibration | None) -> Checked:
    """Ask everything and measure.

    Args:
        made: What is to be asked.
        bench: With whom and how.
        curve: What the judge's score is worth, fitted to other texts; None where that is not known.
    """
    asked = ask(made, bench)
    first = asked.answers
    steady = tuple(
        steadiness(one, made.plain, first, one.judge.judge(one.questions), made.groups) for one in made.rounds
    )
    sets = tuple(
        SetWorth(
            data.name,
            len(own_cases(data)),
            with_and_without(data, asked.before, asked.after),
            tuple(agreement_of(mine)) if mine else (),
            tuple(right_by_verdict(mine)),
            tuple(honesty(mine, curve)),
        )
        for data, mine in zip(made.sets, asked.verdicts, strict=True)
    )
    every = [what for answer in first for what in answer.judgements]
    texts = sum(bool(several) for several in made.asked)
    return Checked(bench.judge.judge_id, texts, counted(every), sets, steady)
