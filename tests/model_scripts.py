"""What a scripted endpoint says when it is asked to judge: good answers, and every way in which a model goes wrong."""

import hashlib
import json
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.scripted_endpoint import Request, Script, Step, completion

_TEXT = re.compile(r"<([0-9a-f]{12})>\n(.*)\n</\1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: the text, the ids of candidates and of what may be added, and whether it is asked again."""

    text: str
    candidates: tuple[str, ...]
    further: tuple[str, ...]
    again: bool


def asked(request: Request) -> Asked:
    """Read a request as a model would."""
    found = _TEXT.search(request.last)
    assert found is not None, request.last
    after = request.last[found.end() :]
    lists, again, _ = after.partition("\nAn earlier answer could not be used")
    return Asked(
        found[2],
        tuple(re.findall(r"^- (c\d+): ", lists, re.MULTILINE)),
        tuple(re.findall(r"^- (f\d+): ", lists, re.MULTILINE)),
        bool(again),
    )


def answer(one: str, verdict: str, *quotes: str, reason: str = "as quoted") -> dict[str, Any]:
    """Make one answer."""
    return {"id": one, "verdict": verdict, "quotes": list(quotes), "reason": reason}


def said(candidates: Sequence[dict[str, Any]], further: Sequence[dict[str, Any]] = ()) -> Step:
    """Make a reply of answers."""
    return Step(completion(json.dumps({"candidates": list(candidates), "further": list(further)})))


def first_words(text: str, count: int = 4) -> str:
    """Quote the first words of a text, letter for letter."""
    found = re.match(rf"\s*((?:\S+\s+){{0,{count - 1}}}\S+)", text)
    return found[1] if found else text


def honest(request: Request) -> Step:
    """Answer everything, the same way each time, with quotes that are in the text."""
    what = asked(request)
    answers = []
    for one in what.candidates:
        choice = hashlib.sha256((what.text + one).encode()).digest()[0] % 3
        verdict = ("demonstrated", "implied", "not_shown")[choice]
        answers.append(answer(one, verdict, *([] if choice == 2 else [first_words(what.text)])))
    return said(answers)


def confirming(request: Request) -> Step:
    """Say that everything is demonstrated, by the first words."""
    what = asked(request)
    return said([answer(one, "demonstrated", first_words(what.text)) for one in what.candidates])


def denying(request: Request) -> Step:
    """Say that nothing is shown."""
    return said([answer(one, "not_shown") for one in asked(request).candidates])


def wrong_first(wrong: Script) -> Script:
    """Go wrong once for each text, then answer as told to."""

    def script(request: Request) -> Step:
        return confirming(request) if asked(request).again else wrong(request)

    return script


def _with(change: Callable[[Asked], list[dict[str, Any]]]) -> Script:
    return lambda request: said(change(asked(request)))


def _text(content: str, *, finish: str = "stop", refusal: str | None = None) -> Script:
    return lambda _: Step(completion(content, finish=finish, refusal=refusal))


def _further_unknown(request: Request) -> Step:
    what = asked(request)
    good = [answer(one, "demonstrated", first_words(what.text)) for one in what.candidates]
    return said(good, [answer("f99", "demonstrated", first_words(what.text))])


WRONG: dict[str, Script] = {
    "unknown id": _with(lambda what: [answer("c99", "demonstrated", first_words(what.text))]),
    "code instead of an id": _with(lambda what: [answer("DS.LEA", "demonstrated", first_words(what.text))]),
    "an id twice": _with(lambda what: [answer(what.candidates[0], "not_shown")] * 2),
    "unknown addition": _further_unknown,
    "no answer for one": _with(lambda _: []),
    "false quote": _with(lambda what: [answer(one, "demonstrated", "I saved the day") for one in what.candidates]),
    "quote in another case": _with(
        lambda what: [answer(one, "implied", first_words(what.text).upper() + "X") for one in what.candidates]
    ),
    "no quote": _with(lambda what: [answer(one, "demonstrated") for one in what.candidates]),
    "empty quote": _with(lambda what: [answer(one, "demonstrated", "  ") for one in what.candidates]),
    "the whole text many times": _with(
        lambda what: [answer(one, "demonstrated", (what.text + " ") * 60) for one in what.candidates]
    ),
    "unknown verdict": _with(lambda what: [answer(one, "maybe", first_words(what.text)) for one in what.candidates]),
    "prose": _text("They are all demonstrated."),
    "prose around JSON": _text('Here it is: {"candidates": [], "further": []}'),
    "nothing": _text(""),
    "a list": _text("[]"),
    "more keys": _text('{"candidates": [], "further": [], "note": "x"}'),
    "broken JSON": _text('{"candidates": [{"id": "c1", "verdi'),
    "cut off": _text('{"candidates": []', finish="length"),
    "refusal": _text("", refusal="I cannot help with that."),
    "content filter": _text("", finish="content_filter"),
}
"""Ways to go wrong in which no candidate gets an answer that can be used, by name."""


def by_place(request: Request) -> Step:
    """Show whatever stands first, and nothing else: a model that is swayed by the order."""
    what = asked(request)
    shown = [answer(one, "demonstrated", first_words(what.text)) for one in what.candidates[:1]]
    return said([*shown, *(answer(one, "not_shown") for one in what.candidates[1:])])


def by_length(letters: int) -> Script:
    """Show everything in a text from so many letters on, and nothing in a shorter one."""

    def script(request: Request) -> Step:
        return confirming(request) if len(asked(request).text) >= letters else denying(request)

    return script


def moody() -> Script:
    """Show everything when something is asked for the first time, and nothing when it is asked again."""
    seen: set[str] = set()
    lock = threading.Lock()

    def script(request: Request) -> Step:
        with lock:
            first = request.text not in seen
            seen.add(request.text)
        return confirming(request) if first else denying(request)

    return script


def knowing(shown: Callable[[str, str], bool]) -> Script:
    """Go by what is known of a text and the name of a competency, such as from labels."""

    def script(request: Request) -> Step:
        what = asked(request)
        names = dict(re.findall(r"^- (c\d+): ([^.\n]*)", request.last, re.MULTILINE))
        return said(
            [
                answer(one, "demonstrated", first_words(what.text))
                if shown(what.text, names[one])
                else answer(one, "not_shown")
                for one in what.candidates
            ]
        )

    return script
