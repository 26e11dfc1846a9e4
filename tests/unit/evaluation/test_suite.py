"""What is measured anew and what is read again, what counts as a loss, and what may be kept beside the code."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skillweave.evaluation import suite
from skillweave.evaluation.runs import Run, SetRun
from skillweave.evaluation.sets import LabelledSet, Task
from skillweave.evaluation.suite import (
    FAST,
    LEAST_LOSS,
    below_floors,
    fast,
    losses,
    measured,
    measured_all,
    set_digest,
    source_digest,
    without_texts,
)
from skillweave.evaluation.summary import measure_set
from tests.invented_run import drawn, make_set, make_system
from tests.unit.evaluation.by_hand import Told, case, claimed, labelled, letters, said, span

SAID = {"1": said("ab", claims=[claimed("a", 0.9, 0.75)]), "2": said("ba"), "3": said()}


@pytest.fixture
def data() -> LabelledSet:
    """Give three cases, one of which has no gold, so that some figures are not a number."""
    return labelled([case("1", "a"), case("2", "a"), case("3")], Task.RANKING, Task.CLAIMS, Task.ABSTENTION)


@pytest.fixture
def told() -> Told:
    """Give the system that is to be measured."""
    return Told(SAID)


def test_what_was_measured_is_read_again(data: LabelledSet, told: Told, tmp_path: Path) -> None:
    """The second time the system is not asked, and every number is the same, those that are not a number too."""
    first = measured(data, [told], "made", tmp_path / "kept")
    second = measured(data, [told], "made", tmp_path / "kept")
    assert told.asked == 1
    assert second.model_dump_json() == first.model_dump_json() == measure_set(data, [told]).model_dump_json()
    assert "null" in first.model_dump_json()


@pytest.mark.parametrize(
    "change",
    [
        lambda data: replace(data, cases=(*data.cases[:2], case("3", text="Other words"))),
        lambda data: replace(data, cases=(*data.cases[:2], case("3", "b"))),
        lambda data: replace(data, cases=(*data.cases[:2], case("3", grades={"b": 1.0}))),
        lambda data: replace(data, cases=(*data.cases[:2], case("3", spans={"b": (span(0, 3),)}))),
        lambda data: replace(data, cases=(*data.cases[:2], case("3", slices={"style": "long"}))),
        lambda data: replace(data, cases=(*data.cases[:2], case("3", group="ann"))),
        lambda data: replace(data, cases=(*data.cases[:2], case("3", twin_of="1"))),
        lambda data: replace(data, cases=(*data.cases[:2], case("3", carries=False))),
        lambda data: replace(data, cases=(*data.cases[:2], case("4"))),
        lambda data: replace(data, cases=data.cases[:2]),
        lambda data: replace(data, cases=data.cases[::-1]),
        lambda data: replace(data, candidates=data.candidates - {"h"}),
        lambda data: replace(data, tasks=data.tasks - {Task.CLAIMS}),
        lambda data: replace(data, floors={"MRR": 0.5}),
        lambda data: replace(data, first_person=False),
        lambda data: replace(data, synthetic=False),
        lambda data: replace(data, says="Something."),
        lambda data: replace(data, name="another"),
        lambda data: replace(data, framework=letters().model_copy(update={"content_hash": "f" * 64})),
    ],
)
def test_another_set_is_measured_anew(
    data: LabelledSet, told: Told, tmp_path: Path, change: Callable[[LabelledSet], LabelledSet]
) -> None:
    """Whatever is changed of it; and the first one is still kept."""
    other = change(data)
    assert set_digest(other) != set_digest(data)
    measured(data, [told], "made", tmp_path)
    found = measured(other, [told], "made", tmp_path)
    assert told.asked == 2
    assert found.model_dump_json() == measure_set(other, [told]).model_dump_json()
    asked = told.asked
    measured(data, [told], "made", tmp_path)
    assert told.asked == asked


def test_a_set_made_again_is_the_same(data: LabelledSet) -> None:
    """The order in which a mapping was filled does not matter, nor that of a set."""
    first = labelled([case("1", grades={"a": 4.0, "b": 2.0}, slices={"x": "1", "y": "2"})], *Task)
    second = labelled([case("1", grades={"b": 2.0, "a": 4.0}, slices={"y": "2", "x": "1"})], *reversed(Task))
    assert set_digest(first) == set_digest(second) != set_digest(data)


def test_other_settings_are_measured_anew(data: LabelledSet, told: Told, tmp_path: Path) -> None:
    """Another encoder or other fitted numbers."""
    measured(data, [told], "made", tmp_path)
    measured(data, [told], "made otherwise", tmp_path)
    assert told.asked == 2


def test_another_system_is_measured_anew(data: LabelledSet, told: Told, tmp_path: Path) -> None:
    """Another name, or one more."""
    measured(data, [told], "made", tmp_path)
    measured(data, [told, Told({}, "more")], "made", tmp_path)
    found = measured(data, [Told({}, "other")], "made", tmp_path)
    assert told.asked == 2
    assert [one.name for one in found.systems] == ["other"]


def test_another_version_of_the_code_measures_anew(
    data: LabelledSet, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A figure of yesterday's code is never shown as today's."""
    measured(data, [told], "made", tmp_path)
    monkeypatch.setattr(suite, "source_digest", lambda: "changed")
    measured(data, [told], "made", tmp_path)
    assert told.asked == 2


