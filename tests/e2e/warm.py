"""Runs the command in a process of its own that begins with the command's modules loaded.

Most of a short run is loading. A server loads the modules once and is forked for each run: what runs has its own
memory, streams, environment and folder, and ends with an exit code of its own. Nothing has run in it before.
"""

import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from tests.forks import forking

LIMIT_S = 120


def run_warm(
    words: Sequence[str], environment: Mapping[str, str], folder: Path, given: bytes
) -> tuple[int, bytes, bytes]:
    """Run `python -m skillweave` with these words to its end.

    Args:
        words: The words of the command line.
        environment: All that the run finds in its environment.
        folder: Its current folder.
        given: Bytes on its standard input.

    Returns:
        Exit code, standard output, standard error.
    """
    context = forking()
    (stdin, feed), (out, stdout), (err, stderr) = (context.Pipe(duplex=False) for _ in range(3))
    theirs = (stdin, stdout, stderr)
    process = context.Process(target=_work, args=(words, dict(environment), str(folder), theirs))
    with ThreadPoolExecutor(3) as threads:
        process.start()
        for end in theirs:
            end.close()
        fed, said, told = threads.submit(_feed, feed, given), threads.submit(_read, out), threads.submit(_read, err)
        process.join(LIMIT_S)
        process.kill()  # what has ended is beyond it
    process.join()
    fed.result()
    assert process.exitcode is not None
    return process.exitcode, said.result(), told.result()


def _feed(end: Connection, given: bytes) -> None:
    with end, open(end.fileno(), "wb", closefd=False) as stream:
        try:
            stream.write(given)
            stream.flush()
        except BrokenPipeError:
            return  # a run need not read all


def _read(end: Connection) -> bytes:
    with end, open(end.fileno(), "rb", closefd=False) as stream:
        return stream.read()


def _work(words: Sequence[str], environment: Mapping[str, str], folder: str, streams: Sequence[Connection]) -> None:
    for place, end in enumerate(streams):
        os.dup2(end.fileno(), place)
        end.close()
    sys.stdin, sys.stdout, sys.stderr = map(partial(open, closefd=False), range(3), "rww")
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["skillweave", *words]
    runpy.run_module("skillweave", run_name="__main__", alter_sys=True)
