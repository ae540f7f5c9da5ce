"""Draw the commits to label: python3 sample.py MIRROR... > sample.jsonl

A mirror is a git directory in a folder named owner+name (`owner+name/repo`), of a project listed in projects.jsonl.
The draw depends on nothing but the seed, the project and its `head`: a newer snapshot gives the same commits.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

SEED = 6
ENDINGS = {"python": ["py"], "typescript": ["ts", "tsx"], "go": ["go"], "java": ["java"], "rust": ["rs"]}
# Tests by place or name, in the habits of the five languages; Rust's tests inside a module stay with the code.
TESTS = re.compile(
    r"(^|/)(tests?|testing|testdata|__tests__|spec(-dtslint)?|spec_helpers|e2e|e2e-common|integration-tests?|"
    r"dtslint|conftest\.py|test\.py|tests\.py)(/|$)"
    r"|(^|/)test_[^/]*$|_test\.[a-z]+$|[.-](test|spec)\.tsx?$|Tests?\.java$|(^|/)src/(test|integrationTest)/"
)
STRATA = [(20, 60), (60, 150), (150, 400), (400, 1500)]  # added lines of code, the upper end excluded
SHARES = {"python": [2, 3, 4, 3]}
OTHERS = [1, 2, 3, 2]
# A second draw where the first gave too few commits with new logic, blind as well: it is taken as a whole.
MORE = {"python": [0, 0, 1, 1], "typescript": [0, 0, 2, 4], "java": [0, 0, 0, 2], "rust": [0, 0, 1, 3]}
FIRST = 15  # the oldest commits of a history are its initial import


def git(mirror: Path, *args: str) -> str:
    command = ["git", "-C", str(mirror), "-c", "diff.renameLimit=2000", *args]
    return subprocess.run(command, check=True, capture_output=True, text=True, errors="replace").stdout


def added_lines(mirror: Path, revision: str, language: str, *select: str) -> Iterator[tuple[str, int]]:
    """Give (commit, added non-test lines) of all selected commits; a merge is compared with its first parent."""
    paths = [f"*.{ending}" for ending in ENDINGS[language]]
    command = ["log", "-M", "--numstat", "--format=%x01%H", *select, revision, "--", *paths]
    try:
        log = git(mirror, *command)
    except subprocess.CalledProcessError:
        log = git(mirror, *command, *absent(mirror, revision, paths))
    for entry in log.split("\x01")[1:]:
        yield entry[:40], sum(count for count, _ in code_rows(entry[40:]))


def absent(mirror: Path, revision: str, paths: list[str]) -> list[str]:
    """Name the files to pass over, as git takes them: the snapshot lacks blobs of 4 MiB and more (generated code)."""
    rows = git(mirror, "log", "--raw", "--no-renames", "--no-abbrev", "--format=", revision, "--", *paths).splitlines()
    path_of = {row.split()[3]: row.rsplit("\t", 1)[-1] for row in rows if row and set(row.split()[3]) != {"0"}}
    check = ["git", "-C", str(mirror), "cat-file", "--batch-check"]
    found = subprocess.run(check, input="\n".join(path_of), check=True, capture_output=True, text=True).stdout
    missing = [row.split()[0] for row in found.splitlines() if row.endswith("missing")]
    return sorted({f":!{path_of[blob]}" for blob in missing})


def code_rows(numstat: str) -> Iterator[tuple[int, str]]:
    for line in numstat.splitlines():
        added, _, path = [*line.split("\t", 2), "", ""][:3]
        path = re.sub(r"\{[^{}]*? => ([^{}]*?)\}", r"\1", path).replace("//", "/").split(" => ")[-1]
        if added.isdigit() and not TESTS.search(path):
            yield int(added), path


def draw(mirror: Path, project: dict[str, str]) -> Iterator[dict[str, object]]:
    """Give the sampled commits of one project, one of them a merge into the main line."""
    language, head = project["language"], project["head"]
    chance = random.Random(f"{SEED} {project['repo']}")  # noqa: S311  # a draw, not a secret
    early = set(git(mirror, "rev-list", "--reverse", "--topo-order", head).split()[:FIRST])
    single = sorted(r for r in added_lines(mirror, head, language, "--no-merges") if r[0] not in early)
    merges = sorted(
        r
        for r in added_lines(mirror, head, language, "--merges", "--first-parent", "--diff-merges=first-parent")
        if r[0] not in early
    )
    picked: list[tuple[str, int]] = []
    for (low, high), share in zip(STRATA, SHARES.get(language, OTHERS), strict=True):
        pool = [r for r in single if low <= r[1] < high]
        merged = [r for r in merges if low <= r[1] < high]
        take = min(1, len(merged)) if low == 150 else 0
        picked += chance.sample(pool, min(share - take, len(pool))) + chance.sample(merged, take)
    chance = random.Random(f"{SEED} {project['repo']} more")  # noqa: S311
    for (low, high), share in zip(STRATA, MORE.get(language, [0, 0, 0, 0]), strict=True):
        pool = [r for r in single if low <= r[1] < high and r not in picked]
        picked += chance.sample(pool, min(share, len(pool)))
    for commit, code in picked:
        yield {
            "repo": project["repo"],
            "commit": commit,
            "language": language,
            "subject": shortened(git(mirror, "log", "-1", "--format=%s", commit).strip()),
            "added": total(mirror, commit),
            "added_code": code,
        }


def total(mirror: Path, commit: str) -> int:
    """Count all added lines; where the snapshot lacks a blob (of 4 MiB and more), those of code and texts only."""
    show = ["show", "-M", "--first-parent", "--diff-merges=first-parent", "--numstat", "--format=", commit]
    try:
        rows = git(mirror, *show)
    except subprocess.CalledProcessError:
        texts = [f"*.{ending}" for ending in [*chain(*ENDINGS.values()), "md", "rst", "txt", "yaml", "toml"]]
        rows = git(mirror, *show, "--", *texts)
    return sum(int(row.split("\t")[0]) for row in rows.splitlines() if row.split("\t")[0].isdigit())


def shortened(subject: str) -> str:
    return subject if len(subject) <= 60 else subject[:57].rstrip() + "..."


def main() -> None:
    projects = [json.loads(line) for line in Path(__file__).with_name("projects.jsonl").read_text().splitlines()]
    mirrors = {
        path.parent.name.replace("+", "/") if path.name == "repo" else path.name.replace("+", "/"): path
        for path in map(Path, sys.argv[1:])
    }
    for project in projects:
        if project["repo"] in mirrors:
            for record in draw(mirrors[project["repo"]], project):
                sys.stdout.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
