"""The one door out, with the real openai library against a real server on this machine that answers by script."""

import datetime as dt
import inspect
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openai
import pytest
from pydantic import SecretStr

from skillweave.errors import BudgetError, PrivacyError, RemoteError, RemoteTimeoutError
from skillweave.privacy.outgoing import Gate
from skillweave.privacy.people import Person
from skillweave.privacy.roster import make_roster
from skillweave.privacy.sent import SentLog, read_sent
from skillweave.remote.client import Client, Surroundings
from skillweave.remote.config import Endpoint, EndpointConfig
from skillweave.remote.talk import Ask, Finish, Message, Usage
from tests.scripted_endpoint import KEY, MODEL, Request, Script, Step, completion, embeddings, fault, serving, steps
from tests.scripted_endpoint import Endpoint as Server

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine

GATE = Gate([make_roster([Person("1", ("Priya Raman",))], frozenset()).find])
SCHEMA = {"type": "object", "properties": {"x": {"type": "string"}}, "required": ["x"], "additionalProperties": False}
GOOD = Step(completion('{"x": "yes"}'))


class Clock:
    """A clock that only sleeping moves on; it remembers how long each sleep was."""

    def __init__(self) -> None:
        """Start at zero."""
        self.at = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.slept.append(seconds)
        self.at += seconds

    def around(self) -> Surroundings:
        """Give what a client takes from outside."""
        return Surroundings(now=lambda: self.at, ticks=lambda: self.at, sleep=self.sleep, rng=np.random.default_rng(7))


@pytest.fixture
def log(tmp_path: Path) -> SentLog:
    """A log of what was sent."""
    return SentLog(tmp_path / "sent.jsonl")


_made: list[Client] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Close every client that a test made."""
    yield
    while _made:
        _made.pop().close()


def _client(server: Server, log: SentLog, around: Surroundings | None = None, **limits: object) -> Client:
    config = EndpointConfig.model_validate({"base_url": server.base_url, "model": MODEL, **limits})
    endpoint = Endpoint(base_url=server.base_url, model=MODEL, key=SecretStr(KEY), limits=config)
    _made.append(Client(endpoint, log, around or Clock().around()))
    return _made[-1]


def _ask(text: str = "I worked with Priya Raman.") -> Ask:
    messages = [Message("system", [GATE.let_out("Judge.")]), Message("user", [GATE.let_out(text)])]
    return Ask(messages, 50, SCHEMA, "judge", ("e1",))


def _serving(script: Script) -> Iterator[Server]:
    with serving(script) as server:
        yield server


@pytest.fixture
def good() -> Iterator[Server]:
    """A server that always gives the same good answer."""
    yield from _serving(lambda _: GOOD)


def test_a_reply_comes_back_with_its_usage(good: Server, log: SentLog) -> None:
    """The wire format is what the server checks: key, model, messages, strict schema, limit of the reply."""
    reply = _client(good, log).chat(_ask())
    assert (reply.text, reply.finish, reply.model) == ('{"x": "yes"}', Finish.STOP, MODEL)
    assert reply.usage == Usage(tokens_in=100, tokens_out=20)
    assert good.faults == []
    sent = good.requests[0].json
    assert sent["response_format"]["json_schema"]["schema"] == SCHEMA
    assert (sent["max_tokens"], sent["temperature"]) == (50, 0.0)


def test_a_listed_name_never_leaves(good: Server, log: SentLog) -> None:
    """Not by chat, not by embeddings, in no part of a request."""
    client = _client(good, log)
    client.chat(_ask())
    good.script = embeddings
    client.embed([GATE.let_out("Priya Raman welds"), GATE.let_out("so does priya")], purpose="embed", about=["Priya"])
    everything = [request.text + repr(request.headers) for request in good.requests]
    assert not [one for one in everything if "priya" in one.lower() or "raman" in one.lower()]
    assert "[PERSON_1] welds" in everything[1]


@pytest.mark.parametrize("wrong", ["a text", None, b"bytes"])
def test_what_did_not_go_through_the_gate_is_refused(
    good: Server,
    log: SentLog,
    wrong: Any,  # noqa: ANN401  # that is the point
) -> None:
    """Before anything is sent or written down."""
    client = _client(good, log)
    with pytest.raises((TypeError, AttributeError)):
        client.chat(Ask([Message("user", [wrong])], 50, None, "judge"))
    with pytest.raises((TypeError, AttributeError)):
        client.embed([wrong], purpose="embed")
    assert good.requests == []


def test_every_try_is_written_down_without_its_text(log: SentLog) -> None:
    """When, where to, what for, how much, what was replaced, which attempt; ids as hashes."""
    with serving(steps(fault(500, "no"), GOOD)) as server:
        _client(server, log).chat(_ask())
        first, second = read_sent(log.path)
        assert (first.attempt, second.attempt) == (1, 2)
        assert first.sha256 == second.sha256 == server.requests[0].headers["idempotency-key"]
        assert first.to == server.base_url.removesuffix("/v1")
    assert (first.model, first.purpose, first.characters) == (MODEL, "judge", 31)
    assert first.replaced == {"person": 1}
    assert first.at == dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    raw = log.path.read_text(encoding="utf-8")
    assert "worked" not in raw
    assert '"e1"' not in raw


def test_nothing_is_sent_that_cannot_be_written_down(good: Server, tmp_path: Path) -> None:
    """A log on a full or missing disk stops the run."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PrivacyError, match="nothing was sent"):
        _client(good, SentLog(tmp_path / "file" / "log")).chat(_ask())
    assert good.requests == []


