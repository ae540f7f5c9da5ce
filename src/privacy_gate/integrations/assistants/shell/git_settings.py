"""Find settings of git in a call that disable hooks or run another program."""

from __future__ import annotations

import re
from collections.abc import Sequence

from privacy_gate.integrations.assistants.shell import handed_words
from privacy_gate.integrations.assistants.shell.state import ShellState
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

_HOOKS = re.compile(r"(?i)core\.hookspath|include\.path|includeif\..{0,400}\.path|core\.attributesfile|hook\..{1,100}")
_UNSETTLES = re.compile(
    r"(?i)core\.(?:bare|worktree|fsmonitor)|extensions\..{1,100}|credential\.helper|filter\..{1,100}"
)
"""Settings that make git use another work tree, or run another program."""


def look_at_setting(state: ShellState, key: str, value: str) -> None:
    """Note whether a setting of git disables hooks."""
    if _HOOKS.fullmatch(key.strip()):
        state.loosens = True
    if key.lower().startswith("alias.") and re.search(r"-n\b|--no-v|hookspath", value.lower()):
        state.skips_hooks = True


def look_at_config(state: ShellState, words: Sequence[str]) -> None:
    """Note the effects of `git config`: `KEY VALUE` in the old and the new form, `--unset`, and whole sections."""
    plain = [word for word in words if not word.startswith("-")]
    options = [word for word in words if word.startswith("-")]
    if any(word in ("-e", "--edit") for word in options) or (
        len(plain) > 1 and any(map(_UNSETTLES.fullmatch, plain[:-1]))
    ):
        handed_words.hand(state, [".git/config"])
    handed_words.hand(state, [word for word in plain if " " in word])
    if plain[:1] in (["get"], ["list"]) or any(word.startswith(("--get", "--list")) for word in options):
        return
    verbs = ("set", "unset", "remove-section", "rename-section", "edit")
    verb = plain.pop(0) if plain and plain[0] in verbs else ""
    removes = bool(verb and verb != "set") or any(
        word.startswith(("--uns", "--rem", "--ren", "--rep")) for word in options
    )
    if removes and any(word.lower() in ("core", "include", "hook") for word in plain):
        state.loosens = True
    for at, word in enumerate(plain):
        if _HOOKS.fullmatch(word.strip()) and (removes or verb == "set" or at + 1 < len(plain)):
            state.loosens = True
        if word.lower().startswith("alias.") and at + 1 < len(plain):
            look_at_setting(state, word, plain[at + 1])
            state.aliases[f"git alias {word[6:].lower()}"] = plain[at + 1]
        if UNKNOWN in word and at == 0 and len(plain) > 1:
            state.loosens = state.loosens or word.lower().startswith(("core.", UNKNOWN))
