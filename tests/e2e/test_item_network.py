"""The item page when something is off: no network, no sign-in, somebody quicker."""

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from skillweave.domain.review import Decision, Reason, Skill, Verdict
from skillweave.review_wiring import utc_now
from tests.e2e.item_pages import (
    COOKIE,
    FIRST,
    IN_A_BROWSER,
    SECOND,
    Work,
    at_the_first_of_two,
    at_work,
    end_lease,
    signed_in,
)
from tests.review_items import many_claims
from tests.seed import Site

pytestmark = IN_A_BROWSER


@pytest.fixture
def work(browser: Browser, site: Site) -> Iterator[Work]:
    """Open the first of two items; that the browser complains is expected here."""
    with at_the_first_of_two(browser, site) as work:
        yield work


def _wait(page: Page, words: str) -> None:
    expect(page.locator("#saved")).to_have_text(words, timeout=45_000)  # pauses grow to half a minute


def test_five_decisions_survive_a_cut_and_arrive_in_order(browser: Browser, site: Site) -> None:
    """Network cut amid the work, then back: every decision is kept once, in the order in which it was made."""
    with at_work(browser, site, [many_claims(count=8)]) as work:
        expect(work.page.locator(".claim").first).to_be_focused()
        work.press("a")
        work.saved()
        work.watched.context.set_offline(True)
        work.press("x", "a", "u", "x", "a")
        _wait(work.page, "Offline: 5 decisions waiting")
        expect(work.page.locator("#messages")).to_contain_text("Offline. Work on")

        work.watched.context.set_offline(False)

        _wait(work.page, "✓ All saved")
        expect(work.page.locator("#messages .notice")).to_have_count(0)
        made = [one.decision.verdict.value for one in work.history()]
        assert made == ["confirm", "reject", "confirm", "unsure", "reject", "confirm"]
        places = [one.decision.claim for one in work.history()]
        assert places == [claim.id for claim in work.shown().claims[:6]]


def test_a_try_that_was_under_way_does_not_hold_up_what_can_be_sent(work: Work) -> None:
    """The network comes back while a request still fails: all is tried again at once, not after a pause."""
    held: list[Route] = []
    work.page.clock.install()
    work.page.route("**/decisions", lambda route: held.append(route), times=1)
    work.press("a")
    while not held:
        work.page.wait_for_timeout(10)
    work.page.clock.pause_at(work.page.evaluate("Date.now() / 1000") + 1)  # no pause ends from now on
    work.page.evaluate("dispatchEvent(new Event('online'))")
    held[0].abort()

    expect(work.page.locator("#saved")).to_have_text("✓ All saved")
    assert work.states()[0] == "confirmed"


def test_decisions_of_a_page_that_was_closed_are_sent_by_the_next(work: Work) -> None:
    """What waits lies in the browser, not in the page."""
    work.watched.context.set_offline(True)
    work.press("a", "x", "3")
    _wait(work.page, "Offline: 3 decisions waiting")
    work.page.close()
    work.watched.context.set_offline(False)

    page = work.watched.page()
    page.goto("/i/" + work.item)

    _wait(page, "✓ All saved")
    assert work.states() == ["confirmed", "rejected", "suggested"]
    assert work.claims()[SECOND].reason is not None


def test_nothing_moves_when_an_answer_comes(work: Work) -> None:
    """A button that moves away under a pressed finger is not clicked, or another one is."""
    held: list[Route] = []
    work.page.route("**/decisions", lambda route: held.append(route), times=1)
    work.card(FIRST).get_by_role("button", name="Confirm").click()
    work.card(SECOND).get_by_role("button", name="Reject").click()
    expect(work.card(FIRST)).to_have_attribute("data-saving", "")
    buttons = work.page.locator("button:visible")
    before = [button.bounding_box() for button in buttons.all()]
    expect(work.page.locator("#saved")).to_have_text("Saving…")

    while not held:
        work.page.wait_for_timeout(10)
    held[0].continue_()

    work.saved()
    expect(work.card(FIRST)).not_to_have_attribute("data-saving", "")
    assert [button.bounding_box() for button in buttons.all()] == before


def test_at_most_twenty_decisions_wait(browser: Browser, site: Site) -> None:
    """Then the page stops, and says so."""
    with at_work(browser, site, [many_claims(count=25)]) as work:
        expect(work.page.locator(".claim").first).to_be_focused()
        work.watched.context.set_offline(True)
        work.press("a")
        _wait(work.page, "Offline: 1 decision waiting")
        work.press(*["a"] * 21)

        work.said("20 decisions wait to be saved.")
        expect(work.page.locator('.claim[data-state="confirmed"]')).to_have_count(20)
        work.watched.context.set_offline(False)
        _wait(work.page, "✓ All saved")
        assert len(work.history()) == 20


