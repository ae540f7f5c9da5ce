"""Find changes to files that call privacy-gate. A hook, CI step or assistant without the call checks nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from privacy_gate.base.language_table import MARKDOWN, OTHER_TEXT, PLAIN_TEXT
from privacy_gate.checkers.gate.whole_files import report_whole_file
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Change, ChangedPath, Document, Exposure, Finding
from privacy_gate.rules import Rule

_CALLERS = re.compile(
    r"(?:.*/)?(?:\.pre-commit-config\.ya?ml|\.?lefthook(?:-local)?\.(?:ya?ml|toml|json)|\.overcommit\.yml"
    r"|git-hooks/.*|package\.json|lint-staged\.config\..*|\.lintstagedrc.*"
    r"|Makefile|GNUmakefile|justfile|Taskfile\.ya?ml|tox\.ini|noxfile\.py)"
    r"|(?:.*/)?\.gitlab-ci\.ya?ml|azure-pipelines\.ya?ml|Jenkinsfile|bitbucket-pipelines\.yml|\.drone\.yml"
)
"""The files that configure the commands of hooks and pipelines."""
_PROSE = (*MARKDOWN, *PLAIN_TEXT, *OTHER_TEXT)
_CALL = re.compile(r"^(?![ \t]{0,40}(?:#|//)).{0,2000}?\bprivacy[-_]gate\b", re.MULTILINE)
_MUTED = re.compile(
    r"continue-on-error:[ \t]{0,8}[\"']?true|allow_failure:[ \t]{0,8}true|when:[ \t]{0,8}never|--exit-zero|--no-verify"
    r"|\bif:[ \t]{0,8}(?:\$\{\{[ \t]{0,8})?[\"']?false|\|\|[ \t]{0,8}(?:true\b|:(?=\s|$))"
    r"|fail[-_]on:?[ \t=]{1,8}[\"']?never|stages:[ \t]{0,8}\[[ \t]{0,8}manual[ \t]{0,8}\]"
)
"""Settings that hide the failure of a check, or prevent it from running."""
_NEAR = 8  # maximum distance between the call and such a setting, in lines


def check(change: Change, rules: Sequence[Rule], _context: Context) -> Iterator[Finding]:
    """Yield a finding for each changed file that removes a call of privacy-gate, or ignores its result."""
    documents = {document.path: document for document in change.documents}
    for path in change.paths:
        message = _message(path, documents.get(path.path))
        if message:
            yield from report_whole_file(path.path, Exposure.INTERNAL, rules, message)


def may_call(path: str) -> bool:
    """Whether a file may configure commands of hooks, of a pipeline or of an assistant."""
    *folders, name = path.split("/")
    is_hidden = any(folder[:1] == "." and len(folder) > 1 for folder in folders)  # settings of tools, and scripts
    return (is_hidden and not name.lower().endswith(_PROSE)) or _CALLERS.fullmatch(path) is not None


def _message(path: ChangedPath, document: Document | None) -> str:
    before = path.old_path or path.path
    if not may_call(before):
        return ""
    if before != path.path and not may_call(path.path):
        return f"This change moves a file that may call privacy-gate away from {before}"
    added = _added(document) if document else {}
    if len(_CALL.findall(path.removed)) > sum(_CALL.match(row) is not None for row in added.values()):
        return "This change removes a call to privacy-gate"
    if document and any(_MUTED.search(row) and _is_near_a_call(line, document) for line, row in added.items()):
        return "This change disables privacy-gate or ignores its failure"
    return ""


def _added(document: Document) -> dict[int, str]:
    rows = document.text.split("\n")
    lines = range(1, len(rows) + 1) if document.added is None else document.added
    return {line: rows[line - 1] for line in lines if line <= len(rows)}


def _is_near_a_call(line: int, document: Document) -> bool:
    rows = document.text.split("\n")[max(0, line - 1 - _NEAR) : line + _NEAR]
    return any(_CALL.match(row) for row in rows)
