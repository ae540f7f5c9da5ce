"""Find variables that make git use another repository or other settings, or make its hooks find other programs.

If one of them is set, a commit may bypass the installed hooks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from privacy_gate.integrations.assistants.shell.state import OWN_PATH, ShellState, Texts

_LASTING = r"GIT_(?:DIR|COMMON_DIR|WORK_TREE|CONFIG(?:_GLOBAL|_SYSTEM|_NOSYSTEM|_PARAMETERS|_COUNT)?|EXEC_PATH)"
_NAMES = (
    rf"{_LASTING}|PATH|HOME|XDG_(?:CONFIG|CACHE)_HOME|PRE_COMMIT_HOME|BASH_ENV|ENV|BASH_FUNC_.{{0,200}}"
    r"|PYTHON(?:PATH|HOME|USERBASE|PLATLIBDIR|EXECUTABLE)|LD_[A-Z_]{1,40}|DYLD_[A-Z_]{1,40}"
)
_REDIRECTS = re.compile(_NAMES)
_LASTS = re.compile(_LASTING)
"""Variables about which the user is asked even without a call of git. An open terminal keeps them."""
_WINDOWS = re.compile(
    rf"(?i)(?:\$env:|\bset[ \t]{{1,8}}\"?|SetEnvironmentVariable\([ \t]{{0,8}}[\"'])(?:{_NAMES})"
    r"[\"']?[ \t]{0,8}[=,].{0,4000}?\bgit\b.{0,400}?\b(?:commit|push|merge|am|rebase|pull)\b",
    re.DOTALL,
)
_INSTALLED = re.compile(
    r"(?i)(?:/usr|/opt|/nix|/home/linuxbrew|/Library|/Applications|[a-z]:/Program Files)?"
    r"(?:/[\w.+ -]{1,80}){0,8}/(?:bin|cmd)/git(?:\.exe)?"
)
"""The folders in which systems install git."""
_KEEP_ASSIGNMENTS = frozenset(": . source eval exec export readonly set shift trap unset".split())
"""Shell builtins after which variables that were assigned before them keep their values."""


def is_other_program(word: str) -> bool:
    """Whether a word names a git outside the usual install paths."""
    return "/" in word.replace("\\", "/") and _INSTALLED.fullmatch(word.replace("\\", "/")) is None


def is_redirected(state: ShellState) -> bool:
    """Whether a call of git would use another repository, other settings or other programs."""
    state.step(len(state.values))
    return state.is_other_git or any(_redirects(name, text) for name, texts in state.values.items() for text in texts)


def is_left_redirected(state: ShellState) -> bool:
    """Whether a variable that redirects git still has its value for later calls."""
    return any(_LASTS.fullmatch(name) is not None and any(texts) for name, texts in state.values.items())


def is_redirected_on_windows(command: str) -> bool:
    """Whether a command line of PowerShell or cmd sets one of these variables before it calls git."""
    return _WINDOWS.search(command) is not None


def _redirects(name: str, text: str) -> bool:
    if _REDIRECTS.fullmatch(name) is None:
        return False
    if name == "HOME":
        return text != "~"
    return not text.startswith(OWN_PATH) if name == "PATH" else bool(text)


@contextmanager
def keep_variables(state: ShellState, program: str, before: Mapping[str, Texts | None]) -> Iterator[None]:
    """Set the variables that are assigned for a single program. Restore the previous values afterwards."""
    yield
    for name, texts in before.items() if program not in _KEEP_ASSIGNMENTS else ():
        if _REDIRECTS.fullmatch(name):
            state.values.pop(name, None)
            state.values |= {name: texts} if texts is not None else {}


def names_left_out(words: Sequence[str]) -> Iterator[str]:
    """Yield the names of the variables that options of `env` remove."""
    for at, word in enumerate(words):
        if word in ("-i", "-", "--ignore-environment"):
            yield "HOME"
        elif word in ("-u", "--unset"):
            yield from words[at + 1 : at + 2]
        elif word.startswith(("-u", "--unset=")):
            yield word.removeprefix("--unset=").removeprefix("-u")


def leave_out(state: ShellState, names: Iterable[str]) -> None:
    """Note that the variables no longer have a value."""
    for name in names:
        if name in ("HOME", "PATH"):
            state.assign(name, ("",))
        elif _LASTS.fullmatch(name):
            state.values.pop(name, None)
