"""What workers load: the first chooses, the others follow, and a run that has begun goes on as it began."""

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import torch

from skillweave import batch_wiring
from skillweave.batch import cluster
from skillweave.batch.folder import RunFolder
from skillweave.batch.local import endless
from skillweave.batch.part import PATIENCE_A_ROW_S, PATIENCE_S, PartTask, PartWork, patience_s
from skillweave.batch.plan import Part
from skillweave.batch.rows import Row
from skillweave.batch.store import DiskStore
from skillweave.batch_wiring import RunSpec, cluster_runner, local_runner, make_work
from skillweave.domain.run import Made
from skillweave.embedding import speed
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.embedding.speed import Probe
from skillweave.errors import BatchError
from skillweave.settings import EmbedderConfig, PrivacyConfig, Settings
from skillweave.wiring import EMBEDDERS
from tests.elsewhere import config_of, hashed
from tests.scripted_endpoint import KEY, serving
from tests.tiny_folder import write_tiny_folder
from tests.tiny_frameworks import NEUTRAL

FP32, BF16 = Probe("fp32", "the test says so"), Probe("bf16", "the test says so")


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunSpec:
    """Give what workers are told; the encoder is none that has to be loaded, but it is treated as one that is."""
    monkeypatch.setitem(EMBEDDERS, "minilm", lambda _: HashingEmbedder())
    folder = write_tiny_folder(tmp_path / "frameworks")
    settings = Settings(frameworks_dir=folder, cache_dir=tmp_path / "cache", embedder=EmbedderConfig(adapter=False))
    return RunSpec(settings, None, str(tmp_path / "claims"))


