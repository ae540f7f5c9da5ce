"""The events of an assistant, and the replies. The parent process imports this module, so it has no native code."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from privacy_gate.base.json_strings import JsonView

if TYPE_CHECKING:
    from privacy_gate.integrations.assistants.shell import Followed

Key = tuple[str | int, ...]
"""The place of a value in a payload: names of members, and indices of items."""


class Moment(StrEnum):
    """The moment when a text is sent: with a prompt, before a tool runs, or as the result of a tool.

    `CONTEXT` is a text that goes to the model and cannot be blocked. The user is told about it.
    """

    PROMPT = "prompt"
    CALL = "call"
    RESULT = "result"
    CONTEXT = "context"


class Text(NamedTuple):
    """A text that is about to be sent.

    `key` is its position in the payload. `prefix` is context before the text, such as its name, that is checked with
    it. `path` names the text in findings. For JSON, `text` has the strings decoded, and `json` has the view.
    """

    key: Key
    path: str
    text: str
    prefix: str = ""
    json: JsonView | None = None


class File(NamedTuple):
    """A file that the assistant is about to read or write.

    `lines` are the first and the last line (from 1), or None for all. With `below`, a folder means all files in it.
    With `globs`, a pattern means all files that match. For a `pattern`, only matching never-send files count. For a
    file to be written, `edit` has the text to remove and the text to insert. An empty first one means the whole
    content. With `imports`, the assistant also reads the files that this one names (`@path`).

    With `command` (`bash`, `powershell`), the path is a command line. The worker of a check follows it, and replaces it
    by the files that it names. A `doubtful` file is named by a command that could not be followed completely. It may be
    read or not, so the user is asked. With `only_file`, a folder of this name does not count. `is_instructions` marks a
    file that the assistant sends with each prompt.
    """

    path: str
    lines: tuple[int, int] | None = None
    below: bool = False
    edit: tuple[str, str] | None = None
    imports: bool = False
    globs: bool = False
    pattern: bool = False
    command: str = ""
    doubtful: bool = False
    only_file: bool = False
    is_instructions: bool = False


class Asked(NamedTuple):
    """An event of an assistant.

    `event` is the assistant's name for it. `folder` is its working folder, or empty for the current one. `roots` are
    the folders that it has open. `payload` is everything that it sent. `files` need not exist. `touches` are files that
    were checked before and show which repositories the texts are about. With `git_status`, the names of the branch and
    of the last commits are sent as well.

    The output of a command that `is_inline` becomes part of a text for the model, and no hook reads it. `unread` is the
    reason why output would reach the model without a check. `commands` are the effects of command lines, once they were
    followed. `beside` are names of instruction files. They are sent once a file in their folder or below is read.
    """

    moment: Moment
    event: str
    payload: Mapping[str, Any]
    texts: tuple[Text, ...] = ()
    files: tuple[File, ...] = ()
    folder: str = ""
    tool: str = ""
    roots: tuple[str, ...] = ()
    touches: tuple[File, ...] = ()
    git_status: bool = False
    is_inline: bool = False
    unread: str = ""
    commands: tuple[Followed, ...] = ()
    beside: tuple[str, ...] = ()


class Decision(NamedTuple):
    """The decision about an event. It passes if there is no `reason`. `said` is the reason in a form for the model.

    With `replaced`, it passes with other texts at some keys. With a `question`, the user decides, if the assistant can
    ask (`Assistant.asks`). `notice` is for the user and not for the model.
    """

    reason: str = ""
    said: str = ""
    replaced: Mapping[Key, str] = {}
    notice: str = ""
    question: str = ""


class Reply(NamedTuple):
    """The printed reply, a JSON object or None for an assistant that reads none, with the exit code.

    `complaint` goes to standard error, for assistants that read the reason there.
    """

    object: Mapping[str, Any] | None
    code: int = 0
    complaint: str = ""
