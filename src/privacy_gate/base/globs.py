"""Convert globs for paths to regular expressions whose time is linear in the length of the path.

Trying each `*` at every place would take exponential time. All except the last are therefore tried only at the first
place that matches (an atomic group). This loses nothing: if a later place would match, the next `*` also reaches it
from the first one. A `*` before a `**` is in one group with it, because the `**` reaches further.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

_STEP = re.compile(r"(?:(?<=/)|\A)(?:\*{2,}/)+|/\*{2,}\Z|\*{2,}|\*|\?|\[[^]/]{1,100}\]")
_SPECIAL_MEMBER = re.compile(r"[\\\[^&|~]|(?<=-)-")  # special in `re`, or perhaps in the future
_FOLDERS, _ANYTHING, _WITHIN = "(?:.*?/)??", ".*?", "[^/]*?"


class _GlobPart(NamedTuple):
    """A wildcard (empty at the start of a glob), and the text that must follow it."""

    wild: str
    fixed: str


def guarding_glob(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return the same as `glob`, but ignore the case where file names do.

    It is for globs that decide what is outbound or never-send. If the file system ignores case, `PROMPTS/x.md` is also
    `prompts/x.md`.
    """
    return _in_any_case(patterns) if ignores_case() else glob(patterns)


@cache
def ignores_case() -> bool:
    """Whether the file system of the current folder ignores case. An existing name in the folder is used as a test."""
    try:
        with os.scandir() as entries:
            for entry in entries:
                if entry.name != (other := entry.name.swapcase()):
                    return os.path.lexists(other) and os.path.samefile(entry.name, other)  # noqa: PTH121
    except OSError:
        pass
    return sys.platform in ("win32", "darwin")


@lru_cache(maxsize=64)
def _in_any_case(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(glob(patterns).pattern, re.IGNORECASE)


@lru_cache(maxsize=256)
def glob(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Combine globs into one regular expression, for `fullmatch` on a path with `/`.

    The syntax is that of .gitignore. `*` and `?` match within a directory, and `**` across directories. A pattern
    without a slash matches at any depth. A slash at the end matches a whole directory. pathspec does the same, but its
    import takes 10 ms.
    """
    return re.compile("|".join(f"(?:{_one(pattern)})" for pattern in patterns) or r"(?!)")


def _one(pattern: str) -> str:
    anchored = "/" in pattern.rstrip("/")
    pattern = pattern.removeprefix("/")
    if pattern.endswith("/"):
        pattern += "**"
    parts = list(_parts(pattern, "" if anchored else _FOLDERS))
    starts = [at for at, part in enumerate(parts) if at == 0 or part.wild in (_FOLDERS, _ANYTHING)]
    *before, last = [parts[start:end] for start, end in pairwise([*starts, len(parts)])]
    inner = "".join(f"(?>{_translate_stretch(stretch)})" for stretch in before) + _translate_stretch(last[:-1])
    return f"(?s:{inner}{last[-1].wild}{last[-1].fixed})"


def _translate_stretch(stretch: Sequence[_GlobPart]) -> str:
    """Return an expression that tries the first part in all places, and each other part in the first place that
    matches.
    """
    return "".join(f"(?>{wild}{fixed})" if at else f"{wild}{fixed}" for at, (wild, fixed) in enumerate(stretch))


def _parts(pattern: str, wild: str) -> Iterator[_GlobPart]:
    fixed, at = "", 0
    for found in _STEP.finditer(pattern):
        fixed += re.escape(pattern[at : found.start()])
        at, step = found.end(), found[0]
        if step == "?":
            fixed += "[^/]"
        elif step.startswith("["):
            fixed += _character_class(step)
        elif step.startswith("/"):
            yield _GlobPart(wild, f"{fixed}/")
            wild, fixed = _ANYTHING, ""
        elif step.endswith("/") and not fixed and wild == _FOLDERS:
            continue  # repeated
        else:
            if fixed or wild:
                yield _GlobPart(wild, fixed)
            wild, fixed = (_FOLDERS if step.endswith("/") else _ANYTHING if len(step) > 1 else _WITHIN), ""
    yield _GlobPart(wild, fixed + re.escape(pattern[at:]))


def _character_class(step: str) -> str:
    negated = step[1] in "!^"
    members = _SPECIAL_MEMBER.sub(r"\\\g<0>", step[2 if negated else 1 : -1])
    try:
        return re.compile(f"[{'^/' if negated else ''}{members}]").pattern
    except re.error:  # a reversed range, or an empty one
        return re.escape(step)
