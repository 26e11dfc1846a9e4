"""Exact search in blocks against an approximate index, by the number of competencies: time, memory, recall.

`python -m eval.bench_search` needs usearch (`pip install usearch`). Vectors are made: unit vectors around a few hundred
directions, as names of skills lie; queries are such vectors with noise. No model is loaded. Times are those of one
processor: run it with OMP_NUM_THREADS=1.
"""

import argparse
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from eval.bench import say

DIM = 384
BLOCK = 2_048
NEAREST = 10
QUERIES = 2_048
DIRECTIONS = 400
TRIES = 3

Matrix = NDArray[np.float32]


def unit(rows: Matrix) -> Matrix:
    """Scale rows to length one."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def made(count: int, rng: np.random.Generator, centres: Matrix, spread: float) -> Matrix:
    """Make vectors around the centres."""
    picked = centres[rng.integers(len(centres), size=count)]
    return unit(picked + spread * rng.standard_normal((count, DIM), dtype=np.float32) / np.float32(DIM**0.5))


def exact(queries: Matrix, vectors: Matrix) -> NDArray[np.int64]:
    """Give the nearest of each query by products in blocks of competencies, in bounded memory."""
    best = np.full((len(queries), 0), 0, np.int64)
    scores = np.zeros((len(queries), 0), np.float32)
    for start in range(0, len(vectors), BLOCK):
        block = queries @ vectors[start : start + BLOCK].T
        most = min(NEAREST, block.shape[1])
        near = np.argpartition(block, -most, axis=1)[:, -most:]
        best = np.concatenate([best, near + start], axis=1)
        scores = np.concatenate([scores, np.take_along_axis(block, near, axis=1)], axis=1)
        order = np.argsort(-scores, axis=1)[:, :NEAREST]
        best, scores = np.take_along_axis(best, order, axis=1), np.take_along_axis(scores, order, axis=1)
    return best


def spent(work: Callable[[], object]) -> float:
    """Give the seconds of processor time that something takes, whatever else the machine does."""
    began = time.process_time()
    work()
    return time.process_time() - began


def measure(count: int, rng: np.random.Generator) -> str:
    """Compare both at one size: one line of the table."""
    from usearch.index import Index

    centres = unit(rng.standard_normal((DIRECTIONS, DIM), dtype=np.float32))
    vectors, queries = made(count, rng, centres, 0.7), made(QUERIES, rng, centres, 0.9)
    right = exact(queries, vectors)
    exact_s = min(spent(lambda: exact(queries, vectors)) for _ in range(TRIES))
    index = Index(ndim=DIM, metric="ip", dtype="f32", connectivity=16, expansion_add=128, expansion_search=64)
    build_s = spent(lambda: index.add(np.arange(count), vectors, threads=1))
    found = index.search(queries, NEAREST, threads=1).keys
    search_s = min(spent(lambda: index.search(queries, NEAREST, threads=1)) for _ in range(TRIES))
    hits = sum(len(set(map(int, one)) & set(map(int, other))) for one, other in zip(found, right, strict=True))
    each = 1e6 / QUERIES
    saved = exact_s - search_s
    pays = f"{build_s / saved:,.0f}" if saved > 0 else "never"
    return (
        f"| {count:,} | {exact_s * each:.0f} | {search_s * each:.0f} | {hits / (QUERIES * NEAREST):.3f} "
        f"| {build_s:.1f} | {vectors.nbytes / 1e6:.0f} | {index.memory_usage / 1e6:.0f} | {pays} |"
    )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 3_000, 10_000, 30_000, 100_000])
    given = parser.parse_args()
    say("| competencies | exact, us a query | index, us a query | recall@10 | build, s | vectors, MB | index, MB "
        f"| pays after so many blocks of {QUERIES} queries |")  # fmt: skip
    say("|---:|---:|---:|---:|---:|---:|---:|---:|")
    rng = np.random.default_rng(0)
    for count in given.sizes:
        say(measure(count, rng))
    return 0


if __name__ == "__main__":
    sys.exit(main())
