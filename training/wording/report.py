"""REPORT.md, from the scores of texts by models that never saw their hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from training.rates import calibration, recall

Row = dict[str, Any]
OUT = Path(__file__).parent / "REPORT.md"


def _rates(rows: Sequence[Row], name: str = "score") -> str:
    truth = np.array([row["leak"] for row in rows])
    score = np.array([row[name] for row in rows])
    if truth.all() or not truth.any():
        return "| | | |"
    return " | ".join([f"{roc_auc_score(truth, score):.3f}", *(recall(truth, score, share) for share in (0.05, 0.1))])


def write(rows: Sequence[Row], shares: tuple[float, ...]) -> None:
    written = [row for row in rows if row["pair"]]
    public = np.array([row["score"] for row in rows if not row["pair"]])
    truth = np.array([row["leak"] for row in written])
    score = np.array([row["score"] for row in written])
    lines = ["# Report of the wording model", "", "Written by `python -m training.wording`. Each text was scored by a "
             "model that saw nothing of the hand that wrote it (public text: of that eighth).", "",
             f"{len(written)} written texts, {len(public)} public ones. Shares of n-grams, vectors, bias: "
             + ", ".join(f"{one:.2f}" for one in shares) + ".", ""]  # fmt: skip
    lines += ["| hand | AUC | recall at 5 % | at 10 % |", "|---|---|---|---|", f"| all | {_rates(written)} |"]
    lines += [f"| all, n-grams alone | {_rates(written, 'n_grams')} |"]
    lines += [f"| all, vectors alone | {_rates(written, 'vectors')} |"]
    for hand in sorted({row["hand"] for row in written}):
        lines.append(f"| {hand} | {_rates([row for row in written if row['hand'] == hand])} |")
    for field in ("language", "kind", "industry"):
        lines += ["", f"| {field} | AUC | recall at 5 % | at 10 % | texts |", "|---|---|---|---|---|"]
        for name, count in Counter(row[field] for row in written).most_common(40):
            own = [row for row in written if row[field] == name]
            if count >= 40:
                lines.append(f"| {name} | {_rates(own)} | {count} |")
    lines += [
        "",
        "| threshold | recall | flagged of the clean members of pairs | of public text |",
        "|---|---|---|---|",
    ]
    for cut in np.arange(-1, 5.01, 0.5):
        lines.append(
            f"| {cut:.1f} | {(score[truth] > cut).mean():.3f} | {(score[~truth] > cut).mean():.3f} "
            f"| {(public > cut).mean():.4f} |"
        )
    lines += ["", "Calibration on written texts:", "", *calibration(truth, score, "texts")]
    order = np.argsort(score)
    lines += ["", "## Twenty worst errors", "", "Leaks with the lowest scores:", ""]
    lines += [f"- {written[at]['score']:.1f} {written[at]['text']!r}" for at in order if truth[at]][:10]
    lines += ["", "Clean texts with the highest:", ""]
    clean = [at for at in order[::-1] if not truth[at]][:10]
    lines += [f"- {written[at]['score']:.1f} {written[at]['text']!r}" for at in clean]
    OUT.write_text("\n".join([*lines, ""]).replace("’", "'"), encoding="utf-8")
