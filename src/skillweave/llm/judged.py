"""A pipeline with a judge after it: it translates as before, then asks about what is uncertain."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from skillweave.domain.claim import Translation
from skillweave.domain.competency import Framework
from skillweave.domain.experience import Experience
from skillweave.domain.question import Answer, Question
from skillweave.llm.apply import judged
from skillweave.llm.config import JudgeConfig
from skillweave.llm.select import is_too_long, is_uncertain, questions_of
from skillweave.ports import Judge


class Translates(Protocol):
    """What this file needs of a pipeline."""

    def translate_many(self, experiences: Sequence[Experience], /) -> Sequence[Translation]:
        """Give one translation an entry, in their order."""
        ...


class JudgedPipeline:
    """Translates, then lets a judge look at the uncertain claims of all entries together."""

    def __init__(
        self, pipeline: Translates, judge: Judge, frameworks: Mapping[str, Framework], config: JudgeConfig
    ) -> None:
        """Keep the parts."""
        self._pipeline, self._judge, self._frameworks, self._config = pipeline, judge, frameworks, config

    def translate(self, experience: Experience) -> Translation:
        """Translate one entry."""
        return self.translate_many([experience])[0]

    def translate_many(self, experiences: Sequence[Experience]) -> tuple[Translation, ...]:
        """Translate entries and judge what is uncertain in them.

        Raises:
            TextError: The encoder cannot take a passage.
            RemoteError: The judge cannot be reached.
            BudgetError: Asking might pass a limit.
        """
        translations = self._pipeline.translate_many(experiences)
        return judge_all(translations, self._judge, self._frameworks, self._config)

    def questions(self, experiences: Sequence[Experience]) -> list[Question]:
        """Give what would be asked; asks nothing."""
        translations = self._pipeline.translate_many(experiences)
        return [one for each in translations for one in questions_of(each, self._frameworks, self._config)]


def judge_all(
    translations: Sequence[Translation], judge: Judge, frameworks: Mapping[str, Framework], config: JudgeConfig
) -> tuple[Translation, ...]:
    """Let a judge look at what is uncertain in translations; all questions are asked together.

    Args:
        translations: As they are without a judge.
        judge: Who is asked.
        frameworks: What was matched, by id.
        config: What is asked about.

    Raises:
        RemoteError: The judge cannot be reached.
        BudgetError: Asking might pass a limit.
    """
    asked = [questions_of(one, frameworks, config) for one in translations]
    answers = judge.judge([question for several in asked for question in several])
    return with_answers(translations, asked, answers, judge.judge_id, config)


def with_answers(
    translations: Sequence[Translation],
    asked: Sequence[Sequence[Question]],
    answers: Sequence[Answer],
    judge_id: str,
    config: JudgeConfig,
) -> tuple[Translation, ...]:
    """Put answers into translations.

    Args:
        translations: As they are without a judge.
        asked: The questions of each.
        answers: The answers to all of them, in their order.
        judge_id: Who answered.
        config: What was asked about.
    """
    left = iter(answers)
    return tuple(
        judged(one, [(question, next(left)) for question in several], judge_id, _not_asked(one, config))
        for one, several in zip(translations, asked, strict=True)
    )


def _not_asked(translation: Translation, config: JudgeConfig) -> dict[tuple[str, str], str]:
    if not is_too_long(translation, config):
        return {}
    why = f"the entry is longer than judge.text_at_most ({config.text_at_most:,})"
    return {(one.framework, one.code): why for one in translation.claims if is_uncertain(one, config)}
