"""The gate that a configuration makes: its rules with their severities, and the engine that finds them.

Parsing the rules and compiling the database takes seconds; the results are cached, each under a digest
of all that went into it, and later runs load them in milliseconds.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from privacy_gate import cache, checkers, detectors, matching, plugins
from privacy_gate.blake import blake2b
from privacy_gate.checkers.patterns import filters
from privacy_gate.config import Settings
from privacy_gate.errors import GateError
from privacy_gate.matching import ChosenMatcher, DatabaseMatcher, JoinedMatcher, Matcher, Pattern, ReMatcher
from privacy_gate.plugins import Plugins
from privacy_gate.policy.severity import adjusted, check_names, selected
from privacy_gate.ruleset import JOINTS, Rule, Rules, is_confidential
from privacy_gate.ruleset.files import TOOLCHAIN, RuleFile, builtin_files, builtin_folder, own_files


class Gate(msgspec.Struct, frozen=True):
    """`rules` by id, in the order of the files; `select` and `ignore` say which of them are reported, and `by_checker`
    has those that are looked for.

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


class _Engine(msgspec.Struct):
    """Patterns and the database compiled of them; empty where `re` serves."""

    patterns: list[Pattern]
    database: bytes


class _Own(msgspec.Struct):
    """What a configuration makes: all rules with their severities, the ids of those that are looked for,
    and the patterns that are the user's."""

    rules: list[Rule]
    needed: set[str]
    engine: _Engine


T = TypeVar("T")


def assemble(
    settings: Settings,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    allowed: Plugins | None = None,
) -> Gate:
    """The gate for some settings, with the plugins that the user let run.

    The patterns that come with the gate and those that the settings add are compiled apart, so that a
    change of settings takes milliseconds; a selection takes its part of the same database. Raises
    GateError for a broken rule file and for unknown names.
    """
    files, extra = builtin_files(), _own_files(settings)
    tools = RuleFile(TOOLCHAIN, (builtin_folder() / TOOLCHAIN).read_bytes())
    allowed = allowed or Plugins()
    builtin = _builtin(files)
    asked = blake2b(builtin.digest() + msgspec.msgpack.encode([sorted(select), sorted(ignore)]))
    own = blake2b(asked.digest() + allowed.code + _digest_of_settings(settings) + _digest_of([*extra, tools]))

    def known() -> list[Rule]:
        return builtin_rules(files, builtin)

    def coming_with_it() -> _Engine:
        _say_that_it_takes_a_while()
        return _engine([*(pattern for rule in known() for pattern in _patterns(rule)), *_joints()])

    def own_part() -> _Own:
        from privacy_gate.audit import catalogue

        rules = known()
        added = _parsed(extra, rules)
        # the settings may name what is asked of tools as well
        every = adjusted([*rules, *added, *catalogue.as_rules(catalogue.load())], settings)
        check_names(select, every, "--select")
        check_names(ignore, every, "--ignore")
        needed = _needed(every, select, ignore)
        patterns = [pattern for rule in added if rule.id in needed for pattern in _patterns(rule)]
        for rule in every:
            if rule.id in needed:
                patterns += _patterns_of_settings(rule, settings, allowed)
        return _Own(every, needed, _engine(patterns))

    user = _cached(f"{_name(own)}.own", _Own, own_part)
    matcher = _cached_matcher(f"{_name(builtin)}.engine", coming_with_it)
    if select or ignore:
        matcher = ChosenMatcher(matcher, {*user.needed, JOINTS})
    if user.engine.patterns:
        more = _matcher(user.engine) or _matcher(_stored(f"{_name(own)}.own", own_part()).engine)
        matcher = JoinedMatcher([one for one in (matcher, more) if one])
    by_checker: dict[str, list[Rule]] = {}
    for rule in (one for one in user.rules if one.id in user.needed):
        by_checker.setdefault(checkers.by(rule.checker), []).append(rule)
    return Gate(
        settings=settings,
        rules={rule.id: rule for rule in user.rules},
        by_checker={name: Rules(rules) for name, rules in by_checker.items()},
        hiding=Rules(rule for rule in user.rules if rule.hides),
        matcher=matcher,
        select=tuple(select),
        ignore=tuple(ignore),
        plugins=allowed,
    )


def _own_files(settings: Settings) -> list[RuleFile]:
    return own_files([settings.folder / path for path in settings.config.extra_rules], settings.by)


def builtin_rules(files: Sequence[RuleFile], digest: blake2b | None = None) -> list[Rule]:
    """The rules for texts that come with the gate, without their cases."""
    return _cached(f"{_name(digest or _builtin(files))}.rules", list[Rule], lambda: _parsed(files))


def _builtin(files: Sequence[RuleFile]) -> blake2b:
    digest = blake2b(cache.code_digest() + matching.platform_tag().encode() + detectors.version())
    digest.update(_digest_of(files))
    return digest


