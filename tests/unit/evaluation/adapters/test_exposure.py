"""Labels that were made in view of suggestions are told apart, and can be left out."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from skillweave.domain.competency import Framework
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.exposure import Assisted, LabelSource
from skillweave.evaluation.adapters.own import label_sources, read_labelled
from tests.unit.evaluation.tiny_sets import write_lines

Known = Mapping[str, Framework]
DURABLE = "as-durable-skills"


def _text(name: str, *exposures: str | None, **more: object) -> dict[str, object]:
    codes = ("D.LEA", "D.PER", "D.LIS")
    labels = [
        {"framework": DURABLE, "code": code, **({"exposure": one} if one else {})}
        for code, one in zip(codes, exposures, strict=False)
    ]
    return {"id": name, "text": f"{name}: I led the crew.", "labels": labels, **more}


BLIND = {"exposure": "blind", "run": "r1", "version": "enc@1"}
SEEN = {"exposure": "assisted", "run": "r1", "version": "enc@1"}
OTHER = {"exposure": "assisted", "run": "r2", "version": "other@2"}


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A text read blind, two in view of one encoder's suggestions, one in view of another's, one by hand."""
    texts = [
        _text("a", "blind", "assisted", **BLIND),
        _text("b", "assisted", **SEEN),
        _text("c", **SEEN),
        _text("d", "assisted", **OTHER),
        _text("e", None),
    ]
    return write_lines(tmp_path / "spring.jsonl", texts)


def test_labels_are_counted_by_how_they_were_made(sample: Path, known: Known) -> None:
    """A text that shows nothing counts as a text; labels that do not say it are in no count."""
    assert label_sources(sample, known) == [
        LabelSource("assisted", "enc@1", "r1", texts=3, labels=2),
        LabelSource("assisted", "other@2", "r2", texts=1, labels=1),
        LabelSource("blind", "enc@1", "r1", texts=1, labels=1),
    ]


def test_a_sample_made_by_hand_says_nothing(tmp_path: Path, known: Known) -> None:
    """It is neither blind nor assisted."""
    assert label_sources(write_lines(tmp_path / "hand.jsonl", [_text("e", None)]), known) == []


def test_the_labels_of_one_model_can_be_left_out(sample: Path, known: Known) -> None:
    """Its assisted texts go, of a blind text its assisted labels; what another model showed stays."""
    (found,) = read_labelled(sample, known, without=Assisted("enc@1"))
    assert {case.id: set(case.gold) for case in found.cases} == {"a": {"D.LEA"}, "d": {"D.LEA"}, "e": {"D.LEA"}}


def test_a_text_read_blind_counts_for_what_was_looked_for(tmp_path: Path, known: Known) -> None:
    """Elsewhere that nothing was named is no sign that nothing is there; where all labels are used, all were judged."""
    texts = [
        _text("a", "blind", "assisted", judged=[DURABLE], **BLIND),
        _text("b", "assisted", judged=["other"], **BLIND),
        _text("c", judged=[], **BLIND),
        _text("d", **BLIND),
    ]
    path = write_lines(tmp_path / "x.jsonl", texts)
    (left,) = read_labelled(path, known, without=Assisted("enc@1"))
    (every,) = read_labelled(path, known)
    assert [case.id for case in left.cases] == ["a", "d"]
    assert [case.id for case in every.cases] == ["a", "b", "c", "d"]


def test_texts_of_which_nobody_says_what_they_looked_for_measure_nothing(tmp_path: Path, known: Known) -> None:
    """There are labels, so the message does not ask for some."""
    path = write_lines(tmp_path / "x.jsonl", [_text("a", "assisted", judged=[], **BLIND)])
    with pytest.raises(EvaluationError, match="nobody knows what they looked for"):
        read_labelled(path, known, without=Assisted("enc@1"))


def test_a_table_says_what_was_looked_for(tmp_path: Path, known: Known) -> None:
    """Parted by a bar; a word stands for nothing, an empty cell is everything."""
    path = tmp_path / "x.csv"
    told = {"a": f"other | {DURABLE}", "b": "none", "c": ""}
    rows = [f"{name},I led.,{DURABLE},D.LEA,blind,{judged}\n" for name, judged in told.items()]
    path.write_text("id,text,framework,code,exposure,judged\n" + "".join(rows), encoding="utf-8")
    (left,) = read_labelled(path, known, without=Assisted("enc@1"))
    assert [case.id for case in left.cases] == ["a", "c"]


def test_all_are_read_unless_told(sample: Path, known: Known) -> None:
    """To leave labels out is a decision."""
    (found,) = read_labelled(sample, known)
    assert [len(case.gold) for case in found.cases] == [2, 1, 0, 1, 1]


def test_suggestions_of_an_unknown_model_count_as_the_models_own(tmp_path: Path, known: Known) -> None:
    """Nobody can say that they were another's."""
    path = write_lines(tmp_path / "x.jsonl", [_text("a", "assisted"), _text("b", "blind")])
    (found,) = read_labelled(path, known, without=Assisted("enc@1"))
    assert [case.id for case in found.cases] == ["b"]


def test_nothing_left_is_told(tmp_path: Path, known: Known) -> None:
    """Instead of figures of nothing."""
    path = write_lines(tmp_path / "x.jsonl", [_text("b", "assisted", **SEEN)])
    with pytest.raises(EvaluationError, match="review some texts blind"):
        read_labelled(path, known, without=Assisted("enc@1"))


def test_a_table_says_the_same(tmp_path: Path, known: Known) -> None:
    """By its columns exposure, text_exposure, run and version."""
    path = tmp_path / "spring.csv"
    path.write_text(
        "id,text,framework,code,exposure,text_exposure,run,version\n"
        f"a,I led.,{DURABLE},D.LEA,blind,blind,r1,enc@1\n"
        f"a,,{DURABLE},D.PER,assisted,,,\n"
        "b,It rained.,,,assisted,assisted,r1,enc@1\n",
        encoding="utf-8",
    )
    assert label_sources(path, known) == [
        LabelSource("assisted", "enc@1", "r1", texts=2, labels=1),
        LabelSource("blind", "enc@1", "r1", texts=1, labels=1),
    ]


def test_another_word_for_the_exposure_is_refused(tmp_path: Path, known: Known) -> None:
    """A slip must not turn an assisted label into one of unknown origin."""
    with pytest.raises(EvaluationError, match="exposure"):
        read_labelled(write_lines(tmp_path / "x.jsonl", [_text("a", "asisted")]), known)
