"""Collect names of public code as names that tell nothing: run over a folder of wheels.

    pip download --no-deps -d FOLDER networkx sympy docutils …
    PYTHONPATH=src python -m training.names.harvest FOLDER

Writes data/public.jsonl.gz: names that the Python files define, a sample of each package. The packages must not be
among those that the public vocabulary counts (training/public_code/sources.txt): of those it knows every name,
and the model would learn that public names are always known. Nobody labelled them; training weighs them low.
"""

from __future__ import annotations

import ast
import gzip
import json
import random
import re
import sys
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

from privacy_gate.base.naming import words

OUT = Path(__file__).parent / "data" / "public.jsonl.gz"
MOST = 110  # names of a package
_KEY = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+){1,6}")


def _names(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name, "class"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, "test" if node.name.startswith("test") else "function"
        elif isinstance(node, ast.arg):
            yield node.arg, "parameter"
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, "constant" if node.id.isupper() else "variable"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _KEY.fullmatch(node.value):
            yield node.value, "key"


def _of_package(file: Path) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    with zipfile.ZipFile(file) as wheel:
        for entry in wheel.infolist():
            if not entry.filename.endswith(".py") or entry.file_size > 400_000:
                continue
            try:
                tree = ast.parse(wheel.read(entry).decode("utf-8", "replace"))
            except (SyntaxError, ValueError, RecursionError):
                continue
            for name, kind in ((Path(entry.filename).stem, "module"), *_names(tree)):
                found.setdefault(name, kind)
    return [(name, kind) for name, kind in found.items() if 2 <= len(words(name)) <= 9 and not name.startswith("__")]


def main() -> None:
    warnings.simplefilter("ignore")
    rows, seen = [], set()
    for file in sorted(Path(sys.argv[1]).glob("*.whl")):
        package = file.name.partition("-")[0]
        names = _of_package(file)
        random.Random(package).shuffle(names)  # noqa: S311  (a sample, not a secret)
        taken = [one for one in names if tuple(words(one[0])) not in seen][:MOST]
        seen.update(tuple(words(name)) for name, _ in taken)
        rows += [{"name": name, "kind": kind, "package": package} for name, kind in sorted(taken)]
    with gzip.GzipFile(OUT, "wb", mtime=0) as out:
        out.write("".join(json.dumps(row) + "\n" for row in rows).encode())


if __name__ == "__main__":
    main()
