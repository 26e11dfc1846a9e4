"""What may be said of a difference, and what may not."""

import pytest

from skillweave.evaluation.report.changes import FEW, FEW_GROUPS, Change, compare_runs, compare_systems
from skillweave.evaluation.runs import Run, SetRun, StatisticData, SystemRun
from skillweave.evaluation.statistics import difference, mean_of, resamples
from tests.invented_run import drawn, full_run, make_set, make_system

CASES = 60
GROUPS = tuple(f"g{at}" for at in range(CASES))
HALF = [float(at % 2) for at in range(CASES)]
"""Right on every second case."""
LOW = [float(at % 5 == 1) for at in range(CASES)]


def _run(*sets: SetRun, **changes: object) -> Run:
    return Run.model_validate({"name": "r", "sets": sets, **changes})


def _one(hits: list[float], **changes: object) -> SetRun:
    groups = changes.get("groups", tuple(f"g{at}" for at in range(len(hits))))
    assert isinstance(groups, tuple)
    return make_set("s", (make_system("skillweave", hits, groups),), len(hits), **changes)


def _verdicts(before: SetRun, now: SetRun) -> dict[str, str]:
    (data,) = compare_runs(_run(now), _run(before)).sets
    return {one.difference.name: one.verdict for one in data.changes}


def test_a_clear_gain_is_real_and_better() -> None:
    """Higher is better for hits, lower for false alarms, and what only describes just differs."""
    expected = {"hit@1": "better", "claims a text": "differs", "false alarms": "better"}
    assert _verdicts(_one(LOW), _one([1.0] * CASES)) == expected


def test_a_clear_loss_is_real_and_worse() -> None:
    """The same the other way round."""
    expected = {"hit@1": "worse", "claims a text": "differs", "false alarms": "worse"}
    assert _verdicts(_one([1.0] * CASES), _one(LOW)) == expected


def test_no_change_is_no_difference() -> None:
    """The same hits, and hits that differ on one case only, show nothing."""
    nearly = [1.0 - HALF[0], *HALF[1:]]
    assert set(_verdicts(_one(HALF), _one(HALF)).values()) == {"same"}
    assert set(_verdicts(_one(HALF), _one(nearly)).values()) == {"same"}


@pytest.mark.parametrize(("cases", "verdict"), [(FEW - 1, "few"), (FEW, "better")])
def test_few_cases_say_nothing(cases: int, verdict: str) -> None:
    """However clear it looks: from none right to all right."""
    assert _verdicts(_one([0.0] * cases), _one([1.0] * cases))["hit@1"] == verdict


@pytest.mark.parametrize(("groups", "verdict"), [(1, "few"), (FEW_GROUPS - 1, "few"), (FEW_GROUPS, "better")])
def test_few_groups_say_nothing(groups: int, verdict: str) -> None:
    """Sixty texts of one person are one voice."""
    names = tuple(f"g{at % groups}" for at in range(CASES))
    assert _verdicts(_one([0.0] * CASES, groups=names), _one([1.0] * CASES, groups=names))["hit@1"] == verdict


def test_the_interval_is_that_of_the_paired_difference() -> None:
    """The numbers are those of `statistics.difference` on the stored parts, this run minus the previous one."""
    before, now = drawn(0.3, CASES, 4), drawn(0.5, CASES, 5)
    (data,) = compare_runs(_run(_one(now)), _run(_one(before))).sets

    expected = difference(mean_of("hit@1", before), mean_of("hit@1", now), resamples(GROUPS, 0))
    assert data.changes[0].difference == expected


def test_other_cases_cannot_be_compared() -> None:
    """Also where only their order differs; the note says how many are shared."""
    before = _one(HALF)
    now = _one(HALF, case_ids=tuple(reversed(before.case_ids)))

    (data,) = compare_runs(_run(now), _run(before)).sets

    assert data.changes == ()
    assert "60 before, 60 now, 60 in both, or in another order" in data.notes[0]


