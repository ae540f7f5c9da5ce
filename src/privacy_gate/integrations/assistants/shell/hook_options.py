"""Find options with which a call of git bypasses the commit hooks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from privacy_gate.integrations.assistants.shell import git_options
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

_UNCHECKED = re.compile(r"--no-v(?:e(?:r(?:i(?:f(?:y)?)?)?)?)?(?:[=\0].*)?$", re.DOTALL)
"""The option `--no-verify`. Git accepts each unambiguous abbreviation."""
_TAKES_VALUE = re.compile(
    r"-[a-zA-Z]{0,8}[mFCct]|--(?:message|file|reuse-message|reedit-message|template|author|date|fixup|squash|trailer)"
)
"""Options of `git commit` that take a value."""


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
    """Whether a word of `git commit` is an unknown option, which may skip the hooks."""
    is_value = False
    for word in words:
        if word == "--":
            return False
        if not is_value and word.startswith((UNKNOWN, f"-{UNKNOWN}", f"--{UNKNOWN}")):
            return True
        is_value = _TAKES_VALUE.fullmatch(word) is not None
    return False
