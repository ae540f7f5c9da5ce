"""Find calls that only a person may make.

They release a blocked text, or remove or bypass privacy-gate or its hooks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from privacy_gate.integrations.assistants.shell import git_settings, processes
from privacy_gate.integrations.assistants.shell.state import ShellState, Texts
from privacy_gate.integrations.assistants.shell.windows import LOOSENS
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN, bare_paths, quoted_strings

_GATE = re.compile(r"privacy[-_]gate(?:\[.{0,100}\])?(?:[=<>~!].{0,100})?")
_UNINSTALL = frozenset("uninstall remove rm".split())
_INSTALLERS = frozenset("pip uv pipx conda mamba poetry pdm rye brew hatch npm pip3".split())
_MANAGERS = frozenset("pre-commit prek husky lefthook overcommit".split())
_CHANGES = re.compile(
    r"(?i)remove|unlink|delete|write|rename|rmtree|rmdir|chmod|replace|truncate|move|copy|open\([^)]{0,200},|dump|touch"
    r"|symlink|link|>\s|rm\b|mv\b|cp\b|sed\b|FileUtils|fs\.|shutil|-i\b|system|exec|spawn|subprocess|print\s*\{|syswrite"
)
_SWITCHES = {
    "PRE_COMMIT_ALLOW_NO_CONFIG": ".*",
    "HUSKY_SKIP_HOOKS": ".*",
    "HUSKY": "0|false",
    "LEFTHOOK": "0|false",
    "OVERCOMMIT_DISABLE": "1|true",
}
"""Variables that disable hooks, and the values that do so."""
_CLAUDE = re.compile(r"claude(?:-code)?(?:@[\w.^~-]{1,40})?")
_CLAUDE_OPTION = re.compile(
    r"--(?:settings|setting-sources|managed-settings|dangerously|allow-dangerously|bare|safe-mode|plugin-dir)"
    rf"|(?:--permission-mode=)?bypassPermissions|{re.escape(UNKNOWN)}"
)
_CLAUDE_COMMANDS = {
    "config": frozenset("set add remove rm".split()),
    "plugin": frozenset("disable uninstall remove rm".split()),
    "plugins": frozenset("disable uninstall remove rm".split()),
}
"""Commands that start another Claude Code with other settings, or change its settings."""


def look_at_variables(state: ShellState, variables: Sequence[tuple[str, Texts]]) -> None:
    """Note variables that disable hooks."""
    for name, texts in variables:
        for text in texts:
            _variable(state, name, text)


def look_at_variable(state: ShellState, word: str) -> None:
    """Do the same as `look_at_variables` for a word `NAME=VALUE` of `env` or `sudo`."""
    name, equals, value = word.partition("=")
    if equals and (name.isidentifier() or name.startswith("BASH_FUNC_")):
        _variable(state, name, value)
        state.assign(name, (value,))


def _variable(state: ShellState, name: str, value: str) -> None:
    if name == "SKIP":
        state.loosens = state.loosens or UNKNOWN in value or "privacy-gate" in value
    elif name in _SWITCHES:
        state.loosens = state.loosens or re.fullmatch(_SWITCHES[name], value) is not None
    elif name.startswith("GIT_CONFIG_KEY_"):
        git_settings.look_at_setting(state, value, "")
        state.loosens = state.loosens or UNKNOWN in value
    elif name == "GIT_CONFIG_PARAMETERS":
        for text in re.split(r"['\"\s]{1,20}", value):
            git_settings.look_at_setting(state, *text.partition("=")[::2])
    elif name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG", "GIT_EXEC_PATH"):
        state.other_settings = True


def look_at_call(state: ShellState, program: str, words: Sequence[str]) -> None:
    """Note a call that only people may run."""
    first = {word for word in words[:8] if not word.startswith("-")}
    processes.look(state, program, words)
    if _GATE.fullmatch(program):
        _gate(state, words)
    elif UNKNOWN in program and words[:1] == ["allow"]:
        state.loosens = True
    elif program.startswith(("python", "py")) and "-m" in words[:6]:
        at = list(words[:6]).index("-m")
        if words[at + 1 : at + 2] and _GATE.fullmatch(words[at + 1].partition(".")[0]):
            _gate(state, words[at + 2 :])
        elif words[at + 1 : at + 2] in (["pip"], ["uv"], ["pipx"]):
            look_at_call(state, "pip", words[at + 2 :])
        elif words[at + 1 : at + 2] in (["pre_commit"], ["prek"]):
            look_at_call(state, "pre-commit", words[at + 2 :])
    elif program in _INSTALLERS and first & _UNINSTALL:
        if any(_GATE.fullmatch(word) or UNKNOWN in word for word in words):
            state.loosens = True
    elif program in _MANAGERS and "uninstall" in first:
        state.loosens = True
    elif _CLAUDE.fullmatch(program):
        _claude(state, words)
    if program in ("uv", "poetry", "pipx", "npx", "uvx", "hatch", "pdm", "rye", "bundle"):  # these run another program
        for at, word in enumerate(words[:8]):
            name = word.rpartition("/")[2]
            if _GATE.fullmatch(name) or name in _MANAGERS or _CLAUDE.fullmatch(name):
                look_at_call(state, name, words[at + 1 :])


def _claude(state: ShellState, words: Sequence[str]) -> None:
    plain = [word for word in words if not word.startswith("-")]
    commands = _CLAUDE_COMMANDS.get(plain[0], frozenset()) if plain else frozenset()
    if any(_CLAUDE_OPTION.match(word) for word in words) or commands & set(plain[1:2]):
        state.loosens = True


def _gate(state: ShellState, words: Sequence[str]) -> None:
    plain = [word for word in words if not word.startswith("-")]
    command = plain[0] if plain else ""
    if len(words) > 1 and words[0].startswith("-") and "allow" in plain[1:3]:  # after an option and its value
        command = "allow"
    if command == "allow" or (command == "install" and any(word.startswith("--rem") for word in words)):
        state.loosens = True
    elif _removes(command, plain, words):
        state.loosens = state.loosens or not any(word in ("--help", "-h") for word in words)
    elif (command == "scan" and any(word.startswith("--add-ig") for word in words)) or UNKNOWN in command:
        state.loosens = True


def _removes(command: str, plain: Sequence[str], words: Sequence[str]) -> bool:
    """Whether a command of privacy-gate accepts findings, or clears or reveals the map of originals."""
    if command == "map":
        return plain[1:2] not in ([], ["show"]) or any(word.startswith("--rev") for word in words)
    return command == "baseline" and not any(word.startswith("--pr") for word in words)


def look_at_text(state: ShellState, command: str) -> None:
    """Do the same as `look_at_call` for a command line that cannot be parsed."""
    if LOOSENS.search(command):
        state.loosens = True
    if re.search(r"(?i)\bgit\b.{0,2000}?(?:--no-v|hookspath)", command, re.DOTALL):
        state.skips_hooks = True


def look_at_code(state: ShellState, code: str) -> None:
    """Note the files that a program in another language may change."""
    if re.search(r"(?i)--no-verif|hookspath|privacy[-_]gate['\",\s]{1,8}allow", code):
        state.loosens = True
    if _CHANGES.search(code):
        for name in dict.fromkeys((*quoted_strings(code), *bare_paths(code))):
            state.note(state.written, name, whole=True)
