"""Follow a command line of an assistant, without running it.

The result has the files that it prints, sends or changes, and its effects on privacy-gate. Following needs a native
parser, so only the worker of a hook calls it.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

from privacy_gate.integrations.assistants.shell import git_environment, people_only, windows
from privacy_gate.integrations.assistants.shell.state import ARCHIVE, Move, ShellState, Texts
from privacy_gate.integrations.assistants.shell.tree import Parse, Unfollowed
from privacy_gate.integrations.assistants.shell.walk import Walk
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN, all_words

__all__ = ["UNKNOWN", "Followed", "Move", "Parse", "Unfollowed", "follow"]

_LONGEST = 2_000_000  # characters of an unfollowed command line whose words are read


class Followed(NamedTuple):
    """The effects of a command line. Names can be patterns, and contain `UNKNOWN` for parts that are not known before
    it runs.

    `prints`: files whose content it prints or sends. `named`: files that it passes to unknown programs. `built`: files
    that it passes to build tools and linters; directories may be harmless. `sent`: words of programs that send files;
    directories are possible. `written`: files that it changes. `removed`: files and directories that it deletes.
    `reverted`: paths that git restores, by commit (`patch`: by a patch). `everywhere`: scripts such as `sed -i` that
    change files of the whole tree. `handed`: words of programs that may change the named files. `moves`: changes of the
    whole work tree by git (see `whole_tree`). `unpacked`: archives with their target directories. `nested`: directories
    that become repositories.

    `loosens` is set if only people may run it. `skips_hooks` is set if it bypasses the commit hooks. `may_skip_hooks`
    is set if git gets another repository, settings or programs, or unknown options. `calls` are programs with their
    words, and signs (`$(`, `=`) for other parts. `unclear` is the reason why it could not be followed completely.
    `steps` counts the work.
    """

    prints: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    built: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    reverted: tuple[tuple[str, Texts], ...] = ()
    everywhere: tuple[str, ...] = ()
    handed: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    unpacked: tuple[tuple[str, str], ...] = ()
    nested: tuple[str, ...] = ()
    loosens: bool = False
    skips_hooks: bool = False
    may_skip_hooks: bool = False
    calls: tuple[Texts, ...] = ()
    unclear: str = ""
    steps: int = 0


def follow(command: str, parse: Parse, *, is_windows: bool = False) -> Followed:
    """Return the effects of a command line."""
    state = ShellState(parse)
    unclear = ""
    try:
        state.parses(len(command))
        for text in Walk(state).follow(command):
            if ARCHIVE in text:
                state.note(state.sent, text, whole=True)
        if is_windows or sys.platform == "win32" or windows.is_likely(command):
            windows.look(state, command)
    except (Unfollowed, RecursionError) as error:
        unclear = str(error) if isinstance(error, Unfollowed) else "it is nested too deeply"
        people_only.look_at_text(state, command)
        for word in all_words(command[:_LONGEST]):
            state.named[word] = None
            state.handed[word] = None
    named = tuple(name for name in state.named if name not in state.prints)
    return Followed(
        tuple(state.prints),
        named,
        tuple(name for name in state.built if name not in state.prints),
        tuple(state.sent),
        tuple(state.written),
        tuple(state.removed),
        tuple(state.reverted),
        tuple(state.everywhere),
        tuple(state.handed),
        tuple(state.moves),
        tuple(state.unpacked),
        tuple(state.nested),
        state.loosens,
        state.skips_hooks,
        state.may_skip_hooks or git_environment.is_left_redirected(state),
        tuple(state.calls),
        unclear,
        state.steps,
    )