def _cached(name: str, kind: type[T], make: Callable[[], T]) -> T:
    payload = cache.load(name)
    if payload is not None:
        with contextlib.suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(payload, type=kind)
    return _stored(name, make())


def _stored(name: str, made: T) -> T:
    cache.store(name, msgspec.msgpack.encode(made))
    return made


def _cached_matcher(name: str, make: Callable[[], _Engine]) -> Matcher:
    """The matcher of a large engine: its patterns are the payload in the cache, its database the tail."""
    stored = cache.load_with_tail(name)
    if stored is not None:
        with contextlib.suppress(msgspec.MsgspecError):
            patterns = msgspec.msgpack.decode(stored[0], type=list[Pattern])
            if matcher := _matcher(_Engine(patterns, stored[1])):
                return matcher
    engine = make()
    cache.store(name, msgspec.msgpack.encode(engine.patterns), engine.database)
    matcher = _matcher(engine)
    assert matcher is not None  # it was compiled just now
    return matcher


def _parsed(files: Sequence[RuleFile], known: Sequence[Rule] = ()) -> list[Rule]:
    """The rules of some files, without their cases."""
    from privacy_gate.ruleset.parsing import parse

    rules = parse(files, known)
    _check(rules)
    return [msgspec.structs.replace(rule, hits=[], passes=[]) for rule in rules]


def _engine(patterns: list[Pattern]) -> _Engine:
    matcher = matching.make(patterns)
    return _Engine(patterns, matcher.serialise() if isinstance(matcher, DatabaseMatcher) else b"")


def _matcher(engine: _Engine) -> Matcher | None:
    """The matcher of what was stored; None when its database is not one of this machine's."""
    if not engine.database:
        return ReMatcher(engine.patterns)
    try:
        return DatabaseMatcher(engine.patterns, engine.database)
    except Exception:  # noqa: BLE001  (hyperscan's own errors, whatever they are: the database is built anew)
        return None


def _joints() -> list[Pattern]:
    from privacy_gate.joints import PATTERNS

    return [matching.pattern(JOINTS, regex, label) for label, regex in PATTERNS]


def _say_that_it_takes_a_while() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("privacy-gate: compiling the rules; this is done once\n")


def _name(digest: blake2b) -> str:
    return digest.hexdigest()[:40]


def _digest_of(files: Sequence[RuleFile]) -> bytes:
    digest = blake2b()
    for file in files:
        source = file.source.encode("utf-8", "surrogateescape")
        digest.update(b"%d %d " % (len(source), len(file.data)) + source)
        digest.update(file.data)
    return digest.digest()


def _digest_of_settings(settings: Settings) -> bytes:
    config = settings.config
    return msgspec.msgpack.encode([config.keywords, config.glossary, config.severity, config.per_path])


def _patterns(rule: Rule) -> list[Pattern]:
    """The patterns of a rule that are the same whatever the settings are."""
    from privacy_gate.ruleset.expressions import expressions

    found = [] if rule.checker == "identifiers" else expressions(rule)  # that looks at the words of names itself
    if rule.checker == detectors.CHECKER:
        found = [*found, *detectors.expressions()]
    return _derived(rule, found)


def _patterns_of_settings(rule: Rule, settings: Settings, allowed: Plugins) -> list[Pattern]:
    """Those that the user's words and plugins add to it."""
    if rule.checker == plugins.CHECKER:
        return _derived(rule, allowed.expressions)
    words = settings.config.keywords if rule.checker == "keywords" else []
    if rule.checker == "glossary":
        words = settings.config.terms(confidential=is_confidential(rule))
    if not words:
        return []
    from privacy_gate.ruleset.expressions import keyword_expressions

    return _derived(rule, keyword_expressions(words))


def _derived(rule: Rule, expressions_: Sequence[tuple[str, str]]) -> list[Pattern]:
    patterns = []
    for label, regex in expressions_:
        try:
            patterns.append(matching.pattern(rule.id, regex, label))
        except GateError as error:
            raise GateError(f"{rule.id}: {regex!r}: {error.message}", error.hint) from None
    return patterns


def _needed(rules: Sequence[Rule], select: Sequence[str], ignore: Sequence[str]) -> set[str]:
    """The rules whose matches count: they are reported, they hide something, or another counts their hits."""
    reported = {rule.id for rule in rules if selected(rule.id, select, ignore)}
    counted = {str(rule.options["of"]) for rule in rules if rule.id in reported and "of" in rule.options}
    return {rule.id for rule in rules if rule.hides or rule.id in reported or rule.id in counted}


def _check(rules: Sequence[Rule]) -> None:
    for rule in rules:
        if not checkers.known(rule.checker):
            raise GateError(f"{rule.id}: there is no checker `{rule.checker}`")
        for name in rule.filters:
            if name not in filters():
                raise GateError(f"{rule.id}: there is no filter `{name}`")
