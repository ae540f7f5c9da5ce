"""The half of the model that reads words by their meaning: a convolution over word vectors, three words wide.

The vectors are fixed, so that at run time a word's share in each hidden unit is a row of a table.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from privacy_gate.checkers.wording import wording_features as features

HIDDEN, KINDS, WORDS, DIMENSIONS, OF_KIND = 16, 1024, 44, 64, 16


class Vectors:
    """Pieces of words with their vectors, by greedy matching as in WordPiece."""

    def __init__(self, file: Path) -> None:
        read = np.load(file)
        table = read["P"][:, :DIMENSIONS]
        self.table = (0.35 * table / np.sqrt((table**2).mean())).astype(np.float32)
        self.pieces = [str(piece) for piece in read["words"]]
        self._numbers = {piece: number for number, piece in enumerate(self.pieces)}
        self.of = lru_cache(None)(self._of)

    def _of(self, word: str) -> np.ndarray:
        plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
        found, at = [], 0
        while at < len(plain):
            for end in range(len(plain), at, -1):
                number = self._numbers.get(("##" if at else "") + plain[at:end])
                if number is not None:
                    found.append(number)
                    at = end
                    break
            else:
                return np.zeros(DIMENSIONS, np.float32)
        return self.table[found].mean(0) if found else np.zeros(DIMENSIONS, np.float32)

    def encode(self, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        words = np.zeros((len(texts), WORDS, DIMENSIONS), np.float32)
        kinds = np.zeros((len(texts), WORDS), np.int64)
        mask = np.zeros((len(texts), WORDS), np.float32)
        for row, text in enumerate(texts):
            found = features.tokens(text)[:WORDS]
            for at, (token, kind) in enumerate(zip(found, features.kinds(found), strict=True)):
                if token.low[0].isalpha():
                    words[row, at] = self.of(token.low)
                kinds[row, at] = 1 + crc32(kind.encode()) % (KINDS - 1)
                mask[row, at] = 1
        return torch.tensor(words), torch.tensor(kinds), torch.tensor(mask)


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.kind = nn.Embedding(KINDS, OF_KIND, padding_idx=0)
        nn.init.normal_(self.kind.weight, std=0.3)
        with torch.no_grad():
            self.kind.weight[0] = 0
        self.hidden = nn.Linear(3 * (DIMENSIONS + OF_KIND), HIDDEN)
        self.out = nn.Linear(2 * HIDDEN, 1)

    def forward(self, words: torch.Tensor, kinds: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        x = torch.cat([words, self.kind(kinds)], 2)
        if self.training:
            x = functional.dropout(x * (torch.rand(x.shape[:2]) > 0.1).float()[..., None], 0.2)
        empty = torch.zeros_like(x[:, :1])
        wide = torch.cat([torch.cat([empty, x[:, :-1]], 1), x, torch.cat([x[:, 1:], empty], 1)], 2)
        hidden = functional.relu(self.hidden(wide)) * mask[..., None]
        pooled = torch.cat([hidden.max(1).values, hidden.sum(1) / mask.sum(1).clamp(min=1).sqrt()[:, None]], 1)
        return self.out(functional.dropout(pooled, 0.3, self.training)).squeeze(1)


def train(
    encoded: tuple[torch.Tensor, ...], truth: np.ndarray, weight: np.ndarray, pairs: list[tuple[int, int]],
    alone: np.ndarray, epochs: int = 20,
) -> Net:  # fmt: skip
    """Pairs in batches, so that what their members share says nothing; with each some that have no partner."""
    torch.manual_seed(7)
    net, size = Net(), 64
    both = torch.tensor(pairs)
    single = torch.tensor(alone)
    y, w = torch.tensor(truth, dtype=torch.float32), torch.tensor(weight, dtype=torch.float32)
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=3e-2)
    steps = epochs * (len(both) // size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps + 1)
    for _ in range(epochs):
        order = torch.randperm(len(both))
        for at in range(0, len(both) - size + 1, size):
            chosen = both[order[at : at + size]]
            rows = torch.cat([chosen[:, 0], chosen[:, 1]])
            if len(single):
                rows = torch.cat([rows, single[torch.randint(len(single), (size,))]])
            score = net(*(part[rows] for part in encoded))
            loss = functional.binary_cross_entropy_with_logits(score, y[rows], weight=w[rows])
            loss = loss + 0.5 * functional.softplus(score[size : 2 * size] - score[:size]).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return net.eval()


def scores(net: Net, encoded: tuple[torch.Tensor, ...]) -> np.ndarray:
    with torch.no_grad():
        return net(*encoded).numpy().astype(np.float64)
