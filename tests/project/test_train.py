"""Training the adapter and heads: what is learned from, and that what is shipped computes what was trained."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch

from eval.train.loop import Plan, adapter_of, train, word_numbers
from eval.train.network import Network
from eval.train.passages import (
    CLASSIC,
    FIELDS,
    IMPLIED,
    SKILLS,
    Columns,
    Passage,
    batches,
    documents_of,
    examples_of,
    typed_on_a_phone,
)
from eval.train.sources import Pair, batches_of, bundles_of, pairs, same, tasks_of
from eval.train.stated import fit_stated
from eval.train.words import fit_words, vectorizer
from eval.training_rows import FRAMEWORKS, Named, Row, Shown
from skillweave.domain.competency import Concepts
from skillweave.embedding.adapter import Adapter, load_adapter, write_adapter
from skillweave.embedding.sentence import load_packaged
from skillweave.evaluation.adapters.onet import letters
from skillweave.frameworks.load import load_frameworks
from skillweave.matching.heads import Heads
from skillweave.matching.words import WordHeads
from skillweave.wiring import heads_in

TEXT = "I calmed the dog. My boss watched us all day."
CALM = "concept:calm-upset-person"


@pytest.fixture
def columns() -> Columns:
    """A few of each kind."""
    names = (CALM, "concept:listen", f"{SKILLS}:DS.MIN", f"{SKILLS}:DS.LEA", "shown", "career-clusters-2024:040100")
    return Columns(names)


def _row(**changes: object) -> Row:
    values: dict[str, object] = {
        "id": "w-1",
        "writer": "w",
        "text": TEXT,
        "before": None,
        "field": "040100",
        "cluster": True,
        "style": "plain",
        "experience_type": "internship",
        "concepts": (Shown("calm-upset-person", 2, ((0, 16),)),),
        "durable": (Shown("DS.MIN", 1, ((0, 16),)),),
        "nots": (),
        "is_entry": False,
    }
    return Row(**(values | changes))  # type: ignore[arg-type]


def test_a_label_goes_to_the_passage_that_holds_its_words(columns: Columns) -> None:
    """The sentence with the words carries the label and that something is shown; the other sentence does not."""
    ((first, second),) = documents_of([_row()], columns)
    assert first.targets[columns.at(CALM)] == 1.0
    assert first.targets[columns.at(f"{SKILLS}:DS.MIN")] == IMPLIED
    assert first.targets[columns.at("shown")] == 1.0
    assert first.words[columns.at(CALM)] == ((0, 16),)
    assert columns.at(CALM) not in second.targets
    assert second.targets == {columns.at("career-clusters-2024:040100"): 1.0}


def test_what_nobody_judged_is_not_asked(columns: Columns) -> None:
    """Seed rows were not labelled with concepts, nor with a field, and a skill that they do not name is no firm no."""
    seed = _row(concepts=None, durable=(Shown("DS.MIN", 2, ()),), cluster=None, field=None)
    for passage in documents_of([seed], columns)[0]:
        assert passage.asked is not None
        asked = {columns.names[at] for at in np.flatnonzero(passage.asked)}
        assert asked == {f"{SKILLS}:DS.MIN", "shown"}
        assert passage.targets[columns.at(f"{SKILLS}:DS.MIN")] == 1.0


def test_a_seed_row_that_shows_nothing_is_asked_for_every_skill(columns: Columns) -> None:
    """That none is shown was judged."""
    seed = _row(concepts=None, durable=(), cluster=None, field=None)
    asked = [set(np.flatnonzero(passage.asked)) for passage in documents_of([seed], columns)[0]]  # type: ignore[arg-type]
    assert asked == [{columns.at(name) for name in (f"{SKILLS}:DS.MIN", f"{SKILLS}:DS.LEA", "shown")}] * len(asked)


def test_words_that_show_no_field_are_examples_of_that(columns: Columns) -> None:
    """Every field is asked for and none holds."""
    fields = np.flatnonzero(columns.mask(f"{FIELDS}:"))
    for passage in documents_of([_row(cluster=False)], columns)[0]:
        assert passage.asked is not None
        assert passage.asked[fields].all()
        assert not set(fields.tolist()) & set(passage.targets)


def test_the_sentence_before_is_read_and_not_judged(columns: Columns) -> None:
    """What stood before is a passage of its own that is asked for nothing."""
    (document,) = documents_of([_row(before="The dog barked.")], columns)
    assert (document[0].text, document[0].asked, len(document)) == ("The dog barked.", None, 3)


def test_examples_are_judged_for_their_concept_alone(concepts: Concepts) -> None:
    """An example of a concept says nothing of the other concepts; a counter-example is none of its own."""
    columns = Columns.of(concepts, ["S.1"], ["F.1"], ["C.1"])
    made = examples_of(concepts, columns)
    assert len(made) == sum(len(one.indicators) + len(one.counter_indicators) for one in concepts.concepts)
    for (passage,) in made:
        assert passage.asked is not None
        (at, *shown) = passage.targets
        assert np.flatnonzero(passage.asked).tolist() == sorted([at, *shown])
        assert (passage.targets[at] == 1.0) == bool(shown)


def test_typing_on_a_phone_moves_no_word(columns: Columns) -> None:
    """Lower case and lost full stops leave every code point where it was."""
    ((first, _),) = [typed_on_a_phone(one) for one in documents_of([_row()], columns)]
    assert first.text == "i calmed the dog "
    assert first.words[columns.at(CALM)] == ((0, 16),)


def test_batches_hold_every_text_once() -> None:
    """However long the texts, each is in exactly one batch."""
    chance = random.Random(3)
    documents = [tuple(Passage("x" * chance.randint(1, 400)) for _ in range(chance.randint(1, 9))) for _ in range(99)]
    found = [one for batch in batches(documents, 200, chance) for one in batch]
    assert sorted(map(id, found)) == sorted(map(id, documents))


def test_pairs_that_share_a_name_are_no_negatives() -> None:
    """Within a batch, the same name or the same text is never held against a pair."""
    given = [Pair("a", "x"), Pair("b", "x"), Pair("a", "y"), Pair("c", "z")]
    assert same(given).tolist() == [
        [False, True, True, False],
        [True, False, False, False],
        [True, False, False, False],
        [False, False, False, False],
    ]


def test_texts_for_names_are_paired_with_each_of_their_names(tmp_path: Path) -> None:
    """Twice each; names of one writer's list are siblings."""
    for file in ("esco_skills/skills", "onet_train/tasks", "skillskape/train"):
        path = tmp_path / f"{file}.jsonl"
        path.parent.mkdir()
        path.touch()
    named = [Named("d01-001", "d01", "I fed the calves.", ("Livestock", "Patience")), Named("n01-001", "", "x", ("y",))]
    found = [(one.text, one.name, one.group) for one in pairs(tmp_path, named, random.Random(1))]
    calves = "I fed the calves."
    assert sorted(found) == [
        *[(calves, "Livestock", "d01")] * 2,
        *[(calves, "Patience", "d01")] * 2,
        *[("x", "y", "")] * 2,
    ]


