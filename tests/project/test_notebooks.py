"""The notebooks were run from top to bottom, hold nothing of one machine, and say the same when they are run again."""

import json
import math
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
NAMES = sorted(path.name for path in FOLDER.glob("*.ipynb"))
OFFERED = re.compile(r"skillweave(\.evaluation(\.[a-z_]+)+)?")
"""What a notebook may import of the project: the public names, and the modules that measure."""
LIMIT = 600
"""Seconds for a run: a busy machine takes several times the minute that a notebook needs on two free processors."""

Notebook = Mapping[str, Any]  # Any: JSON

_MACHINE = re.compile(r"site-packages|(?<![\w.])/(?:home|Users|root|tmp|usr|opt|var)/|\b[A-Z]:\\")
_METADATA = {"kernelspec", "language_info"}
_IMPORT = re.compile(r"^\s*(?:from|import) (skillweave[\w.]*)", re.MULTILINE)
_NOT_READ = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)
_TOKEN = re.compile(r"[-+]?\d+(?:\.\d+)?|[^\W\d]+|[^\w\s]")
_NEAR = 0.011
"""Numbers are printed with two digits or more; the last one may differ between processors."""


def read(path: Path) -> Notebook:
    """Read a notebook."""
    found: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return found


def code(notebook: Notebook) -> list[Notebook]:
    """Give the cells with code."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def words(output: Notebook) -> str:
    """Give what a person reads in an output; a picture is only said to be there."""
    data = output.get("data", {})
    if "image/png" in data:
        return "a picture"
    text = data.get("text/html", data.get("text/plain", output.get("text", "")))
    return _NOT_READ.sub(" ", "".join(text)) if "text/html" in data else "".join(text)


def faults(notebook: Notebook) -> Iterator[str]:
    """Say what keeps a notebook from being published."""
    cells = code(notebook)
    if [cell["execution_count"] for cell in cells] != list(range(1, len(cells) + 1)):
        yield "the cells were not run once each, from top to bottom"
    if not any(cell["outputs"] for cell in cells):
        yield "there are no outputs"
    if set(notebook["metadata"]) - _METADATA or any(cell["metadata"] for cell in notebook["cells"]):
        yield "metadata that differ from one editor to the next"
    for cell in cells:
        for output in cell["outputs"]:
            if output["output_type"] == "error" or output.get("name") == "stderr":
                yield f"{cell['id']}: an error or a warning"
            elif _MACHINE.search(words(output)):
                yield f"{cell['id']}: a path of one machine"


def alike(first: str, second: str) -> bool:
    """Tell whether two texts have the same words, and numbers that are as good as the same."""
    one, other = _TOKEN.findall(first), _TOKEN.findall(second)
    return len(one) == len(other) and all(map(_same, one, other))


def _same(one: str, other: str) -> bool:
    if "." in one[1:] and "." in other[1:]:
        return math.isclose(float(one), float(other), abs_tol=_NEAR)
    return one == other


def changed(kept: Notebook, new: Notebook) -> list[str]:
    """Name the cells whose outputs say something else than before, with both versions."""
    pairs = zip(code(kept), code(new), strict=True)
    told = [(cell["id"], *("\n".join(map(words, one["outputs"])) for one in (cell, again))) for cell, again in pairs]
    return [f"{name}:\n{before}\n---\n{after}" for name, before, after in told if not alike(before, after)]


def invented(text: str = "2 claims", **more: object) -> Notebook:
    """Make a notebook of one cell that was run and has said something."""
    output = {"output_type": "stream", "name": "stdout", "text": [text], **more}
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": 1, "outputs": [output]}
    return {"cells": [cell], "metadata": {}}


def test_there_are_notebooks() -> None:
    """The search itself works."""
    assert [name[:2] for name in NAMES] == ["01", "02", "03"]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_can_be_published(name: str) -> None:
    """It was run in order, has outputs, and holds no error, no path of a machine and no traces of an editor."""
    assert list(faults(read(FOLDER / name))) == [], "run `make notebooks`"


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_uses_what_is_offered(name: str) -> None:
    """A reader can copy every cell: nothing internal is imported."""
    source = "\n".join("".join(cell["source"]) for cell in code(read(FOLDER / name)))
    imported = _IMPORT.findall(source)
    assert imported
    assert [one for one in imported if not OFFERED.fullmatch(one)] == []


@pytest.mark.encoder
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_says_the_same_when_it_is_run_again(name: str, tmp_path: Path) -> None:
    """Words and numbers are those of today's code; of a picture, only that there is one."""
    command = [sys.executable, str(FOLDER / "execute.py"), "--into", str(tmp_path), name]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    assert done.returncode == 0, done.stderr[-3_000:]
    assert changed(read(FOLDER / name), read(tmp_path / name)) == [], "run `make notebooks`, and read what it says now"


@pytest.mark.parametrize(
    "notebook",
    [
        {**invented(), "cells": [{**invented()["cells"][0], "execution_count": 3}]},
        {**invented(), "cells": [{**invented()["cells"][0], "outputs": []}]},
        {**invented(), "cells": [{**invented()["cells"][0], "metadata": {"collapsed": True}}]},
        {**invented(), "metadata": {"widgets": {}}},
        invented(output_type="error"),
        invented(name="stderr"),
        invented("see /" + "home/ann/log.csv"),
        invented("C:" + r"\Users\ann"),
    ],
    ids=["order", "no outputs", "cell metadata", "metadata", "error", "warning", "path", "windows path"],
)
def test_a_fault_is_seen(notebook: Notebook) -> None:
    """Each kind of fault, planted alone, is the only one told."""
    assert list(faults(invented())) == []
    assert len(list(faults(notebook))) == 1


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("precision  0.45", "precision 0.46", True),
        ("precision 0.45", "precision 0.47", False),
        ("precision -0.01", "precision 0.01", False),
        ("2 claims", "3 claims", False),
        ("really better", "really worse", False),
        ("two words", "two more words", False),
    ],
)
def test_a_change_is_seen(before: str, after: str, expected: bool) -> None:
    """Blanks and a last digit do not count; a word, a count and a real change of a number do."""
    assert (changed(invented(before), invented(after)) == []) is expected


def test_a_lost_picture_is_seen() -> None:
    """A picture that turns into words, or is not drawn any more, is a change."""
    picture = invented(data={"image/png": "iVBO", "text/plain": ["<Figure>"]})
    other = invented(data={"image/png": "AAAA", "text/plain": ["<Figure>"]})
    assert changed(picture, other) == []
    assert changed(picture, invented(data={"text/plain": ["<Figure>"]}))
