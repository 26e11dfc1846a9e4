"""What must hold of the whole review server: hostile words stay words, secrets stay secret, strangers stay outside."""

import csv
import io
import re
import uuid
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, expect

from skillweave.domain.queue import Role
from skillweave.domain.review import Decision, Skill, Verdict
from skillweave.domain.span import Span
from skillweave.review.links import form_token
from skillweave.review_wiring import utc_now
from tests.browsers import Watched, looking
from tests.review_items import HOSTILE, POISON, VISIT, hostile_item, plain
from tests.review_routes import ROUTES, Route, caller, ids_of
from tests.seed import CALM, PASSWORD, YES, Site, enrol, open_queue, review
from tests.servers import SECRET

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MEMBERS = re.compile(r'<select[^>]*name="reviewer".*?</select>', re.DOTALL)
"""The list of a queue's members to choose from: it says nothing of who has decided what."""

HARM = quote(POISON, safe="")
REFLECTED = (
    f"/sign-in?next={HARM}&tenant={HARM}",
    f"/sign-in?next=/{HARM}",
    f"/me?done={HARM}",
    f"/people?done={HARM}",
    f"/nowhere/{HARM}",
    f"/invite/{HARM}",
    f"/competencies?framework={HARM}&q={HARM[:150]}",
    f"/q/{HARM}",
    f"/q/{{queue}}/claims?q={HARM}&framework={HARM}&state={HARM}&band={HARM}&reviewer={HARM}&cursor={HARM}",
    f"/q/{{queue}}/audit?action={HARM[:150]}&actor={HARM[:150]}&cursor={HARM[:150]}",
    f"/q/{{queue}}/manage?done={HARM}",
    f"/q/{{queue}}/guidelines?version={HARM}",
    f"/q/{{queue}}/learners/{HARM}",
    f"/i/{{item}}?edit=new&framework={HARM[:150]}&q={HARM[:150]}",
    f"/i/{{item}}?edit={HARM[:150]}",
    f"/i/{HARM}",
)


@pytest.fixture
def admin(browser: Browser, site: Site) -> Iterator[Watched]:
    """Give a browser in which an admin is signed in."""
    with looking(browser, base=site.server.base, cookie=site.north.cookies["admin"]) as watched:
        yield watched


def _scripts_refused(watched: Watched) -> list[str]:
    return [line for line in watched.complaints if "Content Security Policy" in line or "error:" not in line]


@pytest.mark.browser
@pytest.mark.parametrize("address", REFLECTED, ids=lambda address: re.sub(r"%\w\w|[^\w/?=&{}]", "", address)[:40])
def test_hostile_words_in_an_address_do_nothing(browser: Browser, site: Site, address: str) -> None:
    """Whatever stands in a path or a query is shown as words or not at all."""
    ids = {"queue": site.north.queues["Spring"], "item": site.north.items["Spring", "plain"]}
    cookie = None if address.startswith(("/sign-in", "/invite")) else site.north.cookies["admin"]
    with looking(browser, base=site.server.base, cookie=cookie) as watched:
        page = watched.page()
        answer = page.goto(address.replace("{queue}", ids["queue"]).replace("{item}", ids["item"]))

        assert answer is not None
        assert answer.status < 500
        assert page.evaluate("window.hacked ?? null") is None
        assert page.url.startswith(site.server.base)
        assert (_scripts_refused(watched), watched.foreign(site.server.base)) == ([], [])


@pytest.mark.browser
def test_hostile_words_that_people_type_do_nothing(admin: Watched, site: Site) -> None:
    """Names of people, queues and tokens, guidelines and notes are words wherever they are shown."""
    north, login, now = site.north, f"<svg-onload=hacked=1>{uuid.uuid4()}\"'", utc_now()
    queue = open_queue(north, f"Q{uuid.uuid4()}", CALM, [hostile_item("h"), plain("p")], now)
    with site.client("admin") as typing:
        sent = [
            typing.post("/people", data={"login": login, "display_name": HOSTILE[1], "role": "reader"}),
            typing.post(f"/q/{queue}/manage/name", data={"name": f"{HOSTILE[0]}{uuid.uuid4()}"}),
            typing.post(f"/q/{queue}/manage/guideline", data={"markdown": "\n\n".join(HOSTILE)}),
            typing.post("/me/tokens", data={"name": HOSTILE[2], "days": "1", "scopes": "read"}),
        ]
    page = admin.page()
    hacked = []
    for path in ("/", "/people", "/me", *(f"/q/{queue}{part}" for part in ("", "/manage", "/guidelines", "/audit"))):
        page.goto(path)
        hacked.append(page.evaluate("window.hacked ?? null"))

    assert [answer.status_code for answer in sent] == [201, 303, 303, 201]
    assert hacked == [None] * 7
    assert (_scripts_refused(admin), admin.foreign(site.server.base)) == ([], [])


def test_the_key_map_takes_keys_and_nothing_else(site: Site) -> None:
    """A key is one of a list; words that would end up in a script or an attribute are refused."""
    with site.client("hostile") as browser:
        answers = [browser.post("/me/keys", data={"key-confirm": words, "keys_on": "1"}) for words in HOSTILE]

    assert {answer.status_code for answer in answers} == {422}


