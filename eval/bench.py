"""What translating costs over bare encoding, and how time and memory grow: ratios measured side by side.

`make bench` runs all of it (about half an hour on two cores); `--quick` takes 400 entries and stops at 2,000.
"""

import argparse
import csv
import itertools
import json
import resource
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

RATIO_LIMIT = 1.25
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


def load() -> tuple[Pipeline, SentenceEmbedder, int]:
    """Load everything: all frameworks that ship."""
    settings = load_settings()
    folder = frameworks_folder(settings)
    frameworks = load_frameworks(folder, concepts=load_concepts(folder))
    encoder = load_packaged(batch_size=BATCH)
    pipeline = assemble(frameworks, settings, embedder=CachedEmbedder(encoder, cache_folder(settings)))
    return pipeline, encoder, len(frameworks)


def entries(count: int, sentences: Sequence[str]) -> Iterator[Experience]:
    """Make entries of three to six sentences; numbers make every passage a new one, so none is encoded once for two."""
    source = itertools.cycle(sentences)
    for number in range(count):
        picked = [
            f"{next(source)} ({number % 97 + 1} times in week {number // 97 + 1})." for _ in range(3 + number % 4)
        ]
        yield Experience(id=f"b{number}", text=" ".join(picked))


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


def ratio(count: int) -> tuple[float, int]:
    """Compare both on the same entries in one process, two turns each."""
    pipeline, encoder, frameworks = load()
    every = list(entries(count, pipeline.index.statements))
    passages = list(dict.fromkeys(span.quote(item.text) for item in every for span in segment(item.text)))
    mine = theirs = 0.0
    with tempfile.TemporaryDirectory() as folder:
        warm, log = Path(folder) / "warm.csv", Path(folder) / "log.csv"
        write_log(warm, iter(every[:50]))
        write_log(log, iter(every))
        translate(pipeline, warm)
        bare(encoder, passages[:200])
        for _ in range(2):
            mine += translate(pipeline, log)
            theirs += bare(encoder, passages)
    return mine / theirs, frameworks


def one_size(count: int) -> None:
    """Translate a log of one size and print milliseconds an entry and the peak memory of this process."""
    pipeline, _, _ = load()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.csv"
        write_log(log, entries(count, pipeline.index.statements))
        spent = translate(pipeline, log)
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
    parser.add_argument("--quick", action="store_true", help="400 entries for the ratio, no more than 2,000 for growth")
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.size:
        one_size(given.size)
        return 0
    count = 400 if given.quick else 2_000
    found, frameworks = ratio(count)
    say(f"translate over bare encoding, {count} entries, {frameworks} frameworks: {found:.3f} (limit {RATIO_LIMIT})")
    good = [found <= RATIO_LIMIT, help_is_light(), growth((200, 2_000) if given.quick else (200, 2_000, 20_000))]
    say("within the limits" if all(good) else "A LIMIT IS PASSED")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
