"""Write the fixes of failed checks, file by file. Each edit is shown first, and nothing else changes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from privacy_gate.audit.kinds.keys import is_key
from privacy_gate.audit.settings_lookup import CheckOutcome, CheckResult, Fix
from privacy_gate.base import atomic_write, locks
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.settings_edits import add_entries, set_value
from privacy_gate.base.settings_files import foreign
from privacy_gate.base.text import MASK, printable

_WORD = re.compile(r"[!#-&(-~]{16,500}")
_NAMED = re.compile(
    r"""((?:key|token|secret|passw|pwd|auth|credential)[\w.-]{0,100}["']?[ \t]{0,8}[:=][ \t]{0,8}["']?)"""
    r"""(?!(?:true|false|null)\b)[^\s"',}]{4,500}""",
    re.IGNORECASE,
)


class Edit(Struct, frozen=True):
    """The text of a file before (None: it does not exist) and after an edit. A `program` is executable."""

    file: Path
    name: str
    before: str | None
    after: str
    program: bool = False


def plan_fixes(results: Sequence[CheckResult], root: Path) -> tuple[list[Edit], list[tuple[CheckResult, str]]]:
    """Return the edits that fix failed checks, and the reasons why others cannot be fixed here."""
    by_file: dict[Path, Edit] = {}
    left: list[tuple[CheckResult, str]] = []
    for result in results:
        if result.outcome is not CheckOutcome.FAIL:
            continue
        if not result.fixes:
            left.append((result, result.advice or result.message))
        for fix in result.fixes:
            try:
                by_file[fix.file] = _with(fix, by_file.get(fix.file) or _as_it_is(fix, root))
            except GateError as error:
                left.append((result, f"{error.message}. {error.hint}" if error.hint else error.message))
    return [edit for edit in by_file.values() if edit.after != (edit.before or "")], left


def _as_it_is(fix: Fix, root: Path) -> Edit:
    if fix.file.is_relative_to(root) and not fix.file.resolve().is_relative_to(root.resolve()):
        raise GateError(f"{fix.name} is a link that leaves the repository", "Set it manually.")
    try:
        text = foreign.read_text(fix.file, fix.name)
    except FileNotFoundError:
        return Edit(fix.file, fix.name, None, "")
    return Edit(fix.file, fix.name, text, text)


def _with(fix: Fix, edit: Edit) -> Edit:
    if fix.format == "lines":
        after = _with_lines(edit.after, fix.entries)
    elif fix.entries:
        after = add_entries(edit.after, fix.format, fix.name, fix.key, fix.entries)
    else:
        after = set_value(edit.after, fix.format, fix.name, fix.key, fix.value)
    return Edit(edit.file, edit.name, edit.before, after)


def _with_lines(text: str, lines: Sequence[str]) -> str:
    there = set(text.splitlines())
    head = text if not text or text.endswith("\n") else f"{text}\n"
    return head + "".join(f"{line}\n" for line in lines if line not in there)


def show_diff(edit: Edit) -> Iterator[str]:
    """Yield the changes of an edit, line by line. Texts that look like keys are masked."""
    before, after = (_mask(text).splitlines(keepends=True) for text in (edit.before or "", edit.after))
    for line in difflib.unified_diff(
        before, after, edit.name if edit.before is not None else "/dev/null", edit.name, n=0
    ):
        yield printable(line.rstrip("\n"))


def _mask(text: str) -> str:
    text = _WORD.sub(lambda found: MASK if is_key(found[0]) else found[0], text)
    return _NAMED.sub(lambda found: found[1] + MASK, text)


def apply(edit: Edit, mode: int | None = None) -> None:
    """Write a file atomically. A link is replaced. `mode` is for a program.

    Raises GateError if the file changed in the meantime.
    """
    target = Path(edit.file)
    if mode is None and edit.before is None:
        mode = 0o600 if edit.name.startswith("~") else 0o644
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with locks.hold_folder(target.parent):
            if _now(target, edit.name) != edit.before:
                raise GateError(f"{edit.name} was changed by another process", "Run this command again.")
            atomic_write.replace(target, edit.after.encode("utf-8"), mode)
    except UnicodeError:
        raise GateError(
            f"cannot write {edit.name}: it contains a name that is not UTF-8", "Write it manually."
        ) from None
    except OSError as error:
        raise cannot("write", edit.name, error) from None


def _now(target: Path, name: str) -> str | None:
    try:
        return foreign.read_text(target, name)
    except FileNotFoundError:
        return None
