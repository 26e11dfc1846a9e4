"""A real S3-compatible server on this machine, with one bucket in it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from tests.servers import on_a_free_port

KEYS: Mapping[str, str] = {
    "AWS_ACCESS_KEY_ID": "tests",
    "AWS_SECRET_ACCESS_KEY": "tests-only",
    "AWS_EC2_METADATA_DISABLED": "true",
}
_STARTS_WITHIN_S = 60


@dataclass(frozen=True)
class Bucket:
    """A bucket, and how its server is reached."""

    server: str

    def address(self, path: str) -> str:
        """Give an address in it as users give it."""
        host = self.server.partition("://")[2]
        return f"s3://bucket/{path}?endpoint_override={host}&scheme=http&region=us-east-1"

    def put(self, path: str, data: bytes) -> None:
        """Put an object."""
        httpx.put(f"{self.server}/bucket/{path}", content=data).raise_for_status()


@contextmanager
def serving_bucket() -> Iterator[Bucket]:
    """Start the server, make the bucket, and end the server afterwards."""
    bucket, process = on_a_free_port(_started)
    try:
        yield bucket
    finally:
        process.kill()
        process.wait()


def _started(port: int) -> tuple[Bucket, "subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        env={**os.environ, **KEYS},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    bucket = Bucket(f"http://127.0.0.1:{port}")
    try:
        _make(bucket, process)
    except BaseException:
        process.kill()
        raise
    return bucket, process


def _make(bucket: Bucket, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while True:
        assert process.poll() is None, f"ended with {process.returncode}; {bucket.server} may be in use"
        try:
            httpx.put(f"{bucket.server}/bucket").raise_for_status()
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
