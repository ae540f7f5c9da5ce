"""Find commands in a slash command or a skill whose output is not checked. The model gets it, and no hook reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from privacy_gate.integrations.assistants.shell import UNKNOWN, Followed

_LONGEST = 4000  # characters

_FACTS = frozenset("basename date dirname echo false ls printf pwd test true uname which whoami".split())
"""Programs that print no content of files."""
_READERS = frozenset("cat cut egrep fgrep grep head nl rg sort tail uniq wc".split())
"""Programs that print the files that their arguments name. These files are checked."""
_OF_GIT = frozenset("branch describe log ls-files rev-parse status tag".split())
_PATCHES = re.compile(r"-(?:[a-zA-Z]{0,8}[puUcLG]|-patch|-unified|-cc)")
_VERSION = re.compile(r"--?[vV](?:ersion)?")
_RUNS = re.compile(r"--(?:pre|compress-program|hostname-bin|files0-from|file)\b|-f")
"""Options that make one of these programs run another program, or read names of files from a file."""


def find_unread(command: str, followed: Followed) -> str:
    """Return why the output of a command would be sent unchecked; empty if all of it is checked."""
    is_followed = len(command) <= _LONGEST and not followed.unclear and set(followed.written) <= {"/dev/null"}
    if is_followed and all(map(_is_known, followed.calls)):
        return ""
    return (
        "its output would be sent unchecked, because it is part of a slash command or a skill; "
        "run it as a command in the conversation"
    )


def _is_known(words: Sequence[str]) -> bool:
    program, *rest = words
    if any(UNKNOWN in word for word in words):
        return False
    if program == "git":
        return bool(rest) and rest[0] in _OF_GIT and not any(map(_PATCHES.match, rest))
    if len(rest) == 1 and _VERSION.fullmatch(rest[0]):
        return re.fullmatch(r"[a-z][\w.-]{0,30}", program) is not None
    return (program in _FACTS or program in _READERS) and not any(map(_RUNS.match, rest))
