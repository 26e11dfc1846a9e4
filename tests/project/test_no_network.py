"""Nothing is sent anywhere: the whole way from text to claims works where sockets cannot be made."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tiny_folder import write_tiny_folder

REFUSING = """
import socket, sys

class Refused(socket.socket):
    def __init__(self, *_, **__):
        raise RuntimeError("a socket was asked for")

def refuse(*_, **__):
    raise RuntimeError("the network was asked for")

socket.socket = Refused
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = socket.socketpair = refuse

from skillweave.cli.app import main
main()
"""


@pytest.mark.encoder
def test_a_translation_needs_no_network(tmp_path: Path) -> None:
    """The real command with its real default encoder, in a process in which every socket raises."""
    folder = write_tiny_folder(tmp_path / "frameworks")
    words = ("--text", "I looked after the cattle and gave them their hay.", "--frameworks-dir", str(folder))
    done = subprocess.run(
        [sys.executable, "-c", REFUSING, "translate", *words, "--format", "jsonl"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    only = json.loads(done.stdout)
    assert only["provenance"]["encoder"].startswith("all-MiniLM-L6-v2@")
    assert only["claims"][0]["label"] in ("Agriculture", "Animal care")
