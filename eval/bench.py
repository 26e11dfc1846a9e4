"""What translating costs over bare encoding, and how time and memory grow: ratios measured in one process.

`make bench` runs all of it (about a quarter of an hour on two cores); `--quick` stops at 2,000 entries.
"""

import argparse
import itertools
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from skillweave.batch.chunk import translate_rows
from skillweave.batch.rows import Row
from skillweave.batch.write import open_writer
from skillweave.domain.experience import Experience
from skillweave.embedding.sentence import SentenceEmbedder, load_packaged
from skillweave.frameworks.concepts import load_concepts
from skillweave.frameworks.load import load_frameworks
from skillweave.pipeline import Pipeline
from skillweave.settings import Settings
from skillweave.text.segment import segment
from skillweave.wiring import assemble, frameworks_folder

RATIO_LIMIT = 1.25
GROWTH_LIMIT = 1.10
HEAVY = ("torch", "sklearn", "pandas", "pyarrow", "sentence_transformers", "transformers", "rich")
BLOCK = 250


def entries(count: int, sentences: Sequence[str]) -> Iterator[Experience]:
    """Make entries of three to six sentences; numbers make nearly every passage a new one, so nothing is saved twice."""
    source = itertools.cycle(sentences)
    for number in range(count):
        picked = [f"{next(source)} ({number % 97 + 1} times in week {number % 11 + 1})." for _ in range(3 + number % 4)]
        yield Experience(id=f"b{number}", text=" ".join(picked))


def ours(pipeline: Pipeline, experiences: Sequence[Experience]) -> float:
    """Translate and write JSON lines; seconds."""
    rows = (Row(number, item, item.id) for number, item in enumerate(experiences, 1))
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        with open_writer(Path(folder) / "out.jsonl", "jsonl") as writer:
            for translation in translate_rows(pipeline, rows):
                writer.write(translation)
        return time.perf_counter() - start


def bare(encoder: SentenceEmbedder, experiences: Sequence[Experience]) -> float:
    """Encode the distinct passages of the same entries with sentence-transformers alone; it sorts them by length."""
    passages = dict.fromkeys(span.quote(item.text) for item in experiences for span in segment(item.text))
    start = time.perf_counter()
    encoder.model.encode(list(passages), batch_size=32, show_progress_bar=False)
    return time.perf_counter() - start


def ratio(pipeline: Pipeline, encoder: SentenceEmbedder, sentences: Sequence[str], count: int) -> float:
    """Compare both on the same entries, in turns, so that a busy machine slows both."""
    every = list(entries(count, sentences))
    ours(pipeline, every[:50])
    bare(encoder, every[:50])
    mine = theirs = 0.0
    for start in range(0, count, BLOCK):
        block = every[start : start + BLOCK]
        mine += ours(pipeline, block)
        theirs += bare(encoder, block)
    return mine / theirs


def peak_mb() -> float:
    """Give the most memory this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def check_help() -> bool:
    """See whether `skillweave --help` loads a heavy library."""
    code = f"import sys, skillweave.cli.app as a; sys.argv = ['skillweave', '--help']\ntry: a.main()\nexcept SystemExit: pass\nprint([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    print(f"--help loads of {', '.join(HEAVY)}: {done.stderr.strip()}")  # noqa: T201
    return done.stderr.strip() == "[]"


def main() -> int:
    """Measure and print; 1 if a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="stop at 2,000 entries")
    quick = parser.parse_args().quick
    settings = Settings()
    folder = frameworks_folder(settings)
    frameworks = load_frameworks(folder, concepts=load_concepts(folder))
    encoder = load_packaged()
    pipeline = assemble(frameworks, settings, embedder=encoder)
    sentences = pipeline.index.statements
    found = ratio(pipeline, encoder, sentences, 2_000)
    print(
        f"translate over bare encoding, 2,000 entries, {len(frameworks)} frameworks: {found:.3f} (limit {RATIO_LIMIT})"
    )  # noqa: T201
    good = found <= RATIO_LIMIT and check_help()
    per_entry: dict[int, float] = {}
    peaks: dict[int, float] = {}
    for count in (200, 2_000) if quick else (200, 2_000, 20_000):
        start = time.perf_counter()
        for block in _batched(entries(count, sentences)):
            ours(pipeline, block)
        per_entry[count] = (time.perf_counter() - start) / count
        peaks[count] = peak_mb()
        print(f"{count:>6} entries: {per_entry[count] * 1000:.1f} ms an entry, peak {peaks[count]:.0f} MB")  # noqa: T201
    first, last = min(per_entry), max(per_entry)
    time_growth, memory_growth = per_entry[last] / per_entry[first], peaks[last] / peaks[first]
    print(
        f"growth from {first} to {last}: time an entry {time_growth:.2f}, peak memory {memory_growth:.2f} (limit {GROWTH_LIMIT})"
    )  # noqa: T201
    good = good and time_growth <= GROWTH_LIMIT and memory_growth <= GROWTH_LIMIT
    print("within the limits" if good else "A LIMIT IS PASSED")  # noqa: T201
    return 0 if good else 1


def _batched(items: Iterator[Experience]) -> Iterator[list[Experience]]:
    while block := list(itertools.islice(items, 2_000)):
        yield block


if __name__ == "__main__":
    sys.exit(main())
