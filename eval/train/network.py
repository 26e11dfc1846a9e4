"""The network that is trained: the encoder with low-rank changes of its weights, and the heads over its token rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils import parametrize

from skillweave.embedding.sentence import SentenceEmbedder

HIDDEN = 256
DROPOUT = 0.1
STRENGTH = 2.0


class LowRank(nn.Module):
    """Adds a product of two thin matrices to a weight (LoRA: Hu et al. 2021, arXiv 2106.09685)."""

    def __init__(self, out: int, into: int, rank: int) -> None:
        """Begin with no change."""
        super().__init__()
        self.into = nn.Parameter(torch.randn(rank, into) / into**0.5)
        self.out = nn.Parameter(torch.zeros(out, rank))

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        """Give the changed weight."""
        return weight + STRENGTH * (self.out @ self.into)


class HeadsLayer(nn.Module):
    """What `skillweave.matching.heads.Heads` computes, as something to be trained."""

    def __init__(self, dim: int, columns: int) -> None:
        """Begin with nothing shown anywhere."""
        super().__init__()
        self.into = nn.Linear(dim, HIDDEN)
        self.around = nn.Linear(2 * dim, HIDDEN, bias=False)
        self.out = nn.Linear(HIDDEN, columns)
        self.raw_sharpness = nn.Parameter(torch.zeros(columns))
        self.dropout = nn.Dropout(DROPOUT)
        nn.init.constant_(self.out.bias, -3.0)
        nn.init.zeros_(self.around.weight)

    @property
    def sharpness(self) -> torch.Tensor:
        """Give how much more the surest tokens count, (columns,), above 0."""
        return functional.softplus(self.raw_sharpness) + 0.3

    def forward(self, rows: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        """Give log-odds of tokens, (batch, n, columns)."""
        found: torch.Tensor = self.out(self.dropout(self.hidden(rows, context)))
        return found

    def hidden(self, rows: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        """Give the hidden layer of tokens, (batch, n, HIDDEN)."""
        hidden = self.into(self.dropout(rows)) + self.around(context)[:, None]
        return functional.gelu(hidden, approximate="tanh")

    def pool(self, signs: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Bring the tokens of each passage together, (batch, columns)."""
        weights = (signs * self.sharpness).masked_fill(~mask[..., None], -1e4).softmax(1)
        return (weights * signs).sum(1)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts through the encoder.

    Attributes:
        rows: (batch, n, dim).
        pooled: (batch, dim), as sentence-transformers pools.
        mask: (batch, n), rows that stand for words.
        offsets: (batch, n, 2).
    """

    rows: torch.Tensor
    pooled: torch.Tensor
    mask: torch.Tensor
    offsets: torch.Tensor


class Network(nn.Module):
    """Encoder and heads."""

    def __init__(self, embedder: SentenceEmbedder, columns: int, rank: int, *, is_fast: bool = False) -> None:
        """Freeze the encoder and lay a low-rank change over each of its layers' weights.

        Args:
            embedder: Whose encoder it is.
            columns: What the heads tell.
            rank: Of the changes.
            is_fast: Whether the encoder's products are taken in bfloat16; weights and heads stay as they are.
        """
        super().__init__()
        self.is_fast = is_fast
        self.tokenizer = embedder.model.tokenizer
        self.encoder: nn.Module = embedder.model[0].model  # type: ignore[assignment]
        for weight in self.encoder.parameters():
            weight.requires_grad = False
        for module in self.encoder.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0
        for module in list(self.encoder.get_submodule("encoder").modules()):
            if rank and isinstance(module, nn.Linear):
                parametrize.register_parametrization(
                    module, "weight", LowRank(module.out_features, module.in_features, rank)
                )
        self.heads = HeadsLayer(embedder.dim, columns)

    def encode(self, texts: Sequence[str], longest: int) -> Encoded:
        """Encode texts; what is longer than so many tokens is cut."""
        tokens = self.tokenizer(
            list(texts),
            padding=True,
            truncation=True,
            max_length=longest,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
            return_tensors="pt",
        )
        ids, attended = tokens["input_ids"], tokens["attention_mask"].bool()
        with torch.autocast("cpu", torch.bfloat16, enabled=self.is_fast):
            rows = self.encoder(
                input_ids=ids, attention_mask=tokens["attention_mask"], token_type_ids=torch.zeros_like(ids)
            ).last_hidden_state.float()
        pooled = (rows * attended[..., None]).sum(1) / attended.sum(1, keepdim=True)
        mask = attended & ~tokens["special_tokens_mask"].bool()
        return Encoded(rows, pooled, mask, tokens["offset_mapping"])

    def read(self, texts: Sequence[str], before: torch.Tensor, longest: int) -> tuple[torch.Tensor, Encoded]:
        """Read the signs off passages, (batch, n, columns).

        Args:
            texts: Passages.
            before: (batch,), place of the passage before each; -1 for none.
            longest: Tokens after which a passage is cut.
        """
        found = self.encode(texts, longest)
        own = functional.normalize(found.pooled, dim=1)
        others = torch.where((before >= 0)[:, None], own[before.clamp(min=0)], torch.zeros_like(own))
        return self.heads(found.rows, torch.cat([others, own], 1)), found