@pytest.mark.parametrize(
    "first",
    [
        fault(500, "broken"),
        fault(503, "busy"),
        fault(429, "slow down"),
        Step("{not json"),
        Step({"choices": []}),
        Step(completion("x"), cut=10),
        Step(completion("x"), cut=0),
    ],
    ids=["500", "503", "429", "malformed", "no choice", "dropped in the body", "dropped before it"],
)
def test_what_may_pass_is_tried_again(first: Step, log: SentLog) -> None:
    """Busy and broken servers, broken lines and bodies that are none: the next try gives the answer."""
    clock = Clock()
    with serving(steps(first, GOOD)) as server:
        assert _client(server, log, clock.around()).chat(_ask()).text == '{"x": "yes"}'
        assert len(server.requests) == 2
    assert [0.25 <= one <= 0.5 for one in clock.slept] == [True]


def test_waits_grow_and_end(log: SentLog) -> None:
    """Each is about twice the one before; after the last try it is an error that says how often it was tried."""
    clock = Clock()
    with serving(steps(fault(500, "broken"))) as server, pytest.raises(RemoteError, match=r"500: broken \(tried 5 tim"):
        _client(server, log, clock.around()).chat(_ask())
    assert [round(one / base) for one, base in zip(clock.slept, (0.4, 0.8, 1.6, 3.2), strict=True)] == [1, 1, 1, 1]


def test_a_broken_server_that_names_the_form_is_told_with_what_helps(log: SentLog) -> None:
    """The server of llama-cpp-python answers 500 to a JSON schema; what helps stands behind what it says."""
    script = steps(fault(500, f"1 validation error: ('body', 'response_format', 'type'), {'x' * 300}"))
    with serving(script) as server, pytest.raises(RemoteError, match=r'structured = "json" or "none" \(tried 5 times'):
        _client(server, log, Clock().around()).chat(_ask())


@pytest.mark.parametrize(("header", "wait"), [("7", 7.0), ("Thu, 01 Jan 1970 00:00:09 GMT", 9.0)])
def test_retry_after_is_kept_to(header: str, wait: float, log: SentLog) -> None:
    """In seconds or as a date."""
    clock = Clock()
    with serving(steps(fault(429, "slow down", retry_after=header), GOOD)) as server:
        _client(server, log, clock.around()).chat(_ask())
    assert clock.slept == [wait]


