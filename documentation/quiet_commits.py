"""docs/quiet-commits.md: how often commits of public applications get a finding, and how many of these are useful."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from documentation.markdown import made, page, table, words

_DATA = Path(__file__).parents[1] / "benchmarks" / "data"
_SOURCES = "`benchmarks/data/quiet-commits.tsv`, `quiet-judgements.tsv` and `documentation/quiet_commits.py`"
_KEPT = (
    "No rule was changed because of findings in these repositories. If a rule has several findings in one file of a "
    "commit, only the first one was judged."
)
_DEVELOPMENT = (
    "These findings were used to improve the rules, so the figures do not measure the current rules. The last three "
    "columns of the first table count only the judged findings that the current rules still report."
)
_HALVES = {
    "report-2": ("Repositories that were only measured", _KEPT),
    "development": ("Repositories that were used for development", _DEVELOPMENT),
}
_KINDS = {"turns of users": "typed prompts", "prompt files": "prompt files"}
Row = dict[str, str]


def quiet_commits() -> str:
    """The page."""
    commits, judged = _read("quiet-commits.tsv"), _read("quiet-judgements.tsv")
    return page(
        made(_SOURCES),
        "# Findings in everyday commits",
        words(
            "`make bench-quiet` checks single commits of public applications in the same way as `privacy-gate diff`, "
            "with the default settings. Two annotators judged the findings independently. They assumed that the "
            "repository is private, and decided for each finding whether a developer of the company would want to "
            "know about it. Such a finding is “useful”. Findings about invented values in tests, user interfaces, code "
            "that only connects other code, and copied libraries are not useful. A commit is “blocked” if it has an "
            "error."
        ),
        *(block for half, texts in _HALVES.items() for block in _half(half, *texts, commits, judged)),
        *_prompts(),
    )


def _prompts() -> Iterator[str | list[str]]:
    """The same for published prompts and turns of users, as `make bench-quiet` measured them."""
    yield "## Public prompts"
    yield words(
        "The texts are prompts that real users typed into an assistant, and published prompt files. Nobody read the "
        "findings in these texts while rules were changed; only the number of findings of each rule was known. "
        "Intervals are 95 % confidence intervals over repositories. Most findings in typed prompts are paths with a "
        "user name, which should be reported. The column “without paths and addresses” therefore does not count "
        "`internal/user-path` and `personal/email`. A text is “blocked” if it has an error."
    )
    rows = [[_KINDS[row["kind"]], *list(row.values())[1:]] for row in _read("quiet-prompts.tsv")]
    yield table(["kind", "set", "texts", "with a finding", "without paths and addresses", "blocked"], rows)
    judged = _read("quiet-prompt-judgements.tsv")
    by_rule = sorted({(row["kind"], row["rule"]) for row in judged}, reverse=True)
    counted = []
    for kind, rule in by_rule:
        some = [row["right"] for row in judged if (row["kind"], row["rule"]) == (kind, rule)]
        counted.append(
            [_KINDS[kind], f"`{rule}`", str(len(some)), f"{some.count('yes')} ({_share(some.count('yes'), len(some))})"]
        )
    yield words(
        "In each text, one annotator judged the first finding of each rule. The annotator did not see the rules and "
        "settings:"
    )
    yield table(["kind", "rule", "findings", "correct"], counted)


def _half(
    half: str, title: str, about: str, commits: Sequence[Row], judged: Sequence[Row]
) -> Iterator[str | list[str]]:
    own = [row for row in commits if row["half"] == half]
    checked, touched, stopped = (sum(int(row[name]) for row in own) for name in ("commits", "touched", "stopped"))
    yield f"## {title}"
    yield words(
        f"The {len(own)} repositories have {checked:,} measured commits. {touched} of them "
        f"({_share(touched, checked)}) have a finding, and {stopped} ({_share(stopped, checked)}) are blocked. {about}"
    )
    yield from _judgements([row for row in judged if row["half"] == half])
    yield table(
        ["repository", "commits", "with a finding", "blocked"],
        [[row["repository"], row["commits"], row["touched"], row["stopped"]] for row in own],
    )


def _judgements(judged: Sequence[Row]) -> Iterator[str | list[str]]:
    if not judged:
        return
    by_rule: dict[str, list[Row]] = defaultdict(list)
    for row in judged:
        by_rule[row["rule"]].append(row)
    ordered = sorted(by_rule.items(), key=lambda rule: (-len(rule[1]), rule[0]))
    again = any(row["reported"] == "no" for row in judged)
    useful = ["useful to annotator 1", "useful to annotator 2"]
    head = ["rule", "findings", *useful, *(["still reported", *useful] * again)]
    rows = [[f"`{rule}`", *_counts(some, again=again)] for rule, some in ordered]
    yield table(head, [*rows, ["all", *_counts(judged, again=again)]])
    both = sum(row["first"] == row["second"] for row in judged)
    yield words(f"The annotators agree on {both} of {len(judged)} findings ({_share(both, len(judged))}).")


def _counts(some: Sequence[Row], *, again: bool) -> Iterator[str]:
    def useful(rows: Sequence[Row]) -> Iterator[str]:
        yield str(len(rows))
        for annotator in ("first", "second"):
            number = sum(row[annotator] == "yes" for row in rows)
            yield f"{number} ({_share(number, len(rows))})" if rows else "0"

    yield from useful(some)
    if again:
        yield from useful([row for row in some if row["reported"] == "yes"])


def _share(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.1f} %"


def _read(name: str) -> list[Row]:
    with (_DATA / name).open(newline="", encoding="utf-8") as rows:
        return list(csv.DictReader(rows, delimiter="\t"))
