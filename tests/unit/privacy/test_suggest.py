"""Names that no list has are suggested; tools and ordinary words are not; nothing is accepted by itself."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from skillweave.errors import ModelHashError, PrivacyError
from skillweave.privacy import suggest as module
from skillweave.privacy.accepted import read_accepted, suggestions_table
from skillweave.privacy.suggest import Places, Suggestion, load_name_model, name_places, suggest
from skillweave.privacy.vocabulary import shipped_vocabulary, with_tools

WORDS = shipped_vocabulary()


def _places(text: str, found: Sequence[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in found]


def _suggested(*texts: str) -> list[Suggestion]:
    """Suggest names without a model."""
    return suggest(zip(texts, name_places(texts, WORDS, None), strict=True))


def names_python(texts: Sequence[str]) -> Iterable[Places]:
    """A model that takes the tool Python and the ordinary word `boards` for people."""
    return [[(text.find(w), text.find(w) + len(w)) for w in ("Python", "boards") if w in text] for text in texts]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My supervisor Adaeze Nwosu showed me", ["Adaeze Nwosu"]),
        ("i worked with mr okafor and told yareli to wait", ["okafor", "yareli"]),
        ("I asked Kaʻaloa and Yareliʼs dad said so", ["Kaʻaloa", "Yareli"]),
        ("I learned Ruby, then moved the Jenkins jobs to GitHub.", []),
        ("Welded the frame. Grilled burgers.", []),
        ("I passed CPR", []),
        ("I had to groom the horses", []),
    ],
)
def test_words_beside_a_name_point_at_it(text: str, found: list[str]) -> None:
    """Without a model, the words beside an unknown word tell."""
    assert _places(text, name_places([text], WORDS, None)[0]) == found


def test_what_is_known_is_not_suggested_whatever_a_model_says() -> None:
    """Tools never; ordinary words only with a capital inside a sentence."""
    text = "I used Python on the boards"
    assert name_places([text], WORDS, names_python) == [[]]


def test_tools_of_the_log_are_known() -> None:
    """A column of tools says what is none of a person's names."""
    text = "I drew it with Krita, said my boss"
    assert _places(text, name_places([text], WORDS, None)[0]) == ["Krita"]
    assert name_places([text], with_tools(WORDS, ["Krita 5.2"]), None) == [[]]


def test_suggestions_are_counted_over_all_texts() -> None:
    """The most frequent first, as written where it stood first."""
    found = _suggested("with Yareli today", "told yareli and asked Tevita")
    assert [(one.name, one.count) for one in found] == [("Yareli", 2), ("Tevita", 1)]
    assert (found[0].before, found[0].after) == ("with ", " today")


def test_the_model_of_names_finds_what_no_word_points_at() -> None:
    """The real model, with its places in code points, also where names are written small."""
    texts = ["👩‍🚒 Oluwaseun Adebayo fixed it.", "yesterday fatima el-sayed fixed it with me"]
    found = name_places(texts, WORDS, load_name_model())
    assert [_places(text, places) for text, places in zip(texts, found, strict=True)] == [
        ["Oluwaseun Adebayo"],
        ["fatima el-sayed"],
    ]


def test_a_changed_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its numbers decide what a person is shown, so they are pinned."""
    monkeypatch.setitem(module.FILES, "ner/model", "0" * 64)
    load_name_model.cache_clear()
    with pytest.raises(ModelHashError, match="ner/model"):
        load_name_model()


def test_nothing_is_accepted_until_a_person_says_so(tmp_path: Path) -> None:
    """The file that was written has no name accepted; with yes beside it, a name is."""
    path = tmp_path / "names.csv"
    written = suggestions_table(_suggested("with Yareli and Tevita"))
    path.write_text(written, encoding="utf-8", newline="")
    assert read_accepted(path) == ()
    path.write_text(written.replace(",Yareli", "Yes,Yareli").replace(",Tevita", "no,Tevita"), encoding="utf-8")
    assert [one.names for one in read_accepted(path)] == [("Yareli",)]


@pytest.mark.parametrize(
    ("table", "fault"), [("name\nA\n", "no column accept"), ("accept,name\nperhaps,A\n", "row 2: write yes or no")]
)
def test_a_damaged_list_of_accepted_names_is_refused(table: str, fault: str, tmp_path: Path) -> None:
    """A mark that is neither yes nor no might mean either."""
    path = tmp_path / "names.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(PrivacyError, match=fault):
        read_accepted(path)
