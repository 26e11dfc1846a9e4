"""A real HTTP server on loopback that speaks the wire format of chat, embeddings and batches, and answers by script."""

import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "a-key-of-the-tests"
MODEL = "scripted-1"


@dataclass(frozen=True, slots=True)
class Request:
    """What came in: path, headers with small names, body as text and as JSON."""

    path: str
    headers: Mapping[str, str]
    text: str
    json: Any

    @property
    def system(self) -> str:
        """The first message."""
        return str(self.json["messages"][0]["content"])

    @property
    def last(self) -> str:
        """The last message."""
        return str(self.json["messages"][-1]["content"])


@dataclass(frozen=True, slots=True)
class Step:
    """How one request is answered.

    Attributes:
        body: Sent as it is if it is text, else as JSON.
        status: HTTP status.
        headers: More headers.
        wait_s: Silence before the answer.
        drip_s: Silence after every byte of the body.
        cut: Break the line after so many bytes of the body; None sends all of it.
    """

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_s: float = 0.0
    drip_s: float = 0.0
    cut: int | None = None


Script = Callable[[Request], Step]


def completion(
    content: str | None, *, finish: str = "stop", refusal: str | None = None, usage: tuple[int, int] | None = (100, 20)
) -> dict[str, Any]:
    """Make the body of a chat completion."""
    counted = None if usage is None else dict(zip(("prompt_tokens", "completion_tokens"), usage, strict=True))
    if counted is not None:
        counted["total_tokens"] = sum(counted.values())
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": counted,
    }


def fault(status: int, message: str, *, code: str | None = None, **headers: str) -> Step:
    """Make an answer that is an error."""
    body = {"error": {"message": message, "type": "error", "param": None, "code": code}}
    return Step(body, status, {name.replace("_", "-"): value for name, value in headers.items()})


def embeddings(request: Request, *, size: int = 4) -> Step:
    """Answer with vectors that depend on the texts."""
    data = []
    for index, text in enumerate(request.json["input"]):
        digest = hashlib.sha256(text.encode()).digest()
        data.append({"object": "embedding", "index": index, "embedding": [byte / 255 for byte in digest[:size]]})
    data.reverse()  # the format promises an index, not an order
    usage = {"prompt_tokens": 5 * len(data), "total_tokens": 5 * len(data)}
    return Step({"object": "list", "data": data, "model": MODEL, "usage": usage})


