"""`privacy-gate history` and its peers over whole histories of git, in turn: `make bench-history`.

The figures go into docs/history.md, between two marks. Without clones to read, some are fetched into the scratch
folder. A clone must be whole: where a blob is missing, peers stop in the middle and look fast.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import environments, report
from benchmarks.environments import Installed, script
from benchmarks.errors import BenchError
from benchmarks.measure import Command, Series, interleaved

PAGE = Path(__file__).parents[1] / "docs" / "history.md"
BEGIN, END = "<!-- make bench-history writes this -->", "<!-- to here -->"
GOAL = 0.7  # of gitleaks' wall time
_CLONES = ("celery/celery", "django/django")
_LIMIT = 3600.0
_FOUND = frozenset({0, 1})
_COLD, _WARM, _ALL = "secrets", "secrets, again", "all rules"


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone with what is in it: commits, blobs, bytes of these as they are without compression."""

    folder: Path
    commits: int
    blobs: int
    size: int


@dataclass(frozen=True, slots=True)
class Timed:
    """What a command took on a clone, and how many findings it had."""

    what: str
    series: Series
    findings: int | None


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when everything was measured, 1 when a command failed, 2 when the gate or a clone is not there."""
    options = _options(arguments)
    machine = report.machine()
    try:
        installed = environments.install(options.scratch, _say, only=("gitleaks", "betterleaks"))
        clones = [_counted(folder) for folder in options.clones or _fetched(installed.scratch)]
        results = [(clone, list(_timed(clone, installed, options.runs))) for clone in clones]
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    lines = list(_page(results, installed, machine))
    print("\n".join(lines))
    if options.page:
        text = PAGE.read_text(encoding="utf-8")
        before, after = text.partition(BEGIN)[0], text.partition(END)[2]
        PAGE.write_text(before + "\n".join([BEGIN, *lines, END]) + after, encoding="utf-8")
    return int(any(not one.series.ok for _, some in results for one in some))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    parser = argparse.ArgumentParser(prog="python -m benchmarks.git_history", description=__doc__)
    parser.add_argument("clones", nargs="*", type=Path, help=f"clones to read (default: {', '.join(_CLONES)})")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="runs of each command (default: %(default)s)")
    parser.add_argument("--scratch", type=Path, default=Path(cache).expanduser() / "privacy-gate-bench")
    parser.add_argument("--page", action="store_true", help="write the table of docs/history.md")
    return parser.parse_args(arguments)


def _fetched(scratch: Path) -> list[Path]:
    folders = []
    for name in _CLONES:
        folder = scratch / "clones" / name.rpartition("/")[2]
        if not folder.is_dir():
            _say(f"cloning {name}")
            address = f"https://github.com/{name}"
            words = ["git", "clone", "--quiet", address, str(folder)]
            if subprocess.run(words, env=environments.clean(), check=False).returncode:
                raise BenchError(f"{address} cannot be cloned; name clones of your own (CLONES)")
        folders.append(folder)
    return folders


def _counted(folder: Path) -> Clone:
    """Raises BenchError for a clone that is not whole."""
    _say(f"counting what is in {folder.name}")
    git = ["git", "-C", str(folder)]
    listed = _output([*git, "rev-list", "--all", "--objects", "--no-object-names", "--missing=print"])
    missing = [line for line in listed.splitlines() if line.startswith(b"?")]
    if missing:
        raise BenchError(f"{folder}: {len(missing)} objects are not in this clone")
    kinds = _output([*git, "cat-file", "--batch-check=%(objecttype) %(objectsize)", "--buffer"], listed)
    sizes = [int(line.split()[1]) for line in kinds.splitlines() if line.startswith(b"blob")]
    commits = sum(line.startswith(b"commit") for line in kinds.splitlines())
    return Clone(folder.resolve(), commits, len(sizes), sum(sizes))


def _output(command: Sequence[str], stdin: bytes = b"") -> bytes:
    done = subprocess.run(command, input=stdin, capture_output=True, env=environments.clean(), check=False)
    if done.returncode:
        raise BenchError(f"{' '.join(command[:4])}: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout


def _timed(clone: Clone, installed: Installed, runs: int) -> Iterator[Timed]:
    """All commands in turn. What the second run of the gate has left to do is measured after the first of each pair."""
    reports = installed.scratch / "reports"
    reports.mkdir(exist_ok=True)
    env = installed.env()
    gate = (script(installed.gate, "privacy-gate"), "history", "--quiet", "--fail-on", "never")
    base = Command((), clone.folder, env, codes=_FOUND, limit=_LIMIT)
    files: dict[str, Path] = {}

    def ours(name: str, *more: str) -> Command:
        files[name] = reports / f"{clone.folder.name}-{name.replace(', ', '-').replace(' ', '-')}.json"
        return replace(base, argv=(*gate, *more, "--output", f"json={files[name]}"))

    commands = {_COLD: ours(_COLD, "--select", "secret", "--fresh")}
    for name, words in (
        ("gitleaks", ["git", "--no-banner", "--exit-code", "0", "--report-format", "json", "--report-path"]),
        ("betterleaks", ["git", "--no-banner", "--silent", "--exit-code", "0", "--output"]),
    ):
        if name in installed.natives:
            files[name] = reports / f"{clone.folder.name}-{name}.json"
            commands[name] = replace(base, argv=(str(installed.natives[name]), *words, str(files[name]), "."))
    commands[_WARM] = ours(_WARM, "--select", "secret")
    series: dict[str, Series] = {}
    # the caches are made by a short run; the rest is not warmed up, it takes long
    _output_of_gate([*gate, "--select", "secret", "HEAD~1..HEAD"], clone, env)
    for number, name, found in interleaved(commands, runs, _LIMIT, warm=False):
        series = found
        _say(f"{clone.folder.name}: run {number} of {runs}, {name}")
    for _, name, found in interleaved({_ALL: ours(_ALL, "--fresh")}, 1, _LIMIT, warm=False):
        series[name] = found[name]
        _say(f"{clone.folder.name}: {name}")
    for name, one in series.items():
        yield Timed(name, one, _findings(files[name]) if one.ok else None)


def _output_of_gate(command: Sequence[str], clone: Clone, env: dict[str, str]) -> None:
    subprocess.run(command, cwd=clone.folder, env=env, capture_output=True, check=False)


def _findings(file: Path) -> int:
    data: Any = json.loads(file.read_text(encoding="utf-8"))
    return len(data["findings"] if isinstance(data, dict) else data)


def _page(results: Sequence[tuple[Clone, list[Timed]]], installed: Installed, machine: report.Machine) -> Iterator[str]:
    date = time.strftime("%Y-%m-%d", time.gmtime())
    versions = ", ".join(" ".join(one) for one in installed.versions.items())
    yield f"`make bench-history`, {date}, commit {environments.commit()}: {versions};"
    yield "{cpu}, {cores} cores, {system}, Python {python}, load average {load} before the run.".format(**machine)
    yield "*wall* is the time of the fastest run. *cpu* is the lowest processor time, including git. */ gitleaks* is a"
    yield "time divided by that of gitleaks. *MB* is the highest memory peak of a process."
    for clone, timed in results:
        size = f"{clone.size / 1e6:,.0f} MB"
        yield f"\n**{clone.folder.name}**: {clone.commits:,} commits, {clone.blobs:,} blobs, {size}\n"
        yield "| | wall s | cpu s | wall / gitleaks | cpu / gitleaks | MB/s | MB | findings |"
        yield "|---|--:|--:|--:|--:|--:|--:|--:|"
        peer = next((one.series for one in timed if one.what == "gitleaks" and one.series.ok), None)
        for one in timed:
            yield _row(one, peer, clone)
        cold = next(one.series for one in timed if one.what == _COLD)
        if peer is not None and cold.ok:
            ratio = cold.best / peer.best
            mark = "reached" if ratio <= GOAL else "**missed**"
            yield f"\nGoal: {GOAL:g} times the wall time of gitleaks, measured {ratio:.2f} times: {mark}"


def _row(one: Timed, peer: Series | None, clone: Clone) -> str:
    if not one.series.ok:
        return f"| {one.what} | failed: {(one.series.failure or '').splitlines()[0][:60]} | | | | | | |"
    wall, cpu = one.series.best, _least(one.series)
    of = (f"{wall / peer.best:.2f}", f"{cpu / _least(peer):.2f}") if peer is not None else ("", "")
    speed = f"{clone.size / wall / 1e6:,.0f}"
    name = one.what if one.what.endswith("leaks") else f"privacy-gate, {one.what}"
    cells = (name, f"{wall:.1f}", f"{cpu:.1f}", *of, speed, f"{one.series.peak / 1e6:.0f}", str(one.findings))
    return f"| {' | '.join(cells)} |"


def _least(series: Series) -> float:
    return min(run.cpu for run in series.runs)


def _say(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text} …")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
