"""The systems that any matcher has to beat: chance, frequency, spelling, one vector a text."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.competency import Competency
from skillweave.domain.span import Span
from skillweave.embedding.cache import CachedEmbedder
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.errors import TextError
from skillweave.evaluation.baselines import Prior, Random, TfIdf, WholeSentence
from skillweave.evaluation.sets import Case, LabelledSet, System, Task
from skillweave.ports import Encoding, Matrix
from tests.tiny_frameworks import tiny_framework

BREAD = Competency(code="B", label="bake bread", aliases=("make loaves",), description="Knead dough, heat the oven.")
BIKES = Competency(code="F", label="fix bicycles", indicators=("trued a wheel",))
FENCES = Competency(code="P", label="paint fences")
GROUP = Competency(code="G", label="all that we bake and fix", heading=True)


def _case(
    name: str, text: str, gold: str, *, group: str = "", twin_of: str | None = None, spans: str | None = None
) -> Case:
    marked = {code: (Span(start=0, end=3),) for code in (gold if spans is None else spans)}
    return Case(name, text, dict.fromkeys(gold, 4.0), marked, group=group or name, twin_of=twin_of)


def _set(cases: Sequence[Case], entries: Sequence[Competency] = (GROUP, FENCES, BREAD, BIKES)) -> LabelledSet:
    return LabelledSet(
        name="tiny",
        framework=tiny_framework("tiny", entries),
        candidates=frozenset(entry.code for entry in entries if not entry.heading),
        cases=tuple(cases),
        tasks=frozenset({Task.RANKING}),
        first_person=True,
        synthetic=True,
        says="nothing",
    )


@pytest.fixture(scope="module")
def tiny() -> LabelledSet:
    """Give three texts, each of which names one of three skills."""
    return _set(
        [
            _case("c1", "We bake bread for the town", "B"),
            _case("c2", "I fix bicycles", "F"),
            _case("c3", "I had to paint fences", "P"),
        ]
    )


SYSTEMS: list[System] = [Random(), Prior(), TfIdf(), WholeSentence(HashingEmbedder())]


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_every_candidate_is_ranked_once_best_first(system: System, tiny: LabelledSet) -> None:
    """For each case, in order; headings are no candidates."""
    found = system.predict(tiny)
    assert [sorted(one.ranking) for one in found] == [["B", "F", "P"]] * 3
    assert [list(one.scores) for one in found] == [sorted(one.scores, reverse=True) for one in found]


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_the_same_set_gives_the_same_predictions(system: System, tiny: LabelledSet) -> None:
    """A report can be made again."""
    assert list(system.predict(tiny)) == list(system.predict(tiny))


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_without_a_threshold_nothing_is_claimed(system: System, tiny: LabelledSet) -> None:
    """None says that the system only ranks; an empty tuple would say that it claims nothing."""
    assert [one.claims for one in system.predict(tiny)] == [None] * 3


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_equal_scores_are_ordered_by_code(system: System) -> None:
    """Whatever the order of the framework's file: here two hundred labels are equal, and so are the other hundred."""
    entries = [Competency(code=f"c{at:03}", label="sing" if at % 3 else "dance") for at in reversed(range(300))]
    found = system.predict(_set([_case("c1", "I sing", "", spans="")], entries))[0]
    tied = [
        [code for code, score in zip(found.ranking, found.scores, strict=True) if score == one] for one in found.scores
    ]
    assert tied == [sorted(codes) for codes in tied]


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_a_set_without_cases_gives_no_predictions(system: System) -> None:
    """An empty slice of a set is no failure."""
    assert list(system.predict(_set([]))) == []


def test_chance_depends_on_the_case_alone(tiny: LabelledSet) -> None:
    """Other cases around it, or another order of them, change nothing; another seed does."""
    many = _set([_case(f"c{at}", "text", "") for at in range(40)])
    backwards = _set(many.cases[::-1])
    assert Random(3).predict(many) == Random(3).predict(backwards)[::-1]
    assert Random(3).predict(many)[1:4] == Random(3).predict(tiny)
    assert Random(3).predict(many) != Random(4).predict(many)


def test_chance_favours_no_label() -> None:
    """Over 600 cases each of three labels comes first in about a third: 200, give or take 4.3 standard errors."""
    found = Random().predict(_set([_case(f"c{at}", "text", "") for at in range(600)]))
    firsts = Counter(one.ranking[0] for one in found)
    assert [150 < firsts[code] < 250 for code in "BFP"] == [True] * 3


