"""What an assistant tells of, and what it is answered. Nothing here is native code: the parent of a check needs it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from privacy_gate.integrations.assistants.shell import Followed

Key = tuple[str | int, ...]
"""The way to a value in a payload: names of members, numbers of items."""


class Moment(StrEnum):
    """When a text crosses: a prompt is sent, a tool is about to run, a tool's result goes to the model. `CONTEXT` is
    what goes to the model and cannot be stopped: the user is told."""

    PROMPT = "prompt"
    CALL = "call"
    RESULT = "result"
    CONTEXT = "context"


class Text(NamedTuple):
    """A text that is about to cross. `key` says where in the payload it stands and `prefix` what was put
    before it to be judged with it, such as its name; `path` names it in findings."""

    key: Key
    path: str
    text: str
    prefix: str = ""


class File(NamedTuple):
    """A file that the assistant is about to read; `lines` are the first and the last of them (from 1), or all.
    With `below` a folder stands for all files in it, with `globs` a pattern for all that fit it; of those that fit a
    `pattern` only what never leaves counts. One that it is about to write has the text that it takes out and the one
    that it puts there (`edit`); an empty first one stands for all that is in it. With `imports` the assistant reads the
    files that this one names (`@path`) as well. With `command` (`bash`, `powershell`) the path is a command line; the
    worker of a check follows it, and puts the files that it names in its place. A `doubtful` one is named by a command
    that is not followed to its end: whether it is read is not known, and the user is asked. With `only_file` a folder
    of this name does not count."""

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


class Asked(NamedTuple):
    """An event of an assistant. `event` is its own name for it, `folder` where it works (empty: where it started
    us), `roots` the folders that it has open, `payload` all that it sent; `files` need not be there. `touches` are
    files that were judged before, and say which repositories the texts are about. With `git_status` the names of the
    branch and of the last commits go along. A command that `is_inline` puts its output into a text for the model, which
    no hook reads; `unread` says why what comes back would go to the model without being
    judged; `commands` is what command lines do, once they were followed. Instructions of the names `beside` are sent
    once a file beside them, or below, is read."""

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
    """What becomes of it. It may pass when there is no `reason`; `said` is the reason as the model may read it.

    With `replaced` it passes with other texts at some keys. With a `question` the user decides, where the assistant
    can ask (`Assistant.asks`). `notice` is for the user and not for the model.
    """

    reason: str = ""
    said: str = ""
    replaced: Mapping[Key, str] = {}
    notice: str = ""
    question: str = ""


class Reply(NamedTuple):
    """What is printed (a JSON object; nothing where the assistant reads none), with the exit code; `complaint` goes
    to standard error, for assistants that take the reason from there."""

    object: Mapping[str, Any] | None
    code: int = 0
    complaint: str = ""
