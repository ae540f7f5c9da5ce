"""Recognise prompts for reuse: templates, roles and skills, with placeholders and invented examples.

They reveal no business unless they speak of "our" one. The severity of a finding in them is at most the `in_reusable`
of its rule. A text needs two signs, because a prompt for one task often has one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from privacy_gate.model import Document, Exposure, Finding, Severity
from privacy_gate.rules import Rule

_LEVELS = {severity.label: severity for severity in Severity}
_BEGINNING = 2_000  # characters at the beginning that may describe a role
_MANY_HEADINGS = 6
_MANY_PLACEHOLDERS = 2
_FRONT_MATTER = re.compile(
    r"\A\s{0,4}---[ \t]*\n(?:[^\n]*\n){0,40}?"
    r"(?:name|title|description|tags|tools|globs|applyTo|model|mode|category|version)[ \t]?:"
)
_ROLE = re.compile(
    r"(?i)\b(?:you\s(?:are|will\sact|act)|act|acting|behave|serve|take\son\sthe\srole|your\s(?:role|persona|identity)\sis)"
    r"\s(?:now\s)?(?:as\s)?(?:of\s)?(?:an?|the)\s"
)
_PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{1,80}\}\}"
    r"|\[(?i:your|insert|enter|the\s|add|describe|e\.g\.)[^\[\]\n]{1,80}\](?!\()|\[[A-Z][A-Z0-9 _/-]{2,60}\](?!\()"
    r"|<(?i:your|insert)[ _-][^<>\n]{1,60}>|\$ARGUMENTS\b|\$\{[a-z]\w{1,40}(?::[^{}\n]{0,80})?\}"
    r"|(?<![\w{$])\{[a-z][a-z_]{2,40}\}(?![\w}])"
)
_HEADING = re.compile(
    r"^(?:#{1,6}[ \t]{1,4}(?P<title>[^\n]{1,200})|\*\*[^*\n]{2,80}\*\*:?[ \t]*$|<[a-z_]{3,40}>[ \t]*$)", re.MULTILINE
)
_EXAMPLE = re.compile(
    r"(?i)\b(?:examples?|samples?|scenarios?|demo|usage|use\s?cases?|case\sstud(?:y|ies)|illustrations?|templates?"
    r"|walkthrough|beispiele?|exemples?|ejemplos?)\b"
)
_SAID_BEFORE = re.compile(r"(?i)\b(?:e\.g\.|for\s(?:example|instance)|such\sas|examples?(?:\s\w{1,20})?:|sample)")
_QUOTED = re.compile(
    r"[ \t>]{0,40}(?:[-*+\u2022\d.)|\u2705\u274c]{1,5}[ \t]{1,4}){0,2}(?:\*{0,2}[\w ]{1,40}:?\*{0,2}:?[ \t]{1,4})?"
    r"[*_]{0,2}[\"'`\u201c\u2018\u00ab][^\n]{3,}?[\"'`\u201d\u2019\u00bb][.,;:*_ \t|]{0,6}(?:\([^()\n]{0,80}\))?$"
)
_OWN = re.compile(
    r"(?i)\b(?:our|ours|we|we['\u2019](?:re|ve|ll|d)|us|my\s(?:company|employer|firm|client|startup|team)"
    r"|unser\w{0,2}|notre|nos|nuestr[oa]s?)\b"
)


def limit_findings(
    document: Document, found: Iterable[Finding], rules: Mapping[str, Iterable[Rule]]
) -> Iterator[Finding]:
    """Yield the findings. In a prompt for reuse their severity is limited."""
    found = list(found)
    limits: dict[str, str] = {}
    if found and document.exposure is Exposure.OUTBOUND:
        limits = {one.id: one.in_reusable for group in rules.values() for one in group if one.in_reusable}
    is_limited = any(one.rule in limits for one in found) and is_reusable(document.text)
    examples = list(_example_sections(document.text)) if is_limited else []
    for one in found:
        if not is_limited or one.rule not in limits:
            yield one
        elif _is_word(document, one) if one.rule.startswith("secret/") else _is_invented(document, one, examples):
            yield replace(one, at_most=min(one.at_most, _LEVELS[limits[one.rule]]))
        else:
            yield one


def _is_word(document: Document, found: Finding) -> bool:
    """Whether a password is a common word, as in examples. A value that looks random is a secret everywhere."""
    from privacy_gate.checkers.secrets.innocent_values import is_common_password

    return is_common_password(document.text[found.start : found.end])


def is_reusable(text: str) -> bool:
    """Whether a text has two signs of a prompt for reuse: front matter, a role, placeholders, many headings."""
    signs = bool(_FRONT_MATTER.match(text)) + bool(_ROLE.search(text, 0, _BEGINNING))
    if signs < 2:
        signs += len({match[0] for match in _PLACEHOLDER.finditer(text)}) >= _MANY_PLACEHOLDERS
    if signs == 1:
        signs += sum(1 for _ in _HEADING.finditer(text)) >= _MANY_HEADINGS
    return signs > 1


def _example_sections(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of sections with examples. The next heading of the same or a higher level ends a section."""
    begin, level = -1, 0
    for match in _HEADING.finditer(text):
        if match["title"] is None:
            continue
        depth = len(match[0]) - len(match[0].lstrip("#"))
        if begin >= 0 and depth <= level:
            yield begin, match.start()
            begin = -1
        if begin < 0 and _EXAMPLE.search(match["title"]):
            begin, level = match.start(), depth
    if begin >= 0:
        yield begin, len(text)


def _is_invented(document: Document, found: Finding, examples: Sequence[tuple[int, int]]) -> bool:
    """Whether a finding is in an example, or on a line that does not speak of "our" business."""
    at = bisect_right(examples, (found.start, len(document.text))) - 1
    if at >= 0 and found.start < examples[at][1]:
        return True
    start, end = document.line_span(document.line_at(found.start))
    start, end = max(start, found.start - 600), min(end, found.end + 600)
    line = document.text[start:end]
    if not _OWN.search(line):
        return True
    if _QUOTED.match(line) or _SAID_BEFORE.search(line, 0, found.start - start) or _PLACEHOLDER.search(line):
        return True
    before, after = document.text[start : found.start], document.text[found.end : end]
    return (
        any(before.count(sign) % 2 == 1 and sign in after for sign in ('"', "`"))
        or (before.rfind("[") > before.rfind("]") and "]" in after)
        or ("“" in before and "”" in after)
    )
