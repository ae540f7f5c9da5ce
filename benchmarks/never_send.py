"""What is found of files that never leave, and what is taken for a part of them: `python -m benchmarks.never_send`.

All files of a package are marked, and pieces of them are asked for: lines as they are and with other names, sentences
of docstrings. Functions and files of other packages, and prompts from elsewhere (`--prompts FILE`, a JSON object with
`text` a line), hold none of them.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

from benchmarks import code_variants
from benchmarks.code_matching import OTHERS, package
from privacy_gate.base.hashing import blake2b
from privacy_gate.index import file_reader
from privacy_gate.index.query import TreeView, search
from privacy_gate.index.store import Store
from privacy_gate.index.store_rows import TreePlace

_MARKED = ("pelican==4.12.0",)
_PIECES = 250


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    parser.add_argument("--scratch", type=Path, default=cache / "privacy-gate-bench" / "code", metavar="DIR")
    parser.add_argument("--packages", nargs="+", default=_MARKED, metavar="NAME==VERSION", help="what is marked")
    parser.add_argument("--prompts", type=Path, metavar="FILE", help="prompts that hold nothing of them")
    options = parser.parse_args(arguments)
    scratch = options.scratch.resolve()
    roots = [package(scratch, one) for one in options.packages]
    texts = {str(path): _read(path) for root in roots for path in code_variants.sources(root)}
    is_found = _finder(texts)
    print(f"{sum(text.count(chr(10)) for text in texts.values()):,} lines never leave", flush=True)
    for name, clean in _clean(scratch, options.prompts):
        print(f"taken for a part, of {len(clean)} {name}: {sum(map(is_found, clean))}", flush=True)
    for name, pieces in _pieces(roots, texts).items():
        share = sum(map(is_found, pieces)) / max(1, len(pieces))
        print(f"found, of {len(pieces)} {name}: {share:.0%}", flush=True)
    return 0


def _finder(texts: dict[str, str]) -> Callable[[str], bool]:
    store = Store(None)
    places = [
        TreePlace(path, loose=False, oid=blake2b(f"{path}\0{text}".encode(), digest_size=20).digest())
        for path, text in texts.items()
    ]
    entries = [file_reader.build_entry(place, texts[place.path].encode(), store, dense=True) for place in places]
    with store.transaction():
        store.put(entries, sorted_in=True)
        store.settle(Path("/"), b"", (), places)
    tree, _, prints, _ = store.tree(Path("/"))
    view = TreeView(
        store, (tree,), prints, store.count_dense_prints((tree,)), lambda _: True, lambda place: texts[place.path]
    )
    return lambda text: bool(search(text, view))


def _clean(scratch: Path, prompts: Path | None) -> Iterator[tuple[str, list[str]]]:
    random = Random(1)  # noqa: S311  (no secret hangs on it)
    functions, files = [], []
    for requirement in OTHERS:
        root = package(scratch, requirement)
        found, paths = code_variants.functions(root), list(code_variants.sources(root))
        random.shuffle(found)
        random.shuffle(paths)
        functions += [function.text for function in found[:60]]
        files += [_read(path) for path in paths[:20]]
    if prompts is not None:
        yield "prompts", [json.loads(line)["text"] for line in prompts.read_text(encoding="utf-8").splitlines()]
    yield "functions of other packages", functions
    yield "files of other packages", files


def _pieces(roots: Sequence[Path], texts: dict[str, str]) -> dict[str, list[str]]:
    random = Random(5)  # noqa: S311  (no secret hangs on it)
    functions = [function for root in roots for function in code_variants.functions(root)]
    random.shuffle(functions)
    found: dict[str, list[str]] = {}
    for number, function in enumerate(functions[:_PIECES]):
        try:
            made = code_variants.variants(function, number, 1)
        except SyntaxError:
            continue
        for name, variant, sizes in (
            ("as they are", made["no comments"], (2, 3, 4)),
            ("with other names", made["renamed"], (3, 4, 5, 8)),
        ):
            lines = [line for line in variant.splitlines() if line.strip()]
            for size in sizes:
                if len(lines) > size + 1:
                    at = random.randrange(1, len(lines) - size)
                    piece = "\n".join(lines[at : at + size])
                    found.setdefault(f"pieces of {size} lines {name}", []).append(f"Explain this:\n\n{piece}\n")
    said = [one for text in texts.values() for one in _sentences(text)]
    random.shuffle(said)
    found["sentences of docstrings"] = [f'What does "{one}" mean?' for one in said[:_PIECES]]
    return found


def _sentences(text: str) -> Iterator[str]:
    """Those of ten words and more."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and (said := ast.get_docstring(node)):
            yield from (one for one in said.replace("\n", " ").split(". ") if len(one.split()) >= 10)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
