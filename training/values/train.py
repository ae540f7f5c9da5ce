"""Train the value model: `python training/values/train.py PACKAGES` writes checkers/data/values.bin and REPORT.md.

PACKAGES is the folder of training/hard_negatives/packages.py. Its half `development` is trained on, and its half
`report` is only measured. With `--report` only the report is written. Needs `pip install -e '.[training]'`. Seeds are
fixed. README.md says where the data come from.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
import warnings
import zlib
from pathlib import Path

import numpy as np
from harvest import MACHINE_MADE
from harvest import rows as harvest_package
from made import People, machine_password, name_of_code, stand_in, token
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from privacy_gate.checkers.secrets import value_model

HERE = Path(__file__).parent
OUT = Path(value_model.__file__).parent / "data" / "values.bin"
SEED = 20
DOUBTFUL = 4.0
MADE = {"train": 60_000, "test": 12_000}
HARD = {"train": "development", "test": "report"}

Rows = list[tuple[str, float, str]]  # value, weight, where it comes from


def harvested(packages: Path) -> dict[str, dict[str, Rows]]:
    """The rows of harvest.tsv.gz and of the hard negatives by part and kind; a package is in one part only."""
    parts: dict[str, dict[str, Rows]] = {part: {"named": [], "string": []} for part in MADE}
    seen: set[tuple[str, str]] = set()
    dropped = 0
    lines = gzip.decompress((HERE / "harvest.tsv.gz").read_bytes()).decode().rstrip("\n").split("\n")
    found = [
        ("test" if zlib.crc32(line.split("\t")[0].encode()) % 5 == 0 else "train", *line.split("\t")[:4])
        for line in lines
    ]
    for part, half in HARD.items():
        for package in sorted((packages / half).iterdir()):
            found += [(part, f"hard {package.name}", *row) for row in harvest_package(package)]
    for part, package, form, name, value in found:
        kind = "string" if form == "string" else "named"
        if len(value) < 4 or (kind, value) in seen or any(c.isspace() for c in value):
            continue
        seen.add((kind, value))
        if MACHINE_MADE.match(value):  # nobody knows whether it is a secret
            dropped += 1
            continue
        parts[part][kind].append((value, 1.0, f"{package} {name}"))
    print(
        {part: {kind: len(rows) for kind, rows in kinds.items()} for part, kinds in parts.items()}, "left out", dropped
    )
    return parts


def made(part: str, people: People) -> tuple[Rows, Rows, Rows]:
    """Tokens, passwords, stand-ins."""
    rng = random.Random(f"{SEED} {part}")
    count = MADE[part]
    tokens = [(token(rng), 1.0, "token") for _ in range(count)]
    passwords = [(people.password(rng), 1.0, "person") for _ in range(count)]
    passwords += [(machine_password(rng), 1.0, "machine") for _ in range(count // 2)]
    none = [(stand_in(rng), 1.0, "stand-in") for _ in range(count // 3)]
    none += [(name_of_code(rng, people), 1.0, "name") for _ in range(count // 2)]
    return tokens, passwords, none


def matrix(values: list[str]) -> csr_matrix:
    columns, numbers, starts = [], [], [0]
    for value in values:
        grams, whole = value_model.features(value)
        columns.extend(grams + whole)
        numbers.extend([1 / np.sqrt(max(1, len(grams)))] * len(grams) + [1.0] * len(whole))
        starts.append(len(columns))
    found = csr_matrix(
        (np.array(numbers, np.float32), np.array(columns, np.int32), np.array(starts, np.int64)),
        (len(values), value_model.SIZE),
    )
    found.sum_duplicates()
    return found


def fit(positive: Rows, negative: Rows) -> tuple[np.ndarray, float, float]:
    """The weights in 127ths of a scale, the scale, the bias. Both sides weigh the same."""
    rows = positive + negative
    truth = np.array([1] * len(positive) + [0] * len(negative))
    weight = np.array([w for _, w, _ in rows])
    weight[: len(positive)] *= weight[len(positive) :].sum() / weight[: len(positive)].sum()
    model = LogisticRegression(C=3.0, solver="lbfgs", max_iter=100, random_state=SEED)
    model.fit(matrix([v for v, _, _ in rows]), truth, sample_weight=weight)
    numbers = model.coef_[0]
    scale = float(np.quantile(np.abs(numbers[numbers != 0]), 0.9995) / 127)
    return np.clip(np.rint(numbers / scale), -127, 127).astype(np.int8), scale, float(model.intercept_[0])


def without_doubtful(positive: Rows, negative: Rows) -> Rows:
    """The others without those of which a model trained on the other half of them is sure that they are secrets.

    Docstrings and defaults hold made-up tokens and passwords; nobody labelled the harvest.
    """
    kept: Rows = []
    halves = negative[::2], negative[1::2]
    for mine, others in (halves, halves[::-1]):
        numbers, scale, bias = fit(positive[::2], others)
        sure = matrix([v for v, _, _ in mine]) @ (numbers.astype(np.float32) * scale) + bias
        kept += [row for row, odds in zip(mine, sure, strict=True) if odds < DOUBTFUL]
    print("doubtful", len(negative) - len(kept))
    return kept


def _shown(value: str) -> str:
    """A value in a report that scanners read as well: its beginning and its length."""
    return value if len(value) < 6 else f"{value[: min(8, len(value) // 2)]}… {len(value)}"


def report(head: value_model.Head, positive: Rows, negative: Rows) -> list[str]:
    """Precision, recall and calibration on the part that was not trained on, and the worst mistakes."""
    started = time.perf_counter()
    good = np.array([value_model.score(head, v) for v, _, _ in positive])
    bad = np.array([value_model.score(head, v) for v, _, _ in negative])
    each = (time.perf_counter() - started) / (len(good) + len(bad)) * 1e6
    test = f"The test has {len(good)} secrets and {len(bad)} other values."
    lines = [f"## {head}", "", f"{test} The model needs {each:.0f} microseconds per value.", ""]
    lines += ["| threshold | precision | recall | flagged of the others |", "|---|---|---|---|"]
    for threshold in (-2, -1, 0, 1, 2, 3, 4, 5):
        hit, wrong = (good >= threshold).sum(), (bad >= threshold).sum()
        lines.append(
            f"| {threshold} | {hit / max(1, hit + wrong):.3f} | {hit / len(good):.3f} | {wrong / len(bad):.4f} |"
        )
    lines += ["", "Calibration (both sides weighed alike):", "", "| predicted | found |", "|---|---|"]
    chance = 1 / (1 + np.exp(-np.concatenate([good, bad])))
    truth = np.concatenate([np.full(len(good), 1 / len(good)), np.zeros(len(bad))])
    other = np.concatenate([np.zeros(len(good)), np.full(len(bad), 1 / len(bad))])
    for low in np.arange(0, 1, 0.1):
        inside = (chance >= low) & (chance < low + 0.1 + 1e-9)
        if inside.any():
            lines.append(
                f"| {low:.1f} to {low + 0.1:.1f} | {truth[inside].sum() / (truth + other)[inside].sum():.2f} |"
            )
    recall = {}
    for (_, _, source), value in zip(positive, good, strict=True):
        recall.setdefault(source, []).append(value)
    lines += [
        "",
        "Recall at 2 by kind: " + ", ".join(f"{k} {np.mean(np.array(v) >= 2):.3f}" for k, v in recall.items()),
    ]
    wrong = {}
    for (_, _, source), value in zip(negative, bad, strict=True):
        kind = source if source in ("stand-in", "name") else "hard" if source.startswith("hard ") else "harvest"
        wrong.setdefault(kind, []).append(value)
    lines += [
        "",
        "Flagged at 2 by kind: " + ", ".join(f"{k} {np.mean(np.array(v) >= 2):.4f}" for k, v in wrong.items()),
    ]
    missed = sorted(zip(good, positive, strict=True), key=lambda pair: pair[0])[:15]
    open_ones = [pair for pair in zip(bad, negative, strict=True) if not pair[1][2].startswith("hard ")]
    taken = sorted(open_ones, key=lambda pair: -pair[0])[:40]  # the hard negatives to report on stay unread
    lines += ["", "Lowest of those to find: " + ", ".join(f"`{_shown(v)}` {s:.1f}" for s, (v, _, _) in missed)]
    lines += ["", "Highest of the others: " + ", ".join(f"`{_shown(v)}` {s:.1f} ({w})" for s, (v, _, w) in taken), ""]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("packages", type=Path)
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore", ConvergenceWarning)  # a hundred steps are enough
    people, parts = People(), harvested(options.packages)
    data: dict[str, dict[str, tuple[Rows, Rows]]] = {}
    for part in MADE:
        tokens, passwords, none = made(part, people)
        named = parts[part]["named"]
        strings = [(v, 0.5, w) for v, _, w in parts[part]["string"]]
        negative = named + strings + none
        data[part] = {"token": (tokens, negative), "password": (passwords + tokens[::3], negative)}
    head_line, body = {}, b""
    for head, (positive, negative) in data["train"].items() if not options.report else ():
        started = time.perf_counter()
        numbers, scale, bias = fit(positive, without_doubtful(positive, negative))
        print(head, len(positive), len(negative), f"{time.perf_counter() - started:.0f} s", scale, bias)
        head_line[head] = [scale, bias]
        body += (numbers.astype(np.int16) + 128).astype(np.uint8).tobytes()
    if body:
        OUT.write_bytes(json.dumps(head_line).encode() + b"\n" + body)
    value_model.load_weights.cache_clear()
    lines = [
        "# Report of the value model",
        "",
        "train.py writes this report. The test values are from packages and words that were not used for training.",
        "",
    ]
    for head, (positive, negative) in data["test"].items():
        lines += report(head, positive, negative)
    (HERE / "REPORT.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
