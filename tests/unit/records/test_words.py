"""Nothing that a result can say is left without words."""

from collections.abc import Callable
from typing import Any

import pytest

from skillweave.domain.claim import CutReason, Status
from skillweave.domain.competency import Kind
from skillweave.records.words import FLAGS, KINDS, REASONS, STATUSES, flag_in_words

Make = Callable[..., Any]  # the makers of conftest.py take the fields of what they make


def test_every_mark_of_a_result_has_words() -> None:
    """A reason, kind or status that is new to the domain must be worded before it can be shown."""
    assert (set(REASONS), set(KINDS), set(STATUSES)) == (set(CutReason), set(Kind), set(Status))


@pytest.mark.parametrize("reason", list(CutReason))
def test_reason_is_shown_in_words_with_its_rule(
    reason: CutReason, make_cut_off: Make, make_translation: Make, make_page: Make
) -> None:
    """A left-out match says why in plain words, and which rule decided."""
    cut_off = make_cut_off("We built a boat.", "built", reason=reason, rule="some.rule")

    page = make_page(make_translation("We built a boat.", cut_off=(cut_off,)))

    assert f"Left out, and why (1) {REASONS[reason].capitalize()} (1)" in page.words
    assert "rule some.rule" in page.words


@pytest.mark.parametrize("flag", [*FLAGS, "half_done"])
def test_flag_is_explained(flag: str, make_claim: Make, make_translation: Make, make_page: Make) -> None:
    """A flag is a sentence for the reviewer; one that is not known is still shown."""
    claim = make_claim("We built a boat.", "built", flags=(flag,))

    page = make_page(make_translation("We built a boat.", claims=(claim,)))

    assert flag_in_words(flag) in page.words
