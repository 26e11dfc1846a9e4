"""Runs into a folder with the real encoder, whose last digits depend on what is encoded together."""

import csv
from pathlib import Path

import pytest

from tests.e2e.commands import Command
from tests.e2e.test_cli_runs import kept, run_of, wait_for_parts

pytestmark = pytest.mark.encoder

SAMPLE = Path(__file__).parents[2] / "eval" / "sample" / "experiences.csv"
OPTIONS = ("--frameworks", "as-durable-skills", "--part-rows", 6, "--number-type", "fp32")


def test_killed_and_with_other_workers_it_gives_the_same_bytes(command: Command, tmp_path: Path) -> None:
    """One worker in one go, and two of which the first start was killed."""
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        texts = [row["What did you do?"] for row in csv.DictReader(stream)]
    with (tmp_path / "log.csv").open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerows([("id", "text"), *((f"e{at}", f"{texts[at % len(texts)]} Day {at}.") for at in range(36))])
    done = command.run("translate", "log.csv", "-o", "quiet/", *OPTIONS, "--workers", 1, cwd=tmp_path)
    assert done.code == 0, done.err

    words = ("translate", "log.csv", "-o", "killed/", *OPTIONS, "--workers", 2)
    started = command.start(*words, cwd=tmp_path)
    wait_for_parts(tmp_path / "killed", 1)
    started.kill()
    started.communicate()
    assert (run_of(tmp_path / "killed") / "parts.jsonl").read_bytes().count(b"\n") < 36 / 6
    assert command.run(*words, cwd=tmp_path).code == 0

    assert kept(tmp_path / "killed") == kept(tmp_path / "quiet")
