"""The composition root of judges: endpoint, key, gate and kept replies, or a local model; and the pipeline before."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from skillweave.domain.competency import Framework
from skillweave.errors import SettingsError
from skillweave.frameworks.concepts import load_concepts
from skillweave.llm.calibrated import CalibratedJudge, read_judge_calibration
from skillweave.llm.instructions import find_instructions
from skillweave.llm.judge import LlmJudge
from skillweave.llm.judged import JudgedPipeline
from skillweave.llm.kept import KeptReplies
from skillweave.llm.meaning import meaning_of
from skillweave.llm.prompt import Prompter
from skillweave.pipeline import Pipeline
from skillweave.ports import Judge
from skillweave.privacy.sent import SentLog
from skillweave.privacy_wiring import GateMade, make_outgoing_gate
from skillweave.remote.client import Client
from skillweave.remote_wiring import endpoint_of
from skillweave.rerank.judge import LocalJudge
from skillweave.rerank.model import read_reranker
from skillweave.settings import Settings
from skillweave.wiring import cache_folder, frameworks_folder


@dataclass(frozen=True, slots=True)
class Door:
    """What can be made before a pipeline is there, so that a missing key or roster is told at once.

    Attributes:
        client: The way to the endpoint.
        gate: What is replaced in what people wrote.
        folder: Where replies are kept.
        sent_log: Where it is written down what was sent.
    """

    client: Client
    gate: GateMade
    folder: Path
    sent_log: Path


@contextmanager
def open_door(settings: Settings, environment: Mapping[str, str] | None = None) -> Iterator[Door]:
    """Make ready to ask the endpoint of the settings; sends nothing yet.

    Args:
        settings: Where the endpoint is, and who is on the roster.
        environment: Where the key is; None takes this process's.

    Raises:
        SettingsError: The address, the model or the key is missing.
        PrivacyError: No roster is given, and it is not said that none is wanted.
    """
    endpoint = endpoint_of(settings.judge, "judge", "--judge", environment)
    gate = make_outgoing_gate(settings.privacy)
    folder = settings.judge.folder or cache_folder(settings) / "judge"
    log = SentLog(settings.privacy.sent_log or folder / "sent.jsonl")
    with Client(endpoint, log) as client:
        yield Door(client, gate, folder, log.path)


@dataclass(frozen=True, slots=True)
class Judging:
    """A pipeline with a judge after it.

    Attributes:
        pipeline: It.
        judge: The judge, who counts what it takes.
        asked: The same as the pipeline asks it: with a confidence, where the settings name a calibration.
        again: The same, who asks anew what was answered before.
    """

    pipeline: JudgedPipeline
    judge: LlmJudge
    asked: Judge
    again: LlmJudge


def judge_after(pipeline: Pipeline, door: Door, settings: Settings) -> Judging:
    """Put a judge after a pipeline.

    Raises:
        SettingsError: A framework that may be added from is not one of the pipeline's, or the calibration is not this
            judge's.
    """
    frameworks = _frameworks(pipeline, settings)
    meaning = meaning_of(frameworks, load_concepts(frameworks_folder(settings)))
    prompter = Prompter(door.gate.gate.also(find_instructions), meaning, settings.judge)
    kept = KeptReplies(door.folder)
    judge, again = (LlmJudge(door.client, prompter, kept, settings.judge, turn=turn) for turn in (0, 1))
    asked = _with_confidence(judge, settings)
    return Judging(JudgedPipeline(pipeline, asked, frameworks, settings.judge), judge, asked, again)


def _with_confidence(judge: Judge, settings: Settings) -> Judge:
    path = settings.judge.calibration
    return judge if path is None else CalibratedJudge(judge, read_judge_calibration(path, judge.judge_id))


@dataclass(frozen=True, slots=True)
class JudgingHere:
    """A pipeline with a judge after it that needs no network, and the judge."""

    pipeline: JudgedPipeline
    judge: LocalJudge


def local_judge_after(
    pipeline: Pipeline, settings: Settings, *, around: Callable[[Judge], Judge] = lambda judge: judge
) -> JudgingHere:
    """Put the local judge after a pipeline.

    Args:
        pipeline: It.
        settings: Where its model is.
        around: Wraps the judge, such as to count what it says.

    Raises:
        SettingsError: The settings name no model, or one that does not fit the encoder and numbers in use; or a
            calibration, which it has already.
    """
    if settings.judge.reranker is None:
        raise SettingsError(
            "judge.reranker is missing in the settings: the local judge needs a model; fit one to your reviewers' "
            "decisions with `skillweave eval rerank`"
        )
    if settings.judge.calibration is not None:
        raise SettingsError(
            "judge.calibration is for endpoints: the model of a local judge holds a calibration of its own"
        )
    made = pipeline.provenance
    reranker = read_reranker(settings.judge.reranker, made.encoder, made.parameters)
    judge = LocalJudge(reranker, {one.framework.id: one.family for one in pipeline.index.frameworks})
    after = JudgedPipeline(pipeline, around(judge), _frameworks(pipeline, settings), settings.judge)
    return JudgingHere(after, judge)


def _frameworks(pipeline: Pipeline, settings: Settings) -> dict[str, Framework]:
    """Give the frameworks of a pipeline by id; what may be added must come from them."""
    frameworks = {one.framework.id: one.framework for one in pipeline.index.frameworks}
    unknown = sorted(set(settings.judge.further_frameworks) - set(frameworks))
    if unknown:
        known = ", ".join(sorted(frameworks))
        raise SettingsError(f"judge.further_frameworks names {unknown[0]}, which is not among those matched: {known}")
    return frameworks
