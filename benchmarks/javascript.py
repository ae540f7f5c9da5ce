"""How well JavaScript of a repository is found in prompts: `python -m benchmarks.javascript`.

As `code_matching` does it for Python, on packages of npm that neither the filter of public code nor any
choice of numbers has seen. Nothing of a package runs: it is downloaded and unpacked.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from benchmarks import code_variants
from benchmarks.code_matching import Prompts, measure_gate, repository, show
from privacy_gate.index import file_kinds

PRIVATE = ("@node-red/runtime@4.1.0", "hexo@8.0.0", "parse-server@8.2.0", "pm2@6.0.13")
OTHERS = (
    "@11ty/eleventy@3.1.2", "bookshelf@1.2.0", "browser-sync@3.0.4", "jsdoc@4.0.4", "karma@6.4.4", "newman@6.2.1",
    "sails@1.5.14",
)  # fmt: skip
_FUNCTIONS = ("function_declaration", "generator_function_declaration", "method_definition", "function_expression")
_NAMES = (
    "identifier", "property_identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern",
    "private_property_identifier",
)  # fmt: skip
_KEPT = frozenset(
    "Array Boolean Buffer Date Error JSON Map Math Number Object Promise RegExp Set String Symbol TypeError"
    " clearTimeout console constructor exports module process require setTimeout undefined".split()
)
_SKIPPED = frozenset({"test", "tests", "__tests__", "node_modules", "vendor", "public", "static"})
_PARSER = Parser(Language(tree_sitter_javascript.language()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    parser.add_argument("--scratch", type=Path, default=cache / "privacy-gate-bench" / "code", metavar="DIR")
    parser.add_argument("--functions", type=int, default=240, metavar="N", help="of each kind (default: %(default)s)")
    options = parser.parse_args(arguments)
    scratch = options.scratch.resolve()
    root = repository(scratch, "JavaScript", PRIVATE, _package)
    prompts = {**_changed(root, options.functions), **_harmless(scratch, options.functions)}
    show("npm", "", {what: str(len(texts)) for what, texts in prompts.items()})
    measure_gate("npm", root, prompts)
    return 0


def _package(scratch: Path, requirement: str) -> Path:
    """The sources of a package of npm."""
    where = scratch / "packages" / requirement.replace("/", "-")
    if not where.exists():
        partial = where.with_name(f"{where.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        subprocess.run(["npm", "pack", "--silent", requirement], cwd=partial, check=True, stdout=subprocess.DEVNULL)
        (archive,) = partial.glob("*.tgz")
        with tarfile.open(archive) as tar:
            tar.extractall(partial, filter="data")
        archive.unlink()
        partial.rename(where)
    return where


def _functions(root: Path) -> list[str]:
    """Functions of 10 to 80 lines of code."""
    found = []
    for path in sorted(root.rglob("*.js")):
        if _SKIPPED & set(path.relative_to(root).parts) or not file_kinds.is_code(path.name) or not path.is_file():
            continue
        data = path.read_bytes()
        if len(data) < 200_000 and not file_kinds.is_generated(data.decode("utf-8", "replace")):
            found += [text for text in map(_text, _nodes(_PARSER.parse(data).root_node)) if _is_fit(text)]
    return found


def _nodes(top: Node) -> Iterator[Node]:
    stack = [top]
    while stack:
        node = stack.pop()
        if node.type in _FUNCTIONS:
            yield node
        else:
            stack += reversed(node.children)


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace") + "\n"


def _is_fit(text: str) -> bool:
    return 10 <= _without_comments(text).count("\n") <= 80


def _edited(text: str, change: Random | None) -> str:
    """The text without its comments, or with other names and strings; a method alone is parsed as one of a class."""
    data = f"class A {{ {text} }}".encode()
    tree = _PARSER.parse(data)
    if tree.root_node.has_error:
        data = f"({text})".encode()
        tree = _PARSER.parse(data)
    names: dict[bytes, bytes] = {}
    out, at, stack = [], 0, [tree.root_node]
    while stack:
        node = stack.pop()
        new = _new(node, change, names)
        if new is None:
            stack += reversed(node.children)
            continue
        out += [data[at : node.start_byte], new]
        at = node.end_byte
    whole = b"".join([*out, data[at:]]).decode("utf-8", "replace")
    inner = whole[whole.index("{") + 2 : -2] if whole.startswith("class") else whole[1:-1]
    return "".join(line for line in inner.splitlines(keepends=True) if line.strip())


def _new(node: Node, change: Random | None, names: dict[bytes, bytes]) -> bytes | None:
    """What comes in the place of a node; None where it is looked into."""
    text = node.text or b""
    if node.type == "comment":
        return b""
    if change is None:
        return None
    if node.type in _NAMES and text.decode("utf-8", "replace") not in _KEPT:
        return names.setdefault(text, f"{change.choice(code_variants.STEMS)}{len(names)}".encode())
    return f"'text {change.randrange(100)}'".encode() if node.type == "string" else None


def _without_comments(text: str) -> str:
    return _edited(text, None)


def _changed(root: Path, count: int) -> Prompts:
    found = _functions(root)
    Random(9).shuffle(found)  # noqa: S311  (no secret hangs on it)
    made: Prompts = {}
    for number, text in enumerate(found[:count]):
        bare, changed = _without_comments(text), _edited(text, Random(number))  # noqa: S311
        first = number % 2 == 0
        for what, variant in {
            "exact": text,
            "no comments": bare,
            "renamed": changed,
            "half": code_variants.half(bare, first=first),
            "half renamed": code_variants.half(changed, first=first),
        }.items():
            made.setdefault(what, []).append(code_variants.prompt(variant, number, "javascript"))
    return made


def _harmless(scratch: Path, count: int) -> Prompts:
    """Functions of other packages."""
    dice = Random(10)  # noqa: S311  (no secret hangs on it)
    found = [text for requirement in OTHERS for text in _functions(_package(scratch, requirement))]
    dice.shuffle(found)
    texts = [code_variants.prompt(text, number, "javascript") for number, text in enumerate(found[: 2 * count])]
    return {"other functions": texts}


if __name__ == "__main__":
    sys.exit(main())
