"""REPORT.md, from the scores of names by models that never saw their hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.metrics import roc_auc_score

from training.names.data import Example
from training.rates import calibration, recall, wilson

OUT = Path(__file__).parent / "REPORT.md"
_RULES = Path(__file__).parents[2] / "rules" / "identifier.yaml"
_FEW = 40  # names of a group that are worth a line


def least() -> float:
    """The score that a lone name in a prompt needs."""
    rules = yaml.safe_load(_RULES.read_text("utf-8"))
    return float(next(rule["options"]["balanced"] for rule in rules if rule["id"] == "identifier/descriptive"))


def _share(hit: np.ndarray) -> str:
    return wilson(int(hit.sum()), len(hit))


def write(examples: list[Example], scores: dict[str, np.ndarray], shares: tuple[float, ...]) -> None:
    own = np.array([bool(one.pair) for one in examples])
    every = [one for one in examples if one.pair]
    truth = np.array([one.telling for one in every])
    score, cut = scores["score"][own], least()
    public = scores["score"][~own]
    lines = [
        "# Report of the name model", "",
        "`python -m training.names` writes this report. Each name was scored by a model that was trained without the names of its author. "
        "A name from public code was scored by a model that was trained without its package. Intervals are 95 % confidence intervals.", "",
        f"The report is based on {len(every):,} names by {len({one.hand for one in every})} authors, and on {len(public):,} names from public code. "
        "The names by authors are in pairs of a revealing name and a similar harmless name (its *twin*). "
        "The limit for the meaning score, the weights of meaning and use, and the constant that is added are "
        + ", ".join(f"{one:.2f}" for one in shares) + f". A single name in a prompt is reported from a score of {cut}.", "",
        "| | AUC | recall at 8 % | at 10 % |", "|---|---|---|---|",
    ]  # fmt: skip
    for name, found in (
        ("both parts of the model", "score"),
        ("only the meaning of the words", "meaning"),
        ("only their use in public code", "use"),
    ):
        one = scores[found][own]
        lines.append(
            f"| {name} | {roc_auc_score(truth, one):.3f} | {recall(truth, one, 0.08)} | {recall(truth, one, 0.1)} |"
        )
    lines += [
        "",
        f"Of the names from public code, {_share(public >= cut)} would be flagged if the public vocabulary did not "
        "contain them.",
        "",
    ]
    for title, key in (
        ("author", lambda one: one.hand), ("kind", lambda one: one.kind), ("language", lambda one: one.language),
        ("natural language", lambda one: one.natural), ("words", lambda one: str(min(7, _words(one)))),
        ("industry", lambda one: one.industry),
    ):  # fmt: skip
        lines += _table(title, [key(one) for one in every], truth, score, cut)
    lines += calibration(truth, score, "names")
    order = np.argsort(score)
    lines += ["", "## Thirty worst errors", "", "Revealing names with the lowest scores:", ""]
    lines += [f"- {score[at]:.1f} `{every[at].name}`" for at in order if truth[at]][:15]
    lines += ["", "Generic names with the highest scores:", ""]
    lines += [f"- {score[at]:.1f} `{every[at].name}`" for at in order[::-1] if not truth[at]][:15]
    OUT.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _words(example: Example) -> int:
    from privacy_gate.base.naming import words

    return len(words(example.name))


def _table(title: str, groups: list[Any], truth: np.ndarray, score: np.ndarray, cut: float) -> list[str]:
    lines = [f"| {title} | AUC | found | twins flagged | names |", "|---|---|---|---|---|"]
    group = np.array(groups)
    for name, count in sorted(Counter(groups).items(), key=lambda one: (-one[1], one[0]))[:30]:
        inside = group == name
        own, found = truth[inside], score[inside]
        if count >= _FEW and own.any() and not own.all():
            lines.append(
                f"| {name} | {roc_auc_score(own, found):.3f} | {_share(found[own] >= cut)} "
                f"| {_share(found[~own] >= cut)} | {count} |"
            )
    return [*lines, ""]
