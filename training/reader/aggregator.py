"""One probability a prompt from four features, by a logistic regression.

The features are those of the trials: the highest score of a unit, the highest of a window, the highest score of a
sentence by the small model, and whether a rule fired.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from privacy_gate.checkers.wording.wording_model import judge
from privacy_gate.config import Config, Settings
from privacy_gate.model import Blob, Exposure, Severity
from privacy_gate.scan import Run, gate
from training.reader.examples import Example
from training.wording.prompts import LEAKS

LEAST = -6.0
"""The score of the small model for a prompt without a sentence."""


class Features(NamedTuple):
    """What the aggregator knows of a prompt. Scores are logits."""

    unit: float
    window: float
    sentence: float
    fired: bool


def compute_features(example: Example, scored: tuple[list[float], float]) -> Features:
    """The features of a scored prompt."""
    units, window = scored
    judged = [judge(unit.text).score for unit in example.units if unit.text.count(" ") > 1]
    assert example.prompt is not None
    return Features(max(units, default=-12.0), window, max([LEAST, *judged]), does_gate_fire(example.prompt.text))


@lru_cache(None)
def _assemble() -> gate.Gate:
    return gate.assemble(Settings(Config(wording="balanced"), None, Path()))


@lru_cache(None)
def does_gate_fire(text: str) -> bool:
    """Whether a rule of the gate that names leaks reports a warning or an error in a prompt."""
    run = Run(_assemble())
    run.read_closely(lambda _path: True)
    run.read([Blob("prompts/a.md", (text.rstrip("\n") + "\n").encode(), Exposure.OUTBOUND)])
    found = run.report().findings
    return any(one.rule.partition("/")[0] in LEAKS and one.severity >= Severity.WARNING for one in found)


def fit(features: Sequence[Features], leaks: Sequence[bool], weights: Sequence[float]) -> Pipeline:
    """The regression over standardised features."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3))
    model.fit(np.array(features, float), np.array(leaks), logisticregression__sample_weight=np.array(weights))
    return model


def find_threshold(scores: np.ndarray, share: float) -> float:
    """The score that `share` of the clean prompts reach."""
    return float(np.quantile(scores, 1 - share))
