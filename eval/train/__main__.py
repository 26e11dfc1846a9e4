"""Trains the adapter and the heads, half an hour on two cores (fp32: forty minutes): `python -m eval.train -o FILE`."""

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from eval.train.loop import Plan, adapter_of, train
from eval.train.network import Network
from eval.train.passages import CLASSIC, FIELDS, SKILLS, Columns, documents_of, examples_of
from eval.train.sources import advertisements_of, bundles_of, pairs, tasks_of
from eval.train.stated import fit_stated
from eval.train.words import fit_words
from eval.training_rows import FOLDER, FRAMEWORKS, Row, read_named, read_rows
from skillweave.domain.competency import Competency, Framework
from skillweave.embedding.adapter import write_adapter
from skillweave.embedding.sentence import load_packaged
from skillweave.embedding.speed import probe
from skillweave.evaluation.adapters.onet import cluster_codes
from skillweave.frameworks.concepts import load_concepts
from skillweave.frameworks.load import load_frameworks
from skillweave.matching.heads import STATED

_PLAN = Plan()


def columns_of(frameworks: Sequence[Framework]) -> Columns:
    """List what the heads tell."""
    by_id = {one.id: one for one in frameworks}
    tops = [[entry.code for entry in tops_of(by_id[name])] for name in (SKILLS, FIELDS, CLASSIC)]
    return Columns.of(load_concepts(FRAMEWORKS), *tops)


def tops_of(framework: Framework) -> list[Competency]:
    """Give the uppermost competencies that can be claimed."""
    heads = {entry.code for entry in framework.competencies if entry.heading}
    return [c for c in framework.competencies if not c.heading and (c.parent is None or c.parent in heads)]


def chosen(rows: Sequence[Row], leave_out: Sequence[str], share: float, seed: int) -> list[Row]:
    """Leave out some writers' rows, and keep a share of the others: for figures on what was not trained on."""
    chance = random.Random(seed)
    return [row for row in rows if row.writer not in leave_out and chance.random() < share]


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write the adapter."""
    parser = argparse.ArgumentParser(prog="python -m eval.train", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, required=True, help="The .safetensors file to write.")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="The openly licensed data.")
    parser.add_argument("--leave-out", default="", help="Writers whose rows are not trained on, by comma.")
    parser.add_argument("--share", type=float, default=1.0, help="Share of the rows to train on.")
    parser.add_argument(
        "--epochs", type=int, choices=range(1, 10), default=_PLAN.epochs, help="Times that entries are seen."
    )
    parser.add_argument("--rank", type=int, default=_PLAN.rank)
    parser.add_argument("--seed", type=int, default=_PLAN.seed)
    parser.add_argument("--number-type", choices=("auto", "fp32", "bf16"), default="auto", help="Of the encoder.")
    parser.add_argument("--threads", type=int, default=2, help="More than free processors make it many times slower.")
    given = parser.parse_args(arguments)
    torch.set_num_threads(given.threads)
    torch.manual_seed(given.seed)
    number_type = probe().number_type if given.number_type == "auto" else given.number_type
    plan = Plan(epochs=given.epochs, rank=given.rank, bf16=number_type == "bf16", seed=given.seed)
    frameworks, concepts = load_frameworks(FRAMEWORKS), load_concepts(FRAMEWORKS)
    columns = columns_of(frameworks)
    rows = chosen(read_rows(FOLDER), given.leave_out.split(","), given.share, given.seed)
    entries = documents_of([row for row in rows if row.is_entry], columns)
    others = documents_of([row for row in rows if not row.is_entry], columns)
    advertisements = advertisements_of(given.data, columns)
    others += [*examples_of(concepts, columns), *advertisements]
    classic = next(one for one in frameworks if one.id == CLASSIC)
    tasks = tasks_of(given.data, columns, classic)
    embedder = load_packaged(threads=given.threads)
    network = Network(embedder, len(columns.names), plan.rank, is_fast=plan.bf16)
    start = time.monotonic()

    def tell(line: str) -> None:
        sys.stderr.write(f"{time.monotonic() - start:5.0f} s  {line}\n")
        sys.stderr.flush()

    named = read_named(FOLDER)
    tell(f"{len(rows)} rows, {len(entries) + len(others)} texts, {len(tasks)} tasks, {len(named)} texts for names")
    train(network, entries, others, tasks, pairs(given.data, named, random.Random(given.seed)), plan, tell)
    network.is_fast = False
    fit_stated(network, advertisements, columns.at(STATED))
    words = fit_words(rows, tasks, bundles_of(given.data, cluster_codes(classic), random.Random(given.seed)), columns)
    adapter = adapter_of(network, words, given.output.stem, embedder.model_id, columns.names)
    about = f"{len(rows)} rows, {len(named)} texts for names, {plan}"
    write_adapter(adapter, given.output, about)
    tell(f"{given.output}: {given.output.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
