"""Runs from and into an S3-compatible server, killed in the middle and gone on with."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from skillweave.batch.objects import ObjectStore
from tests.buckets import KEYS, Bucket, serving_bucket
from tests.e2e.commands import DEED, Command

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine

ROWS = 200
QUICK = ("--part-rows", 20)


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    """Serve a bucket with two logs and something else in it."""
    with pytest.MonkeyPatch.context() as patch, serving_bucket() as bucket:
        for name, value in KEYS.items():
            patch.setenv(name, value)
        rows = "".join(f"e{number},{DEED} number {number}.\n" for number in range(ROWS))
        bucket.put("logs/a.csv", f"id,text\n{rows}".encode())
        bucket.put("logs/deep/b.csv", b"id,text\np1,The bus was late.\n")
        bucket.put("logs/readme.md", b"no log")
        yield bucket


def kept(bucket: Bucket, place: str) -> dict[str, bytes]:
    """Read the tables, the failures and the manifest."""
    store = ObjectStore(bucket.address(place))
    (run,) = store.folders()
    folder = store.within(run)
    names = [*(f"claims/{name}" for name in folder.sizes("claims")), "failed.jsonl", "manifest.json"]
    return {f"{run}/{name}": folder.read(name) or b"" for name in sorted(names)}


def test_a_killed_run_goes_on_in_an_object_store(command: Command, bucket: Bucket, tmp_path: Path) -> None:
    """The same objects as of a quiet run; the mark of the killed one is removed by hand, as the message says."""
    logs = bucket.address("logs")
    busy = Command({**command.environment, **KEYS}, command.hashing)
    done = busy.translate(logs, "-o", bucket.address("quiet"), *QUICK, cwd=tmp_path)
    assert done.code == 0, done.err
    assert "201 rows of 2 logs in 11 parts" in done.err
    assert done.err.splitlines()[-1].startswith("results: s3://bucket/quiet/run-")
    quick = (*command.quick, *QUICK, "--workers", 1)
    started = busy.start("translate", logs, "-o", bucket.address("killed"), *quick, cwd=tmp_path)
    store = ObjectStore(bucket.address("killed"))
    while not any(store.sizes(f"{run}/parts.jsonl.d") for run in store.folders()):
        assert started.poll() is None
    started.kill()
    started.communicate()
    refused = busy.translate(logs, "-o", bucket.address("killed"), *QUICK, cwd=tmp_path)
    assert refused.code == 7
    assert "or was killed less than 15 minutes ago; wait, or remove the object .running there" in refused.err
    store.remove(".running")
    assert busy.translate(logs, "-o", bucket.address("killed"), *QUICK, cwd=tmp_path).code == 0
    assert kept(bucket, "killed") == kept(bucket, "quiet")
    listed = busy.run("runs", "list", bucket.address("quiet"), cwd=tmp_path)
    assert (listed.code, "201 entries" in listed.out) == (0, True)
    run = listed.out.split()[0]
    shown = busy.run("runs", "show", bucket.address(f"quiet/{run}"), cwd=tmp_path)
    assert (shown.code, shown.out.splitlines()[0]) == (0, f"{run} in s3://bucket/quiet/{run}")


def test_results_beside_the_logs_are_no_logs(command: Command, bucket: Bucket, tmp_path: Path) -> None:
    """The second start finds the same logs; a log that is given twice is there once."""
    bucket.put("beside/logs/a.csv", f"id,text\ne1,{DEED}.\n".encode())
    busy = Command({**command.environment, **KEYS}, command.hashing)
    words = (bucket.address("beside"), bucket.address("beside/logs/a.csv"), "-o", bucket.address("beside/claims"))
    for kept_parts in (0, 1):
        done = busy.translate(*words, "--progress", "json", cwd=tmp_path)
        assert done.code == 0, done.err
        events = [json.loads(line) for line in done.err.splitlines() if line.startswith("{")]
        assert (events[0]["logs"], events[0]["rows"], events[0]["kept_parts"]) == (1, 1, kept_parts)
    nothing = busy.translate(bucket.address("beside/claims"), "-o", bucket.address("beside/claims"), cwd=tmp_path)
    assert (nothing.code, "there is nothing at s3://bucket/beside/claims but results" in nothing.err) == (5, True)
