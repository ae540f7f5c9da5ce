"""Inline ignores: `privacy-gate: ignore[RULE] reason` in any comment, and the pragmas of other secret scanners."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol

from msgspec import Struct, field

from privacy_gate.base.globs import glob
from privacy_gate.config import Config
from privacy_gate.model import Document, Finding
from privacy_gate.policy.severity import names_rule
from privacy_gate.rules import Rule, family

_DIRECTIVE = re.compile(
    r"(?<!`)(?:\#|//|/\*|--|;|%|\*|'|\{-|\(\*|<!-{2,3})[ \t]{0,8}privacy-gate:[ \t]{0,8}ignore\b"
    r"(?:[ \t]{0,8}\[(?P<rules>[^\]\n]{0,400})\])?(?P<reason>[^\n]{0,1000})"
)
_CLOSERS = re.compile(r"(?:-->|\*/|-\}|\*\)|\"\"\"|''')[ \t\r]*$")
_LONGEST_INDENT = 200  # maximum number of characters before a directive on its own line
_OPENERS = " \t#/*-;%'{(<!>"
_PRAGMA = re.compile(r"pragma:[ \t]?(?:allow|white)list[ \t](?P<next>nextline[ \t])?secret|gitleaks:allow")


class Untrusted(Protocol):
    """The content that a change added, if only the state before it is trusted."""

    def lines(self, path: str) -> frozenset[int] | None:
        """Return the untrusted lines of a file; None if all lines are untrusted."""
        ...

    def had(self, path: str, text: str) -> bool:
        """Whether the trusted version of a file contains a text anywhere."""
        ...


SECRETS = "secret"
"""The family that an ignore in an untrusted change cannot suppress."""


class Ignore(Struct):
    """A directive. `lines` are the lines that it applies to. These are its own line and, if nothing else is on it, the
    next line with other content. `used` are the rules that it suppressed. A `new` directive came with a change that is
    not trusted. `refused` says that it would have suppressed a finding that must be reported. `vain` are its rules that
    no ignore can suppress there."""

    rules: tuple[str, ...]
    reason: str
    start: int
    end: int
    lines: tuple[int, ...]
    reason_at: int = 0
    used: set[str] = field(default_factory=set)
    new: bool = False
    refused: bool = False
    vain: set[str] = field(default_factory=set)


def directives(document: Document) -> list[Ignore]:
    """Return the directives of a document. A directive that is alone on its line applies to the next line with other
    content as well. Another directive applies to its own line."""
    if "privacy-gate:" not in document.text:
        return []
    found = list(_DIRECTIVE.finditer(document.text))
    lines = [document.line_at(match.start()) for match in found]
    alone = {line for match, line in zip(found, lines, strict=True) if _stands_alone(match, line, document)}
    ignores: list[Ignore] = []
    target = 0
    for match, line in zip(reversed(found), reversed(lines), strict=True):  # consecutive ones apply to the same line
        if line in alone and line + 1 not in alone:
            target = line + 1
        ignores.append(_ignore(match, (line, target) if line in alone else (line,)))
    return ignores[::-1]


def _stands_alone(found: re.Match[str], line: int, document: Document) -> bool:
    start, _ = document.line_span(line)
    return found.start() - start < _LONGEST_INDENT and not document.text[start : found.start()].strip(_OPENERS)


def _ignore(found: re.Match[str], lines: tuple[int, ...]) -> Ignore:
    names = tuple(name.strip() for name in (found["rules"] or "").split(",") if name.strip())
    reason = _CLOSERS.sub("", found["reason"]).strip()
    reason_at = found.start("reason") + len(found["reason"]) - len(found["reason"].lstrip())
    return Ignore(names, reason, found.start(), found.start() + len(found[0].rstrip()), lines, reason_at)


def pragma_lines(document: Document, is_new: Callable[[int], bool]) -> frozenset[int]:
    """Return the lines on which the pragma of another scanner suppresses secrets. A pragma on a new line has no
    effect."""
    text = document.text
    if "pragma:" not in text and "gitleaks:allow" not in text:
        return frozenset()
    places = ((document.line_at(found.start()), 1 if found["next"] else 0) for found in _PRAGMA.finditer(text))
    return frozenset(line + below for line, below in places if not is_new(line))


class Silencers(Struct):
    """Everything that can suppress a finding in one document. These are directives (also by line), lines with the
    pragma of another scanner, and the rules or families that `per_path` ignores. `is_new` says which lines are
    untrusted. `had` says whether the trusted version contains a text."""

    ignores: list[Ignore]
    by_line: dict[int, list[Ignore]]
    pragmas: frozenset[int]
    by_path: frozenset[str]
    is_new: Callable[[int], bool] = lambda _line: False
    had: Callable[[str], bool] = lambda _text: True

    def is_swapped(self, finding: Finding, document: Document) -> bool:
        """Whether a finding is a secret on a new line that the trusted version of the file does not contain. An ignore
        in the trusted version was then meant for another secret."""
        if family(finding.rule) != SECRETS or not self.is_new(document.line_at(finding.start)):
            return False
        return not self.had(document.text[finding.start : finding.end])


def silencers(document: Document, config: Config, *, inline: bool, new: Untrusted | None = None) -> Silencers:
    """Return everything that can suppress a finding in a document. With `inline=False`, directives and pragmas in its
    text are left out. `new` tells which lines of a whole text are untrusted. In a change, the added lines are."""
    by_path = frozenset(
        name
        for setting in config.per_path
        if glob(tuple(setting.paths)).fullmatch(document.path)
        for name in setting.ignore
    )
    if not inline:
        return Silencers([], {}, frozenset(), by_path)
    is_new = _newness(document, new)
    had = partial(new.had, document.path) if new else _anything
    ignores = directives(document)
    for ignore in ignores:
        ignore.new = is_new(document.line_at(ignore.start))
    by_line: dict[int, list[Ignore]] = {}
    for ignore in ignores:
        for line in ignore.lines:
            by_line.setdefault(line, []).append(ignore)
    return Silencers(ignores, by_line, pragma_lines(document, is_new), by_path, is_new, had)


def _anything(_text: str) -> bool:
    return True


def _newness(document: Document, new: Untrusted | None) -> Callable[[int], bool]:
    if new is None:
        return lambda _line: False
    if document.added is not None:
        return document.added.__contains__

    def is_new(line: int) -> bool:
        lines = new.lines(document.path)
        return lines is None or line in lines

    return is_new


def split(
    findings: Sequence[Finding], by: Silencers, document: Document, refuses: Callable[[Finding], bool]
) -> tuple[list[Finding], list[Finding]]:
    """Split findings into those that remain and those that are suppressed. Directives that suppress one are marked as
    used. `refuses` says whether a directive cannot suppress a finding."""
    kept: list[Finding] = []
    silenced: list[Finding] = []
    for finding in findings:
        line = document.line_at(finding.start)
        explained = [ignore for ignore in by.by_line.get(line, ()) if ignore.reason]
        naming = [ignore for ignore in explained if names_rule(ignore.rules, finding.rule)]
        for ignore in naming:
            ignore.used.update(name for name in ignore.rules if names_rule((name,), finding.rule))
            ignore.refused |= ignore.new and family(finding.rule) == SECRETS
        counting = [ignore for ignore in naming if not (ignore.new and family(finding.rule) == SECRETS)]
        by_pragma = line in by.pragmas and family(finding.rule) == SECRETS
        is_refused = bool(naming or by_pragma) and refuses(finding)
        for ignore in naming if is_refused else ():
            ignore.refused = True
            ignore.vain.add(finding.rule)
        inline = (counting or by_pragma) and not is_refused and not by.is_swapped(finding, document)
        elsewhere = "all" in by.by_path or names_rule(by.by_path, finding.rule)
        (silenced if inline or elsewhere else kept).append(finding)
    return kept, silenced


def complaints(
    ignores: Sequence[Ignore], document: Document, rules: dict[str, Rule], ran: Callable[[str], bool]
) -> Iterator[Finding]:
    """Yield findings about the directives, if their lines are in scope. `ran` says whether a rule or family was
    checked. If not, it is unknown whether its ignore is still needed."""
    for ignore in ignores:
        if not document.in_scope(ignore.start, ignore.end):
            continue
        if not ignore.reason or not ignore.rules:
            what = "no rule" if not ignore.rules else "no reason"
            yield from _complaint(
                "gate/ignore-without-reason", f"Ignore has {what}, so it has no effect", ignore, document, rules
            )
            continue
        if ignore.vain:
            named = ", ".join(sorted(ignore.vain))
            yield from _complaint(
                "gate/refused-ignore", f"`{named}` cannot be ignored in a prompt", ignore, document, rules
            )
        judged = document.added is None or ignore.lines[-1] in document.added
        if not judged:
            continue
        unknown = [name for name in ignore.rules if not _exists(name, rules)]
        for name in unknown:
            yield from _complaint("gate/unused-ignore", _unknown(name, rules), ignore, document, rules)
        if unused := [name for name in ignore.rules if name not in (*ignore.used, *unknown) and ran(name)]:
            named = ", ".join(unused)
            yield from _complaint(
                "gate/unused-ignore", f"`{named}` no longer has a finding here", ignore, document, rules
            )


def _unknown(name: str, rules: dict[str, Rule]) -> str:
    """Return the message that a rule does not exist. It suggests the most similar name."""
    from difflib import get_close_matches

    near = get_close_matches(name[:80], [*rules, *sorted({rule.family for rule in rules.values()})], 1, 0.7)
    return f"Unknown rule `{name}` in ignore" + (f", did you mean `{near[0]}`?" if near else "")


def _exists(name: str, rules: dict[str, Rule]) -> bool:
    return name in rules or any(rule.family == name for rule in rules.values())


def _complaint(
    rule: str, message: str, ignore: Ignore, document: Document, rules: dict[str, Rule]
) -> Iterator[Finding]:
    if rule in rules:
        yield Finding(
            rule=rule,
            path=document.path,
            exposure=document.exposure,
            start=ignore.start,
            end=ignore.end,
            message=message,
            suggestion=rules[rule].suggestion,
        )
