"""The network: MiniLM-L6 over windows, a score for each unit and one for each window.

A unit is the mean and the maximum of its pieces in context. The window is its pieces pooled by attention, and their
maximum. Embeddings stay fixed. The loss is the cross entropy of units and windows, and a ranking loss within a pair.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

from training.reader.examples import Example, Window

FIRST, LAST = 101, 102  # [CLS] and [SEP]
NOTHING = -12.0
"""The score of a unit that no window holds."""
_NEVER = -1e9
Batch = list[list[Example]]


class Reader(nn.Module):
    """The encoder, and linear heads for units and windows."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        width = self.encoder.config.hidden_size
        self.unit, self.attention, self.window = nn.Linear(2 * width, 1), nn.Linear(width, 1), nn.Linear(2 * width, 1)
        for head in (self.unit, self.window):
            nn.init.normal_(head.weight, std=0.02)
        for parameter in self.encoder.embeddings.parameters():
            parameter.requires_grad = False

    def forward(self, windows: Sequence[Window]) -> tuple[Tensor, Tensor]:
        """The scores of all units, window after window, and of the windows, as logits."""
        longest = max(len(window.pieces) for window in windows) + 2
        pieces = torch.zeros(len(windows), longest, dtype=torch.long)
        mask = torch.zeros(len(windows), longest, dtype=torch.long)
        for at, window in enumerate(windows):
            row = [FIRST, *window.pieces, LAST]
            pieces[at, : len(row)] = torch.tensor(row)
            mask[at, : len(row)] = 1
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self.encoder(input_ids=pieces, attention_mask=mask).last_hidden_state
        hidden = functional.dropout(hidden.float(), 0.1, self.training)
        spans = [hidden[at, 1 + a : 1 + b] for at, window in enumerate(windows) for a, b in window.spans]
        pooled = [torch.cat([span.mean(0), span.max(0).values]) for span in spans]
        units = self.unit(torch.stack(pooled)).squeeze(1) if pooled else torch.zeros(0)
        share = self.attention(hidden).squeeze(2).masked_fill(mask == 0, _NEVER).softmax(1)
        mean = (share[..., None] * hidden).sum(1)
        most = hidden.masked_fill(mask[..., None] == 0, _NEVER).max(1).values
        return units, self.window(torch.cat([mean, most], 1)).squeeze(1)


def train(
    model: Reader, draw: Callable[[random.Random], Batch], epochs: int, rate: float, *, seed: int,
    budget: int = 2400, say: Callable[[str], None] = print,
) -> None:  # fmt: skip
    """Train on what `draw` returns for each epoch. `budget` is the number of word pieces of a batch."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    plan = [batch for _ in range(epochs) for batch in _make_batches(draw(rng), budget, rng)]
    heads = [one for name, one in model.named_parameters() if not name.startswith("encoder.")]
    body = [one for name, one in model.named_parameters() if name.startswith("encoder.") and one.requires_grad]
    optimizer = torch.optim.AdamW([{"params": body, "lr": rate}, {"params": heads, "lr": 10 * rate}], weight_decay=0.01)
    warm = max(1, int(0.08 * len(plan)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / warm) * max(0.02, 1 - step / len(plan))
    )
    model.train()
    began = time.monotonic()
    for step, batch in enumerate(plan, start=1):
        loss = _compute_loss(model, batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([*heads, *body], 1.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 0 or step == len(plan):
            left = (time.monotonic() - began) / step * (len(plan) - step)
            say(f"step {step} of {len(plan)}, loss {loss.item():.3f}, {left / 60:.0f} minutes left")


def _make_batches(groups: Batch, budget: int, rng: random.Random) -> list[Batch]:
    """Groups of like length together, so that little is padded; twins stay in one batch."""

    def longest(group: list[Example]) -> int:
        return max(len(window.pieces) for one in group for window in one.windows)

    batches: list[Batch] = []
    current: Batch = []
    count, width = 0, 0
    for group in sorted(groups, key=lambda group: longest(group) + rng.random() * 12):
        windows = sum(len(one.windows) for one in group)
        width = max(width, longest(group) + 2)
        if current and (count + windows) * width > budget:
            batches.append(current)
            current, count, width = [], 0, longest(group) + 2
        current.append(group)
        count += windows
    batches.append(current)
    rng.shuffle(batches)
    return batches


def _compute_loss(model: Reader, batch: Batch) -> Tensor:
    examples = [one for group in batch for one in group]
    windows = [window for one in examples for window in one.windows]
    units, scores = model(windows)
    labels = torch.tensor([label for window in windows for label in window.labels])
    weights = torch.tensor([weight for window in windows for weight in window.weights])
    highest, whole, unit, window = [], [], 0, 0
    for one in examples:
        count = sum(len(each.spans) for each in one.windows)
        highest.append(torch.logsumexp(units[unit : unit + count], 0) if count else torch.tensor(-8.0))
        whole.append(scores[window : window + len(one.windows)].max())
        unit, window = unit + count, window + len(one.windows)
    truth, trust = torch.tensor([float(one.leak) for one in examples]), torch.tensor([one.weight for one in examples])
    loss = _entropy(units, labels, weights) + _entropy(torch.stack(whole), truth, trust)
    ranks, at = [], 0
    for group in batch:
        if len(group) == 2 and group[0].leak != group[1].leak:
            leak, clean = (at, at + 1) if group[0].leak else (at + 1, at)
            ranks.append(functional.softplus(highest[clean] - highest[leak]))
            ranks.append(functional.softplus(whole[clean] - whole[leak]))
        at += len(group)
    return loss + torch.stack(ranks).mean() if ranks else loss


def _entropy(scores: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    each = functional.binary_cross_entropy_with_logits(scores, labels, reduction="none")
    return (each * weights).sum() / weights.sum().clamp(min=1)


@torch.no_grad()
def score(model: Reader, examples: Sequence[Example], budget: int = 6000) -> list[tuple[list[float], float]]:
    """The score of each unit and the highest of the windows, for each example, as logits."""
    model.eval()
    rows = sorted(
        (len(w.pieces), at, number) for at, one in enumerate(examples) for number, w in enumerate(one.windows)
    )
    units = [[NOTHING] * len(one.units) for one in examples]
    whole = [NOTHING] * len(examples)
    while rows:
        width = rows[-1][0] + 2
        batch = [rows.pop() for _ in range(min(len(rows), max(1, budget // width)))]
        windows = [examples[at].windows[number] for _, at, number in batch]
        each, scores = model(windows)
        flat = iter(each.tolist())
        for (_, at, _), window, value in zip(batch, windows, scores.tolist(), strict=True):
            whole[at] = max(whole[at], value)
            for number in window.numbers:
                units[at][number] = next(flat)
    model.train()
    return list(zip(units, whole, strict=True))
