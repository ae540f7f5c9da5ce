"""Globs for paths, as expressions that take no longer than the length of a path asks for.

A `*` tried in every place with every other one takes a time that grows with a power of their number. So each but the
last is tried in the first place that fits and in no other (an atomic group): what a later place would allow, the next
`*` reaches from the first one too. A `*` before a `**` is in one group with it, as the `**` reaches further.
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
_SPECIAL_MEMBER = re.compile(r"[\\\[^&|~]|(?<=-)-")  # what `re` takes, or may once take, for more than a character
_FOLDERS, _ANYTHING, _WITHIN = "(?:.*?/)??", ".*?", "[^/]*?"


class _GlobPart(NamedTuple):
    """Something that stands for many characters or none (nothing at the beginning of a glob), and what must follow."""

    wild: str
    fixed: str


def guarding_glob(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """As `glob`, for globs that say what goes out and what never may: in any case where file names have none, since
    what is named there by `PROMPTS/x.md` is `prompts/x.md`."""
    return _in_any_case(patterns) if ignores_case() else glob(patterns)


@cache
def ignores_case() -> bool:
    """Whether two names that differ by case alone are one file, in the folder that this runs in: by a name there."""
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
    inner = "".join(f"(?>{_tried(stretch)})" for stretch in before) + _tried(last[:-1])
    return f"(?s:{inner}{last[-1].wild}{last[-1].fixed})"


def _tried(stretch: Sequence[_GlobPart]) -> str:
    """The first part wherever it fits, each of the others in the first place that fits."""
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
            continue  # again
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
    except re.error:  # a range that runs backwards, or nothing at all
        return re.escape(step)
