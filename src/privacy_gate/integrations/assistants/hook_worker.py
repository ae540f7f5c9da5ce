"""The check of an assistant's event, from the payload to the reply.

The modules for checking are imported only if the event has texts. Meanwhile, git searches for the repository.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from privacy_gate.base.errors import GateError, locate_error
from privacy_gate.integrations import assistants
from privacy_gate.integrations.assistants import Assistant, fallback_reply, hook_parent, payload
from privacy_gate.integrations.assistants.events import Asked, Decision, Reply
from privacy_gate.integrations.assistants.hook_parent import Printed


def work(name: str, config: str | None, data: bytes, say: Callable[[bytes], None]) -> None:
    """Run a check in a worker, and send the reply to its parent."""
    file = Path(config) if config else None
    is_open: list[bool] = []

    def let_through() -> None:
        if not is_open:
            is_open.append(True)
            say(hook_parent.OPEN)

    try:
        said = fallback_reply.print_reply(answer(assistants.get(name), data, file, let_through)).pack()
    except Exception as error:  # noqa: BLE001  (any error must block)
        if _fails_open(name, data, file):
            let_through()
        said = hook_parent.failure(_reason(error))
    say(said)


def answer_event(name: str, data: bytes, config: Path | None) -> Printed:
    """Return the reply to a payload. The check runs in this process."""
    here = Path.cwd()
    try:
        return fallback_reply.print_reply(answer(assistants.get(name), data, config, lambda: None))
    except Exception as error:  # noqa: BLE001
        return fallback_reply.make_failure_reply(
            name, data, _reason(error), let_through=_fails_open(name, data, config)
        )
    finally:
        os.chdir(here)


def _fails_open(name: str, data: bytes, config: Path | None) -> bool:
    """Whether the settings allow an event that could not be checked. Unreadable settings do not allow it."""
    try:
        from privacy_gate.integrations.assistants import involved_repositories

        asked = None
        with contextlib.suppress(GateError):
            asked = _read_event(assistants.get(name), data)
        return involved_repositories.fails_open(asked, config)
    except Exception:  # noqa: BLE001
        return False


def _reason(error: Exception) -> str:
    """Return the reason why a check failed, without quoting the checked text."""
    if isinstance(error, GateError):
        return f"{error.message}. {error.hint}" if error.hint else error.message
    return f"internal error: {locate_error(error)}"


def answer(assistant: Assistant, data: bytes, config: Path | None, let_through: Callable[[], None]) -> Reply:
    """Return the reply to a payload. `let_through` is called if the settings allow an event whose check fails.

    Changes the working folder of this process. Raises GateError if something could not be checked.
    """
    asked = _read_event(assistant, data)
    _go_to(asked.folder)
    if not (asked.texts or asked.files or asked.git_status or asked.unread):
        return assistant.reply(asked, Decision())
    from privacy_gate.integrations.assistants import automatic_context, command_files, decisions

    asked = automatic_context.added_files(command_files.added_files(asked))
    return assistant.reply(asked, decisions.decide(assistant, asked, config, let_through))


def _read_event(assistant: Assistant, data: bytes) -> Asked:
    given = payload.read(data)
    return assistant.read(given)._replace(roots=payload.roots(given))


def _go_to(folder: str) -> None:
    """Change to the working folder that the event names."""
    if folder:
        try:
            os.chdir(payload.parse_file_url(folder))
        except (OSError, ValueError) as error:  # ValueError: the text cannot be a folder name
            why = getattr(error, "strerror", None) or "no such name"
            raise GateError(
                f"cannot enter the working directory of the assistant: {why}", "Check that it still exists."
            ) from None
