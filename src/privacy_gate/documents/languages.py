"""Find the language that a fence tag, a file name or a first line names.

A language is parsed by its tree-sitter wheel if that is installed, otherwise by Pygments. If neither is available, its
comments are found by the markers of its `family` (`tokens`). docs/dependencies.md explains this choice.
"""

from __future__ import annotations

from functools import cache

from privacy_gate.base import language_table
from privacy_gate.base.language_table import LANGUAGES, Language

PYTHON = frozenset({language_table.PYTHON.name, *language_table.PYTHON.tags.split()})
CONSOLE = frozenset({"console", "shell-session", "shellsession", "sh-session", "bash-session", "terminal"})


@cache
def _by_tag() -> dict[str, Language]:
    return {tag: one for one in LANGUAGES if one.is_parsed for tag in (one.name, *one.tags.split())}


@cache
def _unread() -> frozenset[str]:
    """Return the languages that `identify` or people name and that have no parser here."""
    return frozenset(one.name for one in LANGUAGES if one.is_code and not one.is_parsed) - PYTHON


def first_word(tag: str) -> str:
    """Return the language in the tag of a fence: `{.python .numberLines}`, `js:title=a.js`, `rust,ignore`."""
    tag = tag.strip().strip("{}").strip().lstrip(".").lower()
    for end in (" ", "\t", ",", ":", "{", ";", "="):
        tag = tag.partition(end)[0]
    return tag.removeprefix("language-").removeprefix("lang-")


def is_python(tag: str) -> bool:
    return first_word(tag) in PYTHON


def language_of_tag(tag: str) -> Language | None:
    """Return the language of the tag of a fence, by any of its names: `ts`, `TypeScript`, `c#`."""
    return _by_tag().get(first_word(tag))


def language_of_path(path: str, text: str) -> Language | str | None:
    """Return the language of a file, by its name, or by its first line if the name is not enough.

    A string instead of a language means that it has no parser here, or that it is `python` or `jupyter`.
    """
    if path.startswith("<"):  # standard input, which has no real name
        tags = set[str]()
    else:
        from identify import identify

        tags = identify.tags_from_filename(path)
    if not tags and text.startswith("#!"):
        tags = _interpreter(text)
    if "jupyter" in tags:
        return "jupyter"
    if tags & PYTHON:
        return "python"
    if "header" in tags and tags & {"c++", "c"}:
        return _by_tag()["cpp" if _looks_cpp(text) else "c"]
    table = _by_tag()
    # the longest name comes first, so that `c#script` is found before `c`
    known = [table[tag] for tag in sorted(tags, key=lambda tag: (-len(tag), tag)) if tag in table]
    return known[0] if known else next(iter(tags & _unread()), None)


def _interpreter(text: str) -> set[str]:
    import io

    from identify import identify

    line = text[:300].partition("\n")[0]
    command = identify.parse_shebang(io.BytesIO(line.encode("utf-8", "replace") + b"\n"))
    return identify.tags_from_interpreter(command[0]) if command else set()


def _looks_cpp(text: str) -> bool:
    return any(word in text for word in ("namespace ", "template<", "template <", "class ", "std::", "public:"))
