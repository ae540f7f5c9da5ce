"""What a call of git prints, writes, and does to its hooks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from privacy_gate.integrations.assistants import program_table
from privacy_gate.integrations.assistants.shell import git_moves, git_options, handed_words
from privacy_gate.integrations.assistants.shell.state import ShellState
from privacy_gate.integrations.assistants.shell.windows import LOOSENS
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

_GLOBAL_WITH_VALUE = tuple("-C -c --git-dir --work-tree --namespace --exec-path --config-env --super-prefix".split())
_SHORT = frozenset(
    "--stat --shortstat --numstat --name-only --name-status --quiet -q --summary --dirstat --oneline --no-patch -s "
    "--check --list -l --exit-code --raw --compact-summary -e -t".split()
)
"""With these git prints names and numbers, and nothing of the files."""
_PATCHES = ("-p", "-u", "--patch", "-L", "--word-diff", "-c", "--cc", "-U")
_HOOKED = frozenset("commit push merge am rebase pull".split())
_UNCHECKED = re.compile(r"--no-v(?:e(?:r(?:i(?:f(?:y)?)?)?)?)?$")
"""Git takes an option that is cut short where it is still clear which one it is."""
_HOOKS = re.compile(r"(?i)core\.hookspath|include\.path|includeif\..{0,400}\.path|core\.attributesfile|hook\..{1,100}")
_UNSETTLES = re.compile(
    r"(?i)core\.(?:bare|worktree|fsmonitor)|extensions\..{1,100}|credential\.helper|filter\..{1,100}"
)
"""Settings by which git takes another folder for the work tree, or runs another program."""
_READS_CONFIG = re.compile(r"--(?:get|list|name-only|show-|type|default|includes|null|no-)|-l$|-z$")
_WRITES = frozenset("rm mv checkout restore clean apply am stash update-index read-tree checkout-index".split())
_MOST_ALIASES = 3
_NAMES_ONLY = {
    "cat-file": ("-e", "-t", "-s"),
    "grep": ("-l", "-c", "-q", "-L", "--quiet", "--count", "--name-only", "--files-with-matches"),
}


class Call(NamedTuple):
    """A call of git: its subcommand, the words after it, and the settings that go before it."""

    command: str
    words: tuple[str, ...]
    settings: tuple[str, ...]


def look(state: ShellState, words: Sequence[str]) -> str:
    """Note what a call of git does. Returns the command line of an alias that is one."""
    call = _parsed(state, words)
    for setting in call.settings:
        look_at_setting(state, *_divided(setting))
    aliases = {
        key[6:].lower(): value for key, value in map(_divided, call.settings) if key.lower().startswith("alias.")
    }
    aliases |= {name.removeprefix("git alias "): text for name, text in state.aliases.items() if name[:4] == "git "}
    for _ in range(_MOST_ALIASES):
        if (alias := aliases.pop(call.command.lower(), None)) is None:
            break
        if alias.lstrip().startswith("!"):
            return f"{alias.lstrip()[1:]} {' '.join(call.words)}"
        call = _parsed(state, [*alias.split(), *call.words])
    _looked_at(state, call)
    return ""


def _parsed(state: ShellState, words: Sequence[str]) -> Call:
    settings: list[str] = []
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
        elif option.startswith("-c") and len(option) > 2 and not option.startswith("--"):
            settings.append(words[at][2:])
        at += 1
    rest = words[at:]
    return Call(rest[0] if rest else "", tuple(rest[1:]), tuple(settings))


def _value(setting: str) -> str:
    return setting.partition("=")[2]


def _divided(setting: str) -> tuple[str, str]:
    key, _, value = setting.partition("=")
    return key, value


def look_at_setting(state: ShellState, key: str, value: str) -> None:
    """Note whether a setting of git takes hooks out."""
    if _HOOKS.fullmatch(key.strip()):
        state.loosens = True
    if key.lower().startswith("alias.") and re.search(r"-n\b|--no-v|hookspath", value.lower()):
        state.skips_hooks = True


def _looked_at(state: ShellState, call: Call) -> None:
    command, words = call.command, call.words
    if UNKNOWN in command:
        for word in words:
            state.note(state.named, word)
    handed_words.hand(state, [*map(_value, call.settings), *(words if git_moves.hands_words(command, words) else ())])
    if LOOSENS.search(" ".join(call.settings)):
        state.loosens = True
    git_moves.look(state, command, words)
    if command in _HOOKED and (state.other_settings or _skips(command, words)):
        state.skips_hooks = True
    if command in ("commit-tree", "fast-import"):
        state.skips_hooks = True
    if command == "config":
        _config(state, words)
    if command in ("init", "clone", "worktree") and any(word.startswith("--template") for word in words):
        state.loosens = state.loosens or command == "init"
    _copies(state, command, words)
    for word in words if _prints(command, words) else git_options.read_files(command, words):
        state.note(state.prints, word)
    if command in ("daemon", "instaweb", "upload-pack", "http-backend"):
        state.note(state.sent, ".")
    if command in _WRITES:
        _writes(state, command, words)


def _copies(state: ShellState, command: str, words: Sequence[str]) -> None:
    """Note another folder in which the files of the repository are then."""
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


def _skips(command: str, words: Sequence[str]) -> bool:
    for word in words:
        if word == "--":
            return False
        if _UNCHECKED.match(word):
            return True
        if command in ("commit", "am") and word[:1] == "-" and word[1:2] != "-":
            for letter in word[1:]:
                if letter == "n":
                    return True
                if letter in git_options.WITH_VALUE:
                    break
    return False


def _prints(command: str, words: Sequence[str]) -> bool:
    """Whether a call prints the content of the files that it names; what is pushed is checked by the hook of git."""
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


def _config(state: ShellState, words: Sequence[str]) -> None:
    """`git config KEY VALUE` in its old and its new form, `--unset`, and whole sections."""
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
        state.reverted[(next((word for word in plain[1:] if "@" in word), "stash@{0}"), ("",))] = None
    elif command == "stash" and ("--" in words or plain[:1] in ([], ["push"], ["save"])):
        paths = plain[1:] if plain[:1] in (["push"], ["save"]) else plain
        state.reverted[("HEAD", tuple(paths) or ("",))] = None


def _reverts(state: ShellState, command: str, words: Sequence[str]) -> None:
    """Files that are taken from another commit, or from the index: `checkout REV -- FILE`, `restore -s REV FILE`."""
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
        if not after and len(plain) <= 1 and not source:  # a branch, or a file
            source = ""
    paths = tuple(after or plain)
    if any(word.startswith("--pathspec-from-file") for word in before):
        source, paths = source or "".join(plain[:1]), ("",)
    if paths:
        state.reverted[(source or "HEAD", paths)] = None
