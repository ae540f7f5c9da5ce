"""Decide which names of a repository are revealing, and find them in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol

from msgspec import Struct

from privacy_gate.base.naming import words
from privacy_gate.index import vocabulary
from privacy_gate.index.names import NameKind, OwnName, names_by_path, names_in_manifest


class Definition(Struct, frozen=True):
    """Where a name is defined: its kind, file and line. The line is 0 if the path defines it."""

    name: str
    kind: NameKind
    path: str
    line: int


class Names(Protocol):
    """The names of a repository by lookup key (see `key`; for a host, `domain`). This is a dictionary or a store."""

    def get(self, key: str, /) -> Definition | None: ...


class NameSource(Protocol):
    """A source of a repository's names. They are opened when the first outbound text is checked."""

    def open_names(self) -> Names | None:
        """Return the updated names, as far as the limits permit; None if there are none."""
        ...

    def refresh(self) -> None:
        """Update the names and prepare them for forks of this process."""
        ...

    def gap(self) -> str:
        """Return a sentence that says why some names may not be recognised; empty if the names are complete."""
        ...


class Mention(Struct, frozen=True):
    """A name of this repository in a text: its offsets, and its definition."""

    start: int
    end: int
    place: Definition


_SHORTEST = 4
_COMMON_PAIR = 5  # on the vocabulary's scale: in 16 public names or more
_NAMED_WHOLE = frozenset(("organisation", "repository"))
_PUBLIC_MAIL = (  # compiled when the first host is found
    r"(?:.+\.)?(?:(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|mac|aol|gmx|web|mail|proton|protonmail"
    r"|pm|tutanota|tuta|fastmail|zoho|yandex|qq|163|126|foxmail|hey|duck|posteo|mailbox|t-online|orange|wanadoo|free|laposte"
    r"|comcast|verizon|att|libero|bk|inbox|list|naver|hanmail|rediffmail|users\.noreply\.github|noreply\.github|github|gitlab"
    r"|example|localhost)\.(?:[a-z]{2,4}|co\.[a-z]{2})|localhost|local|localdomain|invalid|test|example|.+\.(?:local|internal))"
)
_SECOND_LEVEL = frozenset("co com org net gov ac edu or ne go gob gouv".split())


def key(name: str) -> str:
    """Return the lookup key of a name: its words in a form without case and separators."""
    return vocabulary.fold_name(name)


@lru_cache(maxsize=50_000)
def is_revealing(name: str, kind: NameKind) -> bool:
    """Whether a name identifies its repository: it is no ordinary word, and public code has no such name.

    A single word must be neither in public prose nor in public names. A pair of words must not be common in public
    names.
    """
    parts = [word for word in words(name) if not word.isdigit()]
    letters = "".join(parts)
    if len(letters) < _SHORTEST:
        return False
    if not letters.isascii():  # `words` splits a name where the script changes, so check the whole name
        return not any(vocabulary.prose(word) for word in (name.lower(), *name.lower().split("_")))
    if len(parts) == 1:
        return not _is_ordinary(parts[0])
    if vocabulary.known_name(name):
        return False
    if kind in _NAMED_WHOLE:
        return True
    return not _is_trivial(parts)


def _is_ordinary(word: str) -> bool:
    if vocabulary.known_name(word) or vocabulary.prose(word) or vocabulary.word(word).uses:
        return True
    stem = next((word.removesuffix(end) for end in ("s", "es", "ed", "ing", "er") if word.endswith(end)), word)
    return stem != word and len(stem) > 2 and bool(vocabulary.prose(stem) or vocabulary.prose(stem + "e"))


def _is_trivial(parts: list[str]) -> bool:
    """Whether two words are a common combination in public names: `get_users`, `parse_config`, `UserService`."""
    return len(parts) == 2 and vocabulary.pair(*parts) >= _COMMON_PAIR


@lru_cache(maxsize=5_000)
def domain(host: str) -> str | None:
    """Return the registered domain of a host; None if public code mentions the host.

    `git.ops.orvanda.co.uk` gives `orvanda.co.uk`. The full list of public suffixes has 10,000 lines. This function only
    knows common second levels of countries.
    """
    labels = host.lower().strip(".").split(".")
    if len(labels) < 2 or all(label.isdigit() for label in labels) or re.fullmatch(_PUBLIC_MAIL, host.lower()):
        return None
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    registered = ".".join(labels[-size:])
    if any(vocabulary.known_name(".".join(labels[at:])) for at in range(len(labels) - size + 1)):
        return None
    return None if vocabulary.known_name(f"www.{registered}") else registered


def lookup_key(name: OwnName) -> str | None:
    """Return the lookup key of a name, or None if the name is not revealing."""
    if name.kind == "host":
        return domain(name.name)
    return key(name.name) if is_revealing(name.name, name.kind) else None


def names_in_file(path: str, text: str) -> Iterator[tuple[str, OwnName]]:
    """Yield the revealing names that a file defines, each with its lookup key. Each key is yielded once."""
    from privacy_gate.index.definitions import find_definitions

    seen: set[str] = set()
    for name in (*names_in_manifest(path, text), *find_definitions(path, text)):
        looked_up = lookup_key(name)
        if looked_up is not None and looked_up not in seen:
            seen.add(looked_up)
            yield looked_up, name


def names_of_files(contents: Iterable[tuple[str, str]]) -> dict[str, Definition]:
    """Return the definitions of the revealing names of files, by lookup key. `contents` are paths and texts."""
    found: dict[str, Definition] = {}
    for path, text in contents:
        for looked_up, name in names_in_file(path, text):
            found.setdefault(looked_up, Definition(name.name, name.kind, path, name.line))
        for name in names_by_path(path):
            if (said := lookup_key(name)) is not None:
                found.setdefault(said, Definition(name.name, name.kind, path, 0))
    return found


_HOST = re.compile(r"(?i)(?<![\w-])(?:[a-z0-9-]{1,60}\.){1,5}[a-z]{2,12}(?![\w-])")
_WORD = re.compile(r"[^\W\d]\w{1,100}")
_RUN = re.compile(r"[^\W_]\w{0,60}(?:-[^\W_]\w{0,60}){1,6}")


def find_mentions(text: str, names: Names) -> Iterator[Mention]:
    """Yield the known names that a text mentions.

    A name is found in any case style, with hyphens, and within a dotted name or a path. A host is also found in its
    subdomains.
    """
    taken: list[tuple[int, int]] = []
    for match in _HOST.finditer(text):
        labels = match[0].lower().split(".")
        for at in range(len(labels) - 1):
            if place := names.get(".".join(labels[at:])):
                taken.append(match.span())
                yield Mention(match.start(), match.end(), place)
                break
    covered = {at for start, end in taken for at in range(start, end)}
    for match in _RUN.finditer(text):
        parts = words(match[0])
        place = names.get("_".join(parts))
        if place and match.start() not in covered and _said_with_hyphens(parts, place):
            covered.update(range(*match.span()))
            yield Mention(match.start(), match.end(), place)
    for match in _WORD.finditer(text):
        if (place := names.get(key(match[0]))) and match.start() not in covered:
            yield Mention(match.start(), match.end(), place)


def _said_with_hyphens(parts: list[str], place: Definition) -> bool:
    """Whether words joined by hyphens are meant as a name.

    A pair is usually English (`cut-off`), unless names of its kind often have hyphens.
    """
    return (
        len(parts) > 2
        or place.kind in ("module", "package", "organisation", "repository", "table")
        or (not all(vocabulary.prose(part) for part in parts))
    )
