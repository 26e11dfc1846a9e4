"""How many names the privacy gate finds, and how many skill words it destroys.

`python -m eval.privacy_check` prints both for `eval/datasets/names-in-entries`: with a roster, by patterns, and by
suggestions without a roster, each in normal and in lower case; `--missed` lists what was not found.
"""

import argparse
import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from skillweave.errors import MissingExtraError
from skillweave.privacy.patterns import find_patterns
from skillweave.privacy.people import read_people
from skillweave.privacy.roster import make_roster
from skillweave.privacy.suggest import NameModel, load_name_model, name_places
from skillweave.privacy.vocabulary import shipped_vocabulary

FOLDER = Path(__file__).parent / "datasets" / "names-in-entries"
A_NAME = 3
"""Sentences that each name is put into."""
_PIECE = regex.compile(r"\{(\w+)\}|<([^>]+)>|\[\[(.+?)\]\]|([^{<\[]+|.)")

Places = Sequence[tuple[int, int]]
Finder = Callable[[Sequence[str]], Sequence[Places]]


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with the places of its names, of other marks of persons, and of its skill words."""

    part: str
    background: str
    text: str
    names: Places
    marks: Places
    skills: Places


@dataclass(frozen=True, slots=True)
class Figures:
    """Names found of names, skill words touched of skill words."""

    found: int
    names: int
    destroyed: int
    skills: int

    def line(self) -> str:
        """Write them as shares with their counts."""
        recall = f"{self.found / self.names:.3f} ({self.found}/{self.names})" if self.names else "none there"
        share = self.destroyed / self.skills
        return f"found {recall:<20} skill words destroyed {share:.4f} ({self.destroyed}/{self.skills})"


def read_cases(*, small: bool) -> list[Case]:
    """Put every name into sentences of its own part; `small` writes all of it in lower case."""
    frames = [line.split("|", 2) for line in (FOLDER / "frames.txt").read_text(encoding="utf-8").splitlines()]
    with (FOLDER / "names.csv").open(encoding="utf-8", newline="") as stream:
        people = list(csv.DictReader(stream))
    cases: list[Case] = []
    for number, person in enumerate(people):
        own = [frame for kind, part, frame in frames if kind == "name" and part == person["part"]]
        taken = [own[(number // 2 * A_NAME + step) % len(own)] for step in range(A_NAME)]
        taken += [frame for kind, _, frame in frames if kind == "nickname" and person["nickname"]]
        values = {"full": person["name"], "first": person["first"], "last": person["last"], "nick": person["nickname"]}
        cases += [_fill(person["part"], person["background"], frame, values, small=small) for frame in taken]
    others = [(kind, part, frame) for kind, part, frame in frames if kind in ("none", "pattern")]
    return cases + [_fill(part, kind, frame, {}, small=small) for kind, part, frame in others]


def _fill(part: str, background: str, frame: str, values: dict[str, str], *, small: bool) -> Case:
    text = ""
    places: dict[str, list[tuple[int, int]]] = {"name": [], "mark": [], "skill": []}
    for name, skill, mark, plain in _PIECE.findall(frame):
        piece = values[name] if name else skill or mark or plain
        kind = "name" if name else "skill" if skill else "mark" if mark else ""
        start = len(text)
        text += piece.lower() if small else piece
        if kind:
            places[kind].append((start, len(text)))
    return Case(part, background, text, places["name"], places["mark"], places["skill"])


def measure(cases: Sequence[Case], finder: Finder, wanted: Callable[[Case], Places]) -> Figures:
    """Count: a name is found where all of its letters are covered, a skill word destroyed where one of its is."""
    found = names = destroyed = skills = 0
    for case, places in zip(cases, finder([case.text for case in cases]), strict=True):
        covered = {at for start, end in places for at in range(start, end)}
        names += len(wanted(case))
        found += sum(_letters(case.text, place) <= covered for place in wanted(case))
        skills += len(case.skills)
        destroyed += sum(bool(_letters(case.text, place) & covered) for place in case.skills)
    return Figures(found, names, destroyed, skills)


def _letters(text: str, place: tuple[int, int]) -> set[int]:
    return {at for at in range(*place) if text[at].isalnum()}


def finders(model: NameModel | None) -> Iterator[tuple[str, Finder, Callable[[Case], Places]]]:
    """Give what is measured: its name, how it finds, and what it should find."""
    vocabulary = shipped_vocabulary()
    roster = make_roster(read_people(FOLDER / "names.csv").people, vocabulary.ordinary)

    def listed(texts: Sequence[str]) -> list[Places]:
        return [[(one.start, one.end) for one in roster.find(text)] for text in texts]

    def formed(texts: Sequence[str]) -> list[Places]:
        return [[(one.start, one.end) for one in find_patterns(text)] for text in texts]

    def cued(texts: Sequence[str]) -> Sequence[Places]:
        return name_places(texts, vocabulary, None)

    def modelled(texts: Sequence[str]) -> Sequence[Places]:
        return name_places(texts, vocabulary, model)

    yield "roster", listed, lambda case: case.names
    yield "patterns", formed, lambda case: case.marks
    yield "suggestions, words beside a name only", cued, lambda case: case.names
    if model is not None:
        yield "suggestions, with the model of names", modelled, lambda case: case.names


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missed", action="store_true", help="list what was not found, and skill words destroyed")
    parser.add_argument("--part", choices=("seen", "unseen"), help="only this part")
    arguments = parser.parse_args()
    try:
        model: NameModel | None = load_name_model()
    except MissingExtraError as error:
        print(f"note: {error}")  # noqa: T201  # its output
        model = None
    for small in (False, True):
        every = read_cases(small=small)
        for title, finder, wanted in finders(model):
            print(f"{title}, {'lower' if small else 'normal'} case")  # noqa: T201
            for part in ("seen", "unseen"):
                cases = [case for case in every if case.part == part]
                print(f"  {part:7}{measure(cases, finder, wanted).line()}")  # noqa: T201
                if arguments.missed and part == (arguments.part or part):
                    _list_missed(cases, finder, wanted)
    if model is not None:
        _by_background(model)
    return 0


def _list_missed(cases: Sequence[Case], finder: Finder, wanted: Callable[[Case], Places]) -> None:
    for case, places in zip(cases, finder([case.text for case in cases]), strict=True):
        covered = {at for start, end in places for at in range(start, end)}
        lost = [case.text[slice(*place)] for place in wanted(case) if not _letters(case.text, place) <= covered]
        harm = [case.text[slice(*place)] for place in case.skills if _letters(case.text, place) & covered]
        if lost or harm:
            print(f"    missed {lost} destroyed {harm} in {case.text!r}")  # noqa: T201


def _by_background(model: NameModel) -> None:
    print("suggestions with the model of names, share of names found by background: normal, lower case")  # noqa: T201
    vocabulary = shipped_vocabulary()
    both = [read_cases(small=small) for small in (False, True)]
    for background in dict.fromkeys(case.background for case in both[0] if case.names):
        shares = []
        for cases in both:
            own = [case for case in cases if case.background == background]
            figures = measure(own, lambda texts: name_places(texts, vocabulary, model), lambda case: case.names)
            shares.append(f"{figures.found / figures.names:.2f}")
        print(f"  {background:26}{'  '.join(shares)}")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
