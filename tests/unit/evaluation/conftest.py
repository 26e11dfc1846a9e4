"""The tiny sets with what a fit needs beside them, and pipelines with an encoder that needs no model."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from skillweave.domain.competency import Framework
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.evaluation.weave import Assemble
from skillweave.pipeline import Pipeline
from skillweave.settings import Settings
from skillweave.wiring import assemble
from tests.tiny_folder import write_tiny_folder
from tests.tiny_frameworks import tiny_skills
from tests.unit.evaluation.tiny_sets import write_lines, write_tiny_sets

SEED = [
    ("I ran the kitchen crew and decided who did what", ["Leadership"]),
    ("I repeated the order back to the guest", ["Listening"]),
    ("I kept going after the first robot failed", ["Persistence"]),
    ("I led the robotics team and let the client finish her story", ["Leadership", "Listening"]),
    ("I wiped the tables at noon", []),
    ("I restarted the experiment again and again", ["Persistence"]),
]
SKILLSKAPE = [("You bake bread", ["bake bread"]), ("You speak Welsh", ["speak Welsh", "unheard of"]), ("Apply", [])]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the tiny sets, with statements and sentences to fit on."""
    folder = write_tiny_sets(tmp_path_factory.mktemp("data"))
    seeds = [{"text": text, "labels": labels} for text, labels in SEED]
    write_lines(folder / "statements_seed" / "seed_a.jsonl", seeds[:3])
    write_lines(folder / "statements_seed" / "seed_b.jsonl", seeds[3:])
    write_lines(
        folder / "skillskape" / "train.jsonl", [{"text": text, "skills": skills} for text, skills in SKILLSKAPE]
    )
    return folder


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Assemble:
    """Give the function that puts pipelines together, as the command does, with the hashing encoder."""
    folder = write_tiny_folder(tmp_path_factory.mktemp("frameworks"))
    settings = Settings(frameworks_dir=folder)

    def assembled(frameworks: Sequence[Framework], *, gate: bool) -> Pipeline:
        return assemble(frameworks, settings, embedder=HashingEmbedder(), gate=gate)

    return assembled


@pytest.fixture(scope="session")
def skills() -> Framework:
    """Give three skills that have concepts, and examples and an alias of their own: all that can be matched."""
    own = {
        "S.LIS": {"indicators": ("asked the guest to say the order again",), "aliases": ("Hearing people out",)},
        "S.PER": {"indicators": ("kept trying when the robot broke",)},
        "S.LEA": {"indicators": ("gave everyone on the crew a job",)},
    }
    plain = tiny_skills()
    entries = tuple(entry.model_copy(update=own[entry.code]) for entry in plain.competencies)
    return plain.model_copy(update={"competencies": entries})


@pytest.fixture(scope="session")
def durable(build: Assemble, skills: Framework) -> Pipeline:
    """Give a pipeline over the three skills, with the gate."""
    return build([skills], gate=True)