def test_the_prior_is_the_share_of_the_other_cases() -> None:
    """Four cases of one group that show F, one of another that shows B: each sees the other group only."""
    cases = [*(_case(f"f{at}", "text", "F", group="one") for at in range(4)), _case("b", "text", "B", group="two")]
    found = Prior().predict(_set(cases))
    assert [(one.ranking, one.scores) for one in found] == [
        *[(("B", "F", "P"), (1.0, 0.0, 0.0))] * 4,  # 1 of 1 shows B
        (("F", "B", "P"), (1.0, 0.0, 0.0)),  # 4 of 4 show F
    ]


def test_a_label_that_only_one_case_has_is_unknown_to_that_case() -> None:
    """The label P occurs in c7 alone: there its share is 0, and it stands last; elsewhere the share is above 0."""
    cases = [_case(f"c{at}", "text", "P" if at == 7 else "BF") for at in range(20)]
    found = Prior().predict(_set(cases))
    shares = [dict(zip(one.ranking, one.scores, strict=True))["P"] for one in found]
    assert (shares[7], found[7].ranking[-1]) == (0.0, "P")
    assert sum(share > 0 for share in shares) == 16  # twenty groups in five folds: the four of its fold do not see it


@given(groups=st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=30))
def test_no_case_has_a_say_in_the_ranking_of_its_group(groups: list[str]) -> None:
    """Taking a group's gold away leaves what its cases are told as it was."""
    full = [_case(f"c{at}", "text", "BFP"[at % 3], group=group) for at, group in enumerate(groups)]
    bare = [
        _case(case.id, "text", "" if case.group == groups[0] else "".join(case.gold), group=case.group) for case in full
    ]
    own = [at for at, group in enumerate(groups) if group == groups[0]]
    before, after = Prior().predict(_set(full)), Prior().predict(_set(bare))
    assert [before[at] for at in own] == [after[at] for at in own]


def test_a_changed_version_goes_with_its_original_and_is_not_counted() -> None:
    """Only the original shows P; a twin, though of a group of its own, must not learn that from it, nor tell others."""
    plain = [_case(f"c{at}", "text", "P" if at == 0 else "B") for at in range(10)]
    twins = [_case("t", "text", "P", group="elsewhere", twin_of="c0"), _case("u", "text", "P", twin_of="c0")]
    alone, together = Prior().predict(_set(plain)), Prior().predict(_set([*plain, *twins]))
    assert together[:10] == alone
    assert [one.scores[one.ranking.index("P")] for one in (together[0], *together[10:])] == [0.0] * 3


def test_the_prior_claims_what_is_frequent_enough() -> None:
    """Shares of 1 and 0.5 at a threshold of 0.5; it quotes nothing, as it reads nothing."""
    cases = [_case("a", "text", "FB", group="one"), _case("b", "text", "F", group="one"), _case("c", "text", "P")]
    last = Prior(threshold=0.5).predict(_set(cases))[2]
    assert last.claims is not None
    assert [(claim.code, claim.score, claim.spans) for claim in last.claims] == [("F", 1.0, ()), ("B", 0.5, ())]
    assert last.evidence is None


@pytest.mark.parametrize("system", SYSTEMS[2:], ids=lambda system: system.name)
def test_the_named_skill_is_ranked_first(system: System, tiny: LabelledSet) -> None:
    """Each text holds the words of its label."""
    assert [one.ranking[0] for one in system.predict(tiny)] == ["B", "F", "P"]


@pytest.mark.parametrize(
    ("system", "text", "code"),
    [
        (TfIdf(), "make loaves", "B"),
        (TfIdf(), "the dough in the oven", "B"),
        (TfIdf(), "a trued wheel", "F"),
        (TfIdf(), "bicycling", "F"),
        (WholeSentence(HashingEmbedder()), "make loaves", "B"),
        (WholeSentence(HashingEmbedder()), "Knead dough, heat the oven.", "B"),
    ],
)
def test_all_of_a_labels_texts_are_read(system: System, text: str, code: str) -> None:
    """Alias, description, example; and parts of words, for spelling."""
    assert system.predict(_set([_case("c", text, "P")]))[0].ranking[0] == code


def test_the_spelling_score_is_the_mean_of_two_cosines() -> None:
    """A text that is a label's whole text has both cosines 1; one that shares nothing has both 0."""
    entries = [Competency(code="a", label="sing"), Competency(code="b", label="dance well")]
    found = TfIdf().predict(_set([_case("c", "Sing", "a")], entries))[0]
    assert (found.ranking, found.scores) == (("a", "b"), (1.0, 0.0))