Machine = Callable[..., None]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Give what decides what this machine is good at."""

    def become(told: Probe, *, has_card: bool = False) -> None:
        monkeypatch.setattr(speed, "probe", lambda: told)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: has_card)

    return become


def begin(spec: RunSpec, made: Made) -> None:
    """Write the manifest of a run."""
    RunFolder(DiskStore(Path(spec.folder)).within(made.run_id)).begin(made, [], missing=1, prune=False)


def test_a_worker_like_the_first_chooses_nothing(spec: RunSpec, machine: Machine) -> None:
    """Whatever its own machine is good at."""
    machine(BF16)
    first = make_work(spec).about
    machine(FP32)
    assert make_work(replace(spec, like=first)).about == first
    assert make_work(spec).about.number_type == "fp32"


@pytest.mark.parametrize(("began", "now"), [(BF16, FP32), (FP32, BF16)])
def test_a_run_goes_on_with_the_number_type_that_it_began_with(
    spec: RunSpec, machine: Machine, began: Probe, now: Probe
) -> None:
    """The same command on another machine, or after the test has flipped, is no new run."""
    machine(began)
    first = make_work(spec).about
    begin(spec, first)
    machine(now)
    assert make_work(spec).about == first


def test_a_number_type_that_was_asked_for_is_taken(spec: RunSpec, machine: Machine) -> None:
    """Then it is a new run, as the docs say."""
    machine(BF16)
    begin(spec, make_work(spec).about)
    assert make_work(replace(spec, number_type="fp32")).about.number_type == "fp32"


@pytest.mark.parametrize(
    ("kind", "has_card", "why"),
    [("sentence-transformers", False, "packaged encoder only"), ("minilm", True, "not compared on graphics cards")],
)
def test_bf16_is_not_taken_unasked_where_it_was_not_compared(
    spec: RunSpec, machine: Machine, monkeypatch: pytest.MonkeyPatch, kind: str, has_card: bool, why: str
) -> None:
    """Whatever pays; who asks gets it."""
    machine(BF16, has_card=has_card)
    monkeypatch.setitem(EMBEDDERS, kind, lambda _: HashingEmbedder())
    embedder = spec.settings.embedder.model_copy(update={"kind": kind})
    other = replace(spec, settings=spec.settings.model_copy(update={"embedder": embedder}))
    about = make_work(other).about
    assert about.number_type == "fp32"
    assert why in about.number_type_why
    assert make_work(replace(other, number_type="bf16")).about.number_type == "bf16"


def test_workers_of_a_cluster_use_a_card_only_if_asked(spec: RunSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    """All workers of a machine would be on the same one."""
    monkeypatch.setattr(cluster, "RayRunner", Recorded)
    for device, there in (("auto", "cpu"), ("cpu", "cpu"), ("cuda", "cuda")):
        embedder = spec.settings.embedder.model_copy(update={"device": device})
        asked = replace(spec, settings=spec.settings.model_copy(update={"embedder": embedder}))
        runner = cluster_runner(asked, 2, "auto")
        assert isinstance(runner, Recorded)
        assert sent(runner.make).settings.embedder.device == there


def test_a_run_that_differs_otherwise_is_no_reason(spec: RunSpec, machine: Machine) -> None:
    """Nor is the damaged manifest of another one."""
    machine(BF16)
    begin(spec, make_work(replace(spec, cut_off=True)).about)
    (Path(spec.folder) / "run-damaged").mkdir()
    (Path(spec.folder) / "run-damaged" / "manifest.json").write_text("{", encoding="utf-8")
    machine(FP32)
    assert make_work(spec).about.number_type == "fp32"


def test_of_two_runs_the_own_choice_goes_on(spec: RunSpec, machine: Machine) -> None:
    """A person has made both."""
    for told in (BF16, FP32):
        machine(told)
        begin(spec, make_work(replace(spec, number_type=told.number_type)).about)
    for told in (BF16, FP32):
        machine(told)
        assert make_work(spec).about.number_type == told.number_type


@pytest.mark.parametrize(("had", "has", "goes_on"), [(True, False, False), (False, True, True)])
def test_a_run_goes_on_where_it_was_calculated_if_that_can_be(
    spec: RunSpec, machine: Machine, *, had: bool, has: bool, goes_on: bool
) -> None:
    """A card that came meanwhile is not used; one that went cannot be."""
    machine(FP32, has_card=had)
    first = make_work(spec).about
    begin(spec, first)
    machine(FP32, has_card=has)
    second = make_work(spec).about
    assert (second == first, second.device) == (goes_on, "cpu")


def test_a_worker_without_the_card_of_the_first_is_refused(spec: RunSpec, machine: Machine) -> None:
    """With what helps."""
    machine(FP32, has_card=True)
    first = make_work(spec).about
    machine(FP32)
    with pytest.raises(BatchError, match="calculates on a graphics card, and a worker sees none"):
        make_work(replace(spec, like=first))


def test_a_worker_that_would_make_something_else_is_refused(spec: RunSpec, machine: Machine) -> None:
    """Before it writes anything; what differs is named."""
    machine(FP32)
    first = make_work(spec).about
    other = first.model_copy(update={"provenance": first.provenance.model_copy(update={"concepts": "t0@0"})})
    with pytest.raises(BatchError, match=r"than the first worker of the run: concepts t1@\w+, not t0@0\. All machines"):
        make_work(replace(spec, like=other))


def write_neutral(spec: RunSpec, sentences: list[str]) -> None:
    """Write a newer file of neutral sentences."""
    folder = spec.settings.frameworks_dir
    assert folder is not None
    document = {"format": "skillweave-neutral/1", "version": "t2", "sentences": sentences}
    (folder / "neutral" / "t2.yaml").write_text(json.dumps(document), encoding="utf-8")


def test_a_worker_with_other_neutral_sentences_is_refused(spec: RunSpec, machine: Machine) -> None:
    """Its claims would be others, though frameworks are the same; the same sentences in a new file are no others."""
    machine(FP32)
    first = make_work(spec).about
    write_neutral(spec, list(NEUTRAL))
    assert make_work(replace(spec, like=first)).about == first
    write_neutral(spec, [*NEUTRAL, "The bus came late again."])
    with pytest.raises(BatchError, match=r"first worker of the run: neutral \w+, not \w+\. All machines"):
        make_work(replace(spec, like=first))
    assert make_work(spec).about.run_id != first.run_id


def test_another_size_of_batches_is_another_run(spec: RunSpec, machine: Machine) -> None:
    """The encoder's last digits depend on it; the encoder of words has no batches."""
    machine(FP32)

    def run_with(**told: object) -> str:
        embedder = EmbedderConfig.model_validate({"adapter": False, **told})
        return make_work(replace(spec, settings=spec.settings.model_copy(update={"embedder": embedder}))).about.run_id

    assert run_with(batch_size=8) != run_with(batch_size=32)
    assert run_with(kind="hashing", batch_size=8) == run_with(kind="hashing", batch_size=32)


def test_a_run_with_kept_passages_is_another_run(spec: RunSpec, machine: Machine, tmp_path: Path) -> None:
    """Its scores depend on what is kept; where that lies makes no difference, nor does it count for a trial only."""
    machine(FP32)
    kept = replace(spec, passage_cache=str(tmp_path / "vectors"))
    about = make_work(kept).about
    assert about.run_id != make_work(spec).about.run_id
    assert make_work(replace(kept, passage_cache=str(tmp_path / "others"))).about == about
    assert make_work(replace(kept, is_trial=True)).about == about


