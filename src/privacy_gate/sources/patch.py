"""Read a patch without its repository.

Every added line becomes part of a blob. What cannot have been read correctly becomes a Problem: wrong counts, combined
diffs, lines outside of hunks. It is found by comparing the result with the lines of the patch.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from privacy_gate.model import Blob, ChangedPath, Hunk, Problem, Skipped
from privacy_gate.sources import Item
from privacy_gate.sources.broken_patch import blobs
from privacy_gate.sources.changes import Source
from privacy_gate.sources.files import Tree

_MOST_BLANK = 1_000_000  # lines in a whole patch; a header may claim any number of hidden lines
_ESCAPE = re.compile(r"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def read(data: bytes, name: str, tree: Tree) -> Source:
    """Read the new side of a patch. Lines that the patch does not show are blank. `name` is the path of the patch."""
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    text = data.decode("utf-8", "surrogateescape")
    if not data:
        return Source(iter(()), ())  # `git diff` prints nothing if there are no changes
    try:
        patch: Any = PatchSet(io.StringIO(text, newline="\n"))
    except (UnidiffParseError, ValueError) as error:  # ValueError: a number with thousands of digits
        # the text after the colon is a line of the patch, which may contain secrets
        said = str(error).partition(":")[0]
        reason = said if isinstance(error, UnidiffParseError) else "a number is too large"
        return _broken(text, name, tree, [Problem(name, f"cannot parse the patch: {reason}")])
    if not len(patch):
        return Source(iter([Problem(name, "contains no patch in unified format and UTF-8")]), ())
    blank = _Blank(_MOST_BLANK)
    items = [item for file in patch for item in _file(file, tree, blank)]
    if lost := list(find_lost_lines(text, patch, name)):
        return _broken(text, name, tree, lost)
    paths = tuple(map(_changed_path, patch))
    return Source(iter(items), paths)


def _broken(text: str, name: str, tree: Tree, problems: list[Problem]) -> Source:
    """Return the problems of a patch, and all its added lines."""
    return Source(iter([*blobs(text, name, tree, _unquote), *problems]), ())


def _changed_path(file: Any) -> ChangedPath:
    status = _status(file)
    old_path = _unquote(str(file.source_file).rstrip("\r")).removeprefix("a/") if status == "R" else ""
    return ChangedPath(_path(file), status, _find_added(file), _join_removed(file), _hunks(file), old_path)


def _status(file: Any) -> str:
    return "A" if file.is_added_file else "D" if file.is_removed_file else "R" if file.is_rename else "M"


def _path(file: Any) -> str:
    """Return the new path of a file. git quotes unusual ones, with escapes for bytes."""
    path: str = file.path if not str(file.target_file).startswith('"') else file.target_file
    path = path.rstrip("\r")
    return _unquote(path) if path.startswith('"') else path


def _unquote(path: str) -> str:
    if not path.startswith('"'):
        return path.removeprefix("b/")
    raw = bytearray()
    inner, at = path.strip('"'), 0
    for found in _ESCAPE.finditer(inner):
        raw += inner[at : found.start()].encode("utf-8", "surrogateescape")
        code = found[1]
        if len(code) == 3:
            raw.append(int(code, 8) & 255)
        else:
            raw += _ESCAPES.get(code, code).encode("utf-8", "surrogateescape")
        at = found.end()
    raw += inner[at:].encode("utf-8", "surrogateescape")
    return raw.decode("utf-8", "surrogateescape").removeprefix("b/")


def _find_added(file: Any) -> frozenset[int]:
    return frozenset(line.target_line_no for hunk in file for line in hunk if line.is_added)


def _join_removed(file: Any) -> str:
    return "".join(line.value for hunk in file for line in hunk if line.is_removed)


def _hunks(file: Any) -> tuple[Hunk, ...]:
    """Return the places in a file where lines were added or removed, without the lines between them."""
    found: list[Hunk] = []
    for hunk in file:
        start, count, removed = hunk.target_start, 0, ""
        for line in [*hunk, None]:
            if line is not None and line.is_added:
                start, count = (start if count else line.target_line_no), count + 1
            elif line is not None and line.is_removed:
                removed += line.value
            else:
                if count or removed:
                    found.append(Hunk(start, count, removed))
                start, count, removed = start + 1, 0, ""
    return tuple(found)


class _Blank:
    """A budget of blank lines that replace hidden lines."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, count: int) -> bool:
        self.left -= max(0, count)
        return self.left >= 0


def _file(file: Any, tree: Tree, blank: _Blank) -> Iterator[Item]:
    path, added = _path(file), _find_added(file)
    if file.is_binary_file:
        yield Skipped(path, "binary")
    if not added:
        return
    parts: list[str] = []
    line = 1
    for hunk in file:
        gap = hunk.target_start - line
        if not blank.take(gap):
            yield Problem(path, f"a hunk starts at line {hunk.target_start:,}")
            return
        shown = [one.value for one in hunk if one.is_added or one.is_context]
        parts += ["\n" * max(0, gap), *shown]
        line = max(line, hunk.target_start) + len(shown)
    yield Blob(path, "".join(parts).encode("utf-8", "surrogateescape"), tree.exposure(path), added)


def find_lost_lines(text: str, patch: Any, name: str) -> Iterator[Problem]:
    """Yield a Problem for the first added line outside of all hunks, and for lines that were not read correctly."""
    seen = {line.diff_line_no for file in patch for hunk in file for line in hunk if line.is_added}
    lines = text.split("\n")
    headers = 0
    for number, line in enumerate(lines, 1):
        if line.startswith("@@@"):
            yield Problem(
                name, f"line {number}: a combined diff; compare with one parent instead (git show -m --first-parent)"
            )
            return
        if not line.startswith("+") or number in seen:
            continue
        if line.startswith("+++ ") and number > 1 and lines[number - 2].startswith("--- "):
            headers += 1
            continue
        yield Problem(name, f"line {number}: an added line is outside of all hunks; check the counts in the @@ line")
        return
    yield from _cut(lines, patch, name)
    yield from _find_overlapping(patch)
    shown = sum(1 for file in patch if len(file))
    if headers != shown:
        yield Problem(name, f"{headers} files are named, but {shown} have hunks")


def _cut(lines: list[str], patch: Any, name: str) -> Iterator[Problem]:
    """Yield a Problem for a line that was read only in part.

    The parser reads a line that begins with a carriage return as an empty line, and would count the rest as the same
    line.
    """
    for line in (line for file in patch for hunk in file for line in hunk if line.is_context):
        given = lines[line.diff_line_no - 1]
        if (given.removeprefix(" ")) != line.value.removesuffix("\n"):
            yield Problem(name, f"line {line.diff_line_no}: does not start with `+`, `-` or a space")
            return


def _find_overlapping(patch: Any) -> Iterator[Problem]:
    """Yield a Problem for a hunk that begins before the previous one ends. Its line numbers cannot be correct."""
    for file in patch:
        ends = 0
        for hunk in file:
            if hunk.target_length and not hunk.target_start:  # the first line is 1
                yield Problem(_path(file), "a hunk starts at line 0")
                return
            if hunk.target_start < ends - (not hunk.target_length):
                yield Problem(_path(file), f"two hunks contain line {hunk.target_start:,}")
                return
            ends = hunk.target_start + hunk.target_length
