"""An encoder behind an endpoint: nothing is paid twice, nothing leaves but through the gate, every fault is told."""

import json
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from skillweave.embedding.endpoint import PROBE, EndpointEmbedder
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.embedding.unsent import Foreseen, UnsentEmbedder
from skillweave.errors import BudgetError, EncoderError, RemoteError, RemoteTimeoutError, TextError
from skillweave.privacy.outgoing import Gate
from skillweave.privacy.sent import read_sent
from tests.elsewhere import client_of, config_of, embedder_of, hashed, texts_of, vectors_step
from tests.scripted_endpoint import Endpoint as Server
from tests.scripted_endpoint import Request, Script, Step, fault, serving, steps

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine

Make = Callable[..., EndpointEmbedder]
TEXTS = [f"I fed calf {number}." for number in range(20)]
GOOD = [[1.0, 2.0], [3.0, 4.0]]


@pytest.fixture
def server() -> Iterator[Server]:
    """An endpoint with vectors of hashed words."""
    with serving(hashed) as found:
        yield found


@pytest.fixture
def make(server: Server, tmp_path: Path) -> Iterator[Make]:
    """Make an embedder over the same folder, as a process that starts would."""
    with ExitStack() as stack:

        def made(script: Script | None = None, *, gate: Gate | None = None, **limits: object) -> EndpointEmbedder:
            server.script = script or server.script
            config = config_of(server, **limits)
            client = stack.enter_context(client_of(server, tmp_path, config))
            return embedder_of(client, tmp_path, config, gate) if gate else embedder_of(client, tmp_path, config)

        yield made


def test_vectors_are_those_of_the_endpoint_in_the_order_of_the_texts(make: Make, server: Server) -> None:
    """Whatever order they come back in, over several requests at once."""

    def slow(request: Request) -> Step:
        time.sleep(0.1)  # so that the next one meets it
        return hashed(request)

    found = make(slow, texts_at_most=3, concurrency=4).sentences(TEXTS)
    np.testing.assert_allclose(found, HashingEmbedder().sentences(TEXTS), atol=1e-6)
    assert sorted(texts_of(server)) == sorted(TEXTS)
    assert [len(request.json["input"]) for request in server.requests].count(3) == 6
    assert 1 < server.most_at_once <= 4


def test_vectors_get_length_one(make: Make) -> None:
    """Also where the endpoint does not scale them."""
    (vector,) = make(lambda _: vectors_step([[3.0, 4.0]])).sentences(["a"])
    np.testing.assert_allclose(vector, [0.6, 0.8], atol=1e-6)


def test_requests_are_as_large_as_the_settings_allow(make: Make, server: Server) -> None:
    """By texts and by code points; a text that is larger than a request goes alone."""
    make(characters_at_most=40, concurrency=1).sentences(["a" * 30, "b" * 10, "c", "d" * 50, "e"])
    assert [[len(text) for text in request.json["input"]] for request in server.requests] == [[30, 10], [1], [50], [1]]


def test_what_is_kept_is_not_sent_again(make: Make, server: Server) -> None:
    """Not in the same process, not in the next, not twice in one call, not by the other way to ask."""
    first = make()
    vectors = first.sentences([*TEXTS, *TEXTS[:5]])
    first.encode(TEXTS)
    again = make()
    assert again.dim == 96
    np.testing.assert_array_equal(again.sentences([*TEXTS, *TEXTS[:5]]), vectors)
    assert texts_of(server) == TEXTS
    assert (first.vectors.tally.sent, again.vectors.tally.sent, again.vectors.tally.kept) == (20, 0, 25)


def test_what_came_before_a_failure_is_kept(make: Make, server: Server) -> None:
    """The next start asks for the rest only; one request more may have been on its way."""

    def script(request: Request) -> Step:
        return fault(401, "no more") if TEXTS[12] in request.json["input"] else hashed(request)

    with pytest.raises(RemoteError, match="401: no more; check the key"):
        make(script, texts_at_most=4, concurrency=1).sentences(TEXTS)
    paid = _paid(server)
    before = len(server.requests)
    make(hashed, texts_at_most=4).sentences(TEXTS)
    again = [text for request in server.requests[before:] for text in request.json["input"]]
    assert set(TEXTS[:12]) <= paid
    assert sorted(again) == sorted(set(TEXTS) - paid)


def _paid(server: Server) -> set[str]:
    """Give the texts of the requests that were answered with vectors."""
    return {
        text for request in server.requests for text in request.json["input"] if TEXTS[12] not in request.json["input"]
    }