def test_a_wait_that_is_too_long_ends_the_run(log: SentLog) -> None:
    """It says how long, and that it can go on later."""
    script = steps(fault(429, "slow down", retry_after="3600"), GOOD)
    with serving(script) as server, pytest.raises(RemoteError, match=r"wait 3600 seconds.*run again later"):
        _client(server, log).chat(_ask())


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (fault(401, "bad key"), "401: bad key; check the key in SKILLWEAVE_API_KEY"),
        (fault(404, "no model"), "404: no model; check base_url and model"),
        (fault(400, "no schema"), "400: no schema; if it knows no JSON schema"),
        (Step({"detail": "no schema"}, 422), "422: no schema; if it knows no JSON schema"),
        (fault(429, "pay first", code="insufficient_quota"), "429: pay first"),
        (Step("", 302, {"location": "http://127.0.0.1:9/"}), "302"),
    ],
    ids=["key", "model", "schema", "schema, as other servers say it", "quota", "redirect"],
)
def test_what_will_not_pass_is_told_at_once(step: Step, told: str, log: SentLog) -> None:
    """One try, and what helps; a redirect is not followed."""
    with serving(steps(step)) as server, pytest.raises(RemoteError, match=told):
        _client(server, log).chat(_ask())
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "step", [Step(completion("x"), wait_s=1.5), Step(completion("x"), drip_s=0.02)], ids=["silent", "drip by drip"]
)
def test_a_slow_answer_ends_in_time(step: Step, log: SentLog) -> None:
    """Silence and a body that drips byte by byte both run out of the same time; both may have been paid."""
    with serving(steps(step)) as server:
        client = _client(server, log, Surroundings(), timeout_s=0.4, tries=1)
        with pytest.raises(RemoteTimeoutError, match=r"timeout_s \(0.4 seconds\)"):
            client.chat(_ask())
        assert client.budget.used.total > 50


def test_nobody_there_is_told_and_costs_nothing(log: SentLog) -> None:
    """The line never came up, so nothing was used."""
    with serving(steps(GOOD)) as server:
        pass
    client = _client(server, log, tries=2)
    with pytest.raises(RemoteError, match=r"the line broke.*tried 2 times"):
        client.chat(_ask())
    assert client.budget.used.total == 0


@pytest.mark.parametrize(
    ("body", "finish"),
    [
        (completion('{"x": "y', finish="length"), Finish.LENGTH),
        (completion(None, refusal="I will not"), Finish.REFUSED),
        (completion("", finish="content_filter"), Finish.REFUSED),
        (completion("x", finish="tool_calls"), Finish.OTHER),
    ],
)
def test_how_a_reply_ended_is_told(body: dict[str, Any], finish: Finish, log: SentLog) -> None:
    """Cut off and refused are no errors here: who asked decides."""
    with serving(steps(Step(body))) as server:
        assert _client(server, log).chat(_ask()).finish is finish


def test_no_more_requests_at_once_than_allowed(log: SentLog) -> None:
    """However many threads ask."""
    with serving(steps(Step(completion("x"), wait_s=0.3))) as server:
        client = _client(server, log, concurrency=3)
        with ThreadPoolExecutor(12) as threads:
            list(threads.map(lambda at: client.chat(_ask(f"text {at}")), range(12)))
        assert (len(server.requests), server.most_at_once) == (12, 3)


def test_a_token_budget_is_never_passed(good: Server, log: SentLog) -> None:
    """A request that might pass it is not made; threads that ask at once share it."""
    good.script = steps(Step(completion("x", usage=(40, 20))))
    client = _client(good, log, tokens_at_most=400, concurrency=8)

    def one(at: int) -> bool:
        try:
            client.chat(_ask(f"text {at}"))
        except BudgetError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(one, range(20)))
    assert sum(made) == len(good.requests) >= 3
    assert client.budget.used.total == 60 * sum(made) <= 400


def test_a_money_budget_is_never_passed(good: Server, log: SentLog) -> None:
    """Counted in the currency of the prices."""
    client = _client(good, log, cost_at_most=0.0008, price_in=1.0, price_out=10.0)
    client.chat(_ask())
    with pytest.raises(BudgetError, match=r"might cost more than 0.0008 \(0.0003 is spent\)"):
        client.chat(_ask("again"))


def test_an_endpoint_that_counts_nothing_is_taken_to_have_used_most(log: SentLog) -> None:
    """Otherwise a budget would never end."""
    with serving(steps(Step(completion("x", usage=None)))) as server:
        reply = _client(server, log).chat(_ask())
    assert reply.usage.tokens_out == 50
    assert reply.usage.tokens_in > 10


