"""The one exception that reaches a user: what is wrong, and what to do about it."""

from __future__ import annotations

import re

_DRAWN = r"[^\s/\\._:@'\"`(){}\[\],-]{12,}"
_WORD = 24  # letters; longer ones are no word


class GateError(Exception):
    """The gate could not check. Only the command line catches it, and exits with 2."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def quotable(text: str) -> str:
    """What stands in a file that may hold anything, as a message may quote it: what looks drawn by chance is masked."""
    return re.sub(_DRAWN, lambda found: found[0] if _is_word(found[0]) else "****", text)


def _is_word(text: str) -> bool:
    return len(text) < _WORD and not any(map(str.isdigit, text))
