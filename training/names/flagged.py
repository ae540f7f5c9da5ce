"""Which names of the standard library and of public packages the gate would flag.

    pip download --no-deps -d FOLDER numpy pandas flask …
    PYTHONPATH=src python -m training.names.flagged FOLDER [--write]

Judges every name that the Python files define: those of this interpreter's library, and of the wheels in FOLDER
that training/public_code/sources.txt lists. Names are judged as in a prompt with nothing else in it. With `--write` those
that would be flagged, or nearly, become src/privacy_gate/checkers/names/data/public-names.bin, and are flagged no more.
"""

from __future__ import annotations

import ast
import re
import sys
import sysconfig
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import structs

from privacy_gate.checkers.names import public_names
from privacy_gate.checkers.names.revealing_names import find_revealing_words
from privacy_gate.config import Config
from privacy_gate.rules.parsing import parse
from privacy_gate.rules.rule_files import builtin_files

_NEARLY = 0.5
_SOURCES = Path(__file__).parents[1] / "public_code" / "sources.txt"


def listed() -> set[str]:
    """The packages of PyPI that the public vocabulary counts, as wheels spell them."""
    return {_plain(name) for name in re.findall(r"(?m)^pypi (\S+)", _SOURCES.read_text("utf-8"))}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()


def library() -> Iterator[bytes]:
    folder = Path(sysconfig.get_path("stdlib"))
    for file in sorted(folder.rglob("*.py")):
        if not {"site-packages", "test", "tests", "idlelib", "lib2to3"} & set(file.relative_to(folder).parts):
            yield file.read_bytes()


def wheel(file: Path) -> Iterator[bytes]:
    with zipfile.ZipFile(file) as opened:
        for entry in opened.infolist():
            if entry.filename.endswith(".py") and not re.search(r"(^|/)(tests?|_?vendor(ed)?)/", entry.filename):
                yield opened.read(entry)


def names(sources: Iterable[bytes]) -> set[str]:
    """What the sources define: functions, classes, parameters, variables, attributes."""
    found: set[str] = set()
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.arg):
                found.add(node.arg)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                found.add(node.attr)
    return found


def main() -> None:
    warnings.simplefilter("ignore")
    rule = next(rule for rule in parse(builtin_files()) if rule.id == "identifier/descriptive")
    if "--write" in sys.argv:
        public_names.FILE.write_bytes(b"")
        rule = structs.replace(rule, options={**rule.options, "balanced": float(rule.options["strict"]) - _NEARLY})
    told = find_revealing_words(rule, Config())
    sources = {"standard library": library()}
    sources |= {
        package: wheel(file)
        for file in sorted(Path(sys.argv[1]).glob("*.whl"))
        if (package := _plain(file.name.partition("-")[0])) in listed()
    }
    digests: set[bytes] = set()
    for package, files in sources.items():
        own = names(files)
        wrong = sorted(name for name in own if told(name))
        digests.update(map(public_names.digest, wrong))
        print(f"{package}: {len(wrong)} of {len(own):,} {' '.join(wrong[:20])}", flush=True)
    if "--write" in sys.argv:
        public_names.FILE.write_bytes(b"".join(sorted(digests)))


if __name__ == "__main__":
    main()
