"""The reply if something could not be checked. It needs only modules that the parent process imports."""

from __future__ import annotations

import json

from privacy_gate.base.errors import GateError
from privacy_gate.base.known_tokens import mask_tokens
from privacy_gate.base.text import one_line, printable
from privacy_gate.integrations import assistants
from privacy_gate.integrations.assistants import payload
from privacy_gate.integrations.assistants.events import Decision, Reply
from privacy_gate.integrations.assistants.hook_parent import LAST_RESORT, Printed


def make_failure_reply(name: str, data: bytes, why: str, *, let_through: bool) -> Printed:
    """Return the reply to an assistant when the check of its payload failed."""
    said = printable(mask_tokens(why)).strip()
    try:
        assistant = assistants.get(name)
    except GateError as error:
        reason = f"privacy-gate blocked this: {one_line(error.message)}. {error.hint}"
        return Printed(LAST_RESORT[: LAST_RESORT.index(b'"privacy-gate')] + json.dumps(reason).encode() + b"}\n")
    if let_through:
        decision = Decision(notice=f"privacy-gate could not check this and allowed it (hook.fail_open): {said}")
    else:
        reason = (
            f"privacy-gate blocked this because it could not check it: {said}\n"
            "Try again. `privacy-gate hook --help` lists possible causes."
        )
        decision = Decision(reason, reason)
    try:
        return print_reply(assistant.reply(assistant.read(payload.read(data)), decision))
    except Exception:  # noqa: BLE001  (the payload cannot be read, so nothing is known about it)
        return print_reply(Reply({}) if let_through else assistant.build_block(decision.reason))


def print_reply(reply: Reply) -> Printed:
    """Return a reply as bytes: one JSON object in ASCII, so that the encoding does not matter."""
    out = b"" if reply.object is None else json.dumps(reply.object).encode("ascii") + b"\n"
    return Printed(out, reply.code, reply.complaint.encode("utf-8", "backslashreplace"))
