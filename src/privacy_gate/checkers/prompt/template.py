"""Check the form of a prompt: the sections TASK, INPUT, OUTPUT, CONSTRAINTS and TESTS, and one task alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from privacy_gate.base.globs import glob
from privacy_gate.base.language_table import MARKDOWN, OTHER_TEXT, PLAIN_TEXT, PROMPT
from privacy_gate.checkers.finding_builder import build_finding
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Document, Exposure, Finding, Severity
from privacy_gate.rules import Rule

_NO_TEMPLATE = "prompt/no-template"
_PROMPTS = frozenset({"", PROMPT, *MARKDOWN, *PLAIN_TEXT, *OTHER_TEXT})


def check(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Yield the findings about the form of an outbound text. Code and internal texts have none."""
    if not is_outbound_prose(document) or not document.text.strip():
        return
    wanted = {rule.id: rule for rule in rules if rule.level(document.exposure) is not Severity.OFF}
    if not _is_kept(document.path, context):  # a prompt that is typed to an assistant need not follow the template
        wanted.pop(_NO_TEMPLATE, None)
    if not wanted:
        return
    from privacy_gate.checkers.prompt import prompt_form  # only prompts load its word lists

    for name, found in prompt_form.judge(document.text, context.config.template):
        rule = wanted.get(name)
        if rule is not None and document.in_scope(found.start, found.end):
            yield build_finding(
                rule,
                document,
                found.start,
                found.end,
                found.message or rule.title,
                suggestion=found.suggestion or rule.suggestion,
                at_most=found.at_most,
            )


def _is_kept(path: str, context: Context) -> bool:
    """Whether a path is that of a file among the prompts of the repository."""
    return not path.startswith("<") and glob(tuple(context.config.prompts)).fullmatch(path) is not None


def is_outbound_prose(document: Document) -> bool:
    """Whether a document is outbound prose."""
    return document.exposure is Exposure.OUTBOUND and PurePosixPath(document.path).suffix.lower() in _PROMPTS
