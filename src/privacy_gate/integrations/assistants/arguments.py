"""Find paths and command lines in the arguments of a tool. Any text may be a path, whatever its member is called."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from privacy_gate.integrations.assistants import payload
from privacy_gate.integrations.assistants.events import File
from privacy_gate.integrations.assistants.secret_names import holds_secrets

_LONGEST = 4_096  # characters of a path
_LARGEST = 1_000_000  # characters of JSON in a text
_DEEPEST = 100  # levels, including those of JSON in texts
_URL = re.compile(r"[A-Za-z][\w+.-]{1,30}:(?://[^/]{0,255})?")
_RANGE = re.compile(r"(?:[#:]L?\d[\dL,: -]{0,40}|#.{0,200}|\?.{0,400}|[ \t]{1,4}\([\d, -]{1,40}\))$")
_VARIABLE = re.compile(r"(?:\$\{[^{}]{1,60}\}|\$\w{1,60}|~\+)[/\\]")
_LIST = re.compile(r"[\s,;|]+")
_IN_LIST = re.compile(r"[^\s,;|]{0,400}[/.][^\s,;|]{1,400}")
_PATTERN = re.compile(r"[*?\[{]")
_BRACES = re.compile(r"\{([^{}]{0,400},[^{}]{0,400})\}")
_MOST_PATTERNS = 64
_MOST_COMMANDS = 200
_EXPRESSIONS = frozenset("pattern query regex regexp search expression q".split())
"""Members that usually contain a regular expression, and not a pattern of file names."""
_LETTER = re.compile(r"\w")
_LITERAL = re.compile(r"[^*?\[\]{},/]{3}")


def strings(given: Any, but: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield all texts and member names in the arguments, also those in a text that is JSON.

    `but` are members that are left out.
    """
    return (text for _, text in _leaves(given, but, "", 0))


def values(given: Any) -> Iterator[str]:
    """Return the texts that `strings` yields, without the names of members."""
    return (text for name, text in _leaves(given, (), "", 0) if name is not None)


def _leaves(given: Any, but: tuple[str, ...], name: str, depth: int) -> Iterator[tuple[str | None, str]]:
    """Yield each text with the name of its member. The name itself is yielded with None."""
    if depth > _DEEPEST:
        return
    if isinstance(given, str):
        yield name, given
        if given.lstrip()[:1] in ("{", "[", '"') and len(given) <= _LARGEST:
            opened = payload.open_payload(given)
            if opened != given:
                yield from _leaves(opened, but, name, depth + 1)
    elif isinstance(given, Mapping):
        for member, value in given.items():
            if member not in but:
                yield None, member
                yield from _leaves(value, but, member, depth + 1)
    elif isinstance(given, list):
        for item in given:
            yield from _leaves(item, but, name, depth + 1)


def paths(given: Any, but: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the texts in the arguments that may be paths, in all spellings (see `spellings`)."""
    for text in strings(given, but):
        yield from spellings(text)


def spellings(text: str) -> tuple[str, ...]:
    """Return the paths that a text may name: unchanged, without quotes, from a URL, and without line numbers."""
    if not text or len(text) > _LONGEST:
        return ()
    plain = text.strip().strip("\"'`<>").removeprefix("@")
    found = [text, plain, _VARIABLE.sub("", plain)]
    if url := _URL.match(plain):
        rest = plain[url.end() :]
        found += [rest, rest.lstrip("/"), f"/{plain.partition(':')[2].lstrip('/')}"]
    found += [payload.unescape_url(one) for one in found if "%" in one]
    found += [_RANGE.sub("", one) for one in found]
    if "\\" in text:
        found += [one.replace("\\", "/") for one in found]
    return tuple(one for one in dict.fromkeys(found) if one)


def _parse_path_list(text: str) -> list[str]:
    """Return the paths in a text that is only a list of paths."""
    parts = _LIST.split(text.strip()) if len(text) <= _LONGEST else []
    return parts if len(parts) > 1 and all(map(_IN_LIST.fullmatch, parts)) else []


def files(given: Any, *, globs: bool = False, patterns: bool = False, lists: bool = True) -> tuple[File, ...]:
    """Return the files that the arguments may name, with the lines to be read if the arguments specify them.

    With `globs`, a pattern means the matching files that are read. With `patterns`, a pattern only counts for matching
    never-send files. Without `lists`, a text is one path and not a list of paths.
    """
    lines = _lines(given.get("offset"), given.get("limit")) if isinstance(given, Mapping) else None
    found: dict[File, None] = {}
    for name, text in _leaves(payload.open_payload(given), (), "", 0):
        for one in (text, *(_parse_path_list(text) if lists else ())):
            found |= dict.fromkeys(File(path, lines, globs=globs) for path in spellings(one))
            if "{" in one and len(one) <= _LONGEST and "\n" not in one:
                found |= dict.fromkeys(File(path, lines, globs=globs) for path in expand_braces(one))
        if patterns and _is_pattern(name, text):
            found |= dict.fromkeys(File(path, pattern=True) for path in spellings(text)[:2])
            if tells_extension_alone(text):
                endings = (one.rpartition("/")[2] for one in expand_braces(text))
                secret = (one for one in endings if holds_secrets(one.replace("*", "a")))
                found |= dict.fromkeys(File(f"**/{one}", lines, globs=True) for one in secret)
    return tuple(found)


def _is_pattern(name: str | None, text: str) -> bool:
    """Whether a text is a pattern of file names."""
    if len(text) > _LONGEST or not _PATTERN.search(text) or "\n" in text:
        return False
    steps = text.split("/")
    if len(steps) == 1 and (name or "").lower() in _EXPRESSIONS:
        return False
    return _LETTER.search(text) is not None


def tells_extension_alone(pattern: str) -> bool:
    """Whether a pattern restricts only the suffix of file names."""
    steps = pattern.split("/")
    return not any(_LITERAL.search(os.path.splitext(step)[0]) for step in steps)  # noqa: PTH122


def expand_braces(pattern: str) -> list[str]:
    """Return the patterns that a brace expression such as `src/{a,b}.env` expands to."""
    waiting, found = [pattern], list[str]()
    while waiting:
        one = waiting.pop()
        braces = _BRACES.search(one)
        if braces is None or len(waiting) + len(found) > _MOST_PATTERNS:
            found.append(one)
        else:
            waiting += [f"{one[: braces.start()]}{part}{one[braces.end() :]}" for part in braces[1].split(",")]
    return found


def _lines(first: Any, count: Any) -> tuple[int, int] | None:
    """Return the lines that are read, or None for all.

    The range has one more line than requested, because some tools count from 0 and others from 1.
    """
    first = 1 if first is None else first
    if not isinstance(first, int) or not isinstance(count, int) or first < 0 or count < 1:
        return None
    return max(first, 1), first + count


def commands(given: Any) -> Iterator[str]:
    """Yield the command lines in the arguments: each text, and each list of texts as the words of one.

    Many texts are joined, because following each of them separately takes long.
    """
    given = payload.open_payload(given)
    texts = list(values(given))
    many = -(-len(texts) // _MOST_COMMANDS) or 1
    yield from ("\n".join(texts[at : at + many]) for at in range(0, len(texts), many))
    waiting = [given]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, Mapping):
            waiting += inner.values()
        elif isinstance(inner, list):
            words = [one for one in inner if isinstance(one, str)]
            if len(words) > 1:
                import shlex  # only needed for shell calls

                yield shlex.join(words)
            waiting += [one for one in inner if not isinstance(one, str)]
