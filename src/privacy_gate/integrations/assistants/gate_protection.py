"""Find actions of an assistant that would change privacy-gate itself. Only a person may do them, in a terminal."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from privacy_gate.base.settings_files import assistant_switches
from privacy_gate.config import FILE_NAME
from privacy_gate.integrations.assistants import gate_calls, gate_files, gate_questions
from privacy_gate.integrations.assistants.events import Asked, File
from privacy_gate.policy import baseline
from privacy_gate.scan.session import Session

_STATE = re.compile(
    r"(?:.*/)?\.git(?:/(?:modules|worktrees)/.{1,400})?(?:/hooks(?:/.*)?|/privacy-gate(?:/.*)?|/config(?:\.worktree)?)?",
    re.IGNORECASE | re.DOTALL,
)
"""Git's hooks and settings, also those of submodules and work trees, and the data that privacy-gate stores beside them.
"""
_TABLE = re.compile(r"tool\.[\"']?privacy-gate")
_USUAL = frozenset({FILE_NAME, baseline.NAME})
"""The names of privacy-gate's own files.

They count in each folder, because it may be the root of another repository.
"""


def loosens(session: Session, asked: Asked) -> str:
    """Return the reason why only people may do something, or why its output would not be checked.

    The reason is that it releases a blocked text, changes the configuration of privacy-gate, or bypasses its hooks. The
    result is empty if none of this is true.
    """
    if asked.unread:
        return asked.unread
    if any(one.loosens for one in asked.commands):
        return "only the user may release a blocked text or remove a hook, in a terminal"
    if any(one.skips_hooks for one in asked.commands) and gate_files.is_hooked(session):
        return "this bypasses the commit hooks, including privacy-gate; only the user may do that, in a terminal"
    written = [file for file in asked.files if file.edit is not None]
    if _switches_off(session, written):
        return "only the user may write settings that disable privacy-gate or redirect requests"
    changes = any(_is_guarded(session, file) for file in written)
    changes = changes or any(gate_files.changes(session, one) for one in asked.commands)
    if changes or any(gate_questions.replaces_files(session, one) for one in asked.commands):
        return "only the user may change the configuration of privacy-gate or the files that call it"
    return ""


def _switches_off(session: Session, written: list[File]) -> bool:
    """Whether the edits add settings to an assistant that disable privacy-gate or redirect requests."""
    edits: dict[Path, list[tuple[str, str]]] = {}
    for file in written:
        try:
            path = _path(session, file)
            names = {os.path.normpath(path), str(path.resolve())}
        except (OSError, ValueError, RuntimeError):  # the text cannot be a file name
            continue
        if file.edit is not None and any(map(assistant_switches.is_settings, names)):
            edits.setdefault(path.resolve(), []).append(file.edit)
    for path, pairs in edits.items():
        before = _text(path)
        if before is None:
            return True  # the current settings are unknown
        after = _edit(before, pairs)
        if set(assistant_switches.switches(after)) - set(assistant_switches.switches(before)):
            return True
    return False


def _text(path: Path) -> str | None:
    """Return the text of a file, an empty text if it is missing, or None if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    except OSError:
        return None


def _edit(text: str, edits: Iterable[tuple[str, str]]) -> str:
    """Apply edits to a text. If the old text of an edit is missing, the new text is added at the end."""
    for old, new in edits:
        text = text.replace(old, new) if old and old in text else f"{text}\n{new}" if old else new
    return text


def _path(session: Session, file: File) -> Path:
    """Return the path of a file, from the working folder if it exists there, otherwise from the root."""
    path = Path(file.path).expanduser()
    return path if path.is_absolute() or path.exists() else session.tree.root / path


def _is_guarded(session: Session, file: File) -> bool:
    """Whether a written file is one of privacy-gate, or calls it now and would call it differently afterwards."""
    try:
        path = _path(session, file).resolve()
    except (OSError, ValueError, RuntimeError):  # the text cannot be a file name
        return False
    if session.tree.relative(path) in session.own_files or path.name.lower() in _USUAL:
        return True
    if _STATE.fullmatch(path.as_posix()):
        return True
    before = _text(path)
    if before is None:
        return True  # the current text is unknown
    edit = file.edit or ("", "")
    if path.name == "pyproject.toml" and len(_TABLE.findall(edit[0] or before)) < len(_TABLE.findall(edit[1])):
        return True
    return bool(gate_calls.calls(path.name, before) - gate_calls.calls(path.name, _edit(before, [edit])))