def test_tasks_tell_fields_of_2024_only_where_a_classic_cluster_nearly_all_went_into_one(tmp_path: Path) -> None:
    """Agriculture was parted, and science has no one successor: their tasks are asked for the classic cluster alone."""
    classic = load_frameworks(FRAMEWORKS, [CLASSIC])[0]
    columns = Columns((*(f"{CLASSIC}:{code}" for code in ("HL", "AG", "ST")), f"{FIELDS}:040200"))
    names = {one.code: one.label for one in classic.competencies}
    tasks = [
        {"soc": code, "fold": 1, "text": code, "clusters": [names[code]], "dwa": []} for code in ("HL", "AG", "ST")
    ]
    (tmp_path / "onet_train").mkdir()
    (tmp_path / "onet_train" / "tasks.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in tasks))
    found = {one.text: one for (one,) in tasks_of(tmp_path, columns, classic)}
    assert {text: sorted(one.targets) for text, one in found.items()} == {"HL": [0, 3], "AG": [1], "ST": [2]}
    assert {text: int(one.asked.sum()) for text, one in found.items() if one.asked is not None} == {
        "HL": 4,
        "AG": 3,
        "ST": 3,
    }


def test_a_quarter_of_a_batch_of_names_are_siblings() -> None:
    """Every pair is seen once a round, of like length; hard negatives of each other stand side by side."""
    pairs = [Pair("x" * (20 + number % 7), f"n{number}", f"g{number % 20}") for number in range(480)]
    given = batches_of(pairs, 48, random.Random(1))
    batches = [next(given) for _ in range(10)]
    assert sorted(one.name for batch in batches for one in batch) == sorted(one.name for one in pairs)
    for batch in batches:
        assert len({one.group for one in batch[:12]}) <= 4 < len({one.group for one in batch[12:]})


@pytest.mark.parametrize("count", [1, 2, 5])
def test_few_pairs_make_batches_too(count: int) -> None:
    """None is lost and nothing waits for more."""
    given = batches_of([Pair("a", str(number)) for number in range(count)], 48, random.Random(1))
    assert len(next(given)) == count


def test_tasks_of_an_occupation_are_put_together(tmp_path: Path) -> None:
    """Each bundle holds tasks of one occupation only, with its clusters; the held-out fold is left out."""
    tasks = [
        {"soc": f"s{fold}", "fold": fold, "text": f"Task {fold}.{number}.", "clusters": ["Health Science"], "dwa": []}
        for fold in (0, 1, 2)
        for number in range(6)
    ]
    (tmp_path / "onet_train").mkdir()
    lines = "".join(f"{json.dumps(task)}\n" for task in tasks)
    (tmp_path / "onet_train" / "tasks.jsonl").write_text(lines, encoding="utf-8")
    found = bundles_of(tmp_path, {letters("Health Science"): "HL"}, random.Random(1))
    assert {clusters for _, clusters in found} == {frozenset({f"{CLASSIC}:HL"})}
    assert [text.count("Task") for text, _ in found] == [4, 4, 4, 4, 4, 4, 6] * 2
    assert all(text.count(f"Task {place // 7 + 1}.") == text.count("Task") for place, (text, _) in enumerate(found))


TEXTS = ["We washed the kennel and the dogs.", "Dogs ran round the kennel: the kennel!", "I soldered a board. I?"]


@pytest.mark.parametrize(("longest", "fewest"), [(1, 2), (1, 1), (2, 2), (4, 1)])
def test_what_ships_weighs_words_as_when_they_were_fitted(longest: int, fewest: int) -> None:
    """From the words and their rarity, the same features come out as from the texts; unknown words count for none."""
    fitted = vectorizer(longest, fewest).fit(TEXTS)
    words = tuple(fitted.get_feature_names_out())
    size = len(words)
    rarity, nothing = np.asarray(fitted.idf_, np.float32), np.zeros(size, np.float32)
    heads = WordHeads(longest, words, words, rarity, np.eye(size, dtype=np.float32), nothing)
    texts = [*TEXTS, "Dogs, the dogs! ÉTÉ", "", "of the kennel and the board and the kennel"]
    np.testing.assert_allclose(heads.log_odds(texts), fitted.transform(texts).toarray(), atol=1e-6)


def test_words_and_phrases_are_read_from_the_file_as_they_were_fitted(columns: Columns, tmp_path: Path) -> None:
    """Fields are told by single words and skills by phrases, for what is plainly shown; the file gives them back."""
    shown = (Shown("DS.MIN", 2, ((0, 16),)),)
    other = _row(text="I cut a sheet of steel, on my own. I cut steel.", cluster=False, durable=())
    implied = _row(text="On my own I cut the dog's nails, on my own.")
    made = fit_words([_row(durable=shown), other, implied] * 4, [], [], columns)
    assert [(one.longest, one.columns) for one in made] == [
        (1, ("career-clusters-2024:040100",)),
        (4, (f"{SKILLS}:DS.MIN",)),
    ]
    assert "i calmed the dog" in made[1].words
    path = tmp_path / "tiny.safetensors"
    heads = {
        name: np.ones((1, 1), np.float32) for name in ("into", "around", "into_bias", "out", "out_bias", "sharpness")
    }
    write_adapter(Adapter("tiny", "model", ("shown",), {}, heads, word_numbers(made)), path, "a test")
    texts = [TEXT, other.text, implied.text]
    for read, fitted in zip(heads_in(load_adapter(path)).words, made, strict=True):
        assert (read.longest, read.columns, read.words) == (fitted.longest, fitted.columns, fitted.words)
        np.testing.assert_allclose(read.log_odds(texts), fitted.log_odds(texts), atol=0.01)
    skills = made[1].log_odds(texts)[:, 0]
    assert skills[0] > 0 > max(skills[1:])


@pytest.mark.encoder
def test_the_column_of_stated_words_is_fitted_and_no_other_changes() -> None:
    """Marked tokens come to lie above 0 and all others below; what the other columns tell stays as it was."""
    torch.manual_seed(1)
    torch.set_num_threads(1)
    network = Network(load_packaged(threads=1), 3, 0)
    network.eval()
    asked = "You lead a team of five."
    found = [
        (Passage(asked, {1: 1.0}, {1: ((4, 23),)}),),
        (Passage("Parking is free."),),
        (Passage("We pay on Fridays."),),
    ]
    before = network.heads.out.weight.detach().clone()
    fit_stated(network, found * 6, 1)
    after = network.heads.out.weight.detach()
    assert torch.equal(before[[0, 2]], after[[0, 2]])
    with torch.no_grad():
        signs, encoded = network.read([one.text for (one,) in found], torch.tensor([-1, -1, -1]), 128)
    told = [row[mask] >= 0 for row, mask in zip(signs[..., 1], encoded.mask, strict=True)]
    assert told[0].tolist() == [False, *[True] * 5, False]
    assert not told[1].any()
    assert not told[2].any()


@pytest.mark.encoder
def test_what_ships_computes_what_was_trained(columns: Columns, tmp_path: Path) -> None:
    """A short run's file, merged into a fresh encoder, gives the network's own signs, but for half precision."""
    torch.manual_seed(1)
    torch.set_num_threads(1)
    network = Network(load_packaged(threads=1), len(columns.names), 4)
    documents = documents_of([_row(), _row(before="The dog barked."), _row(concepts=(), durable=())], columns)
    pairs = [Pair("calmed a dog", "handle animals"), Pair("sold pastries", "sell food")]
    told: list[str] = []
    train(network, documents * 2, documents * 2, [], pairs, Plan(tokens=60, pairs_every=2, seed=1), told.append)
    path = tmp_path / "tiny.safetensors"
    words = fit_words([_row(), _row(text="I cut a sheet of steel. I cut steel.", field="010100")] * 2, [], [], columns)
    write_adapter(adapter_of(network, words, "tiny", load_packaged(threads=1).model_id, columns.names), path, "a test")
    adapter = load_adapter(path)
    assert any(np.abs(out).max() > 1e-4 for out, _ in adapter.changes.values())
    first, second = load_packaged(threads=1, adapter=adapter).encode(
        ["I calmed the dog.", "My boss watched us all day."]
    )
    heads = Heads.of(adapter.columns, adapter.heads)
    with torch.no_grad():
        signs, found = network.read(["I calmed the dog.", "My boss watched us all day."], torch.tensor([-1, 0]), 128)
    for mine, theirs, mask in zip(heads.signs([(first, None), (second, first)]), signs, found.mask, strict=True):
        np.testing.assert_allclose(mine, theirs[mask].numpy(), atol=0.05)
    pooled = network.heads.pool(signs, found.mask).detach().numpy()
    np.testing.assert_allclose(heads.pool(heads.signs([(first, None), (second, first)])), pooled, atol=0.05)