def test_a_table_for_a_spreadsheet_holds_no_formula(site: Site) -> None:
    """A cell that a spreadsheet would reckon with is marked as words."""
    with site.client("manager") as browser:
        answer = browser.get(f"{site.queue()}/claims.csv")

    cells = [cell for row in csv.reader(io.StringIO(answer.text)) for cell in row]
    assert answer.status_code == 200
    assert any("cmd|" in cell for cell in cells)
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r") and not re.fullmatch(r"-?[\d.]+", cell)] == []


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "GET"], ids=lambda route: route.name)
def test_every_answer_has_the_headers(site: Site, route: Route) -> None:
    """The policy, no guessing of types, nothing kept by a browser or a proxy; on errors too."""
    with caller(site.server.base, site.north, "reviewer", route) as browser:
        ids = {**dict.fromkeys(route.parameters, "nothing"), route.token: "nothing"}
        headers = route.send(browser, ids).headers

    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.browser
def test_a_form_on_another_site_changes_nothing(browser: Browser, site: Site) -> None:
    """A page elsewhere that sends our form from a reviewer's browser, cookie and all, is turned away."""
    north, now, queue = site.north, utc_now(), f"Forged {uuid.uuid4()}"
    open_queue(north, queue, CALM, [plain("p")], now)
    item, person = north.items[queue, "p"], north.people["reviewer"]
    north.store.take(item, person, now)
    token = form_token(SECRET, north.cookies["reviewer"])
    form = (
        f"<form method=post action='{site.server.base}/i/{item}/release'>"
        f"<input name=form_token value='{token}'><button>Win a prize</button></form>"
    )
    with looking(browser, base=site.server.base, cookie=north.cookies["reviewer"]) as watched:
        page = watched.page()
        page.set_content(form)
        with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
            page.get_by_role("button").click()

    assert answered.value.status == 403
    assert north.store.show(item, person, now).lease_token is not None


@pytest.mark.browser
def test_signing_in_and_out_in_a_browser(browser: Browser, site: Site) -> None:
    """The cookie is out of reach of scripts and other sites, and worth nothing after signing out."""
    with looking(browser, base=site.server.base) as watched:
        page = watched.page()
        page.goto(f"{site.queue()}/manage")
        page.get_by_label("Login").fill("admin")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").first.click()
        expect(page).to_have_url(f"{site.server.base}{site.queue()}/manage")
        (cookie,) = watched.context.cookies()
        page.locator("details.menu summary").first.click()
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(f"{site.server.base}/sign-in")

        assert (cookie.get("httpOnly"), cookie.get("sameSite")) == (True, "Lax")
        assert watched.context.cookies() == []
    with httpx.Client(base_url=site.server.base, headers={"Cookie": f"skillweave={cookie.get('value')}"}) as late:
        assert late.get("/people").headers["Location"].startswith("/sign-in")


def test_what_the_first_reviewer_said_is_on_no_page_of_the_second(site: Site) -> None:
    """Neither answers, additions, notes nor who gave them: the second review would not be worth anything."""
    north, now, queue = site.north, utc_now(), f"second-{uuid.uuid4()}"
    enrol(north, f"first-{queue}", "Fay First", Role.REVIEWER, now)
    first, second = f"first-{queue}", "reviewer"
    rules = CALM.model_copy(update={"reviews_required": 2})
    open_queue(north, queue, rules, [plain("p", learner="L9")], now)
    item = north.items[queue, "p"]
    north.store.take(item, north.people[first], now)
    addition = Decision(
        id=str(uuid.uuid4()),
        item=item,
        claim=str(uuid.uuid4()),
        verdict=Verdict.ADD,
        seen_version=0,
        replacement=Skill(framework="many", code="M.042"),
        spans=(Span(start=0, end=6),),
        note="a note of the first",
    )
    north.store.decide(addition, north.people[first], now)
    review(north, item, first, now, verdicts=YES)
    north.store.take(item, north.people[second], now)

    told = _all_that_is_shown(site, second, queue)

    pseudonym = north.accounts.person(north.people[first]).pseudonym
    ids = [one.decision.id for one in north.store.history(item)]
    secrets = [pseudonym, "Fay First", "a note of the first", "Task number 42", "M.042", str(addition.claim), *ids]
    assert len(told) > 20
    assert [(name, word) for name, words in told.items() for word in secrets if word in words] == []


def _all_that_is_shown(site: Site, login: str, queue: str) -> dict[str, str]:
    """Ask for everything that a person may see of a queue with one item; what is refused counts as shown, too."""
    shown = {}
    for route in (route for route in ROUTES if route.method == "GET" and route.least is not None):
        ids = {**ids_of(site.north, route, login, queue=queue, experience="p", person="hostile"), "learner": "L9"}
        with caller(site.server.base, site.north, login, route) as browser:
            shown[route.name] = MEMBERS.sub("", route.send(browser, ids).text)
    return shown


def test_no_secret_is_written_to_the_log(site: Site) -> None:
    """Passwords, cookies, tokens, links and learners' words stay out of what the server prints, whatever goes wrong."""
    north, now = site.north, utc_now()
    link = north.accounts.invites.make(north.people["hostile"], now, actor=north.people["admin"])
    item = north.items["Spring", "plain"]
    with site.client("reviewer") as browser:
        browser.post("/sign-in", data={"login": f"x{uuid.uuid4()}", "password": PASSWORD})
        browser.get(f"/invite/{link}")
        browser.post(f"/i/{item}/decisions", data={"verdict": "add", "quote": VISIT})
        browser.post(f"/i/{item}/decisions", content="{" + VISIT, headers={"Content-Type": "application/json"})
        browser.post("/me/password", data={"old": PASSWORD, "new": PASSWORD, "again": PASSWORD})
        browser.get(f"/api/v1/decisions?cursor={quote(VISIT)}&since={quote(VISIT)}")
    written = site.server.written()

    secrets = [PASSWORD, SECRET, link, VISIT[:40], *north.cookies.values(), *north.tokens.values()]
    assert "review at http://127.0.0.1" in written
    assert [word for word in secrets if word in written] == []
    assert "Traceback" not in written
