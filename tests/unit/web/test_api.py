"""What the REST API promises: the same as the pages, with tokens, codes and cursors."""

import json
import uuid
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.event import listen

from skillweave.domain.competency import Framework
from skillweave.evaluation.adapters import read_labelled
from skillweave.review.tokens import Scope
from tests.review_items import review_frameworks
from tests.seed import DAY
from tests.web_app import START
from tests.web_site import InProcess


def _decision(item: str, claim: str, version: int = 1, **more: object) -> dict[str, object]:
    plain = {"id": str(uuid.uuid4()), "item": item, "claim": claim, "verdict": "confirm", "seen_version": version}
    return {**plain, **more}


def _taken(site: InProcess, login: str = "reviewer", queue: str = "Half done") -> tuple[TestClient, dict[str, object]]:
    """Take the next item of a queue; give the client and the item."""
    client = site.api(login)
    item = client.post(f"/queues/{site.north.queues[queue]}/next").json()["item"]
    return client, client.get(f"/items/{item}").json()


def test_item_is_reviewed_from_end_to_end(fresh_site: InProcess) -> None:
    """Take, read, decide, finish: a whole review without a page."""
    client, item = _taken(fresh_site)
    for claim in item["claims"]:  # type: ignore[attr-defined]  # JSON
        answer = client.post("/decisions", json=_decision(item["id"], claim["id"], claim["version"]))  # type: ignore[arg-type]
        assert (answer.status_code, answer.json()["version"]) == (200, claim["version"] + 1)
    done = client.post(f"/items/{item['id']}/finish")

    assert done.json() == {"item": item["id"], "state": "final", "caught": []}
    assert fresh_site.lists.record(str(item["id"])).claims[0].confirmed_by == "reviewer"


def test_decisions_of_the_api_are_known_as_such(fresh_site: InProcess) -> None:
    """Whatever a client says, its decisions came by the API."""
    client, item = _taken(fresh_site)
    claim = item["claims"][0]["id"]  # type: ignore[index]
    client.post("/decisions", json=_decision(str(item["id"]), claim, via="key"))
    found = client.get("/decisions", params={"queue": fresh_site.north.queues["Half done"], "limit": 500}).json()

    assert [one["decision"]["via"] for one in found["decisions"] if one["item"] == item["id"]] == ["api"]


def test_replay_gives_the_same_answer(fresh_site: InProcess) -> None:
    """The same decision sent again is answered alike, and is no second row."""
    client, item = _taken(fresh_site)
    decision = _decision(str(item["id"]), item["claims"][0]["id"])  # type: ignore[index]
    first, second = (client.post("/decisions", json=decision) for _ in range(2))

    assert first.json() == second.json()
    assert len(fresh_site.north.store.history(str(item["id"]))) == 1


def test_a_decision_reads_its_item_once(fresh_site: InProcess) -> None:
    """Claims and decisions of an item may be many; the page's script sends what the API does."""
    _, item = _taken(fresh_site)
    decision = _decision(str(item["id"]), item["claims"][0]["id"])  # type: ignore[index]
    asked: list[str] = []
    listen(fresh_site.north.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    headers = {"accept": "application/json"}
    answer = fresh_site.browser("reviewer").post(f"/i/{item['id']}/decisions", json=decision, headers=headers)

    assert answer.status_code == 200
    assert sum("FROM evidence" in line for line in asked) == 1


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"seen_version": 9}, 409, "moved_on"),
        ({"verdict": "correct", "replacement": {"framework": "people", "code": "no"}}, 422, "unknown_competency"),
        ({"spans": [{"start": 0, "end": 9999}]}, 422, "bad_span"),
        ({"claim": "nothing"}, 404, "not_found"),
        ({"item": "nothing"}, 404, "not_found"),
        ({"verdict": "maybe"}, 422, "invalid"),
        ({"id": "not-a-uuid"}, 422, "invalid"),
        ({"person": "somebody"}, 422, "invalid"),
    ],
)
def test_refusals_have_codes(fresh_site: InProcess, change: dict[str, object], status: int, code: str) -> None:
    """What is refused is refused with the contract's code, in a problem document."""
    client, item = _taken(fresh_site)
    decision = _decision(str(item["id"]), item["claims"][0]["id"])  # type: ignore[index]
    answer = client.post("/decisions", json={**decision, **change})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert fresh_site.north.store.history(str(item["id"])) == ()


