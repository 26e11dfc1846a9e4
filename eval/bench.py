"""What translating costs over bare encoding, and how time and memory grow: ratios measured side by side.

The first is wall time, piece by piece in turn; growth is processor time of one thread, which other work on the machine
does not change.

`make bench` runs all of it (about half an hour on two cores); `--quick` takes 500 entries and stops at 2,000.
"""

import argparse
import csv
import gc
import itertools
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from skillweave.batch.chunk import translate_rows
from skillweave.batch.tables import open_log
from skillweave.batch.write import open_writer
from skillweave.domain.experience import Experience
from skillweave.embedding.cache import CachedEmbedder
from skillweave.embedding.sentence import SentenceEmbedder, load_packaged
from skillweave.frameworks.concepts import load_concepts
from skillweave.frameworks.load import load_frameworks
from skillweave.pipeline import Pipeline
from skillweave.settings import load_settings
from skillweave.text.segment import segment
from skillweave.wiring import assemble, cache_folder, frameworks_folder

SAMPLE = Path(__file__).parent / "sample" / "experiences.csv"
RATIO_LIMIT = 1.25
PIECE = 128
"""Entries that are translated before the same are encoded bare, and one ratio taken: their median forgets what else
the machine was busy with for a moment. It is also what the command line translates at a time."""

GROWTH_LIMIT = 1.10
HEAVY = ("torch", "sklearn", "pandas", "pyarrow", "sentence_transformers", "transformers", "rich")
BATCH = 32
_HELP = """
import sys, skillweave.cli.app as app
sys.argv = ["skillweave", "--help"]
try:
    app.main()
except SystemExit:
    pass
print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)
"""


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def load(threads: int | None = None) -> tuple[Pipeline, SentenceEmbedder, int]:
    """Load everything: all frameworks that ship."""
    settings = load_settings()
    folder = frameworks_folder(settings)
    frameworks = load_frameworks(folder, concepts=load_concepts(folder))
    encoder = load_packaged(batch_size=BATCH, threads=threads)
    pipeline = assemble(frameworks, settings, embedder=CachedEmbedder(encoder, cache_folder(settings)))
    gc.freeze()  # as the command line does once everything is loaded
    return pipeline, encoder, len(frameworks)


def sample_sentences() -> list[str]:
    """Give what the sample log's students wrote, passage by passage."""
    texts = [row.experience.text for row in open_log(SAMPLE).rows() if row.experience]
    return [span.quote(text) for text in texts for span in segment(text)]


def entries(count: int, sentences: Sequence[str], fewest: int) -> Iterator[Experience]:
    """Make entries of so many sentences and up to half more; a number makes every passage new: none counts for two."""
    source = itertools.cycle(sentences)
    for number in range(count):
        picked = [next(source).rstrip(".") for _ in range(fewest + number % (fewest // 2 + 1))]
        yield Experience(
            id=f"b{number}", text=" ".join(f"{text} ({number * 12 + at})." for at, text in enumerate(picked))
        )


def write_log(path: Path, experiences: Iterator[Experience]) -> None:
    """Write a log as a district would hand it in."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        out.writerow(["id", "text"])
        out.writerows((item.id, item.text) for item in experiences)


def translate(pipeline: Pipeline, log: Path) -> float:
    """Read the log, translate it and write JSON lines; seconds."""
    start = time.perf_counter()
    with open_writer(log.with_suffix(".jsonl"), "jsonl") as writer:
        for translation in translate_rows(pipeline, open_log(log).rows()):
            writer.write(translation)
    return time.perf_counter() - start


def bare(encoder: SentenceEmbedder, passages: Sequence[str]) -> float:
    """Encode the same passages with sentence-transformers alone, which sorts them by length; seconds."""
    start = time.perf_counter()
    encoder.model.encode(list(passages), batch_size=BATCH, show_progress_bar=False)
    return time.perf_counter() - start


def ratio(pipeline: Pipeline, encoder: SentenceEmbedder, every: Sequence[Experience]) -> tuple[float, float]:
    """Compare both on the same entries in one process, piece by piece in turn: (median of ratios, claims an entry)."""
    ratios: list[float] = []
    claims = 0
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.csv"
        for start in range(-PIECE, len(every), PIECE):  # the first piece is translated twice: once to warm up
            piece = every[max(start, 0) : max(start, 0) + PIECE]
            passages = list(dict.fromkeys(span.quote(item.text) for item in piece for span in segment(item.text)))
            write_log(log, iter(piece))
            ours, bare_one = translate(pipeline, log), bare(encoder, passages)
            if start >= 0:
                ratios.append(ours / bare_one)
                claims += log.with_suffix(".jsonl").read_text(encoding="utf-8").count('"rank":')
    return statistics.median(ratios), claims / len(every)


def one_size(count: int) -> None:
    """Translate a log of one size on one thread; print milliseconds an entry and the peak memory of this process."""
    pipeline, _, _ = load(threads=1)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.csv"
        write_log(log, entries(count, sample_sentences(), 6))
        start = time.process_time()
        translate(pipeline, log)
        spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(json.dumps({"ms": spent / count * 1000, "peak_mb": peak}))


def growth(sizes: Sequence[int]) -> bool:
    """Measure each size in a process of its own, and compare the largest with the smallest."""
    found = {}
    for count in sizes:
        done = subprocess.run(
            [sys.executable, __file__, "--size", str(count)], capture_output=True, text=True, check=True
        )
        found[count] = json.loads(done.stdout.splitlines()[-1])
        say(f"{count:>6} entries: {found[count]['ms']:.1f} ms an entry, peak {found[count]['peak_mb']:.0f} MB")
    first, last = found[sizes[0]], found[sizes[-1]]
    times, memory = last["ms"] / first["ms"], last["peak_mb"] / first["peak_mb"]
    say(
        f"from {sizes[0]} to {sizes[-1]}: time an entry x{times:.2f}, peak memory x{memory:.2f} (limit x{GROWTH_LIMIT})"
    )
    return bool(times <= GROWTH_LIMIT and memory <= GROWTH_LIMIT)


def help_is_light() -> bool:
    """See whether `skillweave --help` loads a heavy library."""
    code = _HELP.format(heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stderr.strip()
    say(f"heavy libraries that --help loads: {loaded}")
    return loaded == "[]"


def main() -> int:
    """Measure and print; 1 if a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500 entries for the ratio, no more than 2,000 for growth")
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.size:
        one_size(given.size)
        return 0
    count = 500 if given.quick else 2_000
    pipeline, encoder, frameworks = load()
    written = list(entries(count, sample_sentences(), 6))
    found, claims = ratio(pipeline, encoder, written)
    say(
        f"translate over bare encoding, {count} entries made of the sample log's passages, {frameworks} frameworks, "
        f"{claims:.0f} claims an entry: {found:.3f} (limit {RATIO_LIMIT})"
    )
    dense, claims = ratio(pipeline, encoder, list(entries(250, pipeline.index.statements, 3)))
    say(f"the same for 250 entries that are nothing but example sentences, {claims:.0f} claims an entry: {dense:.3f}")
    good = [found <= RATIO_LIMIT, help_is_light(), growth((200, 2_000) if given.quick else (200, 2_000, 20_000))]
    say("within the limits" if all(good) else "A LIMIT IS PASSED")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
