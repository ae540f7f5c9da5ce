"""Find changes to the configuration of privacy-gate, so that a reviewer sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from privacy_gate.checkers.gate.whole_files import report_whole_file
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Change, ChangedPath, Document, Exposure, Finding
from privacy_gate.rules import Rule

_TABLE = re.compile(r"^[ \t]{0,8}\[{1,2}[ \t]{0,8}tool[ \t]{0,8}\.[ \t]{0,8}[\"']?privacy-gate\b", re.MULTILINE)
_ANY_TABLE = re.compile(r"^[ \t]{0,8}\[", re.MULTILINE)


def check(change: Change, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Yield a finding for each changed file with settings or rules of privacy-gate."""
    documents = {document.path: document for document in change.documents}
    for path in change.paths:
        document = documents.get(path.path)
        moved = context.own_files.get(path.old_path)
        what = moved or _what(path, document, context.own_files)
        if what is not None:
            message = _message(what, gone=path.status == "D" or moved is not None)
            yield from report_whole_file(path.path, Exposure.INTERNAL, rules, message)


def _message(what: str, *, gone: bool) -> str:
    singular = what.endswith("baseline")
    if gone:
        return f"{what} {'is' if singular else 'are'} removed by this change"
    return f"{what} {'is' if singular else 'are'} modified by this change"


def _what(path: ChangedPath, document: Document | None, own: Mapping[str, str]) -> str | None:
    if path.path in own:
        return own[path.path]
    if path.path == "pyproject.toml" and (_TABLE.search(path.removed) or _in_table(path, document)):
        return "privacy-gate's settings"
    return None


def _in_table(path: ChangedPath, document: Document | None) -> bool:
    """Whether a changed line of pyproject.toml is in the table [tool.privacy-gate]."""
    if document is None:
        return False
    for head in _TABLE.finditer(document.text):
        after = _ANY_TABLE.search(document.text, head.end())
        last = document.line_at(after.start()) if after else len(document.line_starts) + 1
        if path.touched is None or any(document.line_at(head.start()) <= line < last for line in path.touched):
            return True
    return False
