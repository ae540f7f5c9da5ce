"""What an index of a million lines costs whoever waits for it: `python -m benchmarks.large_index`.

Measured is the whole process of `scan -` on a prompt of 50 lines that holds a function of the
repository, beside the same without the index; and what five changed files of a commit cost the first
prompt after it. Processor time counts git's too; on a machine that does other work it says more than
the wall.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from benchmarks import code_variants
from benchmarks.code_matching import OTHERS, SETS, package
from benchmarks.environments import clean
from benchmarks.measure import Command, Series, interleaved, median
from privacy_gate.base import git
from privacy_gate.config import Config
from privacy_gate.index import update
from privacy_gate.index.budget import Budget
from privacy_gate.index.location import folder
from privacy_gate.index.own_names_store import NameStore
from privacy_gate.index.store import Store

PACKAGES = (*SETS["tuned"], *SETS["held out"], *OTHERS, "nova==34.0.0")
LINES = 1_000_000
_CHANGED = 5  # files of a commit
_COMMITS = 7
_FOUND = frozenset({0, 1})
_GOALS = {"prompt": 0.070, "commit": 0.050}  # seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    parser.add_argument("--scratch", type=Path, default=cache / "privacy-gate-bench" / "code", metavar="DIR")
    parser.add_argument("--runs", type=int, default=15, metavar="N", help="of each command (default: %(default)s)")
    options = parser.parse_args(arguments)
    scratch = options.scratch.resolve()
    root = repository(scratch)
    env = clean() | {"PRIVACY_GATE_CACHE": str(scratch / "cache"), "GIT_CEILING_DIRECTORIES": str(scratch)}
    _build(root, env)
    _prompt(root, env, scratch / "prompt-50.md", options.runs)
    _commits(root)
    return 0


def repository(scratch: Path) -> Path:
    """A million lines of Python, committed."""
    root = scratch / "repository of a million lines"
    if (root / ".git" / "ready").exists():
        return root
    shutil.rmtree(root, ignore_errors=True)
    lines = 0
    for requirement in PACKAGES:
        source = package(scratch, requirement)
        for path in sorted(source.rglob("*.py")):
            if lines >= LINES:
                break
            target = root / requirement.partition("=")[0] / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            lines += target.read_bytes().count(b"\n")
    for words in (["init", "-q"], ["config", "user.name", "b"], ["config", "user.email", "b@c"], ["add", "-A"]):
        _git(root, *words)
    _git(root, "commit", "-qm", "x")
    (root / ".git" / "ready").touch()
    return root


def _git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, env=clean())


def _build(root: Path, env: dict[str, str]) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "privacy_gate", "index", "build", "--anew", "--quiet"], cwd=root, env=env, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    repository = git.find(root)
    assert repository is not None
    store = Store(folder(repository))
    files, lines, prints = store.totals()
    store.close()
    size = sum((folder(repository) / f"{name}.db").stat().st_size for name in ("index", "names"))
    print(
        f"index build, code and names: {files:,} files, {lines:,} lines, {prints:,} fingerprints, {size / 1e6:.0f} MB,"
        f" {spent:.0f} s of processor time, {lines / spent:,.0f} lines a second",
        flush=True,
    )


def _prompt(root: Path, env: dict[str, str], file: Path, runs: int) -> None:
    """The whole process on one prompt of 50 lines."""
    found = code_variants.functions(root / "buildbot")
    Random(7).shuffle(found)  # noqa: S311  (no secret hangs on it)
    function = next(one.text for one in found if 20 <= one.text.count("\n") <= 30)
    head = "# TASK\n\nMake this function shorter. It must do the same as before.\n\n```python\n"
    tail = "```\n\n# CONSTRAINTS\n\n"
    room = 50 - (head + function + tail).count("\n")
    file.write_text(head + function + tail + "Keep the order of what it returns.\n" * room, encoding="utf-8")
    scan = (sys.executable, "-m", "privacy_gate", "scan", "-")
    commands = {
        "with the index": Command(scan, root, env, file, _FOUND),
        "without (--no-index)": Command((*scan, "--no-index"), root, env, file, _FOUND),
        "bare Python": Command((sys.executable, "-c", "pass"), root, env),
    }
    series: dict[str, Series] = {}
    for _, _, series in interleaved(commands, runs, float("inf")):  # noqa: B007  (the last is what counts)
        pass
    for name, one in series.items():
        if one.failure is not None:
            print(f"one prompt of 50 lines, {name}: {one.failure}")
            continue
        print(
            f"one prompt of 50 lines, {name}: wall {one.median * 1e3:.0f} ms (best {one.best * 1e3:.0f}),"
            f" processor {one.cpu * 1e3:.0f} ms, goal {_GOALS['prompt'] * 1e3:.0f}",
            flush=True,
        )


def _commits(root: Path) -> None:
    """What commits of five changed files cost the index, beside what it costs where nothing changed."""
    repository = git.find(root)
    assert repository is not None
    files = sorted(path for path in root.rglob("*.py") if 4_000 < path.stat().st_size < 40_000)
    dice = Random(8)  # noqa: S311  (no secret hangs on it)
    dice.shuffle(files)
    taken: dict[str, list[tuple[float, float]]] = {}
    for number in range(_COMMITS):
        changed = files[number * _CHANGED : (number + 1) * _CHANGED]
        for path in changed:
            path.write_text(f"{path.read_text(encoding='utf-8')}\n\ndef added_{number}(a, b):\n    return a[b]\n")
        _git(root, "commit", "-qam", f"change {number}")
        for what in ("after a commit of 5 files", "where nothing changed"):
            taken.setdefault(f"code, {what}", []).append(_code(repository))
            taken.setdefault(f"names, {what}", []).append(_names(repository))
    for what, times in taken.items():
        wall, cpu = (median([one[at] for one in times]) for at in (0, 1))
        best = min(one[0] for one in times)
        print(
            f"bringing the index up to date, {what}: wall {wall * 1e3:.0f} ms (best {best * 1e3:.0f}),"
            f" processor {cpu * 1e3:.0f} ms, goal {_GOALS['commit'] * 1e3:.0f}",
            flush=True,
        )


def _code(repository: git.Repository) -> tuple[float, float]:
    started = time.perf_counter(), _processor()
    store = Store(folder(repository))
    state = update.bring_up_to_date(store, repository, Config(), Budget())
    taken = time.perf_counter() - started[0], _processor() - started[1]
    store.close()  # as a hook does not: it ends without putting the log into the file
    assert not state.behind
    return taken


def _names(repository: git.Repository) -> tuple[float, float]:
    started = time.perf_counter(), _processor()
    store = NameStore(repository)
    left = store.bring_up_to_date(Config())
    taken = time.perf_counter() - started[0], _processor() - started[1]
    assert not left
    return taken


def _processor() -> float:
    """Seconds of this process and of those that it waited for, such as git."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


if __name__ == "__main__":
    sys.exit(main())
