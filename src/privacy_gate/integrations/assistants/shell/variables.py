"""Follow variables that come from a file, that a command prints, or that name a program to run."""

from __future__ import annotations

import re
from collections.abc import Sequence

from privacy_gate.integrations.assistants.shell.interpreters import follow_texts
from privacy_gate.integrations.assistants.shell.state import Follows, ShellState, Texts
from privacy_gate.integrations.assistants.shell.tree import SyntaxNode
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

_STRING = r"'[^'$`we]{0,100}'"
_LOADS = re.compile(
    rf"\$\([ \t]*(?:<|cat |e?grep (?:-[vEe]+ )+{_STRING} |sed (?:-[eEr]+ )?{_STRING} )[ \t]*[\w./~-]{{1,400}}[ \t]*"
    rf"(?:\|[ \t]*(?:xargs(?: -0| -d {_STRING})*|e?grep (?:-[vEe]+ )+{_STRING}|sed {_STRING})[ \t]*){{0,4}}\)"
)
"""Substitutions that only print the lines of a file."""
_ENVIRONMENT = re.compile(r"(?:^|/)(?:\.env[\w.-]{0,40}|[\w-]{1,40}\.env)$")
_TRACES = re.compile(r"-[a-zA-Z]{0,12}[xv][a-zA-Z]{0,12}|xtrace|verbose")
"""Options that make a shell print each command that it runs."""


def load(state: ShellState, part: SyntaxNode, printed: Sequence[str]) -> None:
    """Note that `export $(cat .env)` loads the lines of a file into variables.

    As with `source`, the file counts once a variable is printed. The shell prints words that are not variables, so
    files with other names count immediately.
    """
    if _LOADS.fullmatch(part.text) and not state.is_traced:
        for name in filter(_ENVIRONMENT.search, printed):
            del state.prints[name]
            state.sourced.append(name)


def declare(state: ShellState, words: Sequence[str], assigned: Sequence[tuple[str, Texts]]) -> None:
    """Note the effects of options of `export` and `declare`: functions for other programs, and references to other
    names.
    """
    options = [word for word in words if word.startswith("-")]
    if state.functions and any("f" in word for word in options):
        state.assign("BASH_FUNC_", ("export",))
    if any("n" in word for word in options):
        state.references |= dict(assigned)


def show(walk: Follows, program: str, words: Sequence[str], _given: Texts) -> Texts:
    """Note the effects of `set`, `printenv` and similar builtins. `set -- WORDS` changes the words of the script."""
    state = walk.state
    if program == "set" and any(_TRACES.fullmatch(word) for word in words):
        state.is_traced = True
    if state.sourced and (program != "set" or not words):
        show_variables(state)
    if "--" in words:
        words = words[words.index("--") + 1 :]
    if words and not words[0].startswith(("-", "+")):
        walk.script("", words, ())
    return (UNKNOWN,)


def shows_environment(program: str, words: Sequence[str]) -> bool:
    """Whether a call prints the variables of a process."""
    return any(word.endswith("/environ") for word in words) or (
        program == "ps" and any("e" in word for word in words[:2])
    )


def show_variables(state: ShellState) -> None:
    """Note that all variables are printed. The content of sourced files is printed with them."""
    for file in state.sourced:
        state.note(state.prints, file, whole=True)


def run_from_variable(walk: Follows, name: str, texts: Texts) -> None:
    """Follow the command or file in a variable before a command, such as `GIT_PAGER` or `BASH_ENV`."""
    if name in ("BASH_ENV", "ENV"):
        walk.state.sourced += texts
    follow_texts(walk, texts, ())
