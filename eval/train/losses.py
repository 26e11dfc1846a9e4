"""What the network is asked for: what a passage shows, which words show it, and which name belongs to a text."""

from collections.abc import Sequence

import torch
from torch.nn import functional

from eval.train.network import Encoded, Network
from eval.train.passages import Document, Passage
from eval.train.sources import Pair, same

LONGEST_PASSAGE, LONGEST_TEXT, LONGEST_NAME = 128, 40, 16
"""Tokens."""

SCALE = 20.0
"""Cosines are multiplied by this before the softmax."""


def of_documents(network: Network, documents: Sequence[Document]) -> torch.Tensor:
    """Judge passages and their words: binary cross-entropy over what was asked, in both."""
    flat = [(passage, place) for document in documents for place, passage in enumerate(document)]
    before = torch.tensor([number - 1 if place else -1 for number, (_, place) in enumerate(flat)])
    passages = [passage for passage, _ in flat]
    signs, found = network.read([one.text for one in passages], before, LONGEST_PASSAGE)
    pooled = network.heads.pool(signs, found.mask)
    wanted, asked = torch.zeros_like(pooled), torch.zeros_like(pooled)
    for row, passage in enumerate(passages):
        if passage.asked is not None:
            asked[row] = torch.from_numpy(passage.asked).float()
        for column, value in passage.targets.items():
            wanted[row, column] = value
    whole = functional.binary_cross_entropy_with_logits(pooled, wanted, reduction="none") * asked
    return (whole.sum() + _words(signs, found, passages)) / len(passages)


def _words(signs: torch.Tensor, found: Encoded, passages: Sequence[Passage]) -> torch.Tensor:
    """Judge, for what a passage shows, which of its tokens show it."""
    marks = [(row, column, words) for row, one in enumerate(passages) for column, words in one.words.items()]
    if not marks:
        return signs.new_zeros(())
    rows = torch.tensor([row for row, _, _ in marks])
    offsets, mask = found.offsets[rows], found.mask[rows]
    wanted = torch.zeros(mask.shape)
    for number, (_, _, words) in enumerate(marks):
        for low, high in words:
            wanted[number][(offsets[number, :, 0] < high) & (offsets[number, :, 1] > low)] = 1.0
    given = signs[rows, :, torch.tensor([column for _, column, _ in marks])]
    each = functional.binary_cross_entropy_with_logits(given, wanted, reduction="none") * mask
    return (each.sum(1) / mask.sum(1).clamp(min=1)).sum()


def of_pairs(network: Network, pairs: Sequence[Pair]) -> torch.Tensor:
    """Find the name that belongs to a text among those of the batch, by whole texts and by the tokens nearest to it.

    Source: InfoNCE with in-batch negatives (van den Oord et al. 2018, arXiv 1807.03748); the name attends over the
    text's tokens as in ConTeXT-match (Decorte et al.), and what it gathers is contrasted too.
    """
    texts = network.encode([one.text for one in pairs], LONGEST_TEXT)
    names = functional.normalize(network.encode([one.name for one in pairs], LONGEST_NAME).pooled, dim=1)
    no_negative = torch.from_numpy(same(pairs))
    whole = functional.normalize(texts.pooled, dim=1) @ names.T
    near = torch.einsum("btd,ld->blt", functional.normalize(texts.rows, dim=2), names) * SCALE
    weights = near.masked_fill(~texts.mask[:, None], -1e4).softmax(2)
    gathered = functional.normalize(torch.einsum("blt,btd->bld", weights, texts.rows), dim=2)
    right = torch.arange(len(pairs))
    parts = []
    for cosines in (whole, (gathered * names[None]).sum(2)):
        scores = (cosines * SCALE).masked_fill(no_negative, -1e4)
        parts += [functional.cross_entropy(scores, right), functional.cross_entropy(scores.T, right)]
    return torch.stack(parts).mean()