def test_vectors_come_in_the_order_of_the_texts(log: SentLog) -> None:
    """Whatever the order in which the endpoint sends them."""
    with serving(embeddings) as server:
        client = _client(server, log)
        together = client.embed([GATE.let_out("a"), GATE.let_out("b")], purpose="embed")
        alone = [client.embed([GATE.let_out(text)], purpose="embed")[0] for text in "ab"]
    assert together == alone


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ([], "0 vectors for 2 texts"),
        ([{"index": 0, "embedding": [1.0]}], "1 vectors for 2 texts"),
        ([{"index": at, "embedding": [1.0]} for at in (0, 1, 1)], "3 vectors for 2 texts"),
        ([{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [1.0, 2.0]}], "different lengths: 1, 2"),
    ],
    ids=["none", "one of two", "one twice", "unlike"],
)
def test_vectors_that_do_not_fit_are_no_answer(data: list[Any], told: str, log: SentLog) -> None:
    """Fewer or more than texts, or of different lengths."""
    with serving(steps(Step({"data": data}))) as server, pytest.raises(RemoteError, match=told):
        _client(server, log, tries=2).embed([GATE.let_out("a"), GATE.let_out("b")], purpose="embed")


@pytest.mark.parametrize(("structured", "kind"), [("json", "json_object"), ("none", None)])
def test_an_endpoint_without_schemas_is_asked_for_less(good: Server, log: SentLog, structured: str, kind: str) -> None:
    """JSON without a schema, or nothing but the prompt."""
    _client(good, log, structured=structured).chat(_ask())
    assert (good.requests[0].json.get("response_format") or {}).get("type") == kind


def test_an_account_of_the_environment_is_not_sent(good: Server, log: SentLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """It belongs to another program; and so does an address."""
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-somebody")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    _client(good, log).chat(_ask())
    assert "somebody" not in repr(good.requests[0].headers)


def test_no_account_of_the_environment_is_sent_with_a_batch(
    good: Server, log: SentLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor with looking it up, nor by headers that somebody set for all programs."""
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-somebody")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "x-account: somebody\nauthorization: Bearer somebody")
    client = _client(good, log)
    client.chat(_ask())
    batch = client.hand_in({"a" * 64: _ask()}, "ours")
    client.batch(batch.id)
    client.find_batch("ours")
    assert len(good.requests) == 5
    assert "somebody" not in "".join(repr(one.headers) for one in good.requests)


_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


def _without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_what_goes_to_this_machine_goes_to_no_proxy(
    good: Server, log: SentLog, monkeypatch: pytest.MonkeyPatch, name: str, host: str
) -> None:
    """A proxy that a network sets for all programs would read every text in plain words."""
    _without_proxies(monkeypatch)
    with serving(lambda _: GOOD) as proxy:
        monkeypatch.setenv(name, proxy.base_url.removesuffix("/v1"))
        good_url = good.base_url.replace("127.0.0.1", host)
        config = EndpointConfig(base_url=good_url, model=MODEL)
        _made.append(Client(Endpoint(base_url=good_url, model=MODEL, key=SecretStr(KEY), limits=config), log))
        _made[-1].chat(_ask())
        assert (len(good.requests), proxy.requests) == (1, [])


def test_what_goes_unencrypted_goes_to_no_proxy(log: SentLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way that the settings call safe does not lead over a third machine."""
    _without_proxies(monkeypatch)
    address = "http://nobody.invalid/v1"
    config = EndpointConfig(base_url=address, model=MODEL, plain_http=True, tries=1, timeout_s=2)
    with serving(lambda _: GOOD) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.base_url.removesuffix("/v1"))
        _made.append(Client(Endpoint(base_url=address, model=MODEL, key=SecretStr(KEY), limits=config), log))
        with pytest.raises(RemoteError):
            _made[-1].chat(_ask())
        assert proxy.requests == []


@pytest.mark.parametrize(("address", "asked"), [("nobody.invalid", True), ("127.0.0.1:9", False)])
def test_a_proxy_is_asked_for_https_elsewhere_only(
    log: SentLog, monkeypatch: pytest.MonkeyPatch, address: str, *, asked: bool
) -> None:
    """It learns where a text goes, and cannot read it."""
    _without_proxies(monkeypatch)
    config = EndpointConfig(base_url=f"https://{address}/v1", model=MODEL, tries=1, timeout_s=2)
    endpoint = Endpoint(base_url=f"https://{address}/v1", model=MODEL, key=SecretStr(KEY), limits=config)
    with serving(lambda _: GOOD) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base_url.removesuffix("/v1"))
        _made.append(Client(endpoint, log))
        with pytest.raises(RemoteError):
            _made[-1].chat(_ask())
        assert (proxy.tunnels, proxy.requests) == ([f"{address}:443"] * asked, [])