def test_id_that_is_taken_is_refused(fresh_site: InProcess) -> None:
    """An id that another decision has is no second decision."""
    client, item = _taken(fresh_site)
    decision = _decision(str(item["id"]), item["claims"][0]["id"])  # type: ignore[index]
    client.post("/decisions", json=decision)
    answer = client.post("/decisions", json={**decision, "verdict": "reject"})

    assert (answer.status_code, answer.json()["code"]) == (409, "id_reused")


def test_stale_version_says_how_things_stand(fresh_site: InProcess) -> None:
    """A decision on a version that is past is refused with the one in force, and nothing is kept."""
    client, item = _taken(fresh_site)
    claim = item["claims"][0]["id"]  # type: ignore[index]
    client.post("/decisions", json=_decision(str(item["id"]), claim, verdict="reject", reason="duplicate"))
    answer = client.post("/decisions", json=_decision(str(item["id"]), claim))

    assert (answer.status_code, answer.json()["code"]) == (409, "stale_version")
    about = answer.json()["about"]
    assert (about["version"], about["verdict"], about["reason"]) == (2, "reject", "duplicate")
    assert len(fresh_site.north.store.history(str(item["id"]))) == 1


def test_undecided_claims_are_named(fresh_site: InProcess) -> None:
    """Finishing too early says what is missing."""
    client, item = _taken(fresh_site)
    answer = client.post(f"/items/{item['id']}/finish")

    assert (answer.status_code, answer.json()["code"]) == (409, "undecided_claims")
    assert answer.json()["about"]["claim"] == item["claims"][0]["id"]  # type: ignore[index]


def test_next_says_why_not(site: InProcess) -> None:
    """No item comes with a code."""
    answer = site.api("reviewer").post(f"/queues/{site.north.queues['Empty']}/next")

    assert (answer.json()["item"], answer.json()["code"]) == (None, "empty")


def test_blind_item_holds_suggestions_back(fresh_site: InProcess) -> None:
    """Suggestions of a blind item come with `reveal`, also for who has not taken it."""
    client, item = _taken(fresh_site, queue="Blind")
    revealed = client.post(f"/items/{item['id']}/reveal").json()

    assert (item["claims"], item["revealed"]) == ([], False)
    assert (len(revealed["claims"]), revealed["revealed"]) == (3, True)


@pytest.mark.parametrize("verb", ["heartbeat", "release"])
def test_verbs_can_be_repeated(fresh_site: InProcess, verb: str) -> None:
    """A verb sent twice does no harm."""
    client, item = _taken(fresh_site)
    client.post(f"/items/{item['id']}/{verb}")
    again = client.post(f"/items/{item['id']}/{verb}")

    assert again.status_code == 200


