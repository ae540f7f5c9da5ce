"""Advice on how to fix a finding. It depends on where the finding is."""

from __future__ import annotations

import re
from enum import StrEnum

from privacy_gate.model import Exposure, Mend, Severity
from privacy_gate.rules import Rule


class FoundIn(StrEnum):
    """Where a finding is.

    `TYPED` is a prompt that was blocked before it was sent. `SENT` is a text that could not be blocked. `TOOL` is a
    text that a tool would have given to the model.
    """

    PROMPT = "prompt"
    CODE = "code"
    HISTORY = "history"
    TYPED = "typed"
    TOOL = "tool"
    SENT = "sent"


_SECRET = re.compile(r"(?P<revoke>[^.]{1,100})\. In a prompt, write (?P<placeholder>.{1,100})\.")
"""The form of a `suggestion` for a secret."""

_BY_PLACE = {
    FoundIn.PROMPT: "Write {placeholder} in its place{clean}. If it was sent before, {revoke}.",
    FoundIn.CODE: "Remove it from the commit and read it from the environment. If it was pushed, {revoke}.",
    FoundIn.HISTORY: "{Revoke}. A later commit does not remove it from the history.",
    FoundIn.TYPED: "Write {placeholder} in its place. If it was sent before, {revoke}.",
    FoundIn.TOOL: "Move it to the environment or to a file that assistants may not read. If it was sent before, "
    "{revoke}.",
    FoundIn.SENT: "{Revoke}. The model received it.",
}
"""The advice for a secret by the place where it was found. `revoke` and `placeholder` come from the rule."""

_PAST = (FoundIn.HISTORY, FoundIn.SENT)


def advise(rule: Rule, where: FoundIn | Exposure) -> str | None:
    """Return the advice for a finding of a rule.

    Rules for secrets always have advice. Any other rule without a suggestion has none.
    """
    if isinstance(where, Exposure):
        where = FoundIn.PROMPT if where is Exposure.OUTBOUND else FoundIn.CODE
    if rule.family == "secret":
        parts = _SECRET.fullmatch(rule.suggestion or "")
        if not parts and rule.suggestion and where not in _PAST:
            return rule.suggestion
        revoke, placeholder = parts.groups() if parts else ("Revoke it", "a placeholder")
        return _BY_PLACE[where].format(
            placeholder=placeholder,
            revoke=revoke[0].lower() + revoke[1:],
            Revoke=revoke,
            clean=", or run `privacy-gate clean`" if rule.mend is Mend.PLACEHOLDER else "",
        )
    if rule.suggestion and where is FoundIn.CODE and rule.level(Exposure.INTERNAL) is Severity.NOTE:
        return f"OK in code. In a prompt, {rule.suggestion[:1].lower()}{rule.suggestion[1:]}."
    return rule.suggestion
