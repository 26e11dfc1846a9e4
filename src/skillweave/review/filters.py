"""What the claims table may be narrowed to: a closed list of filters, and the conditions that they become."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from sqlalchemy import (
    ColumnElement,
    Dialect,
    Integer,
    Select,
    and_,
    column,
    exists,
    func,
    literal_column,
    select,
    table,
    true,
)

from skillweave.domain.band import BOUNDS, Band
from skillweave.domain.review import ClaimState, Exposure, Reason
from skillweave.errors import RefusedError
from skillweave.review.tables import CLAIM, CURRENT, DECISION, ITEM, PERSON, RUN

Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f]*$")]


class ClaimFilter(BaseModel):
    """Which claims of a queue are asked for; what is None does not narrow."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    framework: Short | None = None
    band: Band | None = None
    state: ClaimState | None = None
    reviewer: Short | None = None
    """A pseudonym."""
    reason: Reason | None = None
    exposure: Exposure | None = None
    run: Short | None = None
    """Hash of a run's configuration."""
    q: Short | None = None
    """Words that stand in the text."""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "ClaimFilter":
        """Read the filters out of an address; empty fields of a form are none.

        Raises:
            RefusedError: `bad_filter`, with the names of the filters that are not understood.
        """
        given = {name: value for name in cls.model_fields if (value := query.get(name, "").strip())}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            names = sorted({str(one["loc"][0]) for one in error.errors()})
            raise RefusedError(
                "bad_filter", f"Not a filter that is known: {', '.join(names)}.", {"filters": names}
            ) from (error)

    def query(self) -> dict[str, str]:
        """Give what stands in the address."""
        return {name: str(value) for name, value in self.model_dump(mode="json", exclude_none=True).items() if value}


def conditions(narrowed: ClaimFilter, dialect: Dialect) -> Iterator[ColumnElement[bool]]:
    """Give what a claim, joined with its item and run, has to fulfil."""
    if narrowed.framework:
        yield CLAIM.c.framework_id == narrowed.framework
    if narrowed.state:
        yield CLAIM.c.state == narrowed.state.value
    if narrowed.band:
        yield in_band(narrowed.band)
    if narrowed.run:
        yield RUN.c.config_hash == narrowed.run
    if narrowed.reviewer or narrowed.reason or narrowed.exposure:
        yield _decided(narrowed)
    if narrowed.q:
        yield text_has(narrowed.q, dialect)


def in_band(band: Band) -> ColumnElement[bool]:
    """Say in SQL what `band_of` says."""
    if band is Band.NONE:
        return CLAIM.c.confidence.is_(None)
    lowest, next_one = BOUNDS[band]
    top = CLAIM.c.confidence < next_one if band is not Band.HIGH else true()
    return and_(CLAIM.c.confidence >= lowest, top)


def _decided(narrowed: ClaimFilter) -> ColumnElement[bool]:
    """One decision in force has to fulfil all that is said of decisions."""
    wanted = [
        CURRENT.c.tenant_id == CLAIM.c.tenant_id,
        CURRENT.c.claim_id == CLAIM.c.id,
        DECISION.c.tenant_id == CURRENT.c.tenant_id,
        DECISION.c.id == CURRENT.c.decision_id,
    ]
    if narrowed.reason:
        wanted.append(DECISION.c.reason == narrowed.reason.value)
    if narrowed.exposure:
        wanted.append(DECISION.c.exposure == narrowed.exposure.value)
    if narrowed.reviewer:
        wanted += [
            PERSON.c.tenant_id == DECISION.c.tenant_id,
            PERSON.c.id == DECISION.c.person_id,
            PERSON.c.pseudonym == narrowed.reviewer,
        ]
    return exists().where(*wanted).correlate(CLAIM)


def text_has(words: str, dialect: Dialect) -> ColumnElement[bool]:
    """Look for words in an item's text, all of them, in any order, through the database's own index.

    SQLite looks in the title too, and in words without their accents.
    """
    if dialect.name != "sqlite":
        document = func.to_tsvector(literal_column("'simple'"), ITEM.c.text)  # as the index has it, or it is not used
        return document.op("@@")(func.plainto_tsquery(literal_column("'simple'"), words))
    quoted = " ".join('"' + word.replace('"', '""') + '"' for word in words.split())
    hits: Select[Any] = (
        select(column("rowid", Integer))
        .select_from(table("item_fts"))
        .where(literal_column("item_fts").op("MATCH")(quoted))
    )
    found = table("item_search", column("number"), column("tenant_id"), column("item_id"))
    return ITEM.c.id.in_(select(found.c.item_id).where(found.c.tenant_id == ITEM.c.tenant_id, found.c.number.in_(hits)))