def test_a_text_that_is_refused_by_itself_is_told_and_the_others_are_kept(make: Make, server: Server) -> None:
    """It is found by halves; the kind of error fails its entry, not the run, and the others go on."""

    def script(request: Request) -> Step:
        return fault(413, "too many tokens") if TEXTS[7] in request.json["input"] else hashed(request)

    embedder = make(script, texts_at_most=8)
    with pytest.raises(TextError, match=r"a passage of 13 code points was refused.*413: too many tokens"):
        embedder.sentences(TEXTS)
    asked = len(server.requests)
    rest = [text for text in TEXTS if text != TEXTS[7]]
    embedder.sentences(rest)
    with pytest.raises(TextError):
        embedder.sentences([TEXTS[7]])
    assert len(server.requests) == asked
    with pytest.raises(TextError):  # another process, in which nothing is known of it
        make(script).sentences([TEXTS[7]])


def test_an_endpoint_that_refuses_everything_is_no_texts_fault(make: Make, server: Server) -> None:
    """A sentence of ours is refused too, so the run ends, after a few requests."""
    with pytest.raises(RemoteError, match="422: no such option"):
        make(lambda _: fault(422, "no such option"), texts_at_most=8, concurrency=1).sentences(TEXTS)
    assert len(server.requests) < 10


def test_blank_texts_are_not_sent(make: Make, server: Server) -> None:
    """They have one vector, of the length of the others, and no row."""
    found = make().encode(["", " \n", "calves"])
    assert texts_of(server) == ["calves"]
    assert [len(one.rows) for one in found] == [0, 0, 1]
    np.testing.assert_array_equal(found[0].sentence, found[1].sentence)


