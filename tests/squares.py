"""Work for the tests of runners: squares of numbers, and numbers that go wrong."""

import os
import signal
import time
from pathlib import Path

from skillweave.errors import SettingsError, TextError

_KILLS, _LONG = 666, 10_000


class Squares:
    """Squares a number; some raise, one ends the process, one takes long."""

    about = "squares"

    def __call__(self, task: int, /) -> int:
        """Give the square."""
        if task < 0:
            raise TextError(f"{task} is negative")
        if task == _KILLS:
            os.kill(os.getpid(), signal.SIGKILL)
        if task == _LONG:
            time.sleep(60)
        return task * task * task // task


def make_squares() -> Squares:
    """Make the work."""
    return Squares()


def refuse() -> Squares:
    """Fail as a work that cannot be loaded does."""
    raise SettingsError("there is no such thing")


class Cubes(Squares):
    """What later workers do in the tests of what they are told."""

    def __call__(self, task: int, /) -> int:
        """Give the cube."""
        return task**3


def make_cubes(about: object) -> Cubes:
    """Make the work of later workers, who must be told what the first has said."""
    if about != Squares.about:
        raise SettingsError(f"told {about}")
    return Cubes()


def die_loading(folder: Path, times: int) -> Squares:
    """End the process while it loads, all but the first one, so often."""
    if 0 < _marked(folder) <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return make_squares()


class Slowly(Squares):
    """Gives the process that did it, after some time."""

    def __call__(self, task: int, /) -> int:
        """Wait and tell."""
        time.sleep(task / 1_000)
        return os.getpid()


def load_slowly(folder: Path) -> Slowly:
    """Take a second, but for the first."""
    if _marked(folder):
        time.sleep(1)
    return Slowly()


class Lengths:
    """Gives lengths."""

    about = "lengths"

    def __call__(self, task: bytes, /) -> int:
        """Give the length."""
        return len(task)


def load_slowly_lengths(folder: Path) -> Lengths:
    """Take some seconds, but for the first."""
    if _marked(folder):
        time.sleep(3)
    return Lengths()


def _marked(folder: Path) -> int:
    """Leave a mark, and give how many there were; whoever comes at the same time gets another number."""
    number = 0
    while True:
        try:
            (folder / str(number)).touch(exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return number