class Endpoint:
    """A running server: what it was asked, and what it has answered and so been paid for."""

    def __init__(self, script: Script) -> None:
        """Listen on a free port."""
        self.script = script
        self.requests: list[Request] = []
        self.paid: Counter[str] = Counter()
        self.faults: list[str] = []
        self.most_at_once = 0
        self.files: dict[str, str] = {}
        self.batches: dict[str, dict[str, Any]] = {}
        self.tunnels: list[str] = []
        self.refuses_files: Step | None = None
        self._at_once = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"endpoint": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def base_url(self) -> str:
        """Address for a client."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: Request) -> Step:
        """Check the wire format, then ask the script."""
        with self._lock:
            self.requests.append(request)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            problem = _problem(request)
            if problem:
                self.faults.append(problem)
                return fault(400, problem)
            return self._route(request)
        finally:
            with self._lock:
                self._at_once -= 1

    def done(self, request: Request, step: Step) -> None:
        """Count an answer that went out whole: it costs."""
        if step.status == 200 and step.cut is None and request.path == "/v1/chat/completions":
            with self._lock:
                self.paid[request.headers.get("idempotency-key", "none")] += 1

    def _route(self, request: Request) -> Step:
        match request.path.partition("?")[0].removeprefix("/v1/").split("/"):
            case ["chat", "completions"]:
                step = self.script(request)
                time.sleep(step.wait_s)
                return step
            case ["embeddings"]:
                step = self.script(request)
                time.sleep(step.wait_s)
                return step
            case ["files"] if self.refuses_files:
                return self.refuses_files
            case ["files"]:
                name = f"file-{len(self.files) + 1}"
                self.files[name] = _uploaded(request.text)
                return Step(
                    {"id": name, "object": "file", "bytes": 1, "created_at": 1, "filename": "b", "purpose": "batch"}
                )
            case ["files", name, "content"]:
                return Step(self.files[name])
            case ["batches"] if request.json is None:
                return Step({"object": "list", "data": list(self.batches.values()), "has_more": False})
            case ["batches"]:
                return Step(self._batch(request.json))
            case ["batches", name]:
                known = self.batches.get(name)
                return fault(404, f"no batch {name}") if known is None else Step(known)
            case _:
                return fault(404, "no such path")

    def _batch(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        name = f"batch-{len(self.batches) + 1}"
        total = len(self.files[asked["input_file_id"]].splitlines())
        counts = {"total": total, "completed": 0, "failed": 0}
        self.batches[name] = {
            "id": name,
            "object": "batch",
            "status": "in_progress",
            "created_at": 1,
            "request_counts": counts,
            **asked,
        }
        return self.batches[name]

    def finish(self, name: str, *, status: str = "completed", leave_out: int = 0) -> None:
        """Let the script answer a batch, in another order than it was handed in; some are left out."""
        batch = self.batches[name]
        lines = [json.loads(line) for line in self.files[batch["input_file_id"]].splitlines()]
        answers = []
        for line in reversed(lines[leave_out:]):
            problem = _chat_problem(line["body"])
            assert problem is None, problem
            request = Request(line["url"], {}, json.dumps(line["body"]), line["body"])
            body = self.script(request).body
            self.paid[line["custom_id"]] += 1
            answers.append({"custom_id": line["custom_id"], "response": {"status_code": 200, "body": body}})
        answers += [{"custom_id": "x", "response": {"status_code": 500, "body": {}}}, {"custom_id": "y", "error": {}}]
        self.files[f"{name}-out"] = "\n".join(map(json.dumps, answers))
        counts = {"total": len(lines), "completed": len(lines) - leave_out, "failed": leave_out}
        self.batches[name] = batch | {"status": status, "output_file_id": f"{name}-out", "request_counts": counts}

    def fail(self, name: str, why: str, *, status: str = "failed") -> None:
        """Let a batch end without an answer: refused as a whole, or with a file of what is wrong with each request."""
        batch = self.batches[name] | {"status": status, "output_file_id": None}
        lines = self.files[batch["input_file_id"]].splitlines()
        if status == "failed":
            batch |= {"errors": {"object": "list", "data": [{"code": "bad", "message": why, "param": None, "line": 1}]}}
        else:
            body = {"error": {"message": why, "type": "error", "param": None, "code": None}}
            one = {"response": {"status_code": 400, "body": body}, "error": None}
            faults = [json.dumps({"custom_id": json.loads(line)["custom_id"], **one}) for line in lines]
            self.files[f"{name}-faults"] = "\n".join(faults)
            batch |= {"error_file_id": f"{name}-faults"}
        counts = {"total": len(lines), "completed": 0, "failed": len(lines)}
        self.batches[name] = batch | {"request_counts": counts}


def _problem(request: Request) -> str | None:
    if request.headers.get("authorization") != f"Bearer {KEY}":
        return "no key"
    if request.path.partition("?")[0].split("/")[2] in ("files", "batches"):
        return None
    body = request.json
    if not isinstance(body, dict) or body.get("model") != MODEL:
        return "no such model"
    if request.path == "/v1/chat/completions":
        return _chat_problem(body)
    return None


def _uploaded(text: str) -> str:
    """Take the file out of a form of several parts."""
    part = next(one for one in text.split("\r\n--") if 'filename="' in one)
    return part.partition("\r\n\r\n")[2]


def _chat_problem(body: Mapping[str, Any]) -> str | None:
    messages = body.get("messages")
    if not messages or any(set(one) != {"role", "content"} or not isinstance(one["content"], str) for one in messages):
        return "messages are wrong"
    shape = body.get("response_format")
    if shape is not None and shape["type"] == "json_schema":
        return _schema_problem(shape["json_schema"]["schema"]) if shape["json_schema"]["strict"] else "not strict"
    return None


def _schema_problem(schema: object) -> str | None:
    """Hold a schema to what strict structured output asks: every object closed, every property required."""
    if isinstance(schema, list):
        return next(filter(None, map(_schema_problem, schema)), None)
    if not isinstance(schema, dict):
        return None
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            return "an object of the schema is open"
        if set(schema.get("required", ())) != set(schema.get("properties", ())):
            return "a property of the schema is not required"
    return next(filter(None, map(_schema_problem, schema.values())), None)


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, and sends what the endpoint answers."""

    endpoint: Endpoint
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:  # the library's name
        text = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            body = json.loads(text)
        except ValueError:
            body = None
        request = Request(self.path, headers, text, body)
        step = self.endpoint.answer(request)
        try:
            self._send(step)
            self.endpoint.done(request, step)
        except OSError:
            self.close_connection = True  # the client went away

    def do_CONNECT(self) -> None:  # the library's name
        self.endpoint.tunnels.append(self.path)
        self.send_error(502)

    def do_GET(self) -> None:  # the library's name
        self.do_POST()

    def _send(self, step: Step) -> None:
        raw = (step.body if isinstance(step.body, str) else json.dumps(step.body)).encode()
        self.send_response(step.status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        for name, value in step.headers.items():
            self.send_header(name, value)
        self.end_headers()
        part = raw if step.cut is None else raw[: step.cut]
        if step.drip_s:
            for at in range(len(part)):
                self.wfile.write(part[at : at + 1])
                self.wfile.flush()
                time.sleep(step.drip_s)
        else:
            self.wfile.write(part)
        self.wfile.flush()
        if step.cut is not None:
            self.close_connection = True
            self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Say nothing."""


@contextmanager
def serving(script: Script) -> Iterator[Endpoint]:
    """Run a server for as long as it is needed."""
    endpoint = Endpoint(script)
    endpoint.start()
    try:
        yield endpoint
    finally:
        endpoint.stop()


def steps(*given: Step) -> Script:
    """Answer with one step after the other, and with the last ever after."""
    left = list(given)
    lock = threading.Lock()

    def script(_: Request) -> Step:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return script


def replies(contents: Sequence[str]) -> Script:
    """Answer with one text after the other."""
    return steps(*(Step(completion(content)) for content in contents))
