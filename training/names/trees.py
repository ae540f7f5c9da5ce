"""The half of the model that looks at how often public code and prose use the words of a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from privacy_gate.checkers.names import name_features as features

SEED = 7


def matrix(names: Sequence[str]) -> np.ndarray:
    return np.array([features.compute_features(features.parts(name)) for name in names])


def fit(x: np.ndarray, truth: np.ndarray) -> HistGradientBoostingClassifier:
    """Boosted trees. Names of public code count as much as others: here they say what is usual."""
    return HistGradientBoostingClassifier(
        max_iter=40, max_depth=3, learning_rate=0.1, l2_regularization=5, random_state=SEED
    ).fit(x, truth)


def as_lists(model: HistGradientBoostingClassifier) -> tuple[list[Any], float]:
    """The trees as `name_model` walks them, and what is added to their sum."""
    trees = [_node(predictor.nodes, 0) for (predictor,) in model._predictors]
    return trees, float(model._baseline_prediction.ravel()[0])


def _node(nodes: Any, at: int) -> Any:
    node = nodes[at]
    if node["is_leaf"]:
        return round(float(node["value"]), 5)
    branches = (_node(nodes, int(node["left"])), _node(nodes, int(node["right"])))
    return [int(node["feature_idx"]), round(float(node["num_threshold"]), 7), *branches]
