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
    lines = ["# Report of the wording model", "", "`python -m training.wording` writes this report. Each text was scored "
             "by a model that was trained without the texts of its author. Public texts are in eight parts. Each was "
             "scored by a model that was trained without its part.", "",
             f"The report is based on {len(written)} texts by authors and {len(public)} public texts. The weights of the "
             "n-grams and the vectors, and the bias, are " + ", ".join(f"{one:.2f}" for one in shares) + ".", ""]  # fmt: skip
    lines += ["| author | AUC | recall at 5 % | at 10 % |", "|---|---|---|---|", f"| all | {_rates(written)} |"]
    lines += [f"| all, only n-grams | {_rates(written, 'n_grams')} |"]
    lines += [f"| all, only vectors | {_rates(written, 'vectors')} |"]
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
        "| threshold | recall | flagged clean texts in pairs | flagged public texts |",
        "|---|---|---|---|",
    ]
    for cut in np.arange(-1, 5.01, 0.5):
        lines.append(
            f"| {cut:.1f} | {(score[truth] > cut).mean():.3f} | {(score[~truth] > cut).mean():.3f} "
            f"| {(public > cut).mean():.4f} |"
        )
    lines += ["", "Calibration on the texts by authors:", "", *calibration(truth, score, "texts")]
    order = np.argsort(score)
    lines += ["", "## Twenty worst errors", "", "Leaks with the lowest scores:", ""]
    lines += [f"- {written[at]['score']:.1f} {written[at]['text']!r}" for at in order if truth[at]][:10]
    lines += ["", "Clean texts with the highest scores:", ""]
    clean = [at for at in order[::-1] if not truth[at]][:10]
    lines += [f"- {written[at]['score']:.1f} {written[at]['text']!r}" for at in clean]
    OUT.write_text("\n".join([*lines, ""]).replace("’", "'"), encoding="utf-8")
