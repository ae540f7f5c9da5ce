"""Remember which findings the user has seen. Findings in unchanged texts are shown only once."""

from __future__ import annotations

from collections.abc import Sequence

from privacy_gate.base.errors import GateError
from privacy_gate.integrations.assistants.event_check import Checked
from privacy_gate.integrations.assistants.releases import Releases
from privacy_gate.model import Shown
from privacy_gate.policy.severity import names_rule
from privacy_gate.scan.session import Session

_EVERY_TIME = ("secret", "code", "personal", "business/confidential-term")
"""Rules whose findings in instructions are shown with each prompt."""


def list_parts(checked: Checked) -> list[tuple[str, bytes]]:
    """Return the names and contents of the texts that were checked."""
    return [(blob.path, blob.data) for blob in checked.blobs]


def is_new(session: Session, parts: Sequence[tuple[str, bytes]]) -> bool:
    """Whether the findings of texts have not been shown yet. If nothing can be stored, they are shown again."""
    try:
        releases = Releases(session.repository)
        return releases.is_new(releases.digest(parts))
    except (GateError, OSError):
        return True


def drop_known(session: Session, checked: Checked) -> list[Shown]:
    """Return the findings to show, without those in instructions that were shown before with the same content.

    The assistant sends its instructions with each prompt. Findings that block are not affected.
    """
    found: dict[str, set[str]] = {}
    for one in checked.shown:
        if one.path in checked.instructions and not names_rule(_EVERY_TIME, one.rule):
            found.setdefault(one.path, set()).add(one.rule)
    known = {
        path
        for path, data in list_parts(checked)
        if path in found and not is_new(session, [(f"{path} {sorted(found[path])}", data)])
    }
    return [one for one in checked.shown if one.path not in known or one.rule not in found[one.path]]
