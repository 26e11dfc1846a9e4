"""What translating costs over bare encoding, and how time and memory grow: ratios measured side by side.

Translating and bare encoding are timed piece by piece in turn, so that whatever else the machine does meets both.

`make bench` runs all of it (about half an hour on two cores); `--quick` takes fewer entries.
"""

import argparse
import csv
import gc
import itertools
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
from skillweave.batch.write import Writer, open_writer
from skillweave.domain.claim import Translation
from skillweave.domain.experience import Experience
from skillweave.embedding.adapter import load_adapter
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

EDGE = 10
"""Pieces at either end of a long log."""

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
    encoder = load_packaged(batch_size=BATCH, adapter=load_adapter())
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


def growth(pipeline: Pipeline, encoder: SentenceEmbedder, count: int) -> bool:
    """Translate one long log in one go, and see whether its end costs more than its beginning.

    Time is compared as the ratio to bare encoding of the same pieces, taken beside each of the first and last ten;
    memory is the peak after the first ten pieces and at the end.
    """
    pieces = -(-count // PIECE)
    first: list[float] = []
    last: list[float] = []
    early = 0
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.csv"
        write_log(log, entries(count, sample_sentences(), 6))
        with open_writer(log.with_suffix(".jsonl"), "jsonl") as writer:
            results = translate_rows(pipeline, open_log(log).rows())
            for number in range(pieces):
                spent, passages = _piece(results, writer)
                if number < EDGE:
                    first.append(spent / bare(encoder, passages))
                    early = _peak()
                elif number >= pieces - EDGE:
                    last.append(spent / bare(encoder, passages))
    times, memory = statistics.median(last) / statistics.median(first), _peak() / early
    say(
        f"in one log of {count} entries, from its first {EDGE * PIECE} to its last: time over bare encoding "
        f"x{times:.2f}, peak memory x{memory:.2f} (limit x{GROWTH_LIMIT}); peak {_peak() / 1024:.0f} MB"
    )
    return times <= GROWTH_LIMIT and memory <= GROWTH_LIMIT


def _piece(results: Iterator[Translation], writer: Writer) -> tuple[float, list[str]]:
    """Translate and write the next piece: seconds, and its passages."""
    start = time.perf_counter()
    done = list(itertools.islice(results, PIECE))
    for one in done:
        writer.write(one)
    spent = time.perf_counter() - start
    texts = [one.experience.text for one in done if one.experience]
    return spent, list(dict.fromkeys(span.quote(text) for text in texts for span in segment(text)))


def _peak() -> int:
    """Give the peak memory of this process so far, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


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
    parser.add_argument("--quick", action="store_true", help="500 entries for the ratio, 4,000 for growth")
    given = parser.parse_args()
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
    good = [found <= RATIO_LIMIT, help_is_light(), growth(pipeline, encoder, 4_000 if given.quick else 20_000)]
    say("within the limits" if all(good) else "A LIMIT IS PASSED")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
