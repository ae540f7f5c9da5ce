"""Find calls that end processes of privacy-gate, or start an assistant without its hooks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from privacy_gate.integrations.assistants.program_table import ASSISTS
from privacy_gate.integrations.assistants.shell.state import ShellState

_ENDS = frozenset("pkill killall skill kill fuser systemctl service launchctl xkill".split())
"""Programs that end processes, or prevent their start."""
_FINDS = frozenset("pgrep pidof grep egrep rg awk ps".split())
_PROCESS = "privacy-gate hook"
_SWITCHES_HOOKS = re.compile(
    r"disableAllHooks|--setting-sources|\bconfig\s{1,20}(?:set|rm)\s{1,20}hooks|-c\s{0,20}(?:features\.)?hooks\s{0,20}="
)
_SIGNS = re.compile(r"[\[\](){}^$\\.*?]")
_NUMBER = re.compile(r"%?\d+")


def look(state: ShellState, program: str, words: Sequence[str]) -> None:
    """Note a call that ends privacy-gate, or starts an assistant without it."""
    if program in _ENDS:
        state.loosens = state.loosens or _ends(state, program, words)
    elif program in _FINDS:
        state.is_looking_for_gate = state.is_looking_for_gate or any(map(_names_gate, words))
    elif program in ASSISTS and _SWITCHES_HOOKS.search(" ".join(words)):
        state.loosens = True


def _names_gate(word: str) -> bool:
    return "privacy-gate" in (plain := _SIGNS.sub("", word)) or "privacy_gate" in plain


def _ends(state: ShellState, program: str, words: Sequence[str]) -> bool:
    """Whether processes of privacy-gate are ended. The pattern of `pkill` matches a part of a name."""
    plain = [word for word in words if not word.startswith("-")]
    if any(map(_names_gate, plain)):
        return "status" not in plain
    if program == "pkill":
        return any(len(text := _SIGNS.sub("", word)) > 2 and text in _PROCESS for word in plain)
    return program == "kill" and state.is_looking_for_gate and not any(map(_NUMBER.fullmatch, plain))
