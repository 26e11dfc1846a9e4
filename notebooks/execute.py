"""Runs the notebooks beside this file from top to bottom and writes them back, without what changes by itself.

With `--into FOLDER` they are written there, and the ones here stay as they are. Names after that choose notebooks.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets.config import Config

FOLDER = Path(__file__).parent
LONGEST = 300
"""Seconds that a cell may take: far above what any needs, so that a cell that hangs is an error."""

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
"""All that is kept: the version of Python, times and what editors remember would differ on every machine."""


def executed(path: Path, private: Path) -> NotebookNode:
    """Run a notebook in a fresh kernel and give it with its outputs.

    Args:
        path: The notebook; its cells see its folder as the current one.
        private: A folder with a short path, for the kernel's own files.

    Raises:
        CellExecutionError: A cell failed; the message shows it.
    """
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    # Files instead of ports of this machine: no other user can read along, and no socket of the network is opened.
    transport = {"transport": "ipc", "connection_file": str(private / f"{path.stem}.json")}
    client = NotebookClient(
        notebook,
        timeout=LONGEST,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        config=Config({"KernelManager": transport}),
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute(env=_environment(private))
    return notebook


def _environment(private: Path) -> dict[str, str]:
    """Give this process's environment, without what would make outputs differ from user to user."""
    kept = {name: value for name, value in os.environ.items() if name != "SKILLWEAVE_FRAMEWORKS"}
    return {
        **kept,
        "IPYTHONDIR": str(private),  # the user's own start-up files stay out
        "PYTHONHASHSEED": "0",
        "PYTHONWARNINGS": "ignore:IProgress not found",  # it names a path of this machine; no progress is shown anyway
        "OMP_NUM_THREADS": "1",  # more threads than free processors make it several times slower
    }


def tidied(notebook: NotebookNode) -> NotebookNode:
    """Drop whatever differs from run to run or from editor to editor."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = NotebookNode()
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = NotebookNode()
    return notebook


def main(arguments: Sequence[str]) -> None:
    """Run the notebooks that are named, or all."""
    parser = argparse.ArgumentParser(description="Run the notebooks and keep their outputs.")
    parser.add_argument("names", nargs="*", help="files beside this one; all where none is named")
    parser.add_argument("--into", type=Path, default=FOLDER, help="folder to write to (default: in place)")
    chosen = parser.parse_args(arguments)
    names = chosen.names or sorted(path.name for path in FOLDER.glob("*.ipynb"))
    with tempfile.TemporaryDirectory() as private:
        for name in names:
            sys.stderr.write(f"{name}\n")
            nbformat.write(tidied(executed(FOLDER / name, Path(private))), chosen.into / name)


if __name__ == "__main__":
    main(sys.argv[1:])
