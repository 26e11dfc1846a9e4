"""What can be wrong inside a framework, said in words that lead to the place; pure, whatever the file's format."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

_SAID = {
    "bool_type": "must be true or false",
    "extra_forbidden": "unknown key",
    "missing": "is missing",
    "model_type": "must be keys with values",
    "string_too_short": "is empty",
    "string_type": "must be text: put it in quotes",
    "too_short": "is empty",
    "tuple_type": "must be a list",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A competency as far as it could be read, and the place to name when something is wrong with it."""

    where: str
    code: str
    label: str = ""
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()


def structure_faults(entries: Sequence[Entry]) -> list[str]:
    """Find duplicate codes, missing parents, circles of parents, and aliases that repeat a name."""
    return [*_duplicate_codes(entries), *_parents(entries), *_aliases(entries)]


def link_faults(entries: Sequence[Entry], known: Collection[str]) -> list[str]:
    """Find links to skill concepts that do not exist."""
    return [
        f"{entry.where}: unknown concept {concept!r}"
        for entry in entries
        for concept in entry.concepts
        if concept not in known
    ]


def validation_faults(error: ValidationError, document: object) -> list[str]:
    """Put pydantic's findings in our words, naming a list's member by its code or id where it has one."""
    return [_said(item["loc"], item["type"], item["msg"], item["input"], document) for item in error.errors()]


def entries_of(document: object) -> list[Entry]:
    """Read what can be read of the competencies in a document that may be damaged."""
    listed = document.get("competencies") if isinstance(document, dict) else None
    members = listed if isinstance(listed, list) else []
    return [_entry(member) for member in members if isinstance(member, dict) and isinstance(member.get("code"), str)]


def _entry(member: Mapping[str, object]) -> Entry:
    code = str(member["code"]).strip()
    parent = member.get("parent")
    links = member.get("concepts")
    concepts = (link.get("concept") for link in links if isinstance(link, dict)) if isinstance(links, list) else ()
    aliases = member.get("aliases")
    return Entry(
        where=f"competency {code!r}",
        code=code,
        label=str(member.get("label") or "").strip(),
        parent=parent.strip() if isinstance(parent, str) else None,
        aliases=tuple(str(alias).strip() for alias in aliases) if isinstance(aliases, list) else (),
        concepts=tuple(concept for concept in concepts if isinstance(concept, str)),
    )


def _duplicate_codes(entries: Sequence[Entry]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for entry in entries:
        first = seen.setdefault(entry.code, entry.where)
        if first != entry.where:
            yield f"{entry.where}: the code {entry.code!r} is taken by {first}"
    counts = Counter((entry.where, entry.code) for entry in entries)
    yield from (f"{where}: this code is there {n} times" for (where, _), n in counts.items() if n > 1)


def _parents(entries: Sequence[Entry]) -> Iterator[str]:
    parents = {entry.code: entry.parent for entry in entries}
    for entry in entries:
        if entry.parent is not None and entry.parent not in parents:
            yield f"{entry.where}: its parent {entry.parent!r} is not in the framework"
    settled: set[str] = set()
    for code in parents:
        path = _way_up(code, parents, settled)
        if path and path[-1] in path[:-1]:
            circle = path[path.index(path[-1]) :]
            yield f"parents run in a circle: {' > '.join(circle)}"
        settled.update(path)


def _way_up(code: str, parents: Mapping[str, str | None], settled: Collection[str]) -> list[str]:
    """Walk to the top, to what was walked before, or to the first code met twice, which then ends the path."""
    path: list[str] = []
    seen: set[str] = set()
    at: str | None = code
    while at is not None and at in parents and at not in settled:
        path.append(at)
        if at in seen:
            return path
        seen.add(at)
        at = parents[at]
    return path


def _aliases(entries: Sequence[Entry]) -> Iterator[str]:
    labels = {entry.label.casefold(): entry for entry in reversed(entries) if entry.label}
    for entry in entries:
        counts = Counter(alias.casefold() for alias in entry.aliases)
        yield from (f"{entry.where}: the alias {alias!r} is there {n} times" for alias, n in counts.items() if n > 1)
        for alias in counts.keys() & labels.keys():
            yield f"{entry.where}: the alias {alias!r} is already the label of {labels[alias].where}"


def _said(loc: tuple[int | str, ...], kind: str, message: str, value: object, document: object) -> str:
    said = _SAID.get(kind, message.removeprefix("Value error, "))
    if kind not in _SAID and isinstance(value, str | int | float):
        said = f"{said} (it is {value!r})"
    return ": ".join(part for part in (_place(loc, document), said) if part)


def _place(loc: tuple[int | str, ...], document: object) -> str:
    if len(loc) >= 2 and isinstance(loc[0], str) and isinstance(loc[1], int):
        noun = {"competencies": "competency", "concepts": "concept"}.get(loc[0], loc[0])
        member = _member(document, loc[0], loc[1])
        name = member.get("code", member.get("id")) if isinstance(member, dict) else None
        head = f"{noun} {name!r}" if isinstance(name, str) and name.strip() else f"{noun} no. {loc[1] + 1}"
        rest = _dotted(loc[2:])
        return f"{head}: {rest}" if rest else head
    return _dotted(loc)


def _member(document: object, key: str, index: int) -> object:
    listed = document.get(key) if isinstance(document, dict) else None
    return listed[index] if isinstance(listed, list) and index < len(listed) else None


def _dotted(loc: tuple[int | str, ...]) -> str:
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc]
    return "".join(parts).removeprefix(".")
