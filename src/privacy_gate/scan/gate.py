"""The gate of a configuration: its rules with their severities, and the engine that searches for them.

Parsing the rules and compiling the databases takes seconds. The results are cached by a digest of everything that they
depend on. Later runs load them in milliseconds.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import msgspec

from privacy_gate.base import cache, warm
from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b
from privacy_gate.checkers.filters import filters
from privacy_gate.checkers.registry import CHECKERS, serving_checker
from privacy_gate.config import Settings
from privacy_gate.policy.severity import adjust_severities, check_names, select_rules
from privacy_gate.rules import Rule, Rules, detectors, engines, rule_files
from privacy_gate.rules.engines import Engine, EngineRequest
from privacy_gate.rules.matching import ChosenMatcher, JoinedMatcher, Matcher, Pattern
from privacy_gate.rules.matching.database import library
from privacy_gate.rules.plugins import Plugins
from privacy_gate.rules.rule_files import TOOLCHAIN, RuleFile, builtin_folder, own_files

_ALWAYS = ("hiding", "pieces")
"""The names of the databases that are always searched (see `rule_patterns`, which is imported only to build one)."""


class Gate(msgspec.Struct, frozen=True):
    """The rules and the engine of a run.

    `rules` are by id, in the order of the files. `select` and `ignore` decide which of them are reported. `by_checker`
    are the rules that are searched for. `hiding` are the rules whose matches are masked everywhere. They are always
    searched for, even if they are not reported.
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
        return select_rules(rule, self.select, self.ignore)


class _Own(msgspec.Struct):
    """The compiled form of a configuration.

    `rules` are all rules with their severities, without their expressions. `needed` are the ids of the rules to search
    for. `databases` are names of built-in databases. `engine` and `terms` find the patterns and words of the user.
    """

    rules: list[Rule]
    needed: set[str]
    databases: list[str]
    engine: Engine
    terms: engines.Terms


T = TypeVar("T")


def assemble(
    settings: Settings,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    allowed: Plugins | None = None,
) -> Gate:
    """Build the gate for some settings. `allowed` are the plugins that the user allows.

    The built-in patterns and those of the settings are compiled separately, so a change of settings takes only
    milliseconds. Patterns of masked values and of personal data are in databases of their own, because most hooks load
    only these.

    Raises GateError for an invalid rule file and for an unknown name.
    """
    extra = _own_files(settings)
    tools = RuleFile(TOOLCHAIN, (builtin_folder() / TOOLCHAIN).read_bytes())
    allowed = allowed or Plugins()
    builtin = _builtin()
    asked = blake2b(builtin + msgspec.msgpack.encode([sorted(select), sorted(ignore)]))
    own = blake2b(asked.digest() + allowed.code + _digest_of_settings(settings) + _digest_of([*extra, tools]))

    def own_part() -> _Own:
        from privacy_gate.checkers import rule_patterns
        from privacy_gate.rules.toolchain import catalogue

        rules = builtin_rules()
        added = _parse(extra, rules)
        # the settings may also name the checks of tools
        every = adjust_severities([*rules, *added, *catalogue.as_rules(catalogue.load())], settings)
        check_names(select, every, "--select")
        check_names(ignore, every, "--ignore")
        needed = _find_needed(every, select, ignore)
        for rule in added:
            rule_patterns.refuse_slow(rule)
        patterns = [pattern for rule in added if rule.id in needed for pattern in rule_patterns.patterns_of_rule(rule)]
        for rule in every:
            if rule.id in needed:
                patterns += rule_patterns.patterns_of_settings(rule, settings, allowed)
        words = [
            word for rule in every if rule.id in needed for word in rule_patterns.words_of_settings(rule, settings)
        ]
        held = {rule_patterns.database(one) for one in rules if one.id in needed and rule_patterns.expressions(one)}
        shown = [name for name in rule_patterns.SHOWN if name in held]
        left = list(map(rule_patterns.without_expressions, every))
        return _Own(left, needed, shown, engines.compile_engine(patterns), engines.compiled_terms(words))

    def stored_part() -> _Own:
        return _store(f"{_name(own)}.own", own_part())

    user = _read_cached(f"{_name(own)}.own", _Own, own_part)
    names = [*_ALWAYS, *user.databases]
    matchers = engines.stored_matchers(
        [EngineRequest(f"{_name(builtin)}-{name}", partial(_build_patterns, name)) for name in names]
    )
    if select or ignore:
        matchers[len(_ALWAYS) :] = [ChosenMatcher(one, user.needed) for one in matchers[len(_ALWAYS) :]]
    if user.engine.patterns:
        matchers.append(engines.matcher(user.engine) or engines.fresh_matcher(stored_part().engine))
    if user.terms.words:
        matchers.append(engines.matcher(user.terms) or engines.fresh_matcher(stored_part().terms))
    by_checker: dict[str, list[Rule]] = {}
    for rule in (one for one in user.rules if one.id in user.needed):
        by_checker.setdefault(serving_checker(rule.checker).name or rule.checker, []).append(rule)
    return Gate(
        settings=settings,
        rules={rule.id: rule for rule in user.rules},
        by_checker={name: Rules(rules) for name, rules in by_checker.items()},
        hiding=Rules(rule for rule in user.rules if rule.hides),
        matcher=JoinedMatcher(matchers),
        select=tuple(select),
        ignore=tuple(ignore),
        plugins=allowed,
    )


