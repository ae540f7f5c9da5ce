"""Grammars: what in a language's syntax tree is a comment, a string, prose, or the name of something.

Each is a TOML file in `grammars/`; the class `Grammar` tells its keys. A path in it is `parent.field`
(the child that the grammar calls so), `parent/type` (a child of that type) or `parent/*` (any child).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec

from privacy_gate.model import NameKind

_FOLDER = Path(__file__).parent / "grammars"


class Grammar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the keys of a file mean.

    `comment`, `string` and `prose` are types of nodes; nothing inside these is looked at. `quoted`
    nodes are strings when they begin with a quote. `docs` are the openings of comments that
    document; in a language without such openings a comment documents when the line below it matches
    `documented`. `leaf` are the types of nodes that are a name. `names` gives for each kind the paths
    below which its names stand, `through` the paths on which they are looked for further down
    (destructuring, declarators); `path=kind` makes variables and attributes another kind on the way,
    and `stops` are ways that lead to no name. `patterns` are regular expressions whose group 1 is a
    name, for what no path tells. `embed` gives for a path the language that its text is in, `extends`
    the grammar that this one adds to.
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
        """Each path with the kind that it makes of variables and attributes; None leaves the kind."""
        split = [entry.partition("=") for entry in self.through]
        return {path: NameKind(kind) if kind else None for path, _, kind in split}

    def name_patterns(self) -> list[tuple[NameKind, re.Pattern[str]]]:
        return [(kind, re.compile(regex, re.MULTILINE)) for kind, each in self.patterns.items() for regex in each]


@cache
def grammar(language: str) -> Grammar:
    """The grammar of a language; an empty one where nobody wrote it."""
    return msgspec.convert(_record(language), Grammar)


def _record(language: str) -> dict[str, object]:
    import tomllib

    path = _FOLDER / f"{language}.toml"
    if not path.is_file():
        return {}
    record = tomllib.loads(path.read_text(encoding="utf-8"))
    base = _record(str(record.pop("extends", "")))
    for key, value in record.items():
        base[key] = _joined(base.get(key), value)
    return base


def _joined(base: object, more: object) -> object:
    """What a grammar adds to the one that it extends."""
    if isinstance(base, list) and isinstance(more, list):
        return base + more
    if isinstance(base, dict) and isinstance(more, dict):
        return {**base, **{key: _joined(base.get(key), value) for key, value in more.items()}}
    return more