def test_changed_labels_and_texts_are_said() -> None:
    """A difference that may come from the data is not put down to the system."""
    before = _one(HALF, texts=("a",) * CASES)
    now = _one(HALF, texts=("b", *["a"] * (CASES - 1)), gold=(("SEL",),) * 2 + (("LEA",),) * (CASES - 2))

    (data,) = compare_runs(_run(now), _run(before)).sets

    assert data.notes == (
        "The labels of 2 of 60 cases changed: a difference may come from them alone.",
        "The texts of 1 of 60 cases changed: a difference may come from them alone.",
    )


def test_labels_that_were_not_kept_have_not_changed() -> None:
    """A run that is kept beside the code is kept without the sets' labels."""
    now = _one(HALF)

    (data,) = compare_runs(_run(now), _run(now.model_copy(update={"gold": ((),) * CASES}))).sets

    assert data.notes == ()


def test_an_unknown_value_is_no_finding() -> None:
    """A figure that no case contributes to has no difference."""
    nothing = StatisticData.of(mean_of("MRR", [None] * CASES))
    data = make_set("s", (SystemRun(name="skillweave", statistics=(nothing,)),), CASES)

    assert _verdicts(data, data) == {"MRR": "unknown"}


def test_another_formula_is_another_figure() -> None:
    """Figures of one name that were worked out differently are not compared."""
    kinds = [("mean", ((1.0, 1.0),) * CASES), ("precision", ((1.0, 1.0, 0.0),) * CASES)]
    before, now = (
        make_set("s", (SystemRun(name="x", statistics=(StatisticData(name="m", kind=kind, parts=parts),)),), CASES)
        for kind, parts in kinds
    )

    (data,) = compare_runs(_run(now), _run(before)).sets

    assert data.changes == ()
    assert data.notes == ("No figure of one system is kept case by case in both runs.",)


def test_sets_systems_and_settings_that_come_and_go_are_named() -> None:
    """Nothing disappears silently."""
    other = make_set("t", (make_system("skillweave", HALF, GROUPS), make_system("tf-idf", LOW, GROUPS)), CASES)
    before = _run(_one(HALF), other, settings={"gate": "off", "encoder": "e"})
    now = _run(other.model_copy(update={"systems": other.systems[:1]}), _one(HALF).model_copy(update={"name": "u"}))

    found = compare_runs(now, before.model_copy(update={"made": "2025-01-02"}))

    assert (found.before, found.added, found.gone) == ("r (2025-01-02)", ("u",), ("s",))
    assert found.settings == {"gate": ("off", None), "encoder": ("e", None)}
    assert found.sets[0].notes == ("No longer here: tf-idf.",)


def test_an_empty_set_is_said_to_be_empty() -> None:
    """Nothing is drawn from nothing."""
    (data,) = (one for one in compare_runs(full_run(), full_run()).sets if one.name == "no cases")
    assert (data.changes, data.notes) == ((), ("The set has no cases.",))


def test_the_first_system_is_compared_with_each_other() -> None:
    """On the same cases, first minus other."""
    systems = [make_system(name, hits, GROUPS) for name, hits in (("a", [1.0] * CASES), ("b", LOW), ("c", HALF))]

    found = compare_systems(make_set("s", systems, CASES))

    assert {key for key in found if key[1] == "hit@1"} == {("b", "hit@1"), ("c", "hit@1")}
    one = found["b", "hit@1"]
    assert isinstance(one, Change)
    assert (one.difference.first, one.difference.second, one.verdict) == (0.2, 1.0, "better")


def test_one_system_has_nothing_to_be_compared_with() -> None:
    """Neither has a set without cases."""
    assert compare_systems(_one(HALF)) == {}
    assert compare_systems(make_set("s", (SystemRun(name="a"), SystemRun(name="b")), 0)) == {}
