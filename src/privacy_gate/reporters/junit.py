"""JUnit XML, for CI systems that show tests: a suite for each file, a case for each finding.

Errors and warnings are failures, notes are skipped cases, and problems are errors.
"""

from __future__ import annotations

import re
from html import escape
from itertools import groupby

from privacy_gate.base.text import one_line
from privacy_gate.model import Problem, Report, Severity, Shown
from privacy_gate.reporters.style import ReportStyle, sentences

_NOT_XML = re.compile("[\ufffe\uffff]")  # https://www.w3.org/TR/xml/#charsets; others are escaped already


def render(report: Report, _style: ReportStyle) -> str:
    suites = [_suite(path, list(found)) for path, found in groupby(report.findings, key=lambda one: one.path)]
    suites += [_render_problems(report.problems)] if report.problems else []
    if not suites:
        suites = ['<testsuite name="privacy-gate" tests="1"><testcase name="nothing found"/></testsuite>']
    return '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="privacy-gate">\n' + "\n".join(
        [*suites, "</testsuites>\n"]
    )


def _suite(path: str, found: list[Shown]) -> str:
    notes = sum(one.severity is Severity.NOTE for one in found)
    head = (
        f'<testsuite name={_quote(path)} tests="{len(found)}" failures="{len(found) - notes}" errors="0"'
        f' skipped="{notes}">'
    )
    return "\n".join([head, *(_case(one) for one in found), "</testsuite>"])


def _case(found: Shown) -> str:
    place = f"line {found.start.line}, column {found.start.column}"
    said = f"message={_quote(found.message)}"
    more = f"{place}: {sentences(found)}"
    inner = (
        f"<skipped message={_quote(more if found.asides else found.message)}/>"
        if found.severity is Severity.NOTE
        else f'<failure type="{found.severity.label}" {said}>{_text(more)}</failure>'
    )
    return f"<testcase name={_quote(f'{found.rule}, {place}')} classname={_quote(found.path)}>{inner}</testcase>"


def _render_problems(problems: tuple[Problem, ...]) -> str:
    cases = [f"<testcase name={_quote(one.path)}><error message={_quote(one.message)}/></testcase>" for one in problems]
    head = f'<testsuite name="could not be checked" tests="{len(cases)}" failures="0" errors="{len(cases)}">'
    return "\n".join([head, *cases, "</testsuite>"])


def _quote(text: str) -> str:
    return f'"{_text(text)}"'


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", one_line(text)))