def test_spelling_agrees_with_scikit_learn(tiny: LabelledSet) -> None:
    """Rounded means of the cosines that its own functions give, part by part."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_similarity

    labels = ["bake bread\nmake loaves\nKnead dough, heat the oven.", "fix bicycles\n\ntrued a wheel", "paint fences\n"]
    texts = [case.text for case in tiny.cases]
    words = TfidfVectorizer(token_pattern=r"\b\w+\b", ngram_range=(1, 2), sublinear_tf=True).fit(labels)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit(labels)
    each = [cosine_similarity(one.transform(texts), one.transform(labels)) for one in (words, letters)]
    found = [dict(zip(one.ranking, one.scores, strict=True)) for one in TfIdf().predict(tiny)]
    assert [[one[code] for code in "BFP"] for one in found] == pytest.approx(np.mean(each, axis=0).round(4), abs=1e-4)


def test_the_sentence_score_is_the_best_cosine() -> None:
    """By hand with the embedder's vectors: the alias is nearer to the text than the label is."""
    embedder = HashingEmbedder()
    text, label, alias, description = embedder.sentences(
        ["we make loaves", "bake bread", "make loaves", "Knead dough, heat the oven."]
    )
    found = WholeSentence(embedder).predict(_set([_case("c", "we make loaves", "B")]))[0]
    best = max(float(text @ other) for other in (label, alias, description))
    assert best == float(text @ alias)
    assert found.scores[found.ranking.index("B")] == pytest.approx(best, abs=1e-4)


@pytest.mark.parametrize("system", [TfIdf(0.2), WholeSentence(HashingEmbedder(), 0.2)], ids=lambda system: system.name)
def test_the_whole_text_is_quoted(system: System) -> None:
    """For every claim, and for each gold code that somebody marked, claimed or not; never for what is not gold."""
    said = system.predict(_set([_case("c", "I fix bicycles", "FP", spans="FPB")]))[0]
    whole = Span(start=0, end=14)
    assert said.evidence == {"F": (whole,), "P": (whole,)}
    assert said.claims is not None
    assert [(claim.code, claim.spans) for claim in said.claims] == [("F", (whole,))]
    assert said.claims[0].score == said.scores[0] >= 0.2


@pytest.mark.parametrize("system", SYSTEMS[2:], ids=lambda system: system.name)
def test_where_nothing_is_marked_nothing_is_quoted(system: System) -> None:
    """None, so that the figure on evidence leaves the case out."""
    assert system.predict(_set([_case("c", "I fix bicycles", "F", spans="")]))[0].evidence is None


@pytest.mark.parametrize("system", SYSTEMS[2:], ids=lambda system: system.name)
def test_more_cases_than_a_block_are_ranked_alike(system: System, tiny: LabelledSet) -> None:
    """Blocks bound the memory and nothing else."""
    many = _set([_case(f"m{at}", tiny.cases[at % 3].text, "") for at in range(200)])
    few = [(one.ranking, one.scores) for one in system.predict(tiny)]
    assert [(one.ranking, one.scores) for one in system.predict(many)] == [few[at % 3] for at in range(200)]


class _Short:
    """An embedder that reads six words at most."""

    def __init__(self) -> None:
        self._inner = HashingEmbedder()
        self.model_id, self.dim = "short", self._inner.dim

    def encode(self, texts: Sequence[str], /) -> Sequence[Encoding]:
        if any(len(text.split()) > 6 for text in texts):
            raise TextError("too long")
        return self._inner.encode(texts)

    def sentences(self, texts: Sequence[str], /) -> Matrix:
        return np.stack([encoding.sentence for encoding in self.encode(texts)])


def test_a_text_too_long_is_read_passage_by_passage() -> None:
    """The mean of its passages' vectors; short texts beside it, and labels too long, are no hindrance."""
    long = Competency(code="L", label="look after", description="You feed the hens. You close the gate at night.")
    cases = [_case("c1", "I fix bicycles", "F"), _case("c2", "I fix bicycles here. Then I had to bake bread.", "F")]
    found = WholeSentence(_Short()).predict(_set(cases, [long, BREAD, BIKES]))
    assert found[0] == WholeSentence(HashingEmbedder()).predict(_set(cases, [BREAD, BIKES, long]))[0]
    first, second, bikes = HashingEmbedder().sentences(
        ["I fix bicycles here.", "Then I had to bake bread.", "fix bicycles"]
    )
    mean = (first + second) / np.linalg.norm(first + second)
    assert found[1].scores[found[1].ranking.index("F")] == pytest.approx(float(mean @ bikes), abs=1e-4)


def test_cases_are_not_kept_on_disk(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Labels may be, by an embedder that keeps what goes through `sentences`; people's texts must not."""
    folder = tmp_path_factory.mktemp("kept")
    entries = [Competency(code=f"k{at}", label=f"skill number {at}") for at in range(70)]
    cached = CachedEmbedder(HashingEmbedder(), folder)
    WholeSentence(cached).predict(_set([_case(f"c{at}", f"text {at}", "") for at in range(70)], entries))
    assert len(list(folder.iterdir())) == 1
