"""The one exception that reaches a user: what is wrong, and what to do about it."""

from __future__ import annotations


class GateError(Exception):
    """The gate could not check. Only the command line catches it, and exits with 2."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
