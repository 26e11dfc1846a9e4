"""Learned signs: what is read off the tokens of a passage, and how a unit's tokens are brought together."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from skillweave.matching.heads import Heads
from skillweave.matching.words import WordHeads
from skillweave.ports import Encoding, Matrix

DIM, HIDDEN = 5, 4
COLUMNS = ("concept:listen", "shown", "skills:S.1")


def _rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def _numbers(rng: np.random.Generator, *shape: int) -> Matrix:
    return rng.standard_normal(shape).astype(np.float32)


def _heads(seed: int) -> Heads:
    rng = _rng(seed)
    return Heads(
        COLUMNS,
        into=_numbers(rng, DIM, HIDDEN),
        around=_numbers(rng, 2 * DIM, HIDDEN),
        into_bias=_numbers(rng, HIDDEN),
        out=_numbers(rng, HIDDEN, len(COLUMNS)),
        out_bias=_numbers(rng, len(COLUMNS)),
        sharpness=np.abs(_numbers(rng, len(COLUMNS))) + np.float32(0.1),
    )


def _encoding(rng: np.random.Generator, count: int) -> Encoding:
    whole = _numbers(rng, DIM)
    offsets = np.stack([np.arange(count), np.arange(count) + 1], axis=1)
    return Encoding(whole / np.linalg.norm(whole), _numbers(rng, count, DIM), offsets)


@given(st.integers(0, 300), st.integers(1, 6), st.booleans())
def test_a_token_is_read_in_its_surroundings(seed: int, count: int, first: bool) -> None:
    """A sign is a hidden layer over the row, the sentence before (nothing at the beginning) and its own sentence."""
    rng, heads = _rng(seed), _heads(seed)
    one, before = _encoding(rng, count), None if first else _encoding(rng, 2)
    (found,) = heads.signs([(one, before)])
    context = np.concatenate([np.zeros(DIM) if before is None else before.sentence, one.sentence])
    hidden = one.rows @ heads.into + context @ heads.around + heads.into_bias
    bent = 0.5 * hidden * (1 + np.tanh(np.sqrt(2 / np.pi) * (hidden + 0.044715 * hidden**3)))
    np.testing.assert_allclose(bent, hidden * norm.cdf(hidden), atol=1e-3)
    wanted = bent @ heads.out + heads.out_bias
    np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-4)


@given(st.integers(0, 300), st.lists(st.integers(1, 5), min_size=1, max_size=5))
def test_passages_read_together_say_what_they_say_alone(seed: int, counts: list[int]) -> None:
    """What stands beside a passage in a chunk changes nothing."""
    rng, heads = _rng(seed), _heads(seed)
    pairs = [(_encoding(rng, count), None) for count in counts]
    together = heads.signs(pairs)
    alone = [heads.signs([pair])[0] for pair in pairs]
    assert [one.shape for one in together] == [(count, len(COLUMNS)) for count in counts]
    np.testing.assert_allclose(np.concatenate(together), np.concatenate(alone), rtol=1e-4, atol=1e-5)


@given(st.integers(0, 300), st.lists(st.integers(1, 5), min_size=1, max_size=5))
def test_a_unit_is_worth_what_its_surest_tokens_say(seed: int, counts: list[int]) -> None:
    """Each unit's value is the mean of its tokens' signs, weighted by their softmax at the column's sharpness."""
    rng, heads = _rng(seed), _heads(seed)
    signs = [_numbers(rng, count, len(COLUMNS)) * 20 for count in counts]
    weights = [np.exp((one - one.max(axis=0)) * heads.sharpness) for one in signs]
    wanted = [(w * one).sum(axis=0) / w.sum(axis=0) for w, one in zip(weights, signs, strict=True)]
    np.testing.assert_allclose(heads.pool(signs), np.stack(wanted), rtol=1e-3, atol=1e-3)


def test_no_units_have_no_values() -> None:
    """A chunk without units gives no rows, and as many columns as ever."""
    assert _heads(0).pool([]).shape == (0, len(COLUMNS))
    assert _heads(0).signs([]) == []


def test_words_are_told_of_each_unit_of_their_text() -> None:
    """What words tell stands behind what tokens tell: phrases by whole texts, single words by what is the writer's."""
    heads = _heads(4)
    single, phrases = (
        WordHeads(longest, (name,), ("kennel",), *(np.ones(size, np.float32) for size in (1, (1, 1), 1)))
        for longest, name in ((1, "fields:F.1"), (2, "skills:S.1"))
    )
    both = replace(heads, words=(single, phrases))
    signs = [_numbers(_rng(seed), 3, len(COLUMNS)) for seed in range(3)]
    assert (heads.told, both.told) == (COLUMNS, (*COLUMNS, "words:fields:F.1", "words:skills:S.1"))
    whole = ["no such word", "a kennel"], np.array([0, 1, 1])
    own = ["no such word", "a kennel", "none here"], np.array([0, 1, 2])
    found = both.of_units(signs, whole, own)
    np.testing.assert_array_equal(found[:, :-2], heads.pool(signs))
    assert found[:, -2:].tolist() == [[1.0, 1.0], [2.0, 2.0], [1.0, 2.0]]
    np.testing.assert_array_equal(heads.of_units(signs, whole, own), heads.pool(signs))
