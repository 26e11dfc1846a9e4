"""Attention by plain products: what the library's own gives, with less time for short texts."""

import pytest
import torch
from torch.nn import functional

from skillweave.embedding.attention import plain_products

SHAPE = (3, 2, 7, 4)


@pytest.mark.parametrize("scaling", [None, 0.3])
@pytest.mark.parametrize("is_padded", [False, True])
def test_it_is_attention(scaling: float | None, is_padded: bool) -> None:
    """It agrees with torch's fused kernel, with and without padding; padding is not looked at."""
    chance = torch.Generator().manual_seed(1)
    query, key, value = (torch.randn(SHAPE, generator=chance) for _ in range(3))
    mask = None
    if is_padded:
        mask = torch.zeros((3, 1, 7, 7))
        mask[1, :, :, 5:] = torch.finfo(torch.float32).min

    found, weights = plain_products(None, query, key, value, mask, scaling=scaling, dropout=0.0)

    wanted = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, scale=scaling)
    assert weights is None
    assert torch.allclose(found, wanted.transpose(1, 2), atol=1e-6)
    value[1, :, 5:] = 9.0
    again, _ = plain_products(None, query, key, value, mask, scaling=scaling)
    assert torch.equal(found, again) is is_padded


def test_digits_stay_those_of_the_model() -> None:
    """What comes in bf16 leaves in bf16, with the numbers of softmax in bf16, which takes longer."""
    chance = torch.Generator().manual_seed(1)
    query, key, value = (torch.randn(SHAPE, generator=chance).to(torch.bfloat16) for _ in range(3))
    scores = query @ key.transpose(2, 3) * 0.5

    found, _ = plain_products(None, query, key, value, None)

    assert found.dtype is torch.bfloat16
    assert torch.equal(found, (torch.softmax(scores, dim=-1) @ value).transpose(1, 2))