def test_leaving_with_unsent_decisions_asks_first(work: Work) -> None:
    """The browser's own question stands between a person and what they would lose sight of."""
    work.watched.context.set_offline(True)
    work.press("a")
    _wait(work.page, "Offline: 1 decision waiting")
    asked: list[str] = []

    def heed(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    work.page.on("dialog", heed)
    work.page.close(run_before_unload=True)
    work.watched.context.set_offline(False)

    page = work.watched.page()
    page.goto("/i/" + work.item)
    _wait(page, "✓ All saved")
    assert asked == ["beforeunload"]


def test_an_answer_that_was_lost_leads_to_no_second_decision(work: Work) -> None:
    """The server kept it, the answer got lost: it is sent again under the same id."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    work.page.route("**/decisions", lose, times=1)
    work.press("a")

    _wait(work.page, "✓ All saved")
    assert [one.decision.verdict for one in work.history()] == [Verdict.CONFIRM]


def test_a_fault_of_the_server_keeps_the_decision(work: Work) -> None:
    """Not saved, with the request's id; the decision waits and goes through later."""
    work.page.route(
        "**/decisions", lambda route: route.fulfill(status=500, json={}, headers={"X-Request-Id": "abc123"}), times=1
    )
    work.press("a")
    expect(work.page.locator("#messages")).to_contain_text("Not saved. Try again. Request abc123.")
    assert work.states()[0] == "suggested"

    work.page.get_by_role("button", name="Try again").click()

    _wait(work.page, "✓ All saved")
    assert work.states()[0] == "confirmed"
    assert work.focused() != "body"


def test_who_is_signed_out_loses_nothing(work: Work) -> None:
    """The outbox stays; after a new sign-in, with another form token, it goes through."""
    work.watched.context.clear_cookies()
    work.press("a")
    expect(work.page.locator("#messages")).to_contain_text("You are signed out.")
    expect(work.page.get_by_role("link", name="Sign in in a new tab")).to_have_attribute("target", "_blank")
    fresh = f"north.{work.site.north.accounts.sessions.open(work.person, utc_now())}"
    work.watched.context.add_cookies([{"name": COOKIE, "value": fresh, "url": work.site.server.base}])

    work.page.get_by_role("button", name="I have signed in").click()

    _wait(work.page, "✓ All saved")
    assert work.states()[0] == "confirmed"
    work.press("x")
    _wait(work.page, "✓ All saved")
    assert work.states()[1] == "rejected"


def test_decisions_never_go_out_under_another_name(work: Work) -> None:
    """Somebody else signs in at the same browser: what waits stays with who made it."""
    cookie = work.site.north.cookies["manager"]
    work.watched.context.add_cookies([{"name": COOKIE, "value": cookie, "url": work.site.server.base}])

    work.press("a")

    expect(work.page.locator("#messages")).to_contain_text("You are signed out.")
    assert work.history() == ()


def test_an_answer_of_a_gate_on_the_way_loses_nothing(work: Work) -> None:
    """A page of a school's filter is no answer to a decision, whatever its status."""
    work.page.route("**/decisions", lambda route: route.fulfill(status=200, body="<h1>Sign in to the Wi-Fi</h1>"))
    work.press("a")
    expect(work.page.locator("#messages")).to_contain_text("Not saved.")
    work.page.unroute("**/decisions")

    work.page.locator("#messages").get_by_role("button", name="Try again").click()

    _wait(work.page, "✓ All saved")
    assert work.states()[0] == "confirmed"


def test_finishing_offline_says_why_it_waits(work: Work) -> None:
    """Who sees the page is told too."""
    work.watched.context.set_offline(True)
    work.press("a", "a", "a")
    _wait(work.page, "Offline: 3 decisions waiting")

    work.press("Control+Enter")

    expect(work.page.locator("#messages")).to_contain_text("Wait: 3 decisions are not saved yet.")
    work.watched.context.set_offline(False)
    _wait(work.page, "✓ All saved")
    expect(work.page.locator("#messages .notice")).to_have_count(0)


def test_a_key_pressed_too_early_replaces_nothing(browser: Browser, site: Site, work: Work) -> None:
    """Both decisions have just come into view: a letter that was meant for the next claim asks again."""
    with signed_in(browser, site, "reviewer") as elsewhere:
        other = elsewhere.page()
        other.goto("/i/" + work.item)
        expect(other.locator(".claim").first).to_be_focused()
        other.keyboard.press("x")
        _wait(other, "✓ All saved")
        work.press("a")
        panel = work.card(FIRST).get_by_role("group", name="Changed by someone else")
        expect(panel).to_be_focused()

        work.press("u")

        expect(panel).to_be_focused()
        expect(panel).to_contain_text("Unsure")
        assert work.claims()[FIRST].state == "rejected"


@pytest.mark.parametrize(("button", "state"), [("Keep theirs", "rejected"), ("Replace with mine", "confirmed")])
def test_two_browsers_do_not_overwrite_each_other(
    browser: Browser, site: Site, work: Work, button: str, state: str
) -> None:
    """The second sees both decisions and chooses; nothing is lost and nothing is silent."""
    with signed_in(browser, site, "reviewer") as elsewhere:
        other = elsewhere.page()
        other.goto("/i/" + work.item)
        expect(other.locator(".claim").first).to_be_focused()
        other.keyboard.press("x")
        _wait(other, "✓ All saved")

        work.press("a")
        panel = work.card(FIRST).get_by_role("group", name="Changed by someone else")
        expect(panel).to_contain_text("Rejected")
        expect(panel).to_contain_text("Confirmed")
        expect(panel).to_be_focused()
        assert work.claims()[FIRST].state == "rejected"

        panel.get_by_text(button).click()

        expect(work.card(FIRST).get_by_role("group", name="Changed")).to_have_count(0)
        _wait(work.page, "✓ All saved")
        assert work.claims()[FIRST].state == state


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {"verdict": Verdict.CORRECT, "replacement": Skill(framework="people", code="P.LIS")},
            "Corrected, instead: Listen to people (People) (by you",
        ),
        ({"verdict": Verdict.REJECT, "reason": Reason.TOO_WEAK}, "Rejected, too weak (by you"),
    ],
    ids=["another skill", "a reason"],
)
def test_what_another_tab_said_is_named_as_cards_name_it(work: Work, said: dict[str, object], words: str) -> None:
    """A code tells nobody what stands there now, and a reason is part of what was said."""
    claim = work.claims()[FIRST]
    made = {"id": str(uuid.uuid4()), "item": work.item, "claim": claim.id, "seen_version": claim.version, **said}
    work.site.north.store.decide(Decision.model_validate(made), work.person, utc_now())

    work.press("a")

    panel = work.card(FIRST).get_by_role("group", name="Changed by someone else")
    expect(panel.locator('[data-slot="theirs"]')).to_contain_text(words)
    work.said(f"{FIRST} was changed by someone else: {words.partition(' (by')[0]}. Yours: Confirmed.")


