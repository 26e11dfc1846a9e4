"""A run into a folder as the command line drives it, without a model."""

from functools import partial
from pathlib import Path
from typing import Literal

import pytest

from skillweave.batch.job import Job, JobOptions
from skillweave.batch.local import InlineRunner
from skillweave.batch.run import PartRunner
from skillweave.batch.store import DiskStore
from skillweave.cli import folder_run
from skillweave.cli.folder_run import Request, _run, _Wish, _workers
from skillweave.cli.run_options import RunOptions
from skillweave.errors import BatchError
from skillweave.settings import EmbedderConfig, Settings
from tests.runs import log_of, make_work

Kind = Literal["minilm", "hashing"]
Device = Literal["auto", "cuda"]


def test_the_place_of_results_is_held_while_logs_are_read(tmp_path: Path) -> None:
    """A mark that is another run's is noticed before anything is written."""

    def renew() -> None:
        raise BatchError("the mark is no longer of this run")

    runner: PartRunner = InlineRunner(partial(make_work, tmp_path / "out"))
    job = Job([log_of(["I sat."])], DiskStore(tmp_path / "out"), runner, JobOptions())
    with pytest.raises(BatchError, match="no longer of this run"):
        _run(job, request(tmp_path / "out"), _Wish(), renew)
    assert not (tmp_path / "out").exists()


def test_logs_that_were_not_given_now_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Their results are in the tables too."""
    for name, told in (("a.csv", False), ("b.csv", True)):
        runner: PartRunner = InlineRunner(partial(make_work, tmp_path))
        job = Job([log_of([f"I sat on {name}."], name)], DiskStore(tmp_path), runner, JobOptions())
        assert _run(job, request(tmp_path), _Wish(), lambda: None).complete
        assert ("note: 1 logs of earlier starts are in it too" in capsys.readouterr().err) == told


@pytest.mark.parametrize(
    ("kind", "device", "is_alone"), [("minilm", "cuda", True), ("minilm", "auto", False), ("hashing", "cuda", False)]
)
def test_on_a_card_one_worker_is_enough(
    monkeypatch: pytest.MonkeyPatch, kind: Kind, device: Device, is_alone: bool
) -> None:
    """All would be on the same one."""
    monkeypatch.setattr(folder_run, "processors", lambda: 7)
    assert _workers(Settings(embedder=EmbedderConfig(kind=kind, device=device))) == (1 if is_alone else 7)


def request(folder: Path) -> Request:
    """Ask for a run into a folder, and for nothing else."""
    return Request(["log.csv"], str(folder), None, None, {}, None, None, Settings(), RunOptions())
