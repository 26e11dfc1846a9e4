"""Many requests handed in as one batch, as files of JSON lines; what gets no answer there is asked for alone."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from skillweave.remote.talk import Reply, on_one_line
from skillweave.remote.waiting import TryAgain
from skillweave.remote.wire import read_completion

PATH: Literal["/v1/chat/completions"] = "/v1/chat/completions"


class Batch(BaseModel):
    """How a batch stands.

    Attributes:
        id: The endpoint's name for it.
        status: As the endpoint says it.
        ended: Whether nothing more comes.
        done: Requests that were answered.
        total: Requests in all.
        output: File of the answers, once there is one.
        faults: File of the requests that went wrong, once there is one.
        why: What the endpoint says is wrong with all of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    status: str
    ended: bool
    done: int
    total: int
    output: str | None = None
    faults: str | None = None
    why: str = ""


class _Response(BaseModel):
    status_code: int
    body: dict[str, Any]  # Any: read by `read_completion`


class _Line(BaseModel):
    # A name of ours, see `Client.key_of`: it becomes the name of a file, so an endpoint must not choose another.
    custom_id: Annotated[str, Field(pattern=r"\A[0-9a-f]{64}\z")]
    response: _Response | None = None


class _Fault(BaseModel):
    message: str


class _Refusal(BaseModel):
    error: _Fault


class _Refused(BaseModel):
    body: _Refusal


class _Failed(BaseModel):
    error: _Fault | None = None
    response: _Refused | None = None


def write_lines(bodies: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Write the file that is handed in: a line a request, under its name."""
    lines = ({"custom_id": key, "method": "POST", "url": PATH, "body": body} for key, body in bodies.items())
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def read_lines(raw: bytes) -> dict[str, Reply]:
    """Read the file of answers, in whatever order they stand; a line that is no answer is left out."""
    found: dict[str, Reply] = {}
    for text in raw.splitlines():
        try:
            line = _Line.model_validate_json(text)
            if line.response is not None and line.response.status_code == 200:
                found[line.custom_id] = read_completion(json.dumps(line.response.body).encode())
        except (ValidationError, TryAgain):
            continue
    return found


def first_fault(raw: bytes) -> str:
    """Give the first reason of a file of requests that went wrong, on one line; empty where none can be read."""
    for text in raw.splitlines():
        try:
            line = _Failed.model_validate_json(text)
        except ValidationError:
            continue
        if fault := line.error or (line.response and line.response.body.error):
            return on_one_line(fault.message)
    return ""