@pytest.mark.enable_socket  # speaks to a server on this machine
def test_what_an_endpoint_is_sent_names_the_run(spec: RunSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The roster, accepted names and the longest text change claims; a column that is not read does not."""
    monkeypatch.setenv("SKILLWEAVE_EMBEDDINGS_KEY", KEY)
    roster, accepted = tmp_path / "roster.csv", tmp_path / "accepted.csv"

    def run_with(people: str, names: str = "accept,name,count\n", most: int = 4_000) -> str:
        roster.write_text(people, encoding="utf-8")
        accepted.write_text(names, encoding="utf-8")
        embedder = EmbedderConfig(kind="endpoint", endpoint=config_of(server, text_at_most=most))
        privacy = PrivacyConfig(roster=roster, accepted=accepted)
        settings = spec.settings.model_copy(update={"embedder": embedder, "privacy": privacy})
        return make_work(replace(spec, settings=settings)).about.run_id

    with serving(hashed) as server:
        first = run_with("name\nPriya Raman\n")
        assert run_with("name,Grade\nPriya Raman,11\n") == first
        others = [
            run_with("name\nPriya Raman\nJoe Okafor\n"),
            run_with("name\nPriya Raman\n", "accept,name,count\nyes,Wendt,3\n"),
            run_with("name\nPriya Raman\n", most=3_000),
        ]
    assert len({first, *others}) == 4


class Recorded:
    """A runner that only keeps what it was made with."""

    def __init__(self, make: Callable[[], PartWork], *_: object, **told: object) -> None:
        """Keep it."""
        self.make = make
        assert isinstance(told["make_alike"], partial)
        self.make_alike: Callable[[object], Callable[[], PartWork]] = told["make_alike"]
        self.patience_s = told["patience_s"]


def sent(make: Callable[[], PartWork]) -> RunSpec:
    """Give what is sent to a worker, as it arrives there."""
    arrived = pickle.loads(pickle.dumps(make))
    assert isinstance(arrived, partial)
    (spec,) = arrived.args
    assert isinstance(spec, RunSpec)
    return spec


@pytest.mark.parametrize("where", ["here", "cluster"])
def test_all_workers_but_the_first_are_told_its_choices(
    spec: RunSpec, machine: Machine, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """By the runner that is chosen, on this machine and on others."""
    monkeypatch.setattr(batch_wiring, "ProcessRunner", Recorded)
    monkeypatch.setattr(cluster, "RayRunner", Recorded)
    runner = local_runner(spec, 2) if where == "here" else cluster_runner(spec, 2, "auto")
    assert isinstance(runner, Recorded)
    machine(BF16)
    about = make_work(spec).about
    assert sent(runner.make).like is None
    assert sent(runner.make_alike(about)) == replace(sent(runner.make), like=about)


def test_a_part_that_is_never_done_is_given_up_but_for_endpoints(
    spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here and on others; an endpoint has limits of its own, which may be longer."""
    monkeypatch.setattr(batch_wiring, "ProcessRunner", Recorded)
    monkeypatch.setattr(cluster, "RayRunner", Recorded)
    monkeypatch.setattr(batch_wiring, "_refuse_for_endpoint", lambda *_: None)
    embedder = spec.settings.embedder.model_copy(update={"kind": "endpoint"})
    asking = replace(spec, settings=spec.settings.model_copy(update={"embedder": embedder}))
    made = [local_runner(spec, 2), cluster_runner(spec, 2, "auto"), local_runner(asking, 2)]
    assert [one.patience_s for one in made if isinstance(one, Recorded)] == [patience_s, patience_s, endless]
    rows = tuple(Row(number, None, str(number)) for number in range(10))
    assert patience_s(PartTask(Part("p", "log.csv", rows))) == PATIENCE_S + 10 * PATIENCE_A_ROW_S


def test_workers_of_a_cluster_are_told_whole_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They start in a folder of their own; names of frameworks and addresses are no paths."""
    monkeypatch.setattr(cluster, "RayRunner", Recorded)
    monkeypatch.chdir(tmp_path)
    write_tiny_folder(tmp_path / "frameworks")
    embedder = EmbedderConfig(kind="sentence-transformers", folder=Path("model"))
    settings = Settings(cache_dir=Path("cache"), parameters_file=Path("own.json"), embedder=embedder)
    given = RunSpec(settings, ("own.csv", "./lists/one.yaml", "nace@2"), "claims", passage_cache="vectors")
    runner = cluster_runner(given, 2, "auto")
    assert isinstance(runner, Recorded)
    told = sent(runner.make)
    assert told.frameworks == (str(tmp_path / "own.csv"), str(tmp_path / "lists/one.yaml"), "nace@2")
    assert (told.folder, told.passage_cache) == (str(tmp_path / "claims"), str(tmp_path / "vectors"))
    assert (told.settings.frameworks_dir, told.settings.cache_dir, told.settings.parameters_file) == (
        tmp_path / "frameworks", tmp_path / "cache", tmp_path / "own.json"
    )  # fmt: skip
    assert told.settings.embedder.folder == tmp_path / "model"
    runner = cluster_runner(
        replace(given, folder="s3://district/claims", frameworks=None, passage_cache=None), 2, "auto"
    )
    assert isinstance(runner, Recorded)
    told = sent(runner.make)
    assert (told.folder, told.frameworks, told.passage_cache) == ("s3://district/claims", None, None)


def test_frameworks_of_the_package_are_found_by_each_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package may lie elsewhere there."""
    monkeypatch.setattr(cluster, "RayRunner", Recorded)
    monkeypatch.chdir(tmp_path)
    runner = cluster_runner(RunSpec(Settings(), None, "claims"), 2, "auto")
    assert isinstance(runner, Recorded)
    assert sent(runner.make).settings.frameworks_dir is None