@pytest.mark.parametrize("verb", ["skip", "finish"])
def test_closing_verbs_can_be_repeated(fresh_site: InProcess, verb: str) -> None:
    """Skipping or finishing again is answered as the first time."""
    client, item = _taken(fresh_site)
    for claim in item["claims"]:  # type: ignore[attr-defined]  # JSON
        client.post("/decisions", json=_decision(str(item["id"]), claim["id"], claim["version"]))
    first, second = (client.post(f"/items/{item['id']}/{verb}", json={"reason": "other"}) for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()


def test_heartbeat_of_a_lost_lease_says_so(fresh_site: InProcess) -> None:
    """An item that went to another cannot be held."""
    client, item = _taken(fresh_site)
    client.post(f"/items/{item['id']}/release")
    fresh_site.api("second").post(f"/queues/{fresh_site.north.queues['Half done']}/next")
    answer = client.post(f"/items/{item['id']}/heartbeat")

    assert (answer.status_code, answer.json()["code"]) == (409, "lease_lost")


def test_reopening_is_for_managers(fresh_site: InProcess) -> None:
    """A manager leads an item back; a reviewer does not."""
    item = fresh_site.north.items["Half done", "final"]
    answers = [fresh_site.api(login).post(f"/items/{item}/reopen").status_code for login in ("reviewer", "manager")]

    assert answers == [403, 200]


@pytest.mark.parametrize(
    ("scope", "method", "path", "status"),
    [
        (Scope.READ, "GET", "/queues", 200),
        (Scope.READ, "POST", "/queues/{queue}/next", 403),
        (Scope.REVIEW, "POST", "/queues/{queue}/next", 200),
        (Scope.REVIEW, "GET", "/queues", 403),
        (Scope.REVIEW, "GET", "/decisions", 403),
        (Scope.REVIEW, "GET", "/competencies?q=x", 403),
        (Scope.REVIEW, "POST", "/items/{item}/reopen", 403),
        (Scope.MANAGE, "POST", "/items/{item}/reopen", 200),
        (Scope.MANAGE, "POST", "/decisions", 403),
    ],
)
def test_token_is_held_to_its_scopes(fresh_site: InProcess, scope: Scope, method: str, path: str, status: int) -> None:
    """A token does what its scopes say, whatever its owner may do on the pages."""
    north = fresh_site.north
    north.tokens["narrow"] = north.accounts.tokens.make(north.people["manager"], "narrow", [scope], DAY, START)
    item = north.items["Half done", "final"]
    at = path.format(queue=north.queues["Half done"], item=item)
    body = _decision(item, "c") if path == "/decisions" and method == "POST" else None
    answer = fresh_site.api("narrow").request(method, at, json=body)

    assert answer.status_code == status


def test_no_token_is_no_entry(site: InProcess) -> None:
    """Without a valid token there is a problem document."""
    answer = site.browser(None).get("/api/v1/queues", headers={"authorization": "Bearer north.nonsense"})

    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_claims_are_paged_to_the_end(site: InProcess) -> None:
    """Cursors lead through every claim once."""
    client, queue, seen, cursor = site.api("manager"), site.north.queues["Spring"], [], ""
    while cursor is not None:
        page = client.get("/claims", params={"queue": queue, "limit": 100, **({"cursor": cursor} if cursor else {})})
        seen += [one["id"] for one in page.json()["claims"]]
        cursor = page.json()["next"]

    assert len(seen) == len(set(seen)) > 200


@pytest.mark.parametrize(
    "query", [{"band": "huge"}, {"limit": "0"}, {"limit": "501"}, {"cursor": "x"}, {"q": "a\x1fb"}]
)
def test_bad_questions_are_refused(site: InProcess, query: dict[str, str]) -> None:
    """A filter outside the list, or a made-up cursor, is refused."""
    answer = site.api("manager").get("/claims", params={"queue": site.north.queues["Spring"], **query})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_claims_of_open_items_are_for_managers(site: InProcess) -> None:
    """Others get claims of final items."""
    queue = site.north.queues["Double"]
    found = [
        len(site.api(login).get("/claims", params={"queue": queue}).json()["claims"]) for login in ("manager", "second")
    ]

    assert found == [12, 6]


def test_decisions_of_others_wait_for_the_end(site: InProcess) -> None:
    """A reviewer gets their own decisions, and those of others once an item is final."""
    name = next(one.pseudonym for one in site.north.accounts.people() if one.login == "second")
    found = site.api("second").get("/decisions", params={"queue": site.north.queues["Double"], "limit": 500}).json()
    open_items = {site.north.items["Double", one] for one in ("disputed", "waiting")}

    assert {one["decision"]["reviewer"] for one in found["decisions"] if one["item"] in open_items} == {name}
    assert len({one["decision"]["reviewer"] for one in found["decisions"]}) == 3


def test_decisions_since_a_time(site: InProcess) -> None:
    """`since` takes a time with a zone, to its edges."""
    client = site.api("manager")
    found = [
        len(client.get("/decisions", params={"since": since, "limit": 500}).json()["decisions"])
        for since in (
            "0001-01-01T00:00:00+14:00",
            START.isoformat(),
            "2026-11-23T09:00:01Z",
            "9999-12-31T23:59:59-12:00",
        )
    ]

    assert found[0] == found[1] > 30
    assert found[2:] == [0, 0]


def test_decisions_hold_no_text(site: InProcess) -> None:
    """Neither notes nor words of learners are among the decisions."""
    text = site.api("manager").get("/decisions", params={"limit": 500}).text

    assert "script" not in text
    assert "delay" not in text


def test_metrics_keep_planted_claims_for_managers(site: InProcess) -> None:
    """Only managers learn how often planted claims were confirmed."""
    path = f"/queues/{site.north.queues['Double']}/metrics"
    managers, others = (site.api(login).get(path).json() for login in ("manager", "reviewer"))

    assert managers["catch"] == {"good": 0, "count": 0, "value": None, "low": 0.0, "high": 1.0}
    assert others["catch"] is None
    assert managers["conflicts"]["good"], managers["conflicts"]["count"] == (2, 3)


def test_agreement_has_its_counts(site: InProcess) -> None:
    """Figures come with the number of items, units and pairs behind them."""
    found = site.api("reader").get(f"/queues/{site.north.queues['Double']}/agreement").json()

    assert (found["items"], found["units"], found["persons"]) == (3, 11, 2)
    assert "95% interval" in found["ac1"]["words"]


def test_agreement_of_nothing_is_said(site: InProcess) -> None:
    """Where nothing was reviewed twice there is a sentence, and no number."""
    found = site.api("reader").get(f"/queues/{site.north.queues['Half done']}/agreement").json()

    assert (found["raw"]["value"], found["raw"]["words"]) == (None, "no text has two reviews yet")


def test_competencies_are_found(site: InProcess) -> None:
    """Typed words find competencies, in the frameworks that are named."""
    client = site.api("reader")
    found = client.get("/competencies", params={"q": "lead", "framework": ["people"]}).json()
    elsewhere = client.get("/competencies", params={"q": "lead a team", "framework": ["trades"]}).json()

    assert found["competencies"][0]["code"] == "P.LEAD"
    assert elsewhere["competencies"] == []


def test_samples_load_in_the_harness(site: InProcess, tmp_path: Path) -> None:
    """What leaves as labelled samples is what the evaluation reads."""
    path = tmp_path / "spring.jsonl"
    path.write_text(site.api("manager").get(f"/queues/{site.north.queues['Half done']}/samples").text, encoding="utf-8")
    known: dict[str, Framework] = {one.id: one for one in review_frameworks()}
    gold = {one.name: {case.id: case.gold for case in one.cases} for one in read_labelled(path, known)}

    assert gold["spring_people"] == {"changed": {"P.LEAD"}, "final": {"P.COM"}}
    assert gold["spring_trades"] == {"changed": {"T.SCH"}, "final": {"T.SCH", "T.FORM"}}


def test_samples_name_run_and_exposure(site: InProcess) -> None:
    """Each text names the run behind its suggestions, and whether they were in view."""
    text = site.api("manager").get(f"/queues/{site.north.queues['Half done']}/samples").text
    first = json.loads(text.splitlines()[0])

    assert (first["run"], first["version"], first["exposure"]) == ("cccccccccccc", "a-model@12345678", "assisted")


def test_samples_as_a_table(site: InProcess) -> None:
    """The same as a table, a row for each label."""
    text = site.api("manager").get(f"/queues/{site.north.queues['Half done']}/samples?format=csv").text

    assert text.startswith("id,text,framework,code,grade,evidence,exposure")
    assert len(text.splitlines()) == 1 + 3 + 4


@pytest.mark.parametrize("login", ["reader", "reviewer", "adjudicator"])
def test_samples_are_for_managers(site: InProcess, login: str) -> None:
    """Exporting is what managers do."""
    assert site.api(login).get(f"/queues/{site.north.queues['Half done']}/samples").status_code == 403


def test_readers_get_final_items_only(site: InProcess) -> None:
    """An item under review is not for readers."""
    client = site.api("reader")
    found = [client.get(f"/items/{site.north.items['Half done', one]}").status_code for one in ("final", "untouched")]

    assert found == [200, 403]


def test_description_is_complete(site: InProcess) -> None:
    """Every operation is described, with its problems, and every page stays out of it."""
    described = site.browser(None).get("/api/v1/openapi.json").json()
    operations = [one for path in described["paths"].values() for one in path.values()]

    assert all(path.startswith("/api/v1/") for path in described["paths"])
    assert all(one["description"] for one in operations)
    assert all({"401", "403", "404", "422", "429"} <= set(one["responses"]) for one in operations)