def _own_files(settings: Settings) -> list[RuleFile]:
    return own_files([settings.folder / path for path in settings.config.extra_rules], settings.by)


def builtin_rules() -> list[Rule]:
    """Return the built-in rules for texts, without their cases."""
    return _read_cached(f"{_name(_builtin())}.rules", list[Rule], lambda: _parse(rule_files.builtin_files()))


class Written(msgspec.Struct):
    """The built-in rules with their cases, as in their files: for texts, and for tools."""

    texts: list[Rule]
    tools: list[Rule]


def list_written_rules() -> Written:
    """Return the rules with their cases, to list and explain them. A run does not need the cases."""
    tools = RuleFile(TOOLCHAIN, (builtin_folder() / TOOLCHAIN).read_bytes())

    def made() -> Written:
        from privacy_gate.checkers.rule_mistakes import mistake
        from privacy_gate.rules.parsing import parse
        from privacy_gate.rules.toolchain import catalogue

        return Written(parse(rule_files.builtin_files(), check=mistake), catalogue.as_rules(catalogue.load()))

    return _read_cached(f"{_name(blake2b(_builtin() + tools.data))}.cases", Written, made)


def _builtin() -> bytes:
    """Return a digest of the built-in rules and of the code that reads and compiles them."""
    return warm.remember("rules digest", _compute_builtin_digest)


def _compute_builtin_digest() -> bytes:
    version = detectors.version_file()
    paths = [*map(str, rule_files.builtin_paths()), *([str(version)] if version else ())]
    return blake2b(cache.code_digest() + cache.compute_digest(paths) + library().encode()).digest()


def _read_cached(name: str, kind: type[T], make: Callable[[], T]) -> T:
    def load() -> T:
        if (payload := cache.load(name)) is not None:
            with contextlib.suppress(ValueError, RecursionError):  # the errors of msgspec are ValueErrors
                return msgspec.msgpack.decode(payload, type=kind)
        return _store(name, make())

    return warm.remember(name, load)


def _store(name: str, made: T) -> T:
    cache.store(name, msgspec.msgpack.encode(made))
    return made


def _parse(read: Sequence[RuleFile], known: Sequence[Rule] = ()) -> list[Rule]:
    """Parse rule files, and return their rules without the cases."""
    from privacy_gate.checkers.rule_mistakes import mistake
    from privacy_gate.rules.parsing import parse

    rules = parse(read, known, mistake)
    _check(rules)
    return [msgspec.structs.replace(rule, hits=[], passes=[]) for rule in rules]


def _build_patterns(database: str) -> list[Pattern]:
    from privacy_gate.checkers import rule_patterns

    return rule_patterns.make_patterns(database, builtin_rules())


def _name(digest: bytes | blake2b) -> str:
    return (digest if isinstance(digest, bytes) else digest.digest()).hex()[:40]


def _digest_of(read: Sequence[RuleFile]) -> bytes:
    digest = blake2b()
    for file in read:
        source = file.source.encode("utf-8", "surrogateescape")
        digest.update(b"%d %d " % (len(source), len(file.data)) + source)
        digest.update(file.data)
    return digest.digest()


def _digest_of_settings(settings: Settings) -> bytes:
    config = settings.config
    return msgspec.msgpack.encode([config.keywords, config.glossary, config.severity, config.per_path])


def _find_needed(rules: Sequence[Rule], select: Sequence[str], ignore: Sequence[str]) -> set[str]:
    """Return the ids of the rules to search for: they are reported, hide their matches, or another rule counts them."""
    reported = {rule.id for rule in rules if select_rules(rule.id, select, ignore)}
    counted = {str(rule.options["of"]) for rule in rules if rule.id in reported and "of" in rule.options}
    return {rule.id for rule in rules if rule.hides or rule.id in reported or rule.id in counted}


def _check(rules: Sequence[Rule]) -> None:
    for rule in rules:
        if rule.checker not in CHECKERS:
            raise GateError(f"{rule.id}: unknown checker `{rule.checker}`", "Correct the rule's `checker`.")
        for name in (*rule.filters, *rule.doubts):
            if name not in filters():
                raise GateError(f"{rule.id}: unknown filter `{name}`", "Correct the rule's `filters`.")
