"""Find calls of git that change the whole work tree to another revision."""

from __future__ import annotations

from collections.abc import Sequence

from privacy_gate.integrations.assistants.shell.state import Move, ShellState
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

_READS = frozenset(
    "diff log show status add commit blame annotate grep ls-files ls-tree ls-remote rev-parse rev-list cat-file "
    "check-ignore check-attr tag branch push fetch describe shortlog archive format-patch notes remote clone init "
    "merge-base name-rev for-each-ref reflog var version help count-objects fsck gc diff-tree diff-index diff-files "
    "whatchanged range-diff show-ref maintenance".split()
)
"""Subcommands that do not change the files that their words name."""
_KNOWN = frozenset("config rm mv clean checkout restore apply am stash update-index".split())
"""Subcommands whose changes another module notes."""
_MAKES_REVISIONS = frozenset("fetch pull push symbolic-ref worktree bundle replace remote submodule am".split())
"""Subcommands that may create a name for a revision, or fetch one."""
_WITH_VALUE = ("-m", "-F", "-s", "-X", "--strategy", "--strategy-option", "-e", "--exclude", "-x", "--exec")
_GOES_ON = ("--abort", "--continue", "--quit", "--skip", "--edit-todo", "--show-current-patch")
_TAKES_COMMITS = {"merge": "merge", "rebase": "merge", "cherry-pick": "pick", "revert": "pick"}


def hands_words(command: str, words: Sequence[str]) -> bool:
    """Whether a subcommand may change the files that its words name, or run the commands in them."""
    if command == "grep":
        return any(word.startswith(("-O", "--open")) for word in words)
    return command not in _READS and command not in _KNOWN


def look(state: ShellState, command: str, words: Sequence[str]) -> None:
    """Note the revisions to which a call changes the work tree."""
    moves: list[tuple[str, str]] = []
    plain = _without_options(words)
    if command in ("checkout", "switch"):
        moves = _find_switches(words, plain)
    elif command == "reset" and any(word in ("--hard", "--keep", "--merge") for word in words):
        moves = [("reset", plain[0] if plain else "HEAD")]
    elif command in _TAKES_COMMITS and not any(word in _GOES_ON for word in words):
        moves = [(_TAKES_COMMITS[command], word) for word in plain]
        moves += [("switch", word.partition("=")[2]) for word in words if word.startswith("--onto=")]
        moves += [("switch", word) for at, word in enumerate(words) if at and words[at - 1] == "--onto"]
    elif command == "pull" and plain and (plain[0] == "." or "/" in plain[0]):
        moves = [("merge", word if plain[0] == "." else UNKNOWN) for word in plain[1:] or ["HEAD"]]
    elif command == "read-tree" and any("u" in word or word == "--reset" for word in words if word.startswith("-")):
        moves = [("switch", word) for word in plain]
    elif command == "checkout-index":
        moves = [("index", "")]
    elif command in ("symbolic-ref", "update-ref") and plain[:1] == ["HEAD"] and len(plain) > 1:
        moves = [("switch", plain[1])]
    elif command == "bisect" and plain[:1] == ["start"]:
        moves = [("switch", word) for word in plain[1:]]
    elif command == "sparse-checkout" and plain[:1] in (["set"], ["init"], ["add"], ["reapply"]):
        moves = [("sparse", "")]
    elif command == "clean" and not any(_is_dry(word) for word in words):
        ignored = any(word[:1] == "-" and word[1:2] != "-" and ("x" in word or "X" in word) for word in words)
        moves = [("clean-ignored" if ignored else "clean", path) for path in plain or ["."]]
    elif command == "stash" and any(word in ("-u", "-a", "--include-untracked", "--all") for word in words):
        paths = [word for word in plain if word not in ("push", "save")]
        moves = [("clean", path) for path in paths or ["."]]
    may_be_new = state.makes_revisions or any(".git/" in name for name in state.written)
    state.moves |= dict.fromkeys(Move(how, state.revisions.get(one, one), may_be_new) for how, one in moves)
    state.makes_revisions = state.makes_revisions or command in _MAKES_REVISIONS
    _note_new_names(state, command, words, plain)


def _note_new_names(state: ShellState, command: str, words: Sequence[str], plain: Sequence[str]) -> None:
    """Note the revisions that get a new name in this command line."""
    creates = any(word in ("-b", "-B", "-c", "-C", "--create", "--force-create") for word in words)
    if (command in ("branch", "tag") or (command in ("checkout", "switch") and creates)) and plain:
        start = plain[1] if len(plain) > 1 else "HEAD"
        state.revisions[plain[0]] = state.revisions.get(start, start)
    elif command == "update-ref" and len(plain) > 1:
        name = plain[0].removeprefix("refs/heads/").removeprefix("refs/tags/")
        state.revisions[name] = state.revisions.get(plain[1], plain[1])


def _find_switches(words: Sequence[str], plain: Sequence[str]) -> list[tuple[str, str]]:
    if "--" in words and words[-1] != "--":
        return []  # files; another module compares their current revision
    how = "reset" if any(word in ("-f", "--force", "--discard-changes") for word in words) else "switch"
    if any(word in ("-b", "-B", "-c", "-C", "--create", "--force-create", "--orphan") for word in words):
        if any(word in ("-B", "-C", "--force-create") for word in words):
            how = "reset"
        return [(how, word) for word in plain[1:2]]
    return [(how, word) for word in plain[:1]]


def _is_dry(word: str) -> bool:
    return word == "--dry-run" or (word[:1] == "-" and word[1:2] != "-" and "n" in word)


def _without_options(words: Sequence[str]) -> list[str]:
    plain: list[str] = []
    is_value = False
    for word in words:
        if not is_value and (word == "-" or not word.startswith("-")):
            plain.append("@{-1}" if word == "-" else word)
        is_value = not is_value and word in _WITH_VALUE
    return plain