def test_only_what_stands_is_said_to_be_saved(work: Work) -> None:
    """An addition that was taken back is no decision of mine any more."""
    added = str(uuid.uuid4())
    for verdict, version in ((Verdict.ADD, 0), (Verdict.WITHDRAW, 1)):
        made = {"id": str(uuid.uuid4()), "item": work.item, "claim": added, "verdict": verdict, "seen_version": version}
        more = {"replacement": Skill(framework="people", code="P.LIS"), "spans": ({"start": 0, "end": 6},)}
        decision = Decision.model_validate(made | (more if version == 0 else {}))
        work.site.north.store.decide(decision, work.person, utc_now())
    with work.page.expect_response("**/take?**"):  # loading the page again lets the text go
        work.page.reload()
    expect(work.card(FIRST)).to_be_focused()
    with work.page.expect_response("**/decisions"):  # its answer is not to tell of the end of the lease
        work.press("x")
    expect(work.card(SECOND)).to_be_focused()
    work.saved()
    assert work.states()[0] == "rejected"
    end_lease(work)
    work.site.north.store.take(work.item, work.site.north.people["second"], utc_now())

    work.press("a")

    expect(work.page.locator("#messages")).to_contain_text("Your 2 decisions are")


def test_what_moved_on_is_said_without_the_others_answers(work: Work) -> None:
    """Another reviewer is at work on the item: their answers must not show."""
    end_lease(work)
    second = work.site.north.people["second"]
    work.site.north.store.take(work.item, second, utc_now())
    claim = next(claim for claim in work.site.north.store.show(work.item, second, utc_now()).claims)
    decision = Decision(
        id=str(uuid.uuid4()),
        item=work.item,
        claim=claim.id,
        verdict=Verdict.REJECT,
        reason=Reason.DUPLICATE,
        seen_version=claim.version,
    )
    work.site.north.store.decide(decision, second, utc_now())

    work.press("a")

    expect(work.page.locator("#messages")).to_contain_text("moved on")
    assert "duplicate" not in work.page.locator("#messages").inner_text()
    expect(work.card(FIRST).locator(".chip")).to_have_text("To decide")
    assert work.focused() != "body"
