"""Decide whether a section has content, or is empty, a placeholder, or an unfilled blank of a template."""

from __future__ import annotations

import re

from privacy_gate.checkers.prompt.prompt_words import words
from privacy_gate.checkers.prompt.section_names import fold

_DRESSING = re.compile(r"</?[a-zA-Z][\w -]{0,40}>|^[ \t>]{0,8}(?:```+\w{0,20}|~~~+)[ \t]*$", re.MULTILINE)
_MARKS = frozenset(["'''", '"""', "]", "}", "[[", "]]", "],", "},", "/", "\\"])  # syntax of YAML, JSON, TOML, comments
_WORDS = words("open")
_STARTS = ("tbd", "tba", "tbc", "todo", "fixme", "wip", "placeholder", "t b d", "lorem ipsum", "pending")
_MAYBE = ("pending", "placeholder", "wip")  # words that a sentence may begin with
_DECIDED = words("decided later")
_AROUND = words("time") | words("helpers")
_BRACKETED = re.compile(r"(?:\[[^\[\]]{0,300}\]|<[^<>]{0,300}>|\{\{?[^{}]{0,300}\}?\}|\(\s?(?:\.\.\.|…)?\s?\))")
_BLANK_WORDS = words("blank")


def strip_markup(body: str) -> str:
    """Remove comments, tags, fences, horizontal rules, bullets and YAML syntax from a section."""
    body = _DRESSING.sub("", _without_comments(body))
    kept = []
    for line in body.split("\n"):
        text = line.strip().strip("*_|>#=~-+\u2022\u00b7/ \t\r")
        if text and text not in _MARKS and not text.startswith("|:-"):
            kept.append(text)
    return "\n".join(kept)


def _without_comments(body: str) -> str:
    """Remove `<!-- … -->` from a text. An unclosed comment stays."""
    kept, at = [], 0
    while (start := body.find("<!--", at)) >= 0 and (end := body.find("-->", start)) >= 0:
        kept.append(body[at:start])
        at = end + 3
    return "".join([*kept, body[at:]])


def is_empty(body: str, *, listed: bool) -> bool:
    """Whether a section is empty or has only placeholders.

    `listed` says that brackets are a list, as in YAML, and not a blank to fill in.
    """
    left = strip_markup(body)
    if left in ('""', "''", "[]", "{}", '"",', "[],"):
        return True
    return all(_is_placeholder(line, listed=listed) for line in left.split("\n"))


def is_blank(body: str) -> bool:
    """Whether a section is only a blank to fill in, as in an unused template."""
    left = strip_markup(body)
    return not left or all(_BRACKETED.fullmatch(line.strip(" .")) for line in left.split("\n"))


def _is_placeholder(line: str, *, listed: bool) -> bool:
    if len(line) > 200:
        return False
    words = fold(line)
    if not words:
        return not any(c in line for c in "`\"'([{=<+*/\\") or set(line) <= set(".…?-_()[]{}<> ")
    inner = line.strip("()[]{}<>_*. ")
    if _BRACKETED.fullmatch(line.strip(" .")) and not any(c in inner for c in "0123456789\"'`="):
        blank = fold(inner).split()
        if (
            is_deferred(fold(inner))
            or _BLANK_WORDS.intersection(blank)
            or (not listed and "," not in inner and line[0] != "(")
        ):
            return True
        return not listed and line[0] == "[" and len(blank) > 2
    return is_deferred(words)


def is_deferred(words: str) -> bool:
    """Whether folded words say that the content comes later: "tbd", "to be added by the team"."""
    if words in _WORDS:
        return True
    count = len(words.split())
    if words.startswith(_MAYBE) and count > 4:
        return False
    if count <= 10 and any(words == start or words.startswith(start + " ") for start in _STARTS):
        return True
    said = set(words.split())
    return 2 <= count <= 12 and bool(said & _DECIDED) and said <= _DECIDED | _AROUND