@pytest.mark.parametrize(("status", "counts"), [(408, True), (504, True), (500, False), (429, False)])
def test_what_a_gateway_gave_up_on_may_have_been_paid(status: int, log: SentLog, *, counts: bool) -> None:
    """The model behind it may have done the work; a server that refuses has not."""
    with serving(steps(fault(status, "no"), GOOD)) as server:
        client = _client(server, log)
        client.chat(_ask())
    assert (client.budget.used.total > 120) is counts


def test_a_body_beyond_measure_may_have_been_paid(log: SentLog) -> None:
    """It came, so something has worked."""
    with serving(steps(Step("x" * 8_000_001))) as server:
        client = _client(server, log)
        with pytest.raises(RemoteError, match="is it a model"):
            client.chat(_ask())
    assert client.budget.used.total > 50


def test_the_clock_of_a_try_starts_before_its_headers(log: SentLog) -> None:
    """An endpoint that is silent first and drips afterwards has no time of its own for each."""
    clock = Clock()

    def script(_: Request) -> Step:
        clock.at += 61
        return GOOD

    with serving(script) as server:
        client = _client(server, log, clock.around(), tries=1, timeout_s=60)
        with pytest.raises(RemoteTimeoutError, match=r"timeout_s \(60 seconds\)"):
            client.chat(_ask())


def test_every_error_of_the_library_is_known() -> None:
    """A new kind that is not below one of those that are mapped fails here first."""
    mapped = (openai.APIStatusError, openai.APIConnectionError, openai.APIError, openai.OpenAIError)
    not_of_requests = {openai.InvalidWebhookSignatureError}
    kinds = [kind for _, kind in inspect.getmembers(openai, inspect.isclass) if issubclass(kind, Exception)]
    assert [kind for kind in kinds if not issubclass(kind, mapped) and kind not in not_of_requests] == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"base_url": "http://models.example.org/v1"}, "not encrypted"),
        ({"base_url": "ftp://x/v1"}, "no address"),
        ({"base_url": "https://me:secret@x/v1"}, "more than an address"),
        ({"cost_at_most": 1.0}, "needs price_in and price_out"),
    ],
)
def test_settings_that_would_leak_or_lie_are_refused(values: dict[str, Any], told: str) -> None:
    """Unencrypted texts, keys in addresses, a limit of money without prices."""
    with pytest.raises(ValueError, match=told):
        EndpointConfig(**values)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/v1", "http://localhost:1/v1", "http://[::1]:1/v1"])
def test_this_machine_needs_no_encryption(address: str) -> None:
    """Nor does another, if the settings say that the way there is safe."""
    assert EndpointConfig(base_url=address).base_url == address
    assert EndpointConfig(base_url="http://models.example.org/v1", plain_http=True).plain_http


def test_a_request_has_a_name_that_all_that_decides_goes_into(good: Server, log: SentLog) -> None:
    """Words, schema, limit, model, temperature and address; not who it is about."""
    client = _client(good, log)
    names = [
        client.key_of(_ask()),
        client.key_of(_ask("other")),
        client.key_of(replace(_ask(), schema=None)),
        client.key_of(replace(_ask(), reply_at_most=51)),
        _client(good, log, temperature="unset").key_of(_ask()),
    ]
    assert len(set(names)) == len(names)
    assert client.key_of(replace(_ask(), about=("e2",))) == names[0]


def test_the_server_of_the_tests_knows_a_wrong_request(good: Server, log: SentLog) -> None:
    """An open schema is refused: the checks of the wire format can fail."""
    with pytest.raises(RemoteError, match="schema is open"):
        _client(good, log).chat(replace(_ask(), schema={"type": "object", "properties": {}}))
    assert isinstance(good.requests[0], Request)
