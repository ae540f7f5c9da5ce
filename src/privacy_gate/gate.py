"""The gate that a configuration makes: its rules with their severities, and the engine that finds them.

Parsing the rules and compiling the database takes seconds; the result is cached under a digest of
all that went into it, and later runs load it in milliseconds.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence

import msgspec

from privacy_gate import cache, checkers, detectors, matching, plugins
from privacy_gate.checkers.patterns import filters
from privacy_gate.config import Settings
from privacy_gate.errors import GateError
from privacy_gate.matching import DatabaseMatcher, Matcher, Pattern
from privacy_gate.plugins import Plugins
from privacy_gate.policy.severity import adjusted, check_names, selected
from privacy_gate.ruleset import (
    JOINTS,
    Rule,
    RuleFile,
    Rules,
    expressions,
    is_confidential,
    keyword_expressions,
    name_expressions,
    parse,
    read_files,
)


class Gate(msgspec.Struct, frozen=True):
    """`rules` by id, in the order of the files, and by checker; `select` and `ignore` say which of them are reported.

    Rules that hide what they find (`hiding`) are always looked for, reported or not: it is masked
    everywhere.
    """

    settings: Settings
    rules: dict[str, Rule]
    by_checker: dict[str, Rules]
    hiding: Rules
    matcher: Matcher
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    plugins: Plugins

    def reports(self, rule: str) -> bool:
        return selected(rule, self.select, self.ignore)


class _Stored(msgspec.Struct):
    rules: list[Rule]
    patterns: list[Pattern]
    database: bytes


def assemble(
    settings: Settings,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    allowed: Plugins | None = None,
) -> Gate:
    """The gate for some settings, with the plugins that the user let run.

    Raises GateError for a broken rule file and for unknown names.
    """
    files = read_files([settings.folder / path for path in settings.config.extra_rules])
    allowed = allowed or Plugins()
    tag = matching.platform_tag().encode() + allowed.code
    name = f"{_digest(files, settings, select, ignore, tag)}.gate"
    stored, matcher = _load(name)
    if stored is None or matcher is None:
        _say_that_it_takes_a_while()
        rules = adjusted(parse(files), settings)
        _check(rules)
        check_names(select, rules, "--select")
        check_names(ignore, rules, "--ignore")
        patterns = [
            pattern
            for rule in rules
            if _is_needed(rule, rules, select, ignore)
            for pattern in _patterns(rule, settings, allowed)
        ]
        patterns += _joints()
        matcher = matching.make(patterns)
        database = matcher.serialise() if isinstance(matcher, DatabaseMatcher) else b""
        light = [msgspec.structs.replace(rule, hits=[], passes=[]) for rule in rules]
        stored = _Stored(light, patterns, database)
        cache.store(name, msgspec.msgpack.encode(stored))
    by_checker: dict[str, list[Rule]] = {}
    for rule in stored.rules:
        by_checker.setdefault(checkers.by(rule.checker), []).append(rule)
    return Gate(
        settings=settings,
        rules={rule.id: rule for rule in stored.rules},
        by_checker={name: Rules(rules) for name, rules in by_checker.items()},
        hiding=Rules(rule for rule in stored.rules if rule.hides),
        matcher=matcher,
        select=tuple(select),
        ignore=tuple(ignore),
        plugins=allowed,
    )


def _joints() -> list[Pattern]:
    from privacy_gate.joints import PATTERNS

    return [matching.pattern(JOINTS, regex, label) for label, regex in PATTERNS]


def _say_that_it_takes_a_while() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("privacy-gate: compiling the rules; this is done once for each configuration\n")


def _digest(
    files: Sequence[RuleFile], settings: Settings, select: Sequence[str], ignore: Sequence[str], tag: bytes
) -> str:
    config = settings.config
    digest = hashlib.blake2b(cache.code_digest() + tag, digest_size=20)
    digest.update(
        msgspec.msgpack.encode(
            [sorted(select), sorted(ignore), config.keywords, config.glossary, config.severity, config.per_path]
        )
    )
    digest.update(detectors.version())
    for file in files:
        digest.update(b"\0" + file.source.encode("utf-8", "surrogateescape") + b"\0" + file.data)
    return digest.hexdigest()


def _load(name: str) -> tuple[_Stored | None, Matcher | None]:
    payload = cache.load(name)
    if payload is None:
        return None, None
    try:
        stored = msgspec.msgpack.decode(payload, type=_Stored)
    except msgspec.MsgspecError:
        return None, None
    if not stored.database:
        return stored, matching.ReMatcher(stored.patterns)
    try:
        return stored, DatabaseMatcher(stored.patterns, stored.database)
    except Exception:  # noqa: BLE001  (hyperscan's own errors, whatever they are: the database is built anew)
        return None, None


def _patterns(rule: Rule, settings: Settings, allowed: Plugins) -> list[Pattern]:
    found = name_expressions(rule) if rule.checker == "identifiers" else expressions(rule)
    if rule.checker == "keywords":
        found = [*found, *keyword_expressions(settings.config.keywords)]
    elif rule.checker == "glossary":
        found = [*found, *keyword_expressions(settings.config.terms(confidential=is_confidential(rule)))]
    elif rule.checker == detectors.CHECKER:
        found = [*found, *detectors.expressions()]
    elif rule.checker == plugins.CHECKER:
        found = [*found, *allowed.expressions]
    patterns = []
    for label, regex in found:
        try:
            patterns.append(matching.pattern(rule.id, regex, label))
        except GateError as error:
            raise GateError(f"{rule.id}: {regex!r}: {error.message}", error.hint) from None
    return patterns


def _is_needed(rule: Rule, rules: Sequence[Rule], select: Sequence[str], ignore: Sequence[str]) -> bool:
    """Whether a rule's patterns are looked for: it is reported, it hides something, or another counts its hits."""
    if rule.hides or selected(rule.id, select, ignore):
        return True
    return any(other.options.get("of") == rule.id and selected(other.id, select, ignore) for other in rules)


def _check(rules: Sequence[Rule]) -> None:
    for rule in rules:
        if not checkers.known(rule.checker):
            raise GateError(f"{rule.id}: there is no checker `{rule.checker}`")
        for name in rule.filters:
            if name not in filters():
                raise GateError(f"{rule.id}: there is no filter `{name}`")
