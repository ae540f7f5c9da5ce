"""The exception that reaches a user, with a message and a hint."""

from __future__ import annotations

import errno
import os
import re

_DRAWN = r"[^\s/\\._:@'\"`(){}\[\],-]{12,}"
_WORD = 24  # letters; longer texts are not words


class GateError(Exception):
    """The program cannot continue. Only the command line catches this error, and exits with 2."""

    def __init__(self, message: str, hint: str | None = None, excerpt: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.excerpt = excerpt


def quotable(text: str) -> str:
    """Return a text from an untrusted file for use in a message. Parts that look random are masked."""
    return re.sub(_DRAWN, lambda found: found[0] if _is_word(found[0]) else "****", text)


def _is_word(text: str) -> bool:
    return len(text) < _WORD and not any(map(str.isdigit, text))


_DENIED = "Check the file permissions."
_NO_ROOM = "Free some disk space."
_TO_DO = {
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: "The file system is read-only.",
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: _NO_ROOM,
    errno.EISDIR: "This is a directory. Name a file.",
    errno.ENOENT: "Check that the parent directory exists.",
    errno.ENOTDIR: "A parent in this path is a file, not a directory.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.ELOOP: "The symbolic links form a loop.",
    errno.EIO: "The disk or network drive may be failing.",
}


def cannot(verb: str, what: object, error: OSError) -> GateError:
    """Return an error such as `cannot read notes.md: Permission denied`, with a hint."""
    is_missing = error.errno == errno.ENOENT and verb.startswith("read")
    hint = "Paths are relative to the current directory." if is_missing else what_to_do(error)
    return GateError(f"cannot {verb} {what}: {error.strerror}", hint)


def what_to_do(error: OSError) -> str:
    """Return a hint for an operation that the system refused."""
    return _TO_DO.get(error.errno or 0, "Try again. If it keeps failing, check whether another process is using it.")


def locate_error(error: BaseException) -> str:
    """Return the type and place of an error without its message, because the message may quote the checked text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    file = os.path.basename(trace.tb_frame.f_code.co_filename)  # noqa: PTH119  (pathlib slows the start of a hook)
    return f"{type(error).__name__} at {file}:{trace.tb_lineno}"
