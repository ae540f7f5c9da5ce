"""Options by which a call of git passes by the commit hooks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from privacy_gate.integrations.assistants.shell import git_options
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

_UNCHECKED = re.compile(r"--no-v(?:e(?:r(?:i(?:f(?:y)?)?)?)?)?(?:[=\0].*)?$", re.DOTALL)
"""Git takes an option that is cut short where it is still clear which one it is."""
_TAKES_VALUE = re.compile(
    r"-[a-zA-Z]{0,8}[mFCct]|--(?:message|file|reuse-message|reedit-message|template|author|date|fixup|squash|trailer)"
)
"""Options of `git commit` behind which a value follows."""


def skips_hooks(command: str, words: Sequence[str]) -> bool:
    """Whether a call skips the hooks."""
    for word in words:
        if word == "--":
            return False
        if _UNCHECKED.match(word):
            return True
        if command in ("commit", "am") and word[:1] == "-" and word[1:2] != "-":
            for letter in word[1:]:
                if letter == "n":
                    return True
                if letter in git_options.WITH_VALUE:
                    break
    return False


def may_skip_hooks(words: Sequence[str]) -> bool:
    """Whether one of the words of `git commit` is not known, and may be an option."""
    is_value = False
    for word in words:
        if word == "--":
            return False
        if not is_value and word.startswith((UNKNOWN, f"-{UNKNOWN}", f"--{UNKNOWN}")):
            return True
        is_value = _TAKES_VALUE.fullmatch(word) is not None
    return False
