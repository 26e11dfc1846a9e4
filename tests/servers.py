"""The review queue's real server as a process of its own, on a free port of this machine."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_server  # noqa: TID251  # asks this machine for a free port, no more
from typing import TypeVar

import httpx

from skillweave.review.links import form_token

ROOT = Path(__file__).parents[1]
SECRET = "a-secret-key-of-the-tests-0123456789abcdef"
STARTS_WITHIN_S = 60
T = TypeVar("T")


@dataclass(frozen=True)
class Setting:
    """What a server is started with: a folder of its own, frameworks, a database, and where the code is.

    Without frameworks it takes those that came with the package.
    """

    folder: Path
    frameworks: Path | None
    database: str
    code: Path = ROOT / "src"

    @property
    def environment(self) -> Mapping[str, str]:
        """Give an environment with nothing of this machine's user in it."""
        own = {} if self.frameworks is None else {"SKILLWEAVE_FRAMEWORKS": str(self.frameworks)}
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": str(self.code),
            "SKILLWEAVE_CACHE": str(self.folder / "cache"),
            "SKILLWEAVE_DATA": str(self.folder / "data"),
            "SKILLWEAVE_DATABASE": self.database,
            "SKILLWEAVE_SECRET_KEY": SECRET,
            **own,
        }


@dataclass(frozen=True)
class Server:
    """A running server."""

    base: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        """End it in good order."""
        self.process.terminate()
        self.process.wait(20)

    def written(self) -> str:
        """Give all that it wrote to its standard output and error so far."""
        return self.log.read_text(encoding="utf-8")


def free_port() -> int:
    """Ask this machine for a port that nobody listens on."""
    with create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def on_a_free_port(begin: Callable[[int], T]) -> T:
    """Start something on a port that nobody listens on; twice on another if somebody took it in between."""
    for _ in range(2):
        try:
            return begin(free_port())
        except AssertionError as error:
            if "in use" not in str(error):
                raise
    return begin(free_port())


def start(setting: Setting, *, port: int | None = None, words: Sequence[str] = ()) -> Server:
    """Start `skillweave serve` and wait until it answers.

    Where no port is given, another one is tried if somebody else took it in between.
    """
    if port is None:
        return on_a_free_port(lambda free: start(setting, port=free, words=words))
    log = setting.folder / f"server-{port}.log"
    line = [sys.executable, "-m", "skillweave", "serve", "--host", "127.0.0.1", "--port", str(port), *words]
    with log.open("ab") as out:
        process = subprocess.Popen(
            line, env=setting.environment, cwd=setting.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    server = Server(f"http://127.0.0.1:{port}", process, log)
    _wait(server)
    return server


def _wait(server: Server) -> None:
    end = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < end and server.process.poll() is None:
        if _answers(server.base):
            return
        time.sleep(0.1)
    server.process.kill()
    server.process.wait(10)
    raise AssertionError(f"the server did not start: {server.written()}")


def _answers(base: str) -> bool:
    try:
        return not httpx.get(f"{base}/healthz", timeout=2).is_server_error
    except httpx.TransportError:
        return False


@contextmanager
def serving(setting: Setting, *, port: int | None = None, words: Sequence[str] = ()) -> Iterator[Server]:
    """Run a server for as long as it is needed."""
    server = start(setting, port=port, words=words)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


def client(base: str, cookie: str | None = None, *, name: str = "skillweave") -> httpx.Client:
    """Make a client that sends what the server's own pages send: cookie, form token, and where it comes from.

    Args:
        base: The server's address.
        cookie: A session's; without one nobody is signed in.
        name: Name of the cookie.
    """
    headers = {"Sec-Fetch-Site": "same-origin"}
    if cookie is not None:
        headers |= {"X-Form-Token": form_token(SECRET, cookie), "Cookie": f"{name}={cookie}"}
    # There is no TLS here, and getting ready for it takes longer than a request.
    return httpx.Client(base_url=base, headers=headers, timeout=30, verify=False)
