"""The half of the model that reads a name by the meaning of its words: a convolution, three words wide.

The vectors of pieces of words are those of the wording model; pieces that stand in the examples may move a
little. At run time the product of each piece with the weights is a row of a table.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from privacy_gate.checkers.names import name_features as features
from privacy_gate.checkers.names.name_model import KINDS, number_of_kind
from privacy_gate.checkers.wording import wording_model

HIDDEN, MIXED, OF_KIND, PIECES = 8, 8, 12, 6

Encoded = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def encode(names: Sequence[str]) -> Encoded:
    """For each word of each name its pieces (-1: none), its kind and that of the pair it ends, and whether it is one."""
    shape = (len(names), features.LONGEST)
    pieces, kinds = np.full((*shape, PIECES), -1, np.int64), np.zeros((*shape, 2), np.int64)
    mask = np.zeros(shape, np.float32)
    for row, name in enumerate(names):
        before = ""
        for at, word in enumerate(features.parts(name)):
            own = [] if word.isdigit() else (wording_model.pieces(word) or [])[:PIECES]
            pieces[row, at, : len(own)] = own
            joint = features.categorize_pair(before, word) if before else features.FIRST
            kinds[row, at] = number_of_kind(features.category(word)), number_of_kind(joint)
            mask[row, at] = 1
            before = word
        mask[row, 0] = 1
    return torch.tensor(pieces), torch.tensor(kinds), torch.tensor(mask)


def some(encoded: Encoded, rows: torch.Tensor) -> Encoded:
    pieces, kinds, mask = encoded
    return pieces[rows], kinds[rows], mask[rows]


class Net(nn.Module):
    """`used`: the numbers of the pieces that may move."""

    def __init__(self, vectors: np.ndarray, used: np.ndarray) -> None:
        super().__init__()
        width = vectors.shape[1] + OF_KIND
        self.register_buffer("vectors", torch.tensor(vectors))
        slots = np.zeros(len(vectors), np.int64)
        slots[used] = np.arange(1, len(used) + 1)
        self.register_buffer("slots", torch.tensor(slots))
        self.moved = nn.Embedding(len(used) + 1, vectors.shape[1])
        nn.init.zeros_(self.moved.weight)
        self.kind = nn.Embedding(KINDS, OF_KIND)
        nn.init.normal_(self.kind.weight, std=0.1)
        self.hidden = nn.Linear(3 * width, HIDDEN)
        self.word = nn.Linear(HIDDEN, 1)
        self.mix = nn.Linear(2 * HIDDEN, MIXED)
        self.out = nn.Linear(MIXED + 2 * HIDDEN, 1)

    def forward(
        self, pieces: torch.Tensor, kinds: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The score of each name, and that of each word beside its neighbours."""
        known, number = (pieces >= 0).float()[..., None], pieces.clamp(min=0)
        of_pieces = (self.vectors[number] + self.moved(self.slots[number])) * known
        x = torch.cat([of_pieces.sum(2) / known.sum(2).clamp(min=1), self.kind(kinds).sum(2)], 2) * mask[..., None]
        if self.training:  # whole words too, so that no single one decides
            x = functional.dropout(x * (torch.rand(x.shape[:2]) > 0.1).float()[..., None], 0.2)
        empty = torch.zeros_like(x[:, :1])
        wide = torch.cat([torch.cat([empty, x[:, :-1]], 1), x, torch.cat([x[:, 1:], empty], 1)], 2)
        hidden = functional.relu(self.hidden(wide)) * mask[..., None]
        word = self.word(functional.dropout(hidden, 0.1, self.training)).squeeze(2)
        pooled = torch.cat([hidden.max(1).values, hidden.sum(1) / mask.sum(1).clamp(min=1).sqrt()[:, None]], 1)
        pooled = functional.dropout(pooled, 0.3, self.training)
        mixed = functional.dropout(functional.relu(self.mix(pooled)), 0.3, self.training)
        return self.out(torch.cat([mixed, pooled], 1)).squeeze(1), word

    def moves(self, pieces: torch.Tensor) -> torch.Tensor:
        """How far the pieces moved, squared; that is held small."""
        return (self.moved(self.slots[pieces.clamp(min=0)]) ** 2).mean()


class Task:
    """What there is to learn. `told`: for each word of each name 1 when it tells, 0 when not, -1 when nobody says.
    `pairs`: numbers of a telling and a generic name each; `public`: numbers of names of public code."""

    def __init__(self, encoded: Encoded, truth: np.ndarray, told: np.ndarray, lexicon: dict[str, float],
                 vectors: np.ndarray) -> None:  # fmt: skip
        self.encoded = encoded
        self.truth = torch.tensor(truth, dtype=torch.float32)
        self.told = torch.tensor(told)
        self.words = encode(list(lexicon))
        self.labels = torch.tensor(list(lexicon.values()))
        self.vectors = vectors
        used = np.unique(np.concatenate([encoded[0].numpy().ravel(), self.words[0].numpy().ravel()]))
        self.used = used[used >= 0]

    def train(self, pairs: Sequence[tuple[int, int]], public: np.ndarray, epochs: int = 20, seed: int = 7) -> Net:
        """In batches of pairs, so that what their members share says nothing; with each some names of public code,
        that count a quarter, and some single words."""
        torch.manual_seed(seed)
        net, size = Net(self.vectors, self.used), 64
        both, others = torch.tensor(pairs), torch.tensor(public)
        own = [weight for name, weight in net.named_parameters() if not name.startswith("moved")]
        optimiser = torch.optim.AdamW(
            [{"params": own, "weight_decay": 3e-2}, {"params": net.moved.parameters(), "weight_decay": 0.0}], lr=3e-3
        )
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, [3e-3, 1e-3], total_steps=epochs * (len(both) // size) + 1
        )
        weight = torch.cat([torch.ones(2 * size), torch.full((size,), 0.5)])  # half as many, half the weight
        for _ in range(epochs):
            order = torch.randperm(len(both))
            for at in range(0, len(both) - size + 1, size):
                chosen = both[order[at : at + size]]
                rows = torch.cat([chosen[:, 0], chosen[:, 1], others[torch.randint(len(others), (size,))]])
                score, word = net(*some(self.encoded, rows))
                loss = functional.binary_cross_entropy_with_logits(score, self.truth[rows], reduction="none")
                total = (loss * weight).sum() / (2 * size)
                total = total + 0.5 * functional.softplus(score[size : 2 * size] - score[:size]).mean()
                told = self.told[rows]
                total = total + 0.5 * functional.binary_cross_entropy_with_logits(word[told >= 0], told[told >= 0])
                single = torch.randint(len(self.labels), (96,))
                word = net(*some(self.words, single))[1]
                total = total + 0.5 * functional.binary_cross_entropy_with_logits(word[:, 0], self.labels[single])
                total = total + 30 * net.moves(self.encoded[0][rows])
                optimiser.zero_grad()
                total.backward()
                optimiser.step()
                schedule.step()
        return net.eval()


def scores(net: Net, encoded: Encoded) -> tuple[np.ndarray, np.ndarray]:
    """Of the names, and of their words."""
    with torch.no_grad():
        name, word = net(*encoded)
    return name.numpy().astype(np.float64), word.numpy().astype(np.float64)
