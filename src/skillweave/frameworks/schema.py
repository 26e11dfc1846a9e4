"""The YAML formats of frameworks, skill concepts and neutral sentences, as models that refuse unknown keys.

A file says its format and version in the key `format`. A change that old files do not survive gets a new number.
Reading and writing files is in `load.py`.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints, model_validator

from skillweave.domain.competency import (
    Code,
    Competency,
    Concept,
    ConceptLink,
    Elsewhere,
    Framework,
    FrameworkId,
    Kind,
    Text,
    Verification,
)

FRAMEWORK_FORMAT = "skillweave-framework/1"

_NO_FRAMEWORKS = ("words", "concept")
"""What names of learned signs begin with beside ids of frameworks."""

Note = Annotated[str, StringConstraints(strip_whitespace=True)]
Required = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Version = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$", max_length=80)]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_File):
    """Where a framework is published; a recalled address is one to check before it is linked."""

    href: Required
    status: Literal["verified", "recalled"] = "recalled"


class Licence(_File):
    """What is known about reuse. `none_found` means that no statement was found, which is not a permission."""

    open: Literal["yes", "no", "unknown"] | None = None
    status: Literal["verified", "recalled", "none_found"] | None = None
    finding: Required

    @property
    def text(self) -> str:
        """Give the finding in one line, led by how open and how sure it is."""
        if self.open is None:
            return self.finding
        sure = f" ({self.status.replace('_', ' ')})" if self.status else ""
        return f"open: {self.open}{sure}. {self.finding}"


def _sources(value: object) -> object:
    return [{"href": value, "status": "verified"}] if isinstance(value, str) else value


def _licence(value: object) -> object:
    if isinstance(value, str):
        return {"finding": value}
    if isinstance(value, dict) and isinstance(value.get("open"), bool):
        return {**value, "open": "yes" if value["open"] else "no"}  # YAML reads a bare yes or no as a truth value
    return value


class CompetencyEntry(_File):
    """One competency as the file has it; `uri` and `official_id` are two names for the publisher's identifier."""

    code: Code
    label: Text
    verification: Verification = Verification.RECALLED
    parent: Code | None = None
    heading: StrictBool = False
    official_id: Text | None = None
    uri: Text | None = None
    falls_under: Elsewhere | None = None
    aliases: tuple[Text, ...] = ()
    description: str = ""
    concepts: tuple[ConceptLink, ...] = ()
    indicators: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _one_identifier(self) -> "CompetencyEntry":
        if self.official_id is not None and self.uri is not None:
            raise ValueError("has both official_id and uri: keep one")
        return self

    def to_competency(self) -> Competency:
        """Give the domain's form."""
        return Competency(
            code=self.code,
            label=self.label,
            verification=self.verification,
            parent=self.parent,
            description=self.description,
            aliases=self.aliases,
            indicators=self.indicators,
            concepts=self.concepts,
            official_id=self.official_id or self.uri,
            falls_under=self.falls_under,
            heading=self.heading,
        )


class FrameworkFile(_File):
    """A `framework.yaml`. `source` and `licence` may be one line of text where there is no more to say."""

    format: Literal["skillweave-framework/1"]
    id: FrameworkId
    version: Version
    version_note: Note = ""
    name: Required
    kind: Kind
    publisher: Required
    source: Annotated[tuple[Source, ...], Field(min_length=1), BeforeValidator(_sources)]
    licence: Annotated[Licence, BeforeValidator(_licence)]
    codes: Note = ""
    hierarchy: Note = ""
    complete: StrictBool
    not_listed: Note = ""
    levels: tuple[Text, ...] = ()
    notes: Note = ""
    competencies: tuple[CompetencyEntry, ...]

    @model_validator(mode="after")
    def _shell_is_incomplete(self) -> "FrameworkFile":
        if self.complete and not self.competencies:
            raise ValueError("complete is true, but no competency is listed: an empty shell has `complete: false`")
        return self

    @model_validator(mode="after")
    def _only_fields_fall_under(self) -> "FrameworkFile":
        entry = next((one for one in self.competencies if one.falls_under), None)
        if entry is not None and self.kind is not Kind.TECHNICAL:
            raise ValueError(f"{entry.code} has falls_under, which only frameworks of the kind technical may use")
        for one in self.competencies:
            name = (one.falls_under or "").partition(":")[0]
            if name in (self.id, *_NO_FRAMEWORKS):
                raise ValueError(f"{one.code} falls under {one.falls_under}, which is no entry of another framework")
        return self

    @model_validator(mode="after")
    def _levels_differ(self) -> "FrameworkFile":
        twice = sorted({level for level in self.levels if self.levels.count(level) > 1})
        if twice:
            raise ValueError(f"levels has {', '.join(map(repr, twice))} twice")
        return self

    def to_framework(self, content_hash: str) -> Framework:
        """Give the domain's form, with the hash of the file it was read from."""
        return Framework(
            id=self.id,
            version=self.version,
            name=self.name,
            kind=self.kind,
            publisher=self.publisher,
            source="; ".join(s.href if s.status == "verified" else f"{s.href} (recalled)" for s in self.source),
            licence=self.licence.text,
            competencies=tuple(entry.to_competency() for entry in self.competencies),
            complete=self.complete,
            not_listed=self.not_listed,
            levels=self.levels,
            content_hash=content_hash,
        )


class ConceptsFile(_File):
    """A `concepts/<version>.yaml`."""

    format: Literal["skillweave-concepts/1"]
    version: Version
    concepts: Annotated[tuple[Concept, ...], Field(min_length=1)]


class NeutralFile(_File):
    """A `neutral/<version>.yaml`: sentences of logs that show no skill, a background to compare scores with."""

    format: Literal["skillweave-neutral/1"]
    version: Version
    sentences: Annotated[tuple[Text, ...], Field(min_length=1)]


def to_document(framework: Framework) -> dict[str, Any]:  # Any: a YAML document
    """Give a framework as plain data in the order of `framework.yaml`, empty parts left out.

    What the domain does not hold (version note, notes on codes and hierarchy) is not in it.
    """
    head = framework.model_dump(mode="json", exclude={"competencies", "content_hash"})
    keys = ("id", "version", "name", "kind", "publisher", "source", "licence", "complete", "not_listed")
    document = {"format": FRAMEWORK_FORMAT} | {key: head[key] for key in keys}
    if framework.levels:
        document["levels"] = head["levels"]
    return document | {"competencies": [_entry(competency) for competency in framework.competencies]}


def _entry(competency: Competency) -> dict[str, Any]:  # Any: a YAML document
    values = competency.model_dump(mode="json")
    kept = ("parent", "heading", "official_id", "falls_under", "aliases", "description", "concepts", "indicators")
    head = {key: values[key] for key in ("code", "label", "verification")}
    return head | {key: values[key] for key in kept if values[key]}
