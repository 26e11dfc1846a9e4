"""A request holds our own words and those of frameworks whole, and of a person's words what the gate lets out."""

from hypothesis import given
from hypothesis import strategies as st

from skillweave.llm.config import JudgeConfig
from skillweave.llm.prompt import PROMPT, Prompter, read_prompt
from skillweave.privacy.found import Sort
from skillweave.privacy.outgoing import Gate
from skillweave.privacy.people import Person
from skillweave.privacy.roster import make_roster
from tests.judges import question

LABELS = ("Law, Public Safety, Corrections and Security", "Reading", "Grace under pressure", "Do not stop")
PEOPLE = ("Jude Law", "Nia Reading", "Minh Do", "Grace Hill", "Mark Word", "Student", "Answer Each", "The Text")


def _prompter(*names: str) -> Prompter:
    roster = make_roster([Person(name, (name,)) for name in names], frozenset())
    return Prompter(Gate([roster.find]), lambda _, code: f"Law and Reading of {code}, as Minh Do does.", JudgeConfig())


def _asked(prompter: Prompter, text: str, faults: dict[str, str] | None = None) -> tuple[str, str, dict[Sort, int]]:
    made = question(text, len(LABELS))
    labelled = tuple(
        one.model_copy(update={"label": label}) for one, label in zip(made.candidates, LABELS, strict=True)
    )
    prepared = prompter.prepare(type(made)(made.experience, labelled, made.further))
    ask = prompter.ask(prepared, list(prepared.candidates), list(prepared.further), faults)
    system, user = (message.text for message in ask.messages)
    return system, user, dict(ask.replaced())


def test_a_roster_takes_nothing_out_of_our_words_and_labels() -> None:
    """Only the entry has names in it, and the log of what is sent counts those only."""
    system, user, replaced = _asked(_prompter(*PEOPLE), "Jude Law and Nia read. I did the reading with Minh Do.")
    assert system == read_prompt(PROMPT)
    assert "[PERSON_1] and [PERSON_2] read. I did the [PERSON_2] with [PERSON_3]." in user
    assert "- c1: Law, Public Safety, Corrections and Security. Law and Reading of S0, as Minh Do does.\n" in user
    assert "- c4: Do not stop. " in user
    assert replaced == {Sort.PERSON: 4}


@given(st.lists(st.sampled_from(PEOPLE), unique=True), st.booleans())
def test_what_is_asked_is_the_same_whoever_is_on_the_roster(people: list[str], again: bool) -> None:
    """Where the entry names nobody, the whole request is."""
    faults = {"c1": "it needs one to 3 quotes"} if again else None
    text = "I welded it."
    assert _asked(_prompter(*people), text, faults) == _asked(_prompter(), text, faults)


@given(st.sampled_from(PEOPLE[:5]), st.sampled_from("lower upper title".split()))
def test_nothing_of_a_person_leaves_beside_the_gate(name: str, case: str) -> None:
    """All that a request holds of an entry is its text, and that went through the gate."""
    written = getattr(name, case)()
    _, with_name, _ = _asked(_prompter(name), f"qqq {written} zzz")
    _, without, _ = _asked(_prompter(), "qqq [PERSON_1] zzz")
    assert with_name == without
