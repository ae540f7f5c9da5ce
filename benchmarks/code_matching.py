"""How well code of a repository is found in prompts, beside copydetect and jscpd: `python -m benchmarks.code_matching`.

Functions of "private" packages are pasted into prompts as they are, without comments, with all names
changed, halved, and renamed, edited and formatted anew. Functions and whole files of other packages and
common helper functions must not be taken for them. `tuned` is the set on which the numbers in
`index/query.py` were chosen, `held out` has seen no change since.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from benchmarks import code_variants
from privacy_gate.base import git
from privacy_gate.config import Config
from privacy_gate.index import file_kinds, file_reader, public_filter, update
from privacy_gate.index.budget import Budget
from privacy_gate.index.evidence import Strength
from privacy_gate.index.location import folder
from privacy_gate.index.query import TreeView, search
from privacy_gate.index.store import Store, forget
from privacy_gate.index.store_rows import TreePlace

SETS = {"tuned": ("beets==2.14.1", "mitmproxy==11.0.2"), "held out": ("buildbot==4.3.0", "pelican==4.12.0")}
OTHERS = (
    "ansible-core==2.19.14", "bokeh==3.9.2", "conan==2.34.0", "errbot==6.2.1", "mopidy==3.4.2", "nikola==8.3.3",
    "pywikibot==11.9.0", "sopel==8.0.4", "sphinx==9.0.4", "streamlink==8.6.3", "supervisor==4.3.0",
)  # fmt: skip
TOOLS = ("black==26.10.1", "copydetect==0.5.0", "jscpd==5.4.2")
_HELPERS = Path(__file__).parent / "data" / "common_helpers.txt"
Prompts = dict[str, list[str]]
"""Prompts by what they hold: a variant of private code, or something that must not be found."""

_COPYDETECT = """
import json, sys
import copydetect
found = copydetect.CopyDetector(
    test_dirs=[sys.argv[1]], ref_dirs=[sys.argv[2]], extensions=["py"], display_t=float(sys.argv[3]), silent=True,
    autoopen=False, force_language="python",
)
found.run()
print(json.dumps(sorted({str(row[2]) for row in found.get_copied_code_list()})))
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    parser.add_argument("--scratch", type=Path, default=cache / "privacy-gate-bench" / "code", metavar="DIR")
    parser.add_argument("--functions", type=int, default=240, metavar="N", help="of each set (default: %(default)s)")
    parser.add_argument(
        "--filter", type=Path, metavar="FILE", help="another filter of public code than the shipped one"
    )
    parser.add_argument("--no-peers", action="store_true", help="the gate alone")
    parser.add_argument("--only-peer", metavar="NAME", help="the peers whose names begin so, without the gate")
    options = parser.parse_args(arguments)
    if options.filter:
        own = public_filter.Filter(options.filter)
        setattr(public_filter, "load_shipped", lambda: own)  # noqa: B010  (that it is cached does not matter here)
    scratch = options.scratch.resolve()
    tools = _tools(scratch)
    for name, packages in SETS.items():
        root = repository(scratch, name, packages)
        prompts = {**_changed(root, tools, options.functions), **_harmless(scratch)}
        show(name, "", {what: str(len(texts)) for what, texts in prompts.items()})
        if not options.only_peer:
            measure_gate(name, root, prompts)
        if not options.no_peers:
            _measure_peers(name, root, prompts, tools, options.only_peer or "")
    return 0


# what is measured ---------------------------------------------------------------------------------


