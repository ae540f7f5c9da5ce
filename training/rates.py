"""How good a model is, in the words of all reports."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def wilson(part: int, whole: int) -> str:
    """A share with its 95 % interval (Wilson 1927)."""
    if not whole:
        return "\N{EN DASH}"
    p, z = part / whole, 1.96
    middle = (p + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * (p * (1 - p) / whole + z * z / (4 * whole * whole)) ** 0.5 / (1 + z * z / whole)
    return f"{100 * p:.1f} % ({100 * max(0, middle - half):.0f} to {100 * (middle + half):.0f})"


def recall(truth: np.ndarray, score: np.ndarray, share: float) -> str:
    """What part of the true ones scores higher than all but a share of the others."""
    return f"{(score[truth] > np.quantile(score[~truth], 1 - share)).mean():.2f}"


def calibration(truth: np.ndarray, score: np.ndarray, what: str) -> Iterator[str]:
    """A table of what was predicted, tenth by tenth, and what was true; scores are in logits."""
    yield from (f"| predicted | found | {what} |", "|---|---|---|")
    chance = 1 / (1 + np.exp(-score))
    for low in np.arange(0, 1, 0.1):
        inside = (chance >= low) & (chance < low + 0.1)
        if inside.any():
            yield f"| {low:.1f} to {low + 0.1:.1f} | {truth[inside].mean():.2f} | {inside.sum()} |"
