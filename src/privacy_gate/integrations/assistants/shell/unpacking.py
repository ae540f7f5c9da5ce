"""Find archives that a call unpacks, and the folders into which it does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from privacy_gate.integrations.assistants.shell.state import ShellState
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

_TAR = re.compile(r"-?[A-Za-z]{0,12}x[A-Za-z]{0,12}|--extract|--get")
_SEVEN = re.compile(r"[ex]")
_UNPACKS = {
    "tar": _TAR,
    "bsdtar": _TAR,
    "gtar": _TAR,
    "jar": _TAR,
    "tarfile": re.compile(r"-e|--extract"),
    "zipfile": re.compile(r"-e|--extract"),
    "cpio": re.compile(r"-\w{0,8}[ip]\w{0,8}|--extract|--pass-through"),
    "pax": re.compile(r"-\w{0,8}r\w{0,8}"),
    "7z": _SEVEN,
    "7za": _SEVEN,
    "7zz": _SEVEN,
    "unrar": _SEVEN,
    "ar": re.compile(r"-?\w{0,4}x\w{0,4}"),
    "ditto": re.compile(r"-\w{0,4}x\w{0,4}"),
    "unar": None,
    "unzip": None,
}
"""Programs that unpack, each with the words that request it. Without such words, a program always unpacks."""
_PRINTS = {
    "tar": re.compile(r"-?[A-Za-z]{0,12}O[A-Za-z]{0,12}|--to-stdout"),
    "unzip": re.compile(r"-[a-zA-Z]{0,6}[plvtzcZ][a-zA-Z]{0,6}"),
}
"""Options with which a program prints the content of an archive."""
_FOLDER = re.compile(r"(?:--directory|--cd)(?:=(.*))?|-[Cd](.*)|-o(.+)|-?[a-zA-Z]{1,10}C()", re.DOTALL)
_ARCHIVE = re.compile(r"(?:--file=|-[a-zA-Z]{0,8}f)(.+)", re.DOTALL)


def look(state: ShellState, program: str, words: Sequence[str]) -> None:
    """Note an archive that a call unpacks, and its target folder."""
    if program not in _UNPACKS:
        return
    told, prints = _UNPACKS[program], _PRINTS.get(program.removeprefix("bsd").removeprefix("g"))
    marks = [word for at, word in enumerate(words) if not at or word.startswith("-")]
    if (told is not None and not any(map(told.fullmatch, marks))) or (prints and any(map(prints.fullmatch, marks))):
        return
    folders: list[str] = []
    for at, word in enumerate(words):
        if found := _FOLDER.fullmatch(word):
            folders.append(found[1] or found[2] or found[3] or "".join(words[at + 1 : at + 2]))
    plain = [word for at, word in enumerate(words) if at and not word.startswith("-") and word not in folders]
    if told is None and words and not words[0].startswith("-"):
        plain.insert(0, words[0])
    if program in ("zipfile", "tarfile"):
        folders += plain[1:2]
    archives = [found[1] for word in words if (found := _ARCHIVE.fullmatch(word)) and "." in found[1]]
    archives += plain[:1]
    for folder in folders or [""]:
        for base in state.folders:
            inside = folder if folder.startswith(("/", "~")) else "/".join(filter(None, (base.rstrip("/"), folder)))
            for archive in archives or [UNKNOWN]:
                name = archive if archive.startswith(("/", "~")) or not base else f"{base.rstrip('/')}/{archive}"
                state.unpacked[name, inside or "."] = None
