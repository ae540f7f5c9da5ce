"""Decide whether a section is empty: without text, a placeholder, or a template that was not filled in."""

from __future__ import annotations

import re

from privacy_gate.checkers.prompt.prompt_words import words
from privacy_gate.checkers.prompt.section_names import fold

_DRESSING = re.compile(r"</?[a-zA-Z][\w -]{0,40}>|^[ \t>]{0,8}(?:```+\w{0,20}|~~~+)[ \t]*$", re.MULTILINE)
_MARKS = frozenset(["'''", '"""', "]", "}", "[[", "]]", "],", "},", "/", "\\"])  # syntax of YAML, JSON, TOML, comments
_WORDS = words("open")
_STARTS = ("tbd", "tba", "tbc", "todo", "fixme", "wip", "placeholder", "t b d", "lorem ipsum", "pending")
_MAYBE = ("pending", "placeholder", "wip")  # placeholder words with which a real sentence may begin, too
_DECIDED = words("decided later")
_AROUND = words("time") | words("helpers")
_BRACKETED = re.compile(r"(?:\[[^\[\]]{0,300}\]|<[^<>]{0,300}>|\{\{?[^{}]{0,300}\}?\}|\(\s?(?:\.\.\.|…)?\s?\))")
_BLANK_WORDS = words("blank")


def strip_markup(body: str) -> str:
    """Return the text of a section without comments, tags, fences, horizontal rules, bullets and YAML syntax."""
    body = _DRESSING.sub("", _remove_comments(body))
    kept = []
    for line in body.split("\n"):
        text = line.strip().strip("*_|>#=~-+\u2022\u00b7/ \t\r")
        if text and text not in _MARKS and not text.startswith("|:-"):
            kept.append(text)
    return "\n".join(kept)


def _remove_comments(body: str) -> str:
    """Return a text without its `<!-- … -->` comments. A comment without an end stays."""
    kept, at = [], 0
    while (start := body.find("<!--", at)) >= 0 and (end := body.find("-->", start)) >= 0:
        kept.append(body[at:start])
        at = end + 3
    return "".join([*kept, body[at:]])


def is_empty(body: str, *, listed: bool) -> bool:
    """Whether a section is empty or contains only placeholders.

    `listed` says that text in brackets is a list, as in YAML, and no placeholder.
    """
    left = strip_markup(body)
    if left in ('""', "''", "[]", "{}", '"",', "[],"):
        return True
    return all(_is_placeholder(line, listed=listed) for line in left.split("\n"))


def is_blank(body: str) -> bool:
    """Whether a section contains only text in brackets, as in a template that was not filled in."""
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
    """Whether words (folded) say that the content follows later: "tbd", "to be added by the team"."""
    if words in _WORDS:
        return True
    count = len(words.split())
    if words.startswith(_MAYBE) and count > 4:
        return False
    if count <= 10 and any(words == start or words.startswith(start + " ") for start in _STARTS):
        return True
    said = set(words.split())
    return 2 <= count <= 12 and bool(said & _DECIDED) and said <= _DECIDED | _AROUND
