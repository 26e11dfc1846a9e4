"""Runs on a real Ray cluster of two nodes: the same bytes as here, whatever is killed."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from skillweave.batch.objects import ObjectStore
from tests.buckets import KEYS, serving_bucket
from tests.e2e.commands import Command
from tests.e2e.test_cli_runs import kept, run_of, wait_for_parts
from tests.ray_nodes import Nodes, two_nodes

pytestmark = pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: pip install '.[cluster]'")

ROWS = 3_000
QUICK = ("--part-rows", 50)
TEXT = "I told my manager right away that I was the one who broke the glasses and then I sat down"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a log."""
    folder = tmp_path_factory.mktemp("cluster")
    rows = (f"e{number},{TEXT} on chair {number}.\n" for number in range(ROWS))
    (folder / "log.csv").write_text("id,text\n" + "".join(rows), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def local(command: Command, work: Path) -> dict[str, bytes]:
    """Translate it on this machine."""
    assert command.translate("log.csv", "-o", "local/", *QUICK, "--workers", 2, cwd=work).code == 0
    return kept(work / "local")


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    """Start a cluster that outlives its runs, as in practice."""
    with two_nodes() as nodes:
        yield nodes


@pytest.fixture
def doomed() -> Iterator[Nodes]:
    """Start a cluster that loses a node."""
    with two_nodes(quick=True) as nodes:
        yield nodes


def test_a_cluster_gives_the_bytes_of_this_machine(
    command: Command, work: Path, local: dict[str, bytes], nodes: Nodes
) -> None:
    """And a second start finds everything done."""
    words = ("log.csv", "-o", "same/", *QUICK, "--progress", "json", "--cluster", nodes.address)
    done = command.translate(*words, cwd=work)
    assert done.code == 0, done.err
    planned = next(json.loads(line) for line in done.err.splitlines() if line.startswith("{"))
    assert planned["workers"] == 2
    assert kept(work / "same") == local
    again = command.translate(*words, cwd=work)
    assert json.loads(next(line for line in again.err.splitlines() if line.startswith("{")))["kept_rows"] == ROWS


@pytest.mark.enable_socket  # speaks to a server on this machine
def test_workers_of_a_cluster_write_into_an_object_store(
    command: Command, work: Path, local: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What most clusters do: the tables are those of this machine, byte for byte."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    busy = Command({**command.environment, **KEYS}, command.hashing)
    with serving_bucket() as bucket, two_nodes() as nodes:
        address = bucket.address("claims")
        done = busy.translate("log.csv", "-o", address, *QUICK, "--cluster", nodes.address, cwd=work)
        assert done.code == 0, done.err
        store = ObjectStore(address)
        (run,) = store.folders()
        names = store.within(run).sizes("claims")
        found = {f"{run}/claims/{name}": store.within(run).read(f"claims/{name}") for name in names}
    assert found == {path: data for path, data in local.items() if "/claims/" in path}


def test_a_lost_node_is_survived(command: Command, work: Path, local: dict[str, bytes], doomed: Nodes) -> None:
    """All processes of one of the two nodes are killed in the middle of the run."""
    quick = (*command.quick, *QUICK)
    started = command.start("translate", "log.csv", "-o", "node/", *quick, "--cluster", doomed.address, cwd=work)
    wait_for_parts(work / "node", 4)
    with held_at_work(doomed, 2):
        doomed.kill_one()
    assert len((run_of(work / "node") / "parts.jsonl").read_text(encoding="utf-8").splitlines()) < ROWS / 50
    _, err = started.communicate(timeout=120)
    assert started.returncode == 0, err.decode()
    assert b"a worker ended while it had log.csv" in err
    assert kept(work / "node") == local


def test_a_lost_worker_is_survived(command: Command, work: Path, local: dict[str, bytes], nodes: Nodes) -> None:
    """One process that does the work is killed."""
    quick = (*command.quick, *QUICK)
    started = command.start("translate", "log.csv", "-o", "worker/", *quick, "--cluster", nodes.address, cwd=work)
    wait_for_parts(work / "worker", 3)
    with held_at_work(nodes, 1) as held:
        os.kill(held[0], signal.SIGKILL)
    _, err = started.communicate(timeout=120)
    assert started.returncode == 0, err.decode()
    assert b"a worker ended while it had log.csv" in err
    assert kept(work / "worker") == local


@contextmanager
def held_at_work(nodes: Nodes, count: int) -> Iterator[list[int]]:
    """Stop so many of a cluster's processes in the midst of their work for as long as a block runs; gives their ids.

    Those that come first are held until the others have begun, or they might have done all by then: a node that has not
    begun has nothing to lose.
    """
    held: list[int] = []
    until = time.monotonic() + 30
    while len(held) < count and time.monotonic() < until:
        seen = actors(nodes)
        for process in seen:
            tell(process, signal.SIGSTOP)
        held = [process for process in actors(nodes) if process in seen]
        for process in set(seen) - set(held):  # these had ended their task, and would never begin another
            tell(process, signal.SIGCONT)
        time.sleep(0.01)
    try:
        assert len(held) >= count, f"there were never {count} actors at work"
        yield held
    finally:
        for process in held:
            tell(process, signal.SIGCONT)


def actors(nodes: Nodes) -> list[int]:
    """Give the ids of the processes in which a cluster runs our actor, of those that are at work."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            title = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if title.startswith(b"ray::_Actor.do") and nodes.runs(int(process.name)):
            found.append(int(process.name))
    return found


def tell(process: int, what: signal.Signals) -> None:
    """Send a signal to a process, which may have ended."""
    with suppress(ProcessLookupError):
        os.kill(process, what)


def test_no_cluster_at_the_address_is_told(command: Command, work: Path) -> None:
    """With the address, and before anything is written."""
    done = command.translate("log.csv", "-o", "none/", "--cluster", "127.0.0.1:1", cwd=work)
    assert done.code == 7
    assert "there is no Ray cluster at 127.0.0.1:1" in done.err
    assert not list((work / "none").glob("run-*"))