@pytest.mark.parametrize("damage", [lambda whole: whole[: len(whole) // 2], lambda _: b"", lambda _: b'{"name": "x"}'])
def test_half_a_file_is_measured_again(
    data: LabelledSet, told: Told, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    """And written over, so that the third time it is read."""
    whole = measured(data, [told], "made", tmp_path)
    [kept] = tmp_path.iterdir()
    kept.write_bytes(damage(kept.read_bytes()))
    for _ in range(2):
        assert measured(data, [told], "made", tmp_path).model_dump_json() == whole.model_dump_json()
    assert told.asked == 2


def test_nothing_is_kept_unless_a_folder_is_named(data: LabelledSet, told: Told, tmp_path: Path) -> None:
    """Then everything is measured each time."""
    measured(data, [told], "made", None)
    measured(data, [told], "made", None)
    assert told.asked == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "kept"), [("e3_esco", True), ("our-students_as-durable-skills", False)])
def test_only_open_sets_are_kept(data: LabelledSet, told: Told, tmp_path: Path, name: str, kept: bool) -> None:
    """What is kept holds texts, so results on a user's own sample never go into the cache."""
    measured_all([replace(data, name=name)], lambda _: [told], "made", tmp_path, lambda _: None)
    assert bool(list(tmp_path.iterdir())) == kept


def test_a_gate_that_compares_nothing_fails(data: LabelledSet, told: Told) -> None:
    """A set that the run does not have, or whose cases are others, is named as a loss."""
    here, there = (_run(measure_set(replace(data, name=name), [told])) for name in ("here", "there"))
    assert losses(here, there) == ["there: in the baseline, but not measured"]
    fewer = _run(measure_set(replace(data, name="here", cases=data.cases[:2]), [told]))
    assert [line.split(".")[0] for line in losses(fewer, here)] == ["here: nothing was compared"]


def test_all_sets_are_measured_in_their_order(data: LabelledSet, told: Told) -> None:
    """Each with the systems that it is asked for, and a line on what is being done."""
    other = replace(data, name="other", cases=data.cases[:1])
    more = Told({}, "more")
    lines: list[str] = []
    found = measured_all(
        [data, other], lambda one: [told, more] if one.name == "other" else [told], "made", None, lines.append
    )
    assert [(one.name, [system.name for system in one.systems]) for one in found] == [
        ("invented", ["told"]),
        ("other", ["told", "more"]),
    ]
    assert lines == ["1/2 invented: 3 cases", "2/2 other: 1 cases"]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a small package in place of this one."""
    for name, content in {"a.py": "1", "fitted/b.json": "2", "page.css": "3", "__pycache__/a.py": "4"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.setattr(suite, "files", lambda _: tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content", "same"),
    [
        ("a.py", "changed", False),
        ("fitted/b.json", "changed", False),
        ("fitted/new.py", "2", False),
        ("page.css", "changed", True),
        ("__pycache__/a.py", "changed", True),
    ],
)
def test_code_and_fitted_numbers_are_hashed(package: Path, name: str, content: str, same: bool) -> None:
    """A change to either may change a figure; a change to a page's colours cannot, nor what Python leaves behind."""
    before = source_digest()
    (package / name).write_text(content, encoding="utf-8")
    assert (source_digest() == before) == same


def test_a_file_that_moves_is_another_file(package: Path) -> None:
    """Its name is hashed too."""
    before = source_digest()
    (package / "a.py").rename(package / "c.py")
    assert source_digest() != before


def test_the_fast_run_takes_a_share_of_large_sets(data: LabelledSet) -> None:
    """An open set that it names is cut down and loses its floors; any other stays whole."""
    many = replace(data, cases=tuple(case(str(at), "a") for at in range(100)), floors={"MRR": 0.5})
    cut = fast(replace(many, name="e3_esco"))
    assert (len(cut.cases), dict(cut.floors)) == (FAST["e3_esco"], {})
    assert fast(many) is many
    small = replace(data, name="e3_esco", floors={"MRR": 0.5})
    assert fast(small) is small


def _run(*sets: SetRun) -> Run:
    return Run(name="run", sets=sets)


@pytest.mark.parametrize(("floor", "below"), [(0.4, False), (0.5, False), (0.51, True)])
def test_a_figure_below_its_floor_is_named(floor: float, below: bool) -> None:
    """With its value and the floor; one that just reaches it is fine."""
    hits, groups = [1.0, 0.0], ["a", "b"]
    run = _run(make_set("s", [make_system("ours", hits, groups, floors={"hit@1": floor})], 2))
    assert below_floors(run) == (["s hit@1 is 0.500, its floor is 0.51"] if below else [])


def test_a_figure_that_is_no_number_is_below_any_floor() -> None:
    """A set of which nothing is left does not pass in silence."""
    run = _run(measure_set(labelled([case("1")], Task.RANKING, floors={"MRR": 0.1}), [Told(SAID)]))
    assert below_floors(run) == ["invented MRR is nan, its floor is 0.10"]


def test_floors_are_for_the_system_under_test() -> None:
    """What it is compared with may be as bad as it is."""
    groups = ["a", "b"]
    ours = make_system("ours", [1.0, 1.0], groups, floors={"hit@1": 0.5})
    theirs = make_system("theirs", [0.0, 0.0], groups, floors={"hit@1": 0.5})
    assert below_floors(_run(make_set("s", [ours, theirs], 2))) == []


CASES = 200
GROUPS = [f"g{at}" for at in range(CASES)]


def _one_system(values: list[float], name: str = "ours") -> Run:
    return _run(make_set("s", [make_system(name, values, GROUPS)], CASES))


def test_a_planted_loss_is_found() -> None:
    """30 of 200 cases go wrong, in whichever figure that shows: one that should be high, one that should be low."""
    before = drawn(0.8, CASES, seed=1)
    after = [0.0 if at < 30 else hit for at, hit in enumerate(before)]
    found = losses(_one_system(after), _one_system(before))
    assert [line.partition(":")[0] for line in found] == ["s hit@1", "s false alarms"]
    assert f"hit@1: {np.mean(before):.3f} -> {np.mean(after):.3f} (difference [-0." in found[0]


def test_a_planted_gain_is_no_loss() -> None:
    """The other way round."""
    before = drawn(0.8, CASES, seed=1)
    after = [1.0 if at < 60 else hit for at, hit in enumerate(before)]
    assert losses(_one_system(after), _one_system(before)) == []


def test_noise_is_no_loss() -> None:
    """12 cases go wrong and 8 others go right: 0.02 less, but that may be chance."""
    before = [1.0] * 150 + [0.0] * 50
    after = [0.0] * 12 + [1.0] * 138 + [1.0] * 8 + [0.0] * 42
    assert np.mean(before) - np.mean(after) == pytest.approx(0.02)
    assert losses(_one_system(after), _one_system(before)) == []


@pytest.mark.parametrize(("loss", "count"), [(0.9 * LEAST_LOSS, 0), (1.1 * LEAST_LOSS, 2)])
def test_a_sure_loss_that_is_tiny_does_not_stop_anybody(loss: float, count: int) -> None:
    """Every case loses the same, so the loss is sure; only its size decides."""
    before = [0.5 + at / 1000 for at in range(CASES)]
    after = [value - loss for value in before]
    assert len(losses(_one_system(after), _one_system(before))) == count


def test_losses_of_other_systems_do_not_count() -> None:
    """A baseline that got worse is nobody's fault."""
    good, bad = drawn(0.9, CASES, seed=1), drawn(0.2, CASES, seed=2)
    ours = make_system("ours", good, GROUPS)
    before, after = (_run(make_set("s", [ours, make_system("theirs", hits, GROUPS)], CASES)) for hits in (good, bad))
    assert losses(after, before) == []


def test_a_baseline_holds_no_words_and_no_labels_of_the_sets() -> None:
    """Gold and the cases to be read are gone, and every system but the one under test."""
    secret = "Nobody may read this."
    cases = [case("1", "ab", text=secret), case("2", "c", text=secret)]
    run = _run(measure_set(labelled(cases, *Task), [Told({}, "ours"), Told(SAID, "theirs")]))
    assert secret in run.sets[0].systems[0].model_dump_json()
    kept = without_texts(run)
    assert secret not in kept.model_dump_json()
    [one] = kept.sets
    assert (one.gold, [system.name for system in one.systems]) == (((), ()), ["ours"])
    assert one.texts == run.sets[0].texts  # digests, so that a comparison can tell changed texts
    assert one.systems[0].figures == run.sets[0].systems[0].figures
    assert Run.model_validate_json(kept.model_dump_json(by_alias=True)).sets[0].case_ids == ("1", "2")


def test_a_run_can_be_compared_with_a_baseline_of_its_kind() -> None:
    """Case by case: a loss against the baseline is the loss against the run that it was made from."""
    before, after = _one_system(drawn(0.8, CASES, seed=1)), _one_system(drawn(0.5, CASES, seed=1))
    assert losses(after, without_texts(before)) == losses(after, before) != []
    assert losses(before, without_texts(before)) == []
