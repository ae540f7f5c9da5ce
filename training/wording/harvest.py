"""Collect public prose and comments as clean examples: run over an environment with popular packages.

    python -m training.wording.harvest SITE_PACKAGES

Writes data/public.jsonl.gz: comments, sentences of docstrings, lines of READMEs and changelogs (package metadata),
messages of logs and errors, a sample of each package. Nobody labelled them; training weighs them low.
"""

from __future__ import annotations

import ast
import gzip
import json
import random
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

OUT = Path(__file__).parent / "data" / "public.jsonl.gz"
MOST = {"comment": 90, "docstring": 70, "readme": 60, "message": 40}
_COMMENT = re.compile(r"(?m)^[ \t]*(#[ \t]+\S.{10,160})$")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`*])|\n{2,}|\n\s*[-*]\s+")
_MESSAGE = re.compile(r"(?:log(?:ger|ging)?\.\w+|raise \w+|warn)\(\s*f?\"([^\"\n]{15,140})\"")
_UNWANTED = re.compile(
    r"(?i)copyright|licen[cs]e|all rights|©|noqa|type: ignore|pragma|pylint|-\*-|<[a-z]+|\bimg\b|\]\(|https?:|=====|-----"
)


def texts(package: Path) -> Iterator[tuple[str, str]]:
    files = [package] if package.is_file() else sorted(package.rglob("*.py"))
    for path in files[:400]:
        if path.stat().st_size > 400_000 or "test" in str(path).lower():
            continue
        source = path.read_text("utf-8", "replace")
        yield from (("comment", found[1].strip()) for found in _COMMENT.finditer(source))
        yield from (("message", found[1]) for found in _MESSAGE.finditer(source))
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and (doc := ast.get_docstring(node)):
                yield from (("docstring", one) for one in _SENTENCE.split(doc))


def main() -> None:
    warnings.simplefilter("ignore")
    site = Path(sys.argv[1])
    rows: list[dict[str, str]] = []
    seen: set[str] = set()
    for package in sorted(site.iterdir()):
        metadata = package / "METADATA" if package.suffix == ".dist-info" else None
        found: dict[str, list[str]] = {kind: [] for kind in MOST}
        if metadata is not None and metadata.is_file():
            body = metadata.read_text("utf-8", "replace").partition("\n\n")[2]
            found["readme"] += _SENTENCE.split(body)
        elif package.is_dir() and not package.name.startswith(("_", "pip")) and package.suffix != ".libs":
            for kind, text in texts(package):
                found[kind].append(text)
        draw = random.Random(package.name)  # noqa: S311  (a sample)
        for kind, some in found.items():
            plain = sorted({" ".join(text.split()) for text in some})
            plain = [text for text in plain if 20 <= len(text) <= 200 and " " in text and not _UNWANTED.search(text)]
            for text in draw.sample(plain, min(len(plain), MOST[kind])):
                if text not in seen:
                    seen.add(text)
                    rows.append({"label": "clean", "kind": kind, "text": text, "package": package.name})
    with gzip.GzipFile(OUT, "wb", compresslevel=9, mtime=0) as file:
        for row in rows:
            file.write((json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
    print(len(rows))


if __name__ == "__main__":
    main()
