"""Names in code: their words and their case style."""

from __future__ import annotations

import re
from enum import StrEnum

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_a-zA-Z]+")


class CaseStyle(StrEnum):
    """How the words of a name are joined."""

    SNAKE = "snake_case"
    SCREAMING = "SCREAMING_CASE"
    KEBAB = "kebab-case"
    CAMEL = "camelCase"
    PASCAL = "PascalCase"


def words(name: str) -> list[str]:
    """Return the words of a name in any case style, in lower case. `HTTPServer2` gives http, server, 2."""
    return [word.lower() for word in _WORD.findall(name)]


def word_spans(name: str) -> list[tuple[int, int, str]]:
    """Return the same as `words`, each with its start and end in the name."""
    return [(*found.span(), found[0].lower()) for found in _WORD.finditer(name)]


def style(name: str) -> CaseStyle:
    """Return the case style of a name. One word in lower case counts as snake case."""
    bare = name.strip("_$")
    if "-" in bare:
        return CaseStyle.KEBAB
    if bare.isupper():
        return CaseStyle.SCREAMING
    if "_" in bare or bare.islower():
        return CaseStyle.SNAKE
    return CaseStyle.PASCAL if bare[:1].isupper() else CaseStyle.CAMEL


def join(parts: list[str], like: str) -> str:
    """Join words to a name in the case style of another, with its leading and trailing underscores."""
    bare = like.strip("_$")
    lead, tail = like[: len(like) - len(like.lstrip("_$"))], like[len(like.rstrip("_$")) :] if bare else ""
    capitals = [part.capitalize() for part in parts]
    joined = {
        CaseStyle.SNAKE: "_".join(parts),
        CaseStyle.SCREAMING: "_".join(parts).upper(),
        CaseStyle.KEBAB: "-".join(parts),
        CaseStyle.CAMEL: "".join([parts[0], *capitals[1:]]) if parts else "",
        CaseStyle.PASCAL: "".join(capitals),
    }[style(like)]
    return f"{lead}{joined}{tail}"
