"""Follow a command line with the bash parser that is installed with privacy-gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privacy_gate.base.language_table import Language
from privacy_gate.documents import languages, tree_sitter_parsing
from privacy_gate.integrations.assistants import inline_commands, shell
from privacy_gate.integrations.assistants.events import Asked, File

if TYPE_CHECKING:
    import tree_sitter


def added_files(asked: Asked) -> Asked:
    """Return an event with the effects of its command lines, and the files that they name."""
    lines = [one for one in asked.files if one.command]
    if not lines:
        return asked
    commands = tuple(follow(one.path, one.command) for one in lines)
    files = [one for one in asked.files if not one.command]
    for command in commands:
        files += (File(name, globs=True) for name in command.prints)
        files += (File(name, globs=True, doubtful=True) for name in command.named)
        files += (File(name, globs=True, doubtful=True, only_file=True) for name in command.built)
        files += (File(name, below=True, doubtful=True) for name in command.sent)
    unread = ""
    if asked.is_inline:
        found = (inline_commands.find_unread(one.path, done) for one, done in zip(lines, commands, strict=True))
        unread = next(filter(None, found), "")
    return asked._replace(files=tuple(files), commands=commands, unread=unread)


def follow(command: str, which: str = "bash") -> shell.Followed:
    """Return the effects of a command line."""
    return shell.follow(command, _parse, is_windows=which == "powershell")


def _parse(data: bytes) -> tree_sitter.Tree:
    bash = languages.language_of_tag("bash")
    try:
        return tree_sitter_parsing.parse(data, bash or Language("bash"))
    except tree_sitter_parsing.TooHard:
        raise shell.Unfollowed("parsing takes too long") from None
    except tree_sitter_parsing.Unavailable:
        raise shell.Unfollowed("the bash parser is not installed") from None