def _tools(scratch: Path) -> Path:
    """The folder of the programs of an environment with the peers."""
    where = scratch / "tools"
    if not (where / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", where], check=True)
        _pip(where / "bin" / "python", ["install", *TOOLS])
        (where / "ready").touch()
    return where / "bin"


def _pip(python: Path, arguments: Sequence[str]) -> None:
    subprocess.run([python, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments], check=True)


def package(scratch: Path, requirement: str) -> Path:
    where = scratch / "packages" / requirement
    if not where.exists():
        partial = where.with_name(f"{requirement}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        _pip(Path(sys.executable), ["install", "--no-deps", "--no-compile", "--target", str(partial), requirement])
        partial.rename(where)
    return where


def repository(scratch: Path, name: str, packages: Sequence[str], fetch: Callable[[Path, str], Path] = package) -> Path:
    """The private packages, from wherever `fetch` has them, as a git repository."""
    root = scratch / f"repository {name}"
    if not (root / ".git").exists():
        for requirement in packages:
            shutil.copytree(fetch(scratch, requirement), root / requirement, dirs_exist_ok=True)
        for command in (
            ["init", "-q"],
            ["add", "-A"],
            ["-c", "user.name=b", "-c", "user.email=b@c", "commit", "-qm", "x"],
        ):
            subprocess.run(["git", *command], cwd=root, check=True)
    return root


def _changed(root: Path, tools: Path, count: int) -> Prompts:
    """Functions of the repository, changed in every way, in prompts."""
    found = code_variants.functions(root)
    Random(5).shuffle(found)  # noqa: S311  (no secret hangs on it)
    made: dict[str, list[str]] = {}
    for number, function in enumerate(found[:count]):
        try:
            for variant, text in code_variants.variants(function, number, 1).items():
                made.setdefault(variant, []).append(text)
        except SyntaxError:  # a byte string that became text beside others
            continue
    made["laundered"] = _formatted(made["laundered"], tools, root.parent / "formatted")
    return {
        variant: [code_variants.prompt(text, number) for number, text in enumerate(texts)]
        for variant, texts in made.items()
    }


def _formatted(texts: list[str], tools: Path, where: Path) -> list[str]:
    _fill(where, texts, "py")
    subprocess.run([tools / "black", "-q", "-l", "60", "-C", where], check=False)
    return [(where / f"{number}.py").read_text(encoding="utf-8") for number in range(len(texts))]


def _harmless(scratch: Path) -> Prompts:
    """What must not be found: functions and files of other packages, helpers that everybody writes."""
    random = Random(6)  # noqa: S311  (no secret hangs on it)
    functions, whole = [], []
    for requirement in OTHERS:
        root = package(scratch, requirement)
        some = code_variants.functions(root)
        random.shuffle(some)
        functions += [function.text for function in some[:60]]
        paths = [path for path in code_variants.sources(root) if 4_000 < path.stat().st_size < 120_000]
        random.shuffle(paths)
        whole += [path.read_text(encoding="utf-8", errors="replace") for path in paths[:45]]
    text = _HELPERS.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    helpers = ["".join(lines[node.lineno - 1 : node.end_lineno]) for node in ast.parse(text).body]
    return {
        "other functions": [code_variants.prompt(text, number) for number, text in enumerate(functions)],
        "common helpers": [code_variants.prompt(text, number) for number, text in enumerate(helpers)],
        "other files": whole,
    }


# the gate -----------------------------------------------------------------------------------------


def measure_gate(name: str, root: Path, prompts: Prompts) -> None:
    """Build the index of a repository, ask it for all prompts, and print the shares that are found."""
    here = git.find(root)
    assert here is not None
    forget(folder(here))
    store = Store(folder(here))
    started = time.process_time()
    state = update.bring_up_to_date(store, here, Config(), Budget())
    with store.transaction():
        store.join()
    store.tidy()
    spent = time.process_time() - started
    _, lines, _ = store.totals()
    size = (folder(here) / "index.db").stat().st_size

    def read(place: TreePlace) -> str | None:
        return file_kinds.decode_file(file_reader.read_content(root, place))

    view = TreeView(store, (state.tree,), state.prints, 0, lambda _path: False, read)
    found: dict[Strength, dict[str, float]] = {least: {} for least in Strength}
    for what, texts in prompts.items():
        best = [max((match.strength for match in search(text, view)), default=0) for text in texts]
        for least in Strength:
            found[least][what] = 100 * sum(strength >= least for strength in best) / len(best)
    for least, label in ((Strength.WEAK, "note"), (Strength.CLEAR, "warning"), (Strength.STRONG, "error")):
        show(name, f"privacy-gate, {label} or more", _percent(found[least]))
    print(
        f"{name:9} build: {lines:,} lines, {lines / spent:,.0f} a second of processor time,"
        f" {size / lines:.1f} MB per million lines",
        flush=True,
    )


# its peers ----------------------------------------------------------------------------------------


def _measure_peers(name: str, root: Path, prompts: Prompts, tools: Path, only: str) -> None:
    where = root.with_name("prompts")
    peers: dict[str, Callable[[list[str]], float]] = {
        "copydetect, default (0.33)": lambda texts: _copydetect(texts, root, tools, where, "0.33"),
        "copydetect, 0.2": lambda texts: _copydetect(texts, root, tools, where, "0.2"),
        "jscpd, default": lambda texts: _jscpd(texts, root, tools, where, ["-k", "50", "-l", "5"]),
        "jscpd, renamed, 30 tokens": lambda texts: _jscpd(
            texts, root, tools, where, ["-k", "30", "-l", "3", "--ignore-identifiers", "--ignore-literals"]
        ),
    }
    for label, measure in peers.items():
        if label.startswith(only):
            show(name, label, _percent({what: measure(texts) for what, texts in prompts.items()}))


def _fill(where: Path, texts: Sequence[str], suffix: str) -> None:
    shutil.rmtree(where, ignore_errors=True)
    where.mkdir(parents=True)
    for number, text in enumerate(texts):
        (where / f"{number}.{suffix}").write_text(text, encoding="utf-8")


def _copydetect(texts: list[str], root: Path, tools: Path, where: Path, share: str) -> float:
    _fill(where, texts, "py")
    command: list[str | Path] = [tools / "python", "-c", _COPYDETECT, where, root, share]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return 100 * len(json.loads(done.stdout.splitlines()[-1])) / len(texts)


def _jscpd(texts: list[str], root: Path, tools: Path, where: Path, options: list[str]) -> float:
    # it reads code only between fences that name the language: it is given them
    tagged = [text.replace("\n```\n", "\n```python\n", 1) if "```python" not in text else text for text in texts]
    _fill(where, [text if "```" in text else f"```python\n{text}\n```\n" for text in tagged], "md")
    out = where.with_name("jscpd")
    command: list[str | Path] = [tools / "jscpd", *options, "-f", "python,markdown", "-r", "json", "-o"]
    command += [out, root, where]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    report = json.loads((out / "jscpd-report.json").read_text(encoding="utf-8"))
    found = set()
    for pair in report["duplicates"]:
        names = [pair[side]["name"] for side in ("firstFile", "secondFile")]  # each relative to its own folder
        prompts = [name.partition(".md")[0] for name in names if name.partition(".md")[0].isdigit()]
        if len(prompts) == 1:
            found.add(prompts[0])
    return 100 * len(found) / len(texts)


def _percent(values: dict[str, float]) -> dict[str, str]:
    return {what: f"{value:.1f}" for what, value in values.items()}


def show(name: str, label: str, values: dict[str, str]) -> None:
    columns = "  ".join(f"{what} {value:>5}" for what, value in values.items())
    print(f"{name:9} {label:32} {columns}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
