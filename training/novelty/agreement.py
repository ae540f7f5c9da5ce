"""Print how far the two readers agree and write the joint labels: python3 agreement.py

Agreement counts the labels as first given; `settled` only decides the joint label where the one said YES and the
other no. `labels.jsonl` is made anew each time.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LABELS = ("YES", "soft", "border", "no")
JOINT = {
    frozenset(("YES", "soft")): "soft",
    frozenset(("YES", "border")): "border",
    frozenset(("soft", "border")): "border",
    frozenset(("soft", "no")): "border",
    frozenset(("border", "no")): "no",
}
Pair = tuple[str, str]


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def joint(first: str, second: dict[str, Any]) -> str:
    if first == second["label"]:
        return first
    both = frozenset((first, second["label"]))
    if both in JOINT:
        return JOINT[both]
    if "settled" not in second:
        sys.exit(f"{second['commit']}: YES against no, not settled")
    return str(second["settled"]["label"])


def kappa(pairs: list[Pair]) -> str:
    """Cohen's kappa; a dash where chance alone would give full agreement."""
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(count * others[label] for label, count in ones.items()) / len(pairs) ** 2
    return f"{(agreed - chance) / (1 - chance):.2f}" if chance < 1 else "-"


def row(name: str, pairs: list[Pair]) -> str:
    yes = [(str(one == "YES"), str(other == "YES")) for one, other in pairs]
    cells = [name, str(len(pairs))]
    for counted in (yes, pairs):
        share = sum(one == other for one, other in counted) / len(counted)
        cells += [f"{share:.0%}", kappa(counted)]
    return "| " + " | ".join(cells) + " |\n"


def main() -> None:
    part = {project["repo"]: project["part"] for project in read("projects.jsonl")}
    seconds = {record["commit"]: record for record in read("commits-second.jsonl")}
    firsts = read("commits.jsonl")
    if len(seconds) != len(firsts) or any(record["commit"] not in seconds for record in firsts):
        sys.exit("the two files do not hold the same commits")

    groups: dict[str, list[Pair]] = {}
    joined: Counter[tuple[str, str, str]] = Counter()
    lines = []
    for first in firsts:
        second = seconds[first["commit"]]
        pair = (first["label"], second["label"])
        read_as = "answer seen before" if second.get("seen") else "wholly blind"
        for group in (first["language"], part[first["repo"]], read_as, "all"):
            groups.setdefault(group, []).append(pair)
        record = {key: first[key] for key in ("commit", "repo", "language")}
        record |= {"part": part[first["repo"]], "label": joint(first["label"], second)}
        joined[first["language"], record["part"], record["label"]] += 1
        lines.append(json.dumps(record) + "\n")

    write = sys.stdout.write
    write("| commits | number | YES or not: same | kappa | four labels: same | kappa |\n|---|---|---|---|---|---|\n")
    last = ("tune", "hold", "wholly blind", "answer seen before", "all")
    for group in [*sorted(groups.keys() - set(last)), *(name for name in last if name in groups)]:
        write(row(group, groups[group]))
    write("\n| first \\ second | " + " | ".join(LABELS) + " |\n|---|---|---|---|---|\n")
    counts = Counter(groups["all"])
    for one in LABELS:
        write(f"| {one} | " + " | ".join(str(counts[one, other]) for other in LABELS) + " |\n")
    write("\n| joint labels | part | " + " | ".join(LABELS) + " |\n|---|---|---|---|---|---|\n")
    for language, of in sorted({key[:2] for key in joined}):
        write(f"| {language} | {of} | " + " | ".join(str(joined[language, of, label]) for label in LABELS) + " |\n")
    (HERE / "labels.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
