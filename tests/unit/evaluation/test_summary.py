"""What is kept of a set: its own cases only, figures by slice, rows behind the plots, the worst cases, the twins."""

import hashlib
from collections.abc import Mapping
from math import isnan

import pytest

from skillweave.evaluation.metrics import wilson_interval
from skillweave.evaluation.runs import FigureData, SetRun, SystemRun, TwinRow
from skillweave.evaluation.sets import Case, LabelledSet, Prediction, Task
from skillweave.evaluation.summary import MOST_CONFUSED, MOST_WORST, SLICED, measure_set
from tests.unit.evaluation.by_hand import TEXT, Told, case, claimed, labelled, said, span

OWN = (case("1", "ab", group="ann"), case("2", "c"), case("3"))
TWINS = (
    case("1t", "ab", twin_of="1", slices={"twin_kind": "typos"}),
    case("2t", "c", twin_of="2", slices={"twin_kind": "typos"}),
    case("1n", "ab", twin_of="1", slices={"twin_kind": "names"}),
    case("3n", twin_of="3", slices={"twin_kind": "names"}),
    case("1x", "ab", twin_of="1"),
)
SAID = {
    "1": said("ab", claims="ab"),
    "2": said("c", claims="c"),
    "3": said(),
    "1t": said("ad", claims="ad"),  # of two claims one is kept, one lost, one new
    "2t": said("c", claims="c"),
    "1n": said("ab", claims="ba"),
    "3n": said("e", claims="e"),  # new, where there was nothing to keep
    "1x": said(),
}


def _measured(data: LabelledSet, told: Mapping[str, Prediction]) -> SystemRun:
    return measure_set(data, [Told(told)]).systems[0]


def _by_name(figures: tuple[FigureData, ...]) -> dict[str, float]:
    return {one.name: one.value for one in figures}


@pytest.fixture(scope="module")
def measured() -> SetRun:
    """Measure three cases and five twins."""
    return measure_set(labelled((*OWN, *TWINS), Task.RANKING, Task.CLAIMS), [Told(SAID)])


def test_a_set_is_described(measured: SetRun) -> None:
    """Its own cases in their order, each its own group unless it says otherwise; of texts only a digest is kept."""
    assert (measured.name, measured.says, measured.synthetic) == ("invented", "Nothing.", True)
    assert (measured.framework, measured.tasks) == ("letters", ("claims", "ranking"))
    assert (measured.cases, measured.case_ids, measured.groups) == (3, ("1", "2", "3"), ("ann", "2", "3"))
    assert measured.gold == (("a", "b"), ("c",), ())
    assert measured.texts == tuple(hashlib.sha256(one.text.encode()).hexdigest()[:12] for one in OWN)


def test_twins_are_in_no_figure_of_the_set(measured: SetRun) -> None:
    """With them or without, every figure, part, row and case to be read is the same."""
    plain = measure_set(labelled(OWN, Task.RANKING, Task.CLAIMS), [Told(SAID)])
    without = [one.model_copy(update={"twins": ()}) for one in measured.systems]
    assert measured.model_copy(update={"systems": tuple(without)}).model_dump_json() == plain.model_dump_json()


@pytest.mark.parametrize(
    "expected",
    [
        # One of three claims of the originals is lost, one new one made; drawn twice, text 1 keeps 1/2, text 2 all.
        TwinRow(kind="typos", pairs=2, kept=2 / 3, lost=1 / 3, new=1 / 3, low=1 / 2, high=1),
        # Both claims of text 1 are kept, in another order; text 3 had none, and gets one.
        TwinRow(kind="names", pairs=2, kept=1, lost=0, new=1 / 2, low=1, high=1),
        # Its kind was not said; both claims are lost.
        TwinRow(kind="changed", pairs=1, kept=0, lost=1, new=0, low=0, high=0),
    ],
    ids=lambda row: row.kind,
)
def test_twins_are_compared_with_their_originals(measured: SetRun, expected: TwinRow) -> None:
    """Shares of the claims of the originals, by kind of change."""
    assert {row.kind: row for row in measured.systems[0].twins}[expected.kind] == expected


def test_twins_of_texts_without_claims_have_no_shares() -> None:
    """There is nothing to keep or lose."""
    row = _measured(labelled((OWN[2], TWINS[3]), Task.CLAIMS), {"3n": said(claims="e")}).twins[0]
    assert row.pairs == 1
    assert [isnan(share) for share in (row.kept, row.lost, row.new)] == [True] * 3


def test_a_twin_whose_original_is_not_there_is_passed_over() -> None:
    """It has nothing to be compared with."""
    assert _measured(labelled((OWN[1], TWINS[0]), Task.CLAIMS), SAID).twins == ()


def test_figures_have_intervals_and_floors() -> None:
    """A floor stands at the figure it is set for, and at no other."""
    cases = [case(str(at), "a") for at in range(4)]
    told = {one.id: said("ab" if one.id < "3" else "ba") for one in cases}
    found = _measured(labelled(cases, Task.RANKING, floors={"MRR": 0.7}), told)
    assert {one.name: one.floor for one in found.figures if one.floor is not None} == {"MRR": 0.7}
    hit = found.measured("hit@1")
    assert hit is not None
    assert (hit.value, hit.count) == (0.75, 4)
    assert (hit.low, hit.high) == (0.25, 1)  # of 4 draws none hits in 1 of 256, one hits in 12 of 256, which is 5%


