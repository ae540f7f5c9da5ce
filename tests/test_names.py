"""Names of the program: each class has one that no other class has."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import privacy_gate

SOURCES = Path(privacy_gate.__file__).parent


def test_each_class_name_exists_once() -> None:
    places = defaultdict(list)
    for file in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(file.relative_to(SOURCES).as_posix())

    assert {name: found for name, found in places.items() if len(found) > 1} == {}
