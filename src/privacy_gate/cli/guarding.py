"""What an assistant may not do to the gate itself: that is for people, in a terminal."""

from __future__ import annotations

import re
from pathlib import Path

from privacy_gate.assistants import commands, tools
from privacy_gate.assistants.events import Asked, File
from privacy_gate.cli.session import Session
from privacy_gate.config import FILE_NAME
from privacy_gate.model import Blob, Exposure
from privacy_gate.policy import baseline
from privacy_gate.sources.reading import read_file

_HOOKS = ".pre-commit-config.yaml"
_MENTION = re.compile(r"privacy[-_]gate")
_STATE = re.compile(r"(?:.*/)?\.git(?:/hooks(?:/.*)?|/privacy-gate(?:/.*)?|/config)?")
"""Git's hooks and settings, and what the gate keeps beside them."""


def loosens(session: Session, asked: Asked) -> str:
    """Why something is for people alone: it would release what was stopped, change what the gate goes by, or pass
    by its hooks. Empty when it is not."""
    if tools.is_shell(asked.tool):
        if any(commands.loosens(one.text) for one in asked.texts):
            return "only a person may release what was blocked or take a hook out, in a terminal"
        if any(commands.skips_hooks(one.text) for one in asked.texts) and _is_hooked(session):
            return "this passes by the commit hooks, and the gate is one of them; a person may do that, in a terminal"
    if any(_is_guarded(session, file) for file in asked.files if file.edit is not None):
        return "only a person may change what the gate goes by or what calls it"
    return ""


def _is_hooked(session: Session) -> bool:
    """Whether commits of this repository go through the gate."""
    item = read_file(str(session.tree.root / _HOOKS), _HOOKS, Exposure.INTERNAL, session.tree.config)
    return isinstance(item, Blob) and b"privacy-gate" in item.data


def _is_guarded(session: Session, file: File) -> bool:
    """Whether a file that is written is the gate's own, or calls it now and would not then."""
    try:
        path = Path(file.path).expanduser()
        path = path if path.is_absolute() or path.exists() else session.tree.root / path
        path = path.resolve()
    except (OSError, ValueError, RuntimeError):  # no name that a file can have
        return False
    name = session.tree.relative(path)
    usual = (FILE_NAME, baseline.NAME)
    if name in session.own_files or name in usual or _STATE.fullmatch(path.as_posix()):
        return True
    return _mentions_less(path, *(file.edit or ("", "")))


def _mentions_less(path: Path, old: str, new: str) -> bool:
    """Whether a text that names the gate would name it less often."""
    try:
        before = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    except OSError:
        return True  # it cannot be told
    mentions = len(_MENTION.findall(before))
    if old:
        return len(_MENTION.findall(old)) > len(_MENTION.findall(new))
    return mentions > len(_MENTION.findall(new))
