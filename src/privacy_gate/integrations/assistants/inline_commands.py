"""Commands inside the text of a slash command or a skill: what they print goes to the model, and no hook reads it."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"'[^'\n]{0,2000}'|\"[^\"$`\\\n]{0,2000}\"")
_SILENCED = re.compile(r"[12]?>(?:&[12]\b|[ \t]{0,4}/dev/null\b)")
_OPEN = re.compile(r"[$`<>(){}\\]")
"""What may stand for another command or another text."""
_APART = re.compile(r"[;&|\n]+")
_LONGEST = 4000  # characters

_FACTS = frozenset("basename date dirname echo false ls printf pwd test true uname which whoami".split())
"""Programs that print no content of a file."""
_READERS = frozenset("cat cut egrep fgrep grep head nl rg sort tail uniq wc".split())
"""Programs that print what is in the files of their arguments, which are judged by themselves."""
_OF_GIT = frozenset("branch describe log ls-files rev-parse status tag".split())
_PATCHES = re.compile(r"-(?:[a-zA-Z]{0,8}[puUcLG]|-patch|-unified|-cc)")
_VERSION = re.compile(r"--?[vV](?:ersion)?")


def find_unread(command: str) -> str:
    """Why the output of a command would go to the model unread; empty where it holds nothing that is not judged."""
    plain = _SILENCED.sub(" ", _QUOTED.sub("''", command)) if len(command) <= _LONGEST else "`"
    if _OPEN.search(plain) is None and all(_is_known(part.split()) for part in _APART.split(plain)):
        return ""
    return (
        "its output would be sent unchecked, because it is part of a slash command or a skill; "
        "run it as a command in the conversation"
    )


def _is_known(words: list[str]) -> bool:
    if not words:
        return True
    program, *rest = words
    if program == "git":
        return bool(rest) and rest[0] in _OF_GIT and not any(map(_PATCHES.match, rest))
    if len(rest) == 1 and _VERSION.fullmatch(rest[0]):
        return re.fullmatch(r"[a-z][\w.-]{0,30}", program) is not None
    return program in _FACTS or program in _READERS
