"""Attention by plain products, for bf16 on a processor: quicker there than the library's kernels on short texts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from torch import Tensor

NAME = "skillweave_plain"


def use_plain_products(model: "torch.nn.Module") -> None:
    """Let a model of transformers calculate its attention by plain products, softmax in fp32.

    The library's own plain attention leaves softmax in bf16, which takes torch two to four times as long on rows of
    twenty to fifty numbers, and is less exact.
    """
    from transformers import AttentionInterface, AttentionMaskInterface
    from transformers.masking_utils import eager_mask

    AttentionInterface.register(NAME, plain_products)
    AttentionMaskInterface.register(NAME, eager_mask)
    model.set_attn_implementation(NAME)  # type: ignore[operator]


def plain_products(
    module: "torch.nn.Module",
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
    products = torch.matmul(query, key.transpose(2, 3))
    scores = products * factor if attention_mask is None else torch.add(attention_mask, products, alpha=factor)
    weights = torch.softmax(scores, dim=-1, dtype=torch.float32).to(value.dtype)
    return torch.matmul(weights, value).transpose(1, 2).contiguous(), None
