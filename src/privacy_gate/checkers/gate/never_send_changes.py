"""Find changes that end the protection of never-send files: of a glob, a comment, or a file that is lost or moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from privacy_gate.checkers.gate.whole_files import report_whole_file
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Change, ChangedPath, Document, Exposure, Finding
from privacy_gate.rules import Rule

if TYPE_CHECKING:
    from privacy_gate.index.never_send_globs import Guards

LOOSENED = "gate/never-send-loosened"


def check(change: Change, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Yield a finding for each glob that `never_send` loses, and for each file that loses its protection."""
    from privacy_gate.index.never_send_globs import Guards

    guards = context.guards or Guards(*[tuple(context.config.never_send)] * 2)
    documents = {document.path: document for document in change.documents}
    if guards.removed:
        settings = next((one.path for one in change.paths if _holds_settings(one, context)), "privacy-gate.yaml")
        for glob in guards.removed:
            yield from report_whole_file(
                settings, Exposure.INTERNAL, rules, f"This change removes `{glob}` from `never_send`"
            )
    for path in change.paths:
        if message := _loosened(path, documents.get(path.path), guards):
            yield from report_whole_file(path.path, Exposure.INTERNAL, rules, message)


def _holds_settings(path: ChangedPath, context: Context) -> bool:
    return path.path in context.own_files or path.path.rpartition("/")[2] == "pyproject.toml"


def _loosened(path: ChangedPath, document: Document | None, guards: Guards) -> str | None:
    before = path.old_path or path.path
    was_marked = bool(path.removed) and guards.is_marked(path.removed)
    if path.status == "D":
        guarded = was_marked or guards.was_guarded(before)
        return "This change removes a never-send file, so its code is no longer recognised" if guarded else None
    if path.old_path and guards.was_guarded(before) and not guards.is_guarded(path.path):
        return f"This change moves {before}, a never-send file, to a path that no `never_send` glob matches"
    if was_marked and not (document is not None and guards.is_marked(document.text)):
        return None if guards.is_guarded(path.path) else "This change removes the never-send comment of this file"
    return None
