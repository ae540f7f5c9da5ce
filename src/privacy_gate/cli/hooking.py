"""A check for an assistant: what it sends → texts → a run of the gate → its reply.

What judges the texts is loaded when there are any, and git looks meanwhile for the repository that they are of.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from privacy_gate import assistants, git
from privacy_gate.assistants import Assistant, failing, guard, payload
from privacy_gate.assistants.events import Asked, Decision, Reply
from privacy_gate.assistants.guard import Printed
from privacy_gate.cli import where
from privacy_gate.errors import GateError


def work(name: str, config: str | None, data: bytes, say: Callable[[bytes], None]) -> None:
    """Check in a worker, and say the reply to its parent."""
    file = Path(config) if config else None
    is_open: list[bool] = []

    def let_through() -> None:
        if not is_open:
            is_open.append(True)
            say(guard.OPEN)

    try:
        said = failing.printed(answer(assistants.get(name), data, file, let_through)).packed()
    except Exception as error:  # noqa: BLE001  (whatever it is, the gate stays closed)
        if _fails_open(name, data, file):
            let_through()
        said = guard.failure(_reason(error))
    say(said)


def answered(name: str, data: bytes, config: Path | None) -> Printed:
    """The reply to what an assistant sent, in this process."""
    here = Path.cwd()
    try:
        return failing.printed(answer(assistants.get(name), data, config, lambda: None))
    except Exception as error:  # noqa: BLE001
        return failing.failed(name, data, _reason(error), let_through=_fails_open(name, data, config))
    finally:
        os.chdir(here)


def _fails_open(name: str, data: bytes, config: Path | None) -> bool:
    """Whether the settings let through what could not be checked. They do not when they cannot be read."""
    try:
        from privacy_gate.cli import touched

        asked = None
        with contextlib.suppress(GateError):
            asked = _asked(assistants.get(name), data)
        return touched.fails_open(asked, config)
    except Exception:  # noqa: BLE001
        return False


def _reason(error: Exception) -> str:
    """Why a check failed, without the text under test."""
    if isinstance(error, GateError):
        return f"{error.message}; {error.hint}" if error.hint else error.message
    return f"internal error: {where(error)}"


def answer(assistant: Assistant, data: bytes, config: Path | None, let_through: Callable[[], None]) -> Reply:
    """The reply to what an assistant sent. `let_through` is called when the settings say that failures pass.

    Changes the working folder of this process. Raises GateError for what could not be checked.
    """
    asked = _asked(assistant, data)
    _go_to(asked.folder)
    if not (asked.texts or asked.files or asked.git_status or asked.unread):
        return assistant.reply(asked, Decision())
    git.look(Path.cwd())
    from privacy_gate.cli import deciding, following, going_along

    asked = going_along.added(following.added(asked))
    return assistant.reply(asked, deciding.decide(assistant, asked, config, let_through))


def _asked(assistant: Assistant, data: bytes) -> Asked:
    given = payload.read(data)
    return assistant.read(given)._replace(roots=payload.roots(given))


def _go_to(folder: str) -> None:
    """Work where the assistant works."""
    if folder:
        try:
            os.chdir(payload.path_of(folder))
        except (OSError, ValueError) as error:  # ValueError: no name that a folder can have
            why = getattr(error, "strerror", None) or "no such name"
            raise GateError(
                f"the folder in which the assistant works cannot be entered: {why}", "does it still exist?"
            ) from None
