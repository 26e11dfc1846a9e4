"""The one door out: takes texts that went through the gate, and nothing else; the only file that knows openai."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import BoundedSemaphore, Event, Lock
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2
import numpy as np
import openai

from skillweave.errors import RemoteError, RemoteTimeoutError
from skillweave.privacy.outgoing import OutgoingText
from skillweave.privacy.sent import SentLog, utc
from skillweave.remote.budget import Budget, Prices
from skillweave.remote.bulk import PATH, Batch, first_fault, read_lines, write_lines
from skillweave.remote.config import Endpoint
from skillweave.remote.sending import Sending
from skillweave.remote.talk import Ask, Message, Reply, Usage, fingerprint, on_one_line
from skillweave.remote.waiting import TryAgain, backoff_s, retry_after_s
from skillweave.remote.wire import Embedded, read_completion, read_vectors

_BODY_AT_MOST = 8_000_000
_TRY_AGAIN = frozenset({408, 409, 425, 429})
_MAYBE_PAID = frozenset({408, 504, 524})
"""Something gave up waiting: the model behind it may have done the work."""
_FOUND_WRONG = frozenset({400, 422})
"""The request is not as the endpoint wants it; some say so with 500 and name the field that they do not know."""
_NEVER_AGAIN = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})

R = TypeVar("R", Reply, Embedded)
T = TypeVar("T")


@dataclass(slots=True)
class Surroundings:
    """What a client takes from outside; tests put their own in."""

    now: Callable[[], float] = time.time
    ticks: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] | None = None
    """None waits in a way that `Client.hang_up` ends."""
    rng: np.random.Generator | None = None


class Client:
    """Asks one endpoint: every try is written down before it is sent, counted, limited in time, tried again."""

    def __init__(self, endpoint: Endpoint, log: SentLog, surroundings: Surroundings | None = None) -> None:
        """Connect to nothing yet."""
        self.endpoint = endpoint
        self._limits = endpoint.limits
        self._log = log
        self._around = surroundings or Surroundings()
        self._rng = self._around.rng or np.random.default_rng()
        self._slots = BoundedSemaphore(self._limits.concurrency)
        self._lock = Lock()
        self._not_before = 0.0
        self._hung_up = Event()
        self._sleep = self._around.sleep or self._hung_up.wait
        self.tries = 0
        self.budget = Budget(
            tokens_at_most=self._limits.tokens_at_most,
            cost_at_most=self._limits.cost_at_most,
            prices=Prices(self._limits.price_in, self._limits.price_out),
        )
        self._openai = openai.OpenAI(
            api_key=endpoint.key.get_secret_value(),
            base_url=endpoint.base_url,
            max_retries=0,  # tries are ours: each is written down, and counted
            timeout=self._limits.timeout_s,
            http_client=_carrier(endpoint),
        )
        # What the library found of an account in the environment belongs to another program.
        self._openai.organization = self._openai.project = None
        self._openai._custom_headers = {}

    def close(self) -> None:
        """Close the connections."""
        self._openai.close()

    def __enter__(self) -> "Client":
        """Use it for as long as a block runs."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()

    def hang_up(self) -> None:
        """Begin no further try: what waits for one ends with an error, what is on its way comes to its end."""
        self._hung_up.set()

    @property
    def host(self) -> str:
        """Where texts go: scheme, host and port."""
        parts = urlsplit(self.endpoint.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    def key_of(self, ask: Ask) -> str:
        """Name a request by all that decides its answer: endpoint, model, settings, schema and words."""
        limits = self._limits
        made = [self.endpoint.base_url, self.endpoint.model, limits.structured, limits.temperature, ask.body()]
        return fingerprint(made)

    def chat(self, ask: Ask) -> Reply:
        """Ask, and give the reply, whatever it says.

        Raises:
            PrivacyError: What is to be sent did not go through the gate, or could not be written down.
            BudgetError: It might pass a limit.
            RemoteTimeoutError: Every try took too long.
            RemoteError: The endpoint refused, or no try succeeded.
        """
        most = Usage(tokens_in=ask.tokens_in(), tokens_out=ask.reply_at_most)
        sent = Sending.of(ask, self.key_of(ask))
        return self._sent(sent, most, lambda: self._chat_once(ask, sent.key), read_completion)

    def embed(self, texts: Sequence[OutgoingText], *, purpose: str, about: Sequence[str] = ()) -> list[list[float]]:
        """Ask for vectors, one a text, in the order given; errors as for `chat`."""
        ask = Ask([Message("user", texts)], 0, None, purpose, about)
        most = Usage(tokens_in=ask.tokens_in())
        key = fingerprint([self.endpoint.base_url, self.endpoint.model, [text.text for text in texts]])
        sent = Sending.of(ask, key)
        read = partial(read_vectors, wanted=len(texts))
        return self._sent(sent, most, lambda: self._embed_once(texts, key), read).vectors

    def hand_in(self, asks: Mapping[str, Ask], name: str) -> Batch:
        """Hand in many requests as one batch, each written down as if it were sent alone.

        Args:
            asks: Requests by their names, see `key_of`.
            name: A name of ours for the batch, by which it is found again.

        Raises:
            BudgetError: All together might pass a limit.
            RemoteError: The endpoint has no batches, or refused; errors of `chat` otherwise.
        """
        most = sum((Usage(tokens_in=ask.tokens_in(), tokens_out=ask.reply_at_most) for ask in asks.values()), Usage())
        self.budget.set_aside(most)
        self.budget.settle(most, Usage())
        for key, ask in asks.items():
            sending = Sending.of(ask, key, how=", in bulk")
            sending.check()
            self._write_down(sending, 1)
        lines = write_lines({key: self._given(ask) for key, ask in asks.items()})
        file = self._simply(lambda: self._openai.files.create(file=("batch.jsonl", lines), purpose="batch"))
        made = self._simply(
            lambda: self._openai.batches.create(
                completion_window="24h", endpoint=PATH, input_file_id=file.id, metadata={"name": name}
            )
        )
        return _standing(made)

    def batch(self, id_: str) -> Batch:
        """Say how a batch stands."""
        return _standing(self._simply(lambda: self._openai.batches.retrieve(id_)))

    def find_batch(self, name: str) -> Batch | None:
        """Find a batch that was handed in under a name of ours, among the newest hundred."""
        page = self._simply(lambda: self._openai.batches.list(limit=100))
        return next((_standing(one) for one in page.data if (one.metadata or {}).get("name") == name), None)

    def collect(self, batch: Batch) -> dict[str, Reply]:
        """Give the answers of a batch by the names of its requests, and count what they took."""
        output = batch.output
        if output is None:
            return {}
        replies = read_lines(self._simply(lambda: self._openai.files.content(output).read()))
        self.budget.settle(Usage(), sum((one.usage for one in replies.values()), Usage()))
        return replies

    def why(self, batch: Batch) -> str:
        """Give what the endpoint says went wrong in a batch, or with its first fault; empty where it says nothing."""
        faults = batch.faults
        if batch.why or faults is None:
            return batch.why
        try:
            return first_fault(self._simply(lambda: self._openai.files.content(faults).read()))
        except RemoteError:
            return ""  # what is to be told is how the batch ended

    def _simply(self, call: Callable[[], T]) -> T:
        """Call once: handing in and looking up are small, and a person starts them."""
        try:
            with self._mapped():
                return call()
        except TryAgain as again:
            raise RemoteError(f"{self.host}: {again}; run again to go on") from again

    def _sent(self, sending: Sending, most: Usage, once: Callable[[], bytes], read: Callable[[bytes], R]) -> R:
        """Try until a body comes that can be read; an endpoint that counts no tokens is taken to have used most."""
        sending.check()
        for attempt in range(1, self._limits.tries + 1):
            self.budget.set_aside(most)
            paid = Usage()
            try:
                with self._slots:
                    self._wait_for_turn()
                    if self._hung_up.is_set():
                        raise RemoteError(f"{self.host}: not asked, because another request failed; run again to go on")
                    self._write_down(sending, attempt)
                    self.tries += 1
                    paid = most  # until it is known better: it was sent
                    answer = read(once())
                paid = answer.usage if answer.usage.total else most
                return answer.model_copy(update={"usage": paid})
            except TryAgain as again:
                paid = most if again.maybe_paid else Usage()
                self._put_off(again, attempt)
            except RemoteError as error:
                if error.status is not None:
                    paid = Usage()  # refused, so nothing was done
                raise
            finally:
                self.budget.settle(most, paid)
        raise AssertionError("the last try returns or raises")

    def _put_off(self, again: TryAgain, attempt: int) -> None:
        """Set the time before which nothing is sent; give up where that is too late, or it was the last try."""
        where = f"{self.host}, model {self.endpoint.model}"
        kind = RemoteTimeoutError if again.slow else RemoteError
        if attempt == self._limits.tries:
            raise kind(f"{where}: {again} (tried {attempt} times); run again to go on") from again
        most_s = self._limits.wait_at_most_s
        if again.after_s is not None and again.after_s > most_s:
            raise kind(
                f"{where}: {again}; it asks to wait {again.after_s:g} seconds, more than wait_at_most_s ({most_s:g}); "
                "run again later to go on"
            ) from again
        wait = again.after_s if again.after_s is not None else backoff_s(attempt, self._rng, most_s=most_s)
        with self._lock:
            self._not_before = max(self._not_before, self._around.ticks() + wait)

    def _wait_for_turn(self) -> None:
        """Wait until the endpoint wants to be asked again; all threads wait together."""
        while not self._hung_up.is_set() and (left := self._not_before - self._around.ticks()) > 0:
            self._sleep(left)

    def _write_down(self, sending: Sending, attempt: int) -> None:
        self._log.add(sending.line(self._around.now(), self.host, self.endpoint.model, attempt))

    def _given(self, ask: Ask) -> dict[str, Any]:  # Any: JSON
        """Write the body of a request."""
        given: dict[str, Any] = {
            "model": self.endpoint.model,
            "messages": ask.body()["messages"],
            self._limits.tokens_name: ask.reply_at_most,
        }
        if self._limits.temperature != "unset":
            given["temperature"] = self._limits.temperature
        if ask.schema is not None and self._limits.structured == "schema":
            shape = {"name": "reply", "schema": ask.schema, "strict": True}
            given["response_format"] = {"type": "json_schema", "json_schema": shape}
        elif ask.schema is not None and self._limits.structured == "json":
            given["response_format"] = {"type": "json_object"}
        return given

    def _chat_once(self, ask: Ask, key: str) -> bytes:
        until = self._until()
        with (
            self._mapped(),
            self._openai.chat.completions.with_streaming_response.create(
                **self._given(ask), extra_headers=_headers(key)
            ) as response,
        ):
            return self._read(response.iter_bytes(), until)

    def _embed_once(self, texts: Sequence[OutgoingText], key: str) -> bytes:
        until = self._until()
        with (
            self._mapped(),
            self._openai.embeddings.with_streaming_response.create(
                model=self.endpoint.model,
                input=[text.text for text in texts],
                encoding_format="float",
                extra_headers=_headers(key),
            ) as response,
        ):
            return self._read(response.iter_bytes(), until)

    def _until(self) -> float:
        """Give the end of a try that begins now."""
        return self._around.ticks() + self._limits.timeout_s

    def _read(self, pieces: Iterator[bytes], until: float) -> bytes:
        """Read a body to its end, in bounded time and size: a slow drip never lets a single read time out."""
        body = bytearray()
        for piece in pieces:
            body += piece
            if len(body) > _BODY_AT_MOST:
                raise RemoteError(f"{self.host} sent more than {_BODY_AT_MOST:,} bytes for one reply; is it a model?")
            if self._around.ticks() > until:
                raise TryAgain(_too_slow(self._limits.timeout_s), slow=True, maybe_paid=True)
        return bytes(body)

    def _mapped(self) -> "_Mapping":
        return _Mapping(self)

    def _refused(self, error: openai.APIStatusError) -> Exception:
        """Turn an answer that is an error into one to try again, or into ours."""
        status, reason = error.status_code, _reason(error)
        wrong = self._limits.hint_400 if status in _FOUND_WRONG or "response_format" in str(error) else ""
        again = status in _TRY_AGAIN or status >= 500
        if again and error.code not in _NEVER_AGAIN:
            after = retry_after_s(error.response.headers.get("retry-after"), utc(self._around.now()))
            return TryAgain(f"it answered {status}: {reason}{wrong}", after_s=after, maybe_paid=status in _MAYBE_PAID)
        hint = {
            401: f"; check the key in {self._limits.key_variable}",
            404: "; check base_url and model",
        }.get(status, wrong)
        refused = RemoteError(f"{self.host}, model {self.endpoint.model}: it answered {status}: {reason}{hint}")
        refused.status, refused.reason = status, reason
        return refused


class _Mapping:
    """Turns the errors of openai and of what carries it into ours."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        limits = self._client.endpoint.limits
        match error:
            case openai.APITimeoutError() | httpx2.TimeoutException():
                raise TryAgain(_too_slow(limits.timeout_s), slow=True, maybe_paid=True) from error
            case openai.APIStatusError():
                raise self._client._refused(error) from error
            case openai.APIConnectionError() | httpx2.HTTPError():
                raise TryAgain(
                    f"the line broke: {type(error).__name__}", maybe_paid=not _never_came_up(error)
                ) from error
            case openai.OpenAIError():
                raise RemoteError(f"{self._client.host}: {type(error).__name__}: {error}") from error
            case _:
                return


def _standing(batch: openai.types.Batch) -> Batch:
    counts = batch.request_counts
    told = getattr(batch.errors, "data", None) or ()
    return Batch(
        id=batch.id,
        status=batch.status,
        ended=batch.status in _ENDED,
        done=counts.completed if counts else 0,
        total=counts.total if counts else 0,
        output=batch.output_file_id,
        faults=batch.error_file_id,
        why=on_one_line(next((one.message for one in told if one.message), "")),
    )


def _carrier(endpoint: Endpoint) -> httpx2.Client:
    """Make what carries requests: it follows no redirect, and asks a proxy only where none can read along.

    A proxy of the environment would get what goes to this machine, or anywhere without encryption, in plain words.
    """
    direct = {f"{scheme}://": None for scheme in ("http", "https", "all")} if endpoint.is_here else None
    return openai.DefaultHttpxClient(
        follow_redirects=False,
        timeout=endpoint.limits.timeout_s,
        trust_env=urlsplit(endpoint.base_url).scheme == "https",
        mounts=direct,
    )


def _headers(key: str) -> dict[str, str]:
    """Name the request, so that an endpoint that knows this header does not do the same work twice."""
    return {"Idempotency-Key": key}


def _too_slow(timeout_s: float) -> str:
    return f"it took longer than timeout_s ({timeout_s:g} seconds)"


def _never_came_up(error: BaseException) -> bool:
    """Tell whether nothing was sent at all."""
    cause = error.__cause__ or error
    return isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout)


def _reason(error: openai.APIStatusError) -> str:
    """Give what the endpoint says, short and on one line; it might repeat a text, so it is cut."""
    body = error.body
    told = body.get("message") or body.get("detail") if isinstance(body, dict) else None
    return on_one_line(told or error.response.reason_phrase)
