"""One training run: the same seed, data and settings give the same numbers on the same machine."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.utils import parametrize

from eval.train import losses
from eval.train.network import STRENGTH, LowRank, Network
from eval.train.passages import Document, batches, typed_on_a_phone
from eval.train.sources import Pair, batches_of
from skillweave.embedding.adapter import Adapter, WordNumbers
from skillweave.matching.words import WordHeads
from skillweave.ports import Matrix

PAIRS_AT_ONCE = 48
WARM_UP = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train.

    Attributes:
        epochs: Times that whole entries are seen; all else is seen in the first of them.
        rank: Of the changes to the encoder's weights; 0 leaves them alone.
        tokens: In a batch, about.
        tasks: O*NET tasks an epoch.
        pairs_every: Batches of documents between two batches of pairs.
        phone: Share of documents that are written as on a phone.
        encoder_rate, heads_rate: Highest learning rates.
        bf16: Whether the encoder's products are taken in bfloat16.
        seed: Of everything that is drawn.
    """

    epochs: int = 1
    rank: int = 16
    tokens: int = 1_000
    tasks: int = 5_000
    pairs_every: int = 2
    phone: float = 0.15
    encoder_rate: float = 5e-4
    heads_rate: float = 2e-3
    bf16: bool = False
    seed: int = 1


def train(
    network: Network,
    entries: Sequence[Document],
    others: Sequence[Document],
    tasks: Sequence[Document],
    pairs: Sequence[Pair],
    plan: Plan,
    tell: Callable[[str], None],
) -> None:
    """Train in place; tells how it goes every 50 batches.

    Args:
        network: Encoder and heads.
        entries: Whole entries, seen in every epoch.
        others: Seen in the first epoch.
        tasks: Some are seen in every epoch.
        pairs: Seen again and again, those of like length together.
        plan: How.
        tell: Takes a line.
    """
    chance = random.Random(plan.seed)
    rounds = [[*entries, *others], *[list(entries)] * (plan.epochs - 1)]
    epochs = [list(_epoch(documents, tasks, plan, chance)) for documents in rounds]
    total = sum(map(len, epochs))
    optimizer, schedule = _optimizer(network, plan, total)
    network.train()
    named_texts = batches_of(pairs, PAIRS_AT_ONCE, chance)
    spent = [0.0, 0.0]
    for step, batch in enumerate((batch for epoch in epochs for batch in epoch), start=1):
        loss = losses.of_documents(network, batch)
        spent[0] += float(loss.detach())
        if plan.pairs_every and step % plan.pairs_every == 0:
            named = losses.of_pairs(network, next(named_texts))
            spent[1] += float(named.detach()) * plan.pairs_every
            loss = loss + named
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            tell(f"batch {step} of {total}: passages {spent[0] / 50:.3f}, names {spent[1] / 50:.3f}")
            spent = [0.0, 0.0]
    network.eval()


def _epoch(
    documents: Sequence[Document], tasks: Sequence[Document], plan: Plan, chance: random.Random
) -> Iterator[list[Document]]:
    seen = [typed_on_a_phone(one) if chance.random() < plan.phone else one for one in documents]
    seen += chance.sample(list(tasks), min(plan.tasks, len(tasks)))
    yield from batches(seen, plan.tokens, chance)


def _optimizer(
    network: Network, plan: Plan, total: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    groups = [{"params": list(network.heads.parameters()), "lr": plan.heads_rate}]
    changed = [one for one in network.encoder.parameters() if one.requires_grad]
    if changed:
        groups.append({"params": changed, "lr": plan.encoder_rate})
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / WARM_UP, max(0.02, (total - step) / total))
    )
    return optimizer, schedule


def adapter_of(
    network: Network, words: Sequence[WordHeads], name: str, encoder: str, columns: Sequence[str]
) -> Adapter:
    """Take out what was trained."""
    changes = {}
    for path, module in network.encoder.named_modules():
        if parametrize.is_parametrized(module):
            change = module.parametrizations["weight"][0]
            if isinstance(change, LowRank):
                changes[f"{path}.weight"] = (_numbers(STRENGTH * change.out), _numbers(change.into))
    heads = network.heads
    numbers = {
        "into": heads.into.weight.T,
        "around": heads.around.weight.T,
        "into_bias": heads.into.bias,
        "out": heads.out.weight.T,
        "out_bias": heads.out.bias,
        "sharpness": heads.sharpness,
    }
    return Adapter(
        name=name,
        encoder=encoder,
        columns=tuple(columns),
        changes=changes,
        heads={key: _numbers(one) for key, one in numbers.items()},
        words=word_numbers(words),
    )


def word_numbers(words: Sequence[WordHeads]) -> tuple[WordNumbers, ...]:
    """Give what words say as an adapter holds it."""
    return tuple(
        WordNumbers(
            one.longest, one.columns, one.words, {"rarity": one.rarity, "weights": one.weights, "bias": one.bias}
        )
        for one in words
    )


def _numbers(tensor: torch.Tensor) -> Matrix:
    return np.asarray(tensor.detach().numpy(), np.float32)
