"""Grammars: they say which nodes of a language's syntax tree are comments, strings, prose and names.

Each grammar is a TOML file in `grammars/`. The class `Grammar` describes its keys. A path is `parent.field` (the child
with this field name), `parent/type` (a child of this type) or `parent/*` (any child).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec

from privacy_gate.model import NameKind

_FOLDER = Path(__file__).parent / "grammars"


class Grammar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of a grammar file.

    `comment`, `string` and `prose` are types of nodes, whose children are not examined. `quoted` nodes are strings if
    they begin with a quote. `docs` are the openings of documentation comments. In a language without such openings, a
    comment is documentation if the line below it matches `documented`.

    `leaf` are the types of nodes that are a name. `names` has the paths of names for each kind. `through` are the paths
    that lead to deeper names (destructuring, declarators). With `path=kind`, variables and attributes get another kind
    on this path. `stops` are paths that lead to no name.

    `patterns` are regular expressions whose group 1 is a name that no path reaches. `embed` has the language of the
    text at a path. `extends` is the grammar that this one extends.
    """

    comment: frozenset[str] = frozenset()
    string: frozenset[str] = frozenset()
    quoted: frozenset[str] = frozenset()
    prose: frozenset[str] = frozenset()
    docs: tuple[str, ...] = ()
    documented: str = ""
    leaf: frozenset[str] = frozenset()
    names: dict[NameKind, list[str]] = {}
    through: list[str] = []
    stops: frozenset[str] = frozenset()
    patterns: dict[NameKind, list[str]] = {}
    embed: dict[str, str] = {}
    extends: str = ""

    def name_paths(self) -> dict[str, NameKind]:
        return {path: kind for kind, paths in self.names.items() for path in paths}

    def through_paths(self) -> dict[str, NameKind | None]:
        """Return each path with the kind that variables and attributes get on it. None leaves the kind unchanged."""
        split = [entry.partition("=") for entry in self.through]
        return {path: NameKind(kind) if kind else None for path, _, kind in split}

    def name_patterns(self) -> list[tuple[NameKind, re.Pattern[str]]]:
        return [(kind, re.compile(regex, re.MULTILINE)) for kind, each in self.patterns.items() for regex in each]


@cache
def grammar(language: str) -> Grammar:
    """Return the grammar of a language, or an empty one if it has no file."""
    return msgspec.convert(_record(language), Grammar)


def _record(language: str) -> dict[str, object]:
    import tomllib

    path = _FOLDER / f"{language}.toml"
    if not path.is_file():
        return {}
    record = tomllib.loads(path.read_text(encoding="utf-8"))
    base = _record(str(record.pop("extends", "")))
    for key, value in record.items():
        base[key] = _join_grammars(base.get(key), value)
    return base


def _join_grammars(base: object, more: object) -> object:
    """Combine a value of a grammar with that of the grammar that it extends."""
    if isinstance(base, list) and isinstance(more, list):
        return base + more
    if isinstance(base, dict) and isinstance(more, dict):
        return {**base, **{key: _join_grammars(base.get(key), value) for key, value in more.items()}}
    return more