def test_the_parts_of_a_figure_are_kept_with_it(measured: SetRun) -> None:
    """So that runs can be compared case by case: hits of the cases in their order, none for the one without gold."""
    parts = {one.name: one.parts for one in measured.systems[0].statistics}
    assert parts["hit@1"] == ((1, 1), (1, 1), (0, 0))
    assert list(parts) == [one.name for one in measured.systems[0].figures]


def test_the_same_set_gives_the_same_intervals() -> None:
    """A report can be made again, to the last digit."""
    data = labelled([case(str(at), "a") for at in range(9)], Task.RANKING)
    told = {str(at): said("ab" if at % 3 else "ba") for at in range(9)}
    first, second = (measure_set(data, [Told(told)]) for _ in range(2))
    assert first == second


def _sliced() -> LabelledSet:
    values = [("tech", "en"), ("tech", "en"), ("house", "en"), ("house", "en"), ("", "en"), ("empty", "en")]
    golds = ["a", "a", "a", "b", "b", ""]
    return labelled(
        [
            case(str(at), gold, slices={"source": source, "language": language} if source else {"language": language})
            for at, ((source, language), gold) in enumerate(zip(values, golds, strict=True))
        ],
        Task.RANKING,
    )


def test_slices_hold_their_own_cases() -> None:
    """Hits 1 of 2 and 2 of 2; the case without a source is in neither, and a source without gold has no figure."""
    told = {"0": said("ab"), "1": said("ba"), "2": said("ab"), "3": said("ba"), "4": said("ab")}
    found = _measured(_sliced(), told).by_slice
    assert set(found) == {"source"}  # all have one language, which would be the whole set again
    assert {name: _by_name(figures) for name, figures in found["source"].items()} == {
        "tech": {"hit@1": 1 / 2, "MRR": 3 / 4},
        "house": {"hit@1": 1.0, "MRR": 1.0},
        "empty": {},
    }
    assert {one.count for figures in found["source"].values() for one in figures} == {2}
    assert {one.floor for figures in found["source"].values() for one in figures} == {None}


def test_slices_have_the_telling_figures_only() -> None:
    """Not every figure of the set."""
    cases = [case("1", "a", carries=True, slices={"style": "long"}), case("2", "b", slices={"style": "short"})]
    found = _measured(labelled(cases, *Task), {"1": said("a", claims="a"), "2": said("b", claims="b")})
    assert {one.name for one in found.by_slice["style"]["long"]} == {one.name for one in found.figures} & SLICED


def _worst(told: Mapping[str, Prediction], *cases: Case) -> list[tuple[str, str]]:
    return [(one.case_id, one.why) for one in _measured(labelled(cases, Task.CLAIMS), told).worst]


def test_the_worst_cases_come_first() -> None:
    """Most wrong and missed labels; then the surest mistake, which a missed label is not; then the id."""
    told = {
        "perfect": said(claims="a"),
        "nothing": said(),
        "missed": said(),
        "z-two": said(claims=[claimed("b", 0.2)]),
        "a-two": said(claims=[claimed("b", 0.2)]),
        "sure": said(claims=[claimed("a", 5.0), claimed("b", 0.3), claimed("c", 0.1)]),
        "right-and-sure": said(claims=[claimed("a", 9.0), claimed("b", 0.1), claimed("c", 0.1)]),
    }
    golds = dict.fromkeys(told, "a") | {"nothing": ""}
    assert _worst(told, *(case(name, gold) for name, gold in golds.items())) == [
        ("sure", "2 wrong, 0 missed"),
        ("a-two", "1 wrong, 1 missed"),
        ("z-two", "1 wrong, 1 missed"),
        ("right-and-sure", "2 wrong, 0 missed"),
        ("missed", "0 wrong, 1 missed"),
    ]


def test_a_person_does_not_have_to_read_them_all() -> None:
    """Of many bad cases some are kept, by id where they are equally bad."""
    cases = [case(f"{at:02}", "a") for at in range(MOST_WORST + 5)]
    assert [name for name, _ in _worst({}, *cases)] == [f"{at:02}" for at in range(MOST_WORST)]


def test_a_worst_case_shows_what_was_to_be_found_and_what_was_claimed() -> None:
    """With labels, spans and sureness, in the words of the text."""
    one = case("1", "ba", spans={"a": (span(0, 3),)})
    told = {"1": said(claims=[claimed("a", 0.9, 0.7, span(0, 7)), claimed("c", 0.4)])}
    found = _measured(labelled([one], Task.CLAIMS), told).worst[0]
    assert (found.case_id, found.text, found.why) == ("1", TEXT, "1 wrong, 1 missed")
    assert [(gold.code, gold.label, gold.spans) for gold in found.gold] == [
        ("a", "Label a", (span(0, 3),)),
        ("b", "Label b", ()),
    ]
    assert [(claim.code, claim.label, claim.score, claim.confidence, claim.spans) for claim in found.claimed] == [
        ("a", "Label a", 0.9, 0.7, (span(0, 7),)),
        ("c", "Label c", 0.4, None, ()),
    ]