def test_the_length_is_found_out_by_a_sentence_of_ours(make: Make, server: Server) -> None:
    """Once, where nothing is known yet."""
    assert (make().dim, make().dim) == (96, 96)
    assert texts_of(server) == [PROBE]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (vectors_step(GOOD[:1]), "1 vectors for 2 texts"),
        (vectors_step([*GOOD, [5.0, 6.0]]), "3 vectors for 2 texts"),
        (vectors_step([[1.0, 2.0], [1.0]]), "different lengths: 1, 2"),
        (vectors_step([[], []]), "different lengths: 0"),
        (Step('{"data": [{"index": 0, "embedding": [NaN, 1]}, {"index": 1, "embedding": [1, 1]}]}'), "no number"),
        (vectors_step([[0.0, 0.0], [1.0, 1.0]]), "a vector of zeros"),
        (vectors_step([[1e300, 1e300], [1.0, 1.0]]), "beyond measure"),
        (Step("<html>a page</html>"), "no embeddings"),
        (Step({"data": []}), "0 vectors for 2 texts"),
        (fault(404, "no such model"), "404: no such model; check base_url and model"),
        (fault(400, "too long"), "400: too long; if a request or a text is too long for it, lower texts_at_most"),
        (fault(500, "broken"), r"500: broken \(tried 3 times\); run again to go on"),
        (fault(429, "busy", retry_after="900"), "asks to wait 900 seconds, more than wait_at_most_s"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told_and_nothing_of_it_kept(
    make: Make, tmp_path: Path, answer: Step, told: str
) -> None:
    """What is wrong, where, and how to mend it; the texts are asked for again next time."""
    with pytest.raises(RemoteError, match=told) as raised:
        make(steps(answer), tries=3, wait_at_most_s=60).sentences(["a", "b"])
    assert "http://127.0.0.1" in str(raised.value)
    assert not list((tmp_path / "vectors").glob("*/*"))


def test_an_endpoint_that_fails_for_a_while_is_asked_again(make: Make, tmp_path: Path) -> None:
    """Busy, broken, a broken line, vectors that do not fit: each try is written down."""
    good = vectors_step(GOOD)
    bad = [
        fault(429, "busy", retry_after="1"),
        fault(503, "down"),
        Step(good.body, cut=40),
        vectors_step(GOOD[:1]),
    ]
    assert make(steps(*bad, good), concurrency=1).sentences(["a", "b"]).shape == (2, 2)
    assert [one.attempt for one in read_sent(tmp_path / "sent.jsonl")] == [1, 2, 3, 4, 5]


def test_a_slow_endpoint_is_told(server: Server, tmp_path: Path) -> None:
    """By the limit that it passed."""
    server.script = lambda request: Step(hashed(request).body, wait_s=1.0)
    config = config_of(server, timeout_s=0.2, tries=1)
    with client_of(server, tmp_path, config) as client, pytest.raises(RemoteTimeoutError, match="timeout_s"):
        embedder_of(client, tmp_path, config).sentences(["a"])


@pytest.mark.parametrize("later", [False, True])
def test_another_length_than_before_is_an_error(make: Make, tmp_path: Path, later: bool) -> None:
    """In the same process or after a start: another model has come under the same name."""
    before = make(lambda _: vectors_step([[1.0, 2.0]]))
    before.sentences(["a"])
    now = make(lambda _: vectors_step([[1.0, 2.0, 3.0]]))
    with pytest.raises(
        EncoderError, match=r"have 2 numbers, but one of 3 came: another model.*delete that folder"
    ) as e:
        (now if later else before).sentences(["b"])
    assert str(tmp_path / "vectors") in str(e.value)


def test_a_damaged_vector_is_asked_for_again(make: Make, server: Server, tmp_path: Path) -> None:
    """A file that was cut off counts as missing."""
    before = make().sentences(["a"])
    (path,) = (path for path in (tmp_path / "vectors").glob("*/*"))
    path.write_bytes(path.read_bytes()[:50])
    np.testing.assert_array_equal(make().sentences(["a"]), before)
    assert texts_of(server) == ["a", "a"]


def test_a_damaged_note_of_the_length_is_an_error(make: Make, tmp_path: Path) -> None:
    """Its folder cannot be trusted."""
    make().sentences(["a"])
    (tmp_path / "vectors" / "about.json").write_text("{", encoding="utf-8")
    with pytest.raises(EncoderError, match=r"about\.json cannot be read; delete the folder"):
        make().sentences(["a"])


def test_a_folder_that_cannot_be_written_is_an_error(make: Make, tmp_path: Path) -> None:
    """A paid vector is not lost silently."""
    (tmp_path / "vectors").write_text("a file", encoding="utf-8")
    with pytest.raises(EncoderError, match=r"cannot be kept in .*name another embedder\.endpoint\.folder"):
        make().sentences(["a"])


def test_what_is_kept_holds_no_word_and_is_for_its_owner(make: Make, tmp_path: Path) -> None:
    """Numbers that come from people's words are as private as they are."""
    make().sentences(["calves"])
    for path in (tmp_path / "vectors").rglob("*"):
        assert b"calves" not in (path.read_bytes() if path.is_file() else b"")
        assert stat.S_IMODE(path.stat().st_mode) == (0o600 if path.is_file() else 0o700)


def test_a_budget_ends_it_before_a_request(make: Make, server: Server) -> None:
    """With what was answered kept; a price of what is sent is enough."""
    embedder = make(cost_at_most=0.00002, price_in=1.0, texts_at_most=1, concurrency=1)
    with pytest.raises(BudgetError, match="raise the limit and run again"):
        embedder.sentences(TEXTS)
    assert 0 < len(server.requests) < len(TEXTS)
    assert embedder.vectors.tally.sent == len(server.requests)


@pytest.mark.parametrize(("text", "told"), [("x" * 101, "text_at_most"), ("calf \ud83d", "half a character at 5")])
def test_a_text_that_cannot_be_sent_is_refused(make: Make, server: Server, text: str, told: str) -> None:
    """By the kind of error that fails its entry, not the run; nothing is sent."""
    with pytest.raises(TextError, match=told):
        make(text_at_most=100).encode(["calves", text])
    assert server.requests == []


def test_no_name_leaves_and_what_was_replaced_is_counted(make: Make, server: Server, tmp_path: Path) -> None:
    """Also where the pipeline has replaced it before."""
    make().encode(["Priya Raman and [PERSON_2] fed EMEKA's calves", "mail me: a.b@example.org"])
    assert texts_of(server) == ["[PERSON_1] and [PERSON_2] fed [PERSON_3]'s calves", "mail me: [EMAIL_1]"]
    (line,) = read_sent(tmp_path / "sent.jsonl")
    assert (dict(line.replaced), line.purpose, line.about) == ({"person": 3, "email": 1}, "embed", ())
    assert "calves" not in (tmp_path / "sent.jsonl").read_text(encoding="utf-8")


def test_a_name_says_model_and_place(make: Make) -> None:
    """Another address is another model; what claims were made by can be told from it."""
    name = make().model_id
    assert name.startswith("endpoint:scripted-1@")
    assert name.endswith(":sentences")
    with serving(hashed) as other:
        config = config_of(other)
        with client_of(other, Path(), config) as client:
            assert embedder_of(client, Path(), config).model_id != name


def test_a_dry_run_foresees_exactly_what_is_sent(make: Make, server: Server) -> None:
    """Texts, requests and what is kept already; blank ones and repetitions are left out."""
    real = make(texts_at_most=4)
    real.sentences(TEXTS[:6])
    sent = len(server.requests)
    foreseen = Foreseen()
    stand_in = UnsentEmbedder(real, foreseen)
    stand_in.encode([*TEXTS, " ", TEXTS[0]])
    stand_in.sentences(TEXTS)
    assert (len(server.requests), stand_in.model_id) == (sent, real.model_id)
    assert (foreseen.texts, foreseen.kept, foreseen.requests) == (14, 6, 4)
    real.sentences(TEXTS)
    assert len(server.requests) - sent == foreseen.requests
    assert foreseen.characters == sum(map(len, TEXTS[6:]))
    assert foreseen.most.tokens_in > 0


def test_the_key_is_where_it_belongs(make: Make, server: Server, tmp_path: Path) -> None:
    """In the header, not in the log, nor beside the vectors."""
    make().sentences(["a"])
    assert server.requests[0].headers["authorization"].startswith("Bearer a-key")
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not [one for one in written if b"a-key" in one]
    assert json.loads((tmp_path / "vectors" / "about.json").read_text(encoding="utf-8")) == {"dim": 96}
