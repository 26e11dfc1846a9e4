"""Attention by plain products, for bf16 on a processor: quicker there than the library's kernels on short texts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from torch import Tensor

NAME = "skillweave_plain"


def use_plain_products(model: "torch.nn.Module") -> None:
    """Let an encoder of the BERT kind, made to evaluate, calculate its attention by plain products, softmax in fp32.

    The library's own plain attention asks for softmax in bf16: the same numbers, but torch takes two to four times as
    long over rows of twenty to fifty of them.
    """
    from transformers import AttentionInterface, AttentionMaskInterface
    from transformers.masking_utils import eager_mask

    AttentionInterface.register(NAME, plain_products)
    AttentionMaskInterface.register(NAME, eager_mask)
    model.set_attn_implementation(NAME)  # type: ignore[operator]


def plain_products(
    module: "torch.nn.Module | None",
    query: "Tensor",
    key: "Tensor",
    value: "Tensor",
    attention_mask: "Tensor | None",
    *,
    scaling: float | None = None,
    **_: object,
) -> "tuple[Tensor, None]":
    """Attend (Vaswani et al. 2017, eq. 1), with the arguments that transformers gives; no weights are given back.

    Args:
        module: The layer; not needed.
        query: (texts, heads, tokens, d).
        key: (texts, heads, tokens, d).
        value: (texts, heads, tokens, d).
        attention_mask: (texts, 1, tokens, tokens), added to the products: 0 or a huge negative number.
        scaling: What products are multiplied by; 1/sqrt(d) by default.
    """
    import torch

    del module
    factor = query.size(-1) ** -0.5 if scaling is None else scaling
    scores = torch.matmul(query, key.transpose(2, 3)) * factor
    if attention_mask is not None:
        scores += attention_mask
    weights = torch.softmax(scores, dim=-1, dtype=torch.float32).to(value.dtype)
    return torch.matmul(weights, value).transpose(1, 2).contiguous(), None
