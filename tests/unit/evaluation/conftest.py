"""A tiny invented data folder in the shared format, and pipelines over it with an encoder that needs no model."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from skillweave.domain.competency import Competency, Framework, Kind
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.pipeline import Pipeline
from skillweave.settings import Settings
from skillweave.wiring import assemble
from tests.tiny_folder import write_tiny_folder
from tests.tiny_frameworks import tiny_framework, tiny_skills

Assemble = Callable[..., Pipeline]
Marked = list[tuple[int, int, str | None]]

SKILLS = {
    "bake bread": ["make loaves", "bake bread"],
    "fix bicycles": ["repair bikes"],
    "paint fences": [],
    "speak Welsh": [],
}
SENTENCES: list[tuple[str, str, str, list[str], Marked]] = [
    ("s1", "north", "You bake bread for the whole town", ["bake bread"], [(4, 14, "bake bread")]),
    ("s2", "south", "You fix bicycles and paint fences", ["fix bicycles", "paint fences"], [(4, 16, "fix bicycles")]),
    ("s3", "south", "You speak Welsh", ["speak Welsh"], [(4, 15, "speak Welsh"), (0, 3, None)]),
]
SEED = [
    ("I ran the kitchen crew and decided who did what", ["Leadership"]),
    ("I repeated the order back to the guest", ["Listening"]),
    ("I kept going after the first robot failed", ["Persistence"]),
    ("I led the robotics team and let the client finish her story", ["Leadership", "Listening"]),
    ("I wiped the tables at noon", []),
    ("I restarted the experiment again and again", ["Persistence"]),
]
TASKS = [
    ("o1", "bundle", "Feed the calves. Drive the tractor over the field.", ["Agriculture & Food"]),
    ("o2", "bundle", "Frame the walls. Record the sound.", ["Construction", "Arts, A/V & Media"]),
    ("o3", "task", "Feed the calves.", ["Agriculture & Food"]),
]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the data folder: a few rows of every set, with the keys of the shared format."""
    folder = tmp_path_factory.mktemp("data")
    sentences = [_sentence(*row) for row in SENTENCES]
    labels = [{"label": label, "alt": alt, "text": f"To {label}."} for label, alt in SKILLS.items()]
    nothing = _sentence("s4", "south", "We offer free fruit", [], [])
    _write(folder / "e4b_esco_transversal" / "labels.jsonl", labels)
    _write(folder / "e4b_esco_transversal" / "dev.jsonl", sentences)
    _write(folder / "e3_esco" / "labels.jsonl", ({"label": label} for label in SKILLS))
    _write(folder / "e3_esco" / "dev.jsonl", [*sentences, nothing])
    _write(folder / "esco_skills" / "skills.jsonl", _esco())
    _write(folder / "e1_onet_cluster" / "dev.jsonl", map(_task, TASKS))
    _write(folder / "skillskape" / "train.jsonl", _skillskape())
    seeds = [{"text": text, "labels": labels} for text, labels in SEED]
    _write(folder / "statements_seed" / "seed_a.jsonl", seeds[:3])
    _write(folder / "statements_seed" / "seed_b.jsonl", seeds[3:])
    return folder


@pytest.fixture(scope="session")
def clusters() -> Framework:
    """Give three clusters, one with a pathway below it."""
    return tiny_framework(
        "career-clusters-16",
        [
            Competency(code="AG", label="Agriculture and Food", indicators=("fed the calves", "I drove the tractor")),
            Competency(code="AG.1", label="Animals", parent="AG", indicators=("Gave shots to the heifers",)),
            Competency(code="CO", label="Construction", indicators=("framed the walls", "I poured concrete")),
            Competency(code="AV", label="Arts, Audio/Video and Media", indicators=("recorded the sound of the play",)),
        ],
        kind=Kind.TECHNICAL,
    )


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


def _sentence(name: str, source: str, text: str, gold: list[str], marked: Marked) -> dict[str, object]:
    spans = [{"start": start, "end": end, "text": text[start:end], "label": label} for start, end, label in marked]
    return {"id": name, "source": source, "text": text, "gold": gold, "spans": spans}


def _task(row: tuple[str, str, str, list[str]]) -> dict[str, object]:
    return dict(zip(("id", "kind", "text", "gold"), row, strict=True))


def _esco() -> list[dict[str, object]]:
    """The second has another label in the benchmark."""
    return [
        {"label": "bake bread", "alt": ["make loaves", "bake bread"]},
        {"label": "repair bicycles", "e3_label": "fix bicycles", "alt": ["mend bikes"]},
        {"label": "paint fences", "alt": None},
    ]


def _skillskape() -> list[dict[str, object]]:
    texts = [("You bake bread", ["bake bread"]), ("You speak Welsh", ["speak Welsh", "unheard of"]), ("Apply now", [])]
    return [{"text": text, "skills": skills} for text, skills in texts]


def _write(path: Path, rows: Iterable[object]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
