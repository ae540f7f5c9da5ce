"""The half of the model that weighs n-grams: a logistic regression over hashed places."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from privacy_gate.checkers.wording import wording_features as features

SEED = 7


def matrix(texts: list[str]) -> csr_matrix:
    """A row a text: 1/sqrt(n) at each of its n places, as at run time."""
    columns: list[int] = []
    values: list[float] = []
    starts = [0]
    for text in texts:
        found = features.tokens(text)
        places = sorted({place for own in features.of_tokens(found, features.kinds(found)) for place in own})
        columns += places
        values += [1 / max(1, len(places)) ** 0.5] * len(places)
        starts.append(len(columns))
    shape = (len(texts), features.SIZE)
    return csr_matrix((np.array(values, np.float32), np.array(columns, np.int32), np.array(starts)), shape)


def fit(x: csr_matrix, truth: np.ndarray, weight: np.ndarray, strength: float = 10.0) -> tuple[np.ndarray, float]:
    """The weights and the bias."""
    model = LogisticRegression(C=strength, max_iter=150, random_state=SEED).fit(x, truth, sample_weight=weight)
    return model.coef_[0], float(model.intercept_[0])
