"""Follow a call of git: the files that it prints and writes, and its effects on hooks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from privacy_gate.integrations.assistants import program_table
from privacy_gate.integrations.assistants.shell import (
    git_environment,
    git_moves,
    git_options,
    git_settings,
    handed_words,
    hook_options,
)
from privacy_gate.integrations.assistants.shell.state import ShellState
from privacy_gate.integrations.assistants.shell.windows import LOOSENS
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

_GLOBAL_WITH_VALUE = tuple("-C -c --git-dir --work-tree --namespace --exec-path --config-env --super-prefix".split())
_SHORT = frozenset(
    "--stat --shortstat --numstat --name-only --name-status --quiet -q --summary --dirstat --oneline --no-patch -s "
    "--check --list -l --exit-code --raw --compact-summary -e -t".split()
)
"""Options with which git prints names and numbers, and no content of files."""
_PATCHES = ("-p", "-u", "--patch", "-L", "--word-diff", "-c", "--cc", "-U")
_HOOKED = frozenset("commit push merge am rebase pull".split())
_WORK_TREE = re.compile(r"(?i)core\.worktree=")
_TEMPLATES = "GIT_TEMPLATE_DIR"
_WRITES = frozenset("rm mv checkout restore clean apply am stash update-index read-tree checkout-index".split())
_MOST_ALIASES = 3
_NAMES_ONLY = {
    "cat-file": ("-e", "-t", "-s"),
    "grep": ("-l", "-c", "-q", "-L", "--quiet", "--count", "--name-only", "--files-with-matches"),
}


class Call(NamedTuple):
    """A git call: the subcommand, its arguments, and the options before it.

    The options are settings, and the directories of repository and work tree.
    """

    command: str
    words: tuple[str, ...]
    settings: tuple[str, ...]
    git_folders: tuple[str, ...]
    work_trees: tuple[str, ...]


def look(state: ShellState, words: Sequence[str]) -> str:
    """Note the effects of a call of git. Return the command line if the call is an alias for a shell command."""
    call = _parse(state, words)
    for setting in call.settings:
        git_settings.look_at_setting(state, *_split(setting))
    aliases = {key[6:].lower(): value for key, value in map(_split, call.settings) if key.lower().startswith("alias.")}
    aliases |= {name.removeprefix("git alias "): text for name, text in state.aliases.items() if name[:4] == "git "}
    for _ in range(_MOST_ALIASES):
        if (alias := aliases.pop(call.command.lower(), None)) is None:
            break
        if alias.lstrip().startswith("!"):
            return f"{alias.lstrip()[1:]} {' '.join(call.words)}"
        call = _parse(state, [*alias.split(), *call.words])
    _looked_at(state, call)
    return ""


def _parse(state: ShellState, words: Sequence[str]) -> Call:
    settings: list[str] = []
    folders: dict[str, list[str]] = {"--git-dir": [], "--work-tree": []}
    at = 0
    while at < len(words) and words[at].startswith("-"):
        option, equals, value = words[at].partition("=")
        if option in _GLOBAL_WITH_VALUE and not equals:
            value = words[at + 1] if at + 1 < len(words) else ""
            at += 1
        if option in ("-c", "--config-env"):
            settings.append(value)
        elif option == "-C":
            state.enter(value)
        elif option == "--exec-path" and value:
            state.other_settings = True
        elif option in folders:
            folders[option].append(value)
        elif option.startswith("-c") and len(option) > 2 and not option.startswith("--"):
            settings.append(words[at][2:])
        at += 1
    rest = words[at:]
    return Call(rest[0] if rest else "", tuple(rest[1:]), tuple(settings), *map(tuple, folders.values()))


def _value(setting: str) -> str:
    return setting.partition("=")[2]


def _split(setting: str) -> tuple[str, str]:
    key, _, value = setting.partition("=")
    return key, value


def _looked_at(state: ShellState, call: Call) -> None:
    command, words = call.command, call.words
    if UNKNOWN in command:
        for word in words:
            state.note(state.named, word)
    handed_words.hand(state, [*map(_value, call.settings), *(words if git_moves.hands_words(command, words) else ())])
    if LOOSENS.search(" ".join(call.settings)):
        state.loosens = True
    git_moves.look(state, command, words)
    _look_elsewhere(state, call)
    if command in _HOOKED and (state.other_settings or hook_options.skips_hooks(command, words)):
        state.skips_hooks = True
    if command in ("commit-tree", "fast-import"):
        state.skips_hooks = True
    if command == "config":
        git_settings.look_at_config(state, words)
    if command == "init" and (
        any(word.startswith("--template") for word in words)
        or _TEMPLATES in state.values
        or any(setting.lower().startswith("init.templatedir") for setting in call.settings)
    ):
        state.loosens = True
    _copies(state, command, words)
    for word in words if _prints(command, words) else git_options.read_files(command, words):
        state.note(state.prints, word)
    if command in ("daemon", "instaweb", "upload-pack", "http-backend"):
        state.note(state.sent, ".")
    if command in _WRITES:
        _writes(state, command, words)


def _look_elsewhere(state: ShellState, call: Call) -> None:
    """Note a call for another repository or work tree than that of its folder, and a call that creates one."""
    git_folders = [*call.git_folders, *state.values.get("GIT_DIR", ())]
    work_trees = [*call.work_trees, *state.values.get("GIT_WORK_TREE", ())]
    work_trees += map(_value, filter(_WORK_TREE.match, call.settings))
    for folder in work_trees:
        state.copy(".", folder)
    if call.command in _HOOKED and (git_folders or work_trees or git_environment.is_redirected(state)):
        state.may_skip_hooks = True
    if call.command == "commit" and hook_options.may_skip_hooks(call.words):
        state.may_skip_hooks = True
    if call.command == "init":
        above = [f"{folder.rstrip('/')}/.." for folder in git_folders]
        for word in [*(word for word in call.words if not word.startswith("-")), *above, *work_trees] or ["."]:
            state.note(state.nested, word, whole=True)
    for word in call.words if call.command in ("init", "clone") else ():
        if word.rstrip("/").endswith("/.git"):
            state.note(state.nested, f"{word.rstrip('/')}/..", whole=True)


def _copies(state: ShellState, command: str, words: Sequence[str]) -> None:
    """Note the folder to which files of the repository are copied."""
    plain = [word for word in words if not word.startswith("-")]
    if command == "clone":
        for source in plain[:-1]:
            state.copy(source, plain[-1])
    elif command == "checkout-index":
        for word in words:
            if word.startswith("--prefix="):
                state.copy(".", word.partition("=")[2])
    elif command == "worktree" and plain[:1] == ["add"]:
        for word in plain[1:]:
            state.copy(".", word)


def _prints(command: str, words: Sequence[str]) -> bool:
    """Whether a call prints the content of files that it names. (The pre-push hook checks what `push` sends.)"""
    if command == "log":
        return any(word.startswith(_PATCHES) for word in words)
    if command in program_table.GIT_PATCHES:
        is_short = any(word.partition("=")[0] in _SHORT for word in words)
        return not is_short or any(word in ("-p", "--patch") for word in words)
    if command in ("cat-file", "grep"):
        return not any(word in _NAMES_ONLY[command] for word in words)
    if command == "config":
        return False
    if command == "stash":
        return words[:1] == ("show",)
    return command not in program_table.GIT_QUIET


def _writes(state: ShellState, command: str, words: Sequence[str]) -> None:
    plain = [word for word in words if not word.startswith("-")]
    if command in ("rm", "mv", "clean", "update-index", "checkout-index"):
        for word in plain:
            state.note(state.removed if command in ("rm", "mv", "clean") else state.written, word, whole=True)
        if command == "mv":
            for word in plain[:-1]:
                state.copy(word, plain[-1])
    elif command in ("checkout", "restore"):
        _reverts(state, command, words)
    elif command in ("apply", "am"):
        state.reverted[("patch", tuple(plain) or ("",))] = None
    elif command == "stash" and plain[:1] in (["pop"], ["apply"], ["branch"]):
        entry = plain[-1] if len(plain) > 1 else "0"
        state.reverted[(f"stash@{{{entry}}}" if entry.isdigit() else entry, ("",))] = None
    elif command == "stash" and ("--" in words or plain[:1] in ([], ["push"], ["save"])):
        paths = plain[1:] if plain[:1] in (["push"], ["save"]) else plain
        state.reverted[("HEAD", tuple(paths) or ("",))] = None


def _reverts(state: ShellState, command: str, words: Sequence[str]) -> None:
    """Note files that are restored from another commit or from the index.

    The forms are `checkout REV -- FILE` and `restore -s REV FILE`.
    """
    before = list(words[: words.index("--")]) if "--" in words else list(words)
    after = list(words[words.index("--") + 1 :]) if "--" in words else []
    source = ""
    for at, word in enumerate(before):
        option, _, value = word.partition("=")
        if option in ("-s", "--source"):
            source = value or (before[at + 1] if at + 1 < len(before) else "")
        elif word.startswith("-s") and not word.startswith("--"):
            source = word[2:]
    plain = [word for word in before if not word.startswith("-") and word != source]
    if command == "checkout":
        if any(word in ("-b", "-B", "--orphan", "--detach") for word in before):
            return
        source = source or (plain.pop(0) if plain and (after or len(plain) > 1) else "")
        if not after and len(plain) <= 1 and not source:  # it is a branch, or a file
            source = ""
    paths = tuple(after or plain)
    if any(word.startswith("--pathspec-from-file") for word in before):
        source, paths = source or "".join(plain[:1]), ("",)
    if paths:
        state.reverted[(source or "HEAD", paths)] = None
