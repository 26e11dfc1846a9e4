"""What is typed on the item page in a real browser: additions, notes, levels."""

from playwright.sync_api import expect

from skillweave.domain.review import Verdict, Via
from tests.e2e.item_pages import FIRST, IN_A_BROWSER, SECOND, THIRD, Work, select
from tests.review_items import VISIT

pytestmark = IN_A_BROWSER


def test_a_skill_is_added_from_selected_text(work: Work) -> None:
    """Select, N, type, Enter: the addition stands on exactly these words."""
    select(work, 0, VISIT.index("rewrote the intake form"), len("rewrote the intake form"))
    work.card(FIRST).focus()
    work.press("n")
    work.page.locator("[data-editor] [name=q]").fill("listen")
    expect(work.page.locator("[data-hits] label")).to_have_count(1)
    work.press("Enter")
    work.saved()

    added = work.claims()["Listen to people"]
    assert [proof.quote for proof in added.evidence] == ["rewrote the intake form"]
    expect(work.card("Listen to people")).to_be_focused()
    expect(work.card("Listen to people").locator(".chip")).to_have_text("Added")


def test_hits_and_corrections_name_their_framework(work: Work) -> None:
    """Several frameworks have a skill of the same name: it stands beside each, and is read out."""
    expect(work.card(SECOND).locator(".source")).to_have_text("People")
    work.press("e")
    work.page.get_by_label("Framework", exact=True).last.select_option("")
    work.page.locator("#search-x").fill("listen")
    expect(work.page.locator("[data-hits] label small")).to_contain_text("People · ")
    work.said("1 found. First: Listen to people, People")
    work.press("Enter")
    work.saved()

    expect(work.card(FIRST).locator(".outcome")).to_have_text("instead: Listen to people (People)")


def test_a_correction_to_the_same_skill_confirms_it(work: Work) -> None:
    """The page says at once what is kept."""
    work.press("e")
    work.page.locator("#search-x").fill("schedule")
    expect(work.page.locator("[data-hits] label")).to_have_count(1)
    work.press("Enter")
    expect(work.card(FIRST).locator(".chip")).to_contain_text("Confirmed")
    work.said("Schedule appointments: confirmed.")
    work.saved()

    assert work.history()[-1].decision.verdict is Verdict.CONFIRM
    work.page.reload()
    expect(work.card(FIRST).locator(".chip")).to_have_text("Confirmed")


def test_words_selected_once_are_used_once(work: Work) -> None:
    """The next editor does not begin with the words that the one before was given."""
    select(work, 0, VISIT.index("rewrote the intake form"), len("rewrote the intake form"))
    work.page.locator("#text").focus()
    work.press("n")
    expect(work.page.locator("#quote-y")).to_have_value("rewrote the intake form")
    work.press("Escape")
    work.card(FIRST).focus()

    work.press("e")

    expect(work.page.locator("#quote-x")).to_have_value("")


def test_a_note_goes_with_the_decision(work: Work) -> None:
    """It is typed into the folded line, stays when a reason follows, and goes when it is emptied."""
    work.press("x")
    note = work.card(FIRST).locator(".note")
    note.locator("summary").click()
    note.get_by_label("Note").click()
    work.page.keyboard.type("a matter of taste")
    work.press("Enter")
    expect(work.card(SECOND)).to_be_focused()
    work.press("2")
    work.saved()
    kept = work.claims()[FIRST]
    assert (kept.state, kept.reason, kept.note) == ("rejected", "wrong_skill", "a matter of taste")
    expect(note.locator("summary")).to_contain_text("a matter of taste")

    note.locator("summary").click()
    note.get_by_label("Note").fill("")
    work.press("Enter")
    work.saved()

    assert (work.claims()[FIRST].reason, work.claims()[FIRST].note) == ("wrong_skill", None)


def test_an_addition_without_evidence_asks_for_it(work: Work) -> None:
    """Words that do not stand in the text are refused where they were typed; the whole text can be ticked."""
    work.press("n")
    work.page.keyboard.type("listen")
    expect(work.page.locator("[data-hits] label")).to_have_count(1)
    work.press("Enter")
    work.said("Which words show it?")
    work.page.keyboard.type("nothing of the kind")
    work.press("Enter")
    work.said("These words do not stand in the text.")
    expect(work.page.locator("#quote-y")).to_be_focused()
    work.page.locator("#quote-y").fill("")
    work.page.get_by_label("The whole text").check()
    work.page.get_by_role("button", name="Add skill").click()
    work.saved()

    assert [proof.quote for proof in work.claims()["Listen to people"].evidence] == [VISIT]


def _add_listening(work: Work) -> None:
    """Add a skill that was not suggested, with the whole text as its words."""
    work.press("n")
    work.page.keyboard.type("listen")
    expect(work.page.locator("[data-hits] label")).to_have_count(1)
    work.page.get_by_label("The whole text").check()
    work.page.get_by_role("button", name="Add skill").click()
    expect(work.card("Listen to people")).to_be_focused()


def test_an_addition_can_be_taken_back_and_made_again(work: Work) -> None:
    """Undo of an addition withdraws it, redo brings it back, with its words."""
    _add_listening(work)
    work.press("z")
    work.saved()
    assert work.claims()["Listen to people"].state == "withdrawn"
    work.press("Shift+Z")
    work.saved()

    assert work.claims()["Listen to people"].state == "added"
    assert [one.decision.verdict for one in work.history()] == [Verdict.ADD, Verdict.WITHDRAW, Verdict.CONFIRM]
    assert [one.decision.via for one in work.history()] == [Via.BUTTON, Via.UNDO, Via.KEY]


def test_taking_an_addition_back_can_be_undone(work: Work) -> None:
    """An addition is made once: what brings it back confirms it."""
    _add_listening(work)
    work.press("x")
    work.saved()

    work.press("z")
    work.saved()

    assert work.claims()["Listen to people"].state == "added"
    expect(work.page.locator("#messages .notice")).to_have_count(0)


def test_levels_are_offered_where_the_framework_has_them(work: Work) -> None:
    """A level can be given to a claim, and to a replacement of another framework; elsewhere nothing asks for one."""
    expect(work.card(FIRST).get_by_label("Level")).to_have_count(0)
    work.press("j")
    work.card(SECOND).get_by_label("Level").select_option("Proficient")
    work.card(SECOND).get_by_role("button", name="Confirm").click()
    work.saved()
    assert work.claims()[SECOND].level == "Proficient"

    work.card(THIRD).get_by_role("button", name="Correct").click()
    work.page.get_by_label("Framework", exact=True).select_option(label="All frameworks")
    work.page.get_by_label("Search for a skill").fill("listen")
    work.card(THIRD).get_by_label("Level").select_option("Leading")
    work.page.get_by_role("button", name="Save correction").click()
    work.saved()

    assert (work.claims()[THIRD].replacement_label, work.claims()[THIRD].level) == ("Listen to people", "Leading")
