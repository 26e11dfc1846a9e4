"""Other people's extractors as systems: what one of them predicted, read from a file that `eval/peers/run.py` wrote."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict, FiniteFloat, ValidationError, field_validator

from skillweave.errors import EvaluationError
from skillweave.evaluation.sets import Claimed, LabelledSet, Prediction

_MOST_NAMED = 5

Scored = tuple[tuple[str, FiniteFloat], ...]


class PeerLine(BaseModel):
    """What a peer said about one case: one line of the file.

    Attributes:
        id: The case.
        ranking: (code, score), best first; a peer that finds nothing ranks nothing.
        claims: What it claims at its own threshold, of the same form; None for a peer that only ranks.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str
    ranking: Scored
    claims: Scored | None = None

    @field_validator("ranking", "claims")
    @classmethod
    def _is_in_order(cls, given: Scored | None) -> Scored | None:
        pairs = given or ()
        if len({code for code, _ in pairs}) < len(pairs):
            raise ValueError("a code stands twice in one list; keep its better score")
        if any(before < after for (_, before), (_, after) in pairwise(pairs)):
            raise ValueError("scores rise; a list goes from the best to the worst")
        return given

    def codes(self) -> set[str]:
        """Give every code that is named."""
        return {code for code, _ in (*self.ranking, *(self.claims or ()))}

    def prediction(self) -> Prediction:
        """Give what the harness measures; a peer's evidence is not asked for."""
        claims = None if self.claims is None else tuple(Claimed(code, score) for code, score in self.claims)
        return Prediction(tuple(code for code, _ in self.ranking), tuple(score for _, score in self.ranking), claims)


class PeerPredictions:
    """A peer's predictions in JSON lines, a `PeerLine` a case; lines of cases outside the set are passed over."""

    def __init__(self, path: Path, name: str | None = None) -> None:
        """Name the file; without a name of its own, the peer is called by the file's."""
        self._path = path
        self._name = name or path.stem

    @property
    def name(self) -> str:
        """Name in reports."""
        return self._name

    def predict(self, data: LabelledSet, /) -> list[Prediction]:
        """Read what the peer said about each case.

        Raises:
            EvaluationError: The file cannot be read, a line has another form, a case is missing or there twice, or a
                code is no candidate of the set.
        """
        said = _read(self._path)
        missing = [case.id for case in data.cases if case.id not in said]
        if missing:
            raise EvaluationError(
                f"{self._path} lacks {len(missing)} of the {len(data.cases)} cases of {data.name} ({_first(missing)}); "
                "run the peer again on the whole set"
            )
        unknown = {code for case in data.cases for code in said[case.id].codes()} - data.candidates
        if unknown:
            raise EvaluationError(
                f"{self._path} names {len(unknown)} codes that are no candidates of {data.name} "
                f"({_first(sorted(unknown))}); it was made for another set or another version: run the peer again"
            )
        return [said[case.id].prediction() for case in data.cases]


def _read(path: Path) -> dict[str, PeerLine]:
    found: dict[str, PeerLine] = {}
    try:
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    one = peer_line(line, f"{path}, line {number}")
                    if one.id in found:
                        raise EvaluationError(f"{path}, line {number}: the case {one.id!r} is there already; drop one")
                    found[one.id] = one
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}; eval/peers/run.py writes it") from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} is not UTF-8: {error.reason}; eval/peers/run.py writes it anew") from error
    return found


def peer_line(line: str, where: str) -> PeerLine:
    """Read one line.

    Raises:
        EvaluationError: It has another form; the message says where.
    """
    try:
        return PeerLine.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise EvaluationError(
            f"{where}: {place + ': ' if place else ''}{first['msg']}; "
            'a line is {"id": "...", "ranking": [["code", 0.9], ...]}, with "claims" like "ranking" where there are any'
        ) from error


def _first(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown}, ..."