def test_labels_are_counted_one_by_one() -> None:
    """Right, wrong and missed by label, in the order of codes; labels that are nowhere are left out."""
    cases = [case("1", "ab"), case("2", "a"), case("3")]
    told = {"1": said(claims="ac"), "2": said(), "3": said(claims="ca")}
    rows = _measured(labelled(cases, Task.CLAIMS), told).per_label
    assert [(row.code, row.label, row.right, row.wrong, row.missed) for row in rows] == [
        ("a", "Label a", 1, 1, 1),
        ("b", "Label b", 0, 0, 1),
        ("c", "Label c", 0, 2, 0),
    ]


def test_what_was_claimed_in_place_of_what_was_missed() -> None:
    """Each missed label of a text with each wrong claim of the same text; most frequent first, then by code."""
    cases = [case("1", "ab"), case("2", "b"), case("3", "ab"), case("4"), case("5", "a")]
    told = {"1": said(claims="cd"), "2": said(claims="d"), "3": said(claims="ac"), "4": said(claims="e")}
    rows = _measured(labelled(cases, Task.CLAIMS), told).confusion
    assert [(row.gold, row.claimed, row.count) for row in rows] == [
        ("b", "c", 2),  # texts 1 and 3
        ("b", "d", 2),  # texts 1 and 2
        ("a", "c", 1),
        ("a", "d", 1),
    ]


def test_the_table_of_what_was_mistaken_is_short() -> None:
    """4 missed times 4 wrong is 16, one too many."""
    rows = _measured(labelled([case("1", "abcd")], Task.CLAIMS), {"1": said(claims="efgh")}).confusion
    assert len(rows) == MOST_CONFUSED
    assert ("d", "h") not in {(row.gold, row.claimed) for row in rows}


def test_confidence_is_set_against_truth() -> None:
    """0.4 right, and 0.8 once right and once wrong; the claim without a confidence is in no row."""
    claims = [claimed("a", 1, 0.8), claimed("b", 1, 0.8), claimed("c", 1, 0.4), claimed("d", 1)]
    rows = _measured(labelled([case("1", "ac")], Task.CLAIMS), {"1": said(claims=claims)}).reliability
    assert [(row.confidence, row.right, row.count) for row in rows] == [(0.4, 1.0, 1), (0.8, 0.5, 2)]
    assert [(row.low, row.high) for row in rows] == [wilson_interval(1, 1), wilson_interval(1, 2)]


def test_risk_and_coverage_by_hand() -> None:
    """Surest first: right, wrong, right; the text that ranks nothing is in neither."""
    cases = [case("1", "a"), case("2", "a"), case("3", "a"), case("4", "a")]
    told = {"1": said("a", first=0.9), "2": said("b", first=0.8), "3": said("a", first=0.7), "4": said()}
    curve = _measured(labelled(cases, Task.CLAIMS), told).coverage
    assert [pytest.approx(point) for point in curve] == [(1 / 3, 0), (2 / 3, 1 / 2), (1, 1 / 3)]


def test_a_long_curve_is_thinned_out_and_keeps_its_end() -> None:
    """Of 400 points every eighth is kept, the last one among them: all texts, and the share that is wrong."""
    cases = [case(f"{at:03}", "a") for at in range(400)]
    told = {one.id: said("a" if at % 4 else "b", first=float(at)) for at, one in enumerate(cases)}
    curve = _measured(labelled(cases, Task.CLAIMS), told).coverage
    assert len(curve) == 50
    assert curve[-1] == (1.0, 0.25)


def test_a_system_that_only_ranks_has_nothing_of_claims() -> None:
    """No rows, no cases to be read, no twins: it did not fail there."""
    told = {name: said("ab", claims=None) for name in SAID}
    found = _measured(labelled((*OWN, *TWINS), Task.RANKING, Task.CLAIMS), told)
    assert found.figures
    assert [found.reliability, found.coverage, found.per_label, found.confusion, found.worst, found.twins] == [()] * 6


def test_a_set_without_claims_has_no_worst_cases() -> None:
    """A system may claim there, but nobody labelled what is right."""
    found = _measured(labelled(OWN, Task.RANKING), SAID)
    assert [found.reliability, found.coverage, found.per_label, found.confusion, found.worst] == [()] * 5


def test_systems_keep_their_order_and_see_the_same_resamples() -> None:
    """The first is the one under test; the same answers have the same intervals."""
    data = labelled([case(str(at), "a") for at in range(7)], Task.RANKING)
    told = {str(at): said("ab" if at % 2 else "ba") for at in range(7)}
    found = measure_set(data, [Told(told, "ours"), Told(told, "theirs")])
    assert [one.name for one in found.systems] == ["ours", "theirs"]
    assert found.systems[0].figures == found.systems[1].figures
