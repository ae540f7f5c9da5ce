"""Check settings: compare the value in force, by the order of precedence of the tool, with the required one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from msgspec import UNSET

from privacy_gate.audit import sensitive_paths
from privacy_gate.audit.settings_lookup import MISSING, CheckOutcome, CheckResult, Fix, Look, SettingsLayer, show_value
from privacy_gate.base.settings_files.parsed import Key
from privacy_gate.rules.toolchain.records import REPOSITORY_SCOPES, Absent, Setting, SettingsFile, Tool, Wanted
from privacy_gate.rules.toolchain.wording import list_names, target, wish


class _Found(NamedTuple):
    """A value in force, the place that is shown for it, and its layer (None: an environment variable)."""

    value: Any
    place: str
    line: int
    layer: SettingsLayer | None


class _Judged(NamedTuple):
    """The outcome of a value; None if it is not set.

    `missing` are the entries that a list lacks. `leaves_open` are the sensitive paths that it does not cover.
    """

    wanted: Wanted
    found: _Found | None
    outcome: CheckOutcome | None
    missing: tuple[str, ...] = ()
    leaves_open: tuple[str, ...] = ()


def check(record: Setting, tool: Tool, sign: str, look: Look) -> Iterator[CheckResult]:
    layers = look.layers(tool.settings)
    judged = [_judge(one, _in_force(one, layers, record, look), look) for one in record.every or record.any]
    decided = _decide(record, judged)
    if decided is None or not _concerns(record, judged, look):
        return
    outcome, about = decided
    unread = next((layer for layer in layers if layer.read is None), None)
    if unread is not None:
        message = f"{unread.name} cannot be read"
        yield CheckResult(
            record, tool, CheckOutcome.UNKNOWN, unread.name, 1, message, "fix the file, then run this again"
        )
        return
    message = _message(about, record)
    place, line = (about.found.place, about.found.line) if about.found else (_home(record, tool, look) or sign, 1)
    fixes: tuple[Fix, ...] = ()
    if outcome is CheckOutcome.FAIL and record.fixable:
        wrong = [one for one in judged if one.outcome is not CheckOutcome.PASS] if record.every else [about]
        fixes = tuple(fix for one in wrong if (fix := _fix(one, record, tool, look)))
    advice = None if outcome is CheckOutcome.PASS else _advice(record, about, tool, look)
    yield CheckResult(record, tool, outcome, place, line, message, advice, fixes)


def _concerns(record: Setting, judged: list[_Judged], look: Look) -> bool:
    """Whether the setting is set, or belongs to this part of the audit."""
    return look.part in ("all", record.judged) or any(one.found for one in judged)


def _in_force(wanted: Wanted, layers: list[SettingsLayer], record: Setting, look: Look) -> _Found | None:
    variables = _variable(wanted, layers, look) if wanted.variable else None
    if variables or not wanted.key:
        return variables
    if record.together:
        parts = [(layer, layer.at(wanted.key)) for layer in layers]
        lists = [(layer, value) for layer, value in parts if isinstance(value, list)]
        if lists:
            first = lists[0][0]
            return _Found([item for _, value in lists for item in value], first.name, first.line(wanted.key), first)
    for layer in layers:
        if (value := layer.at(wanted.key)) is not MISSING:
            return _Found(value, layer.name, layer.line(wanted.key), layer)
    return None


def _variable(wanted: Wanted, layers: list[SettingsLayer], look: Look) -> _Found | None:
    """Return the value of a variable. A settings file overrides the environment of the process."""
    assert wanted.variable is not None
    for layer in layers:
        if layer.of.variables:
            key = (*layer.of.variables, wanted.variable)
            if (value := layer.at(key)) is not MISSING:
                return _Found(value, layer.name, layer.line(key), layer)
    value = look.machine.variables.get(wanted.variable) if look.part != "repository" else None
    return None if value is None else _Found(value, "environment", 1, None)


def _judge(wanted: Wanted, found: _Found | None, look: Look) -> _Judged:
    if wanted.covers or wanted.has:
        value = found.value if found is not None else []
        leaves_open, missing = _lacking(wanted, value if isinstance(value, list) else [], look)
        outcome = (
            None
            if found is None
            else CheckOutcome.FAIL
            if missing or not isinstance(value, list)
            else CheckOutcome.PASS
        )
        return _Judged(wanted, found, outcome, missing, leaves_open)
    if found is None:
        return _Judged(wanted, None, None)
    as_text = wanted.variable is not None and (found.layer is None or bool(found.layer.of.variables))
    return _Judged(wanted, found, CheckOutcome.PASS if _is_good(wanted, found.value, as_text) else CheckOutcome.FAIL)


def _lacking(wanted: Wanted, value: list[Any], look: Look) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sensitive paths that the rules in a list do not cover, and the entries that the list lacks."""
    if not wanted.covers:
        return (), tuple(entry for entry in wanted.has if entry not in value)
    paths = sensitive_paths.list_sensitive(look.machine, look.records.sensitive)
    rule = re.compile(rf"{re.escape(wanted.covers)}(?:\((.*)\))?", re.DOTALL)
    rules = [found for entry in value if isinstance(entry, str) and (found := rule.fullmatch(entry))]
    patterns = "\n".join("*" if found[1] is None else re.sub(r"^\./", "/", found[1]) for found in rules)
    leaves_open = sensitive_paths.find_uncovered(list(paths), [patterns])
    lines = dict.fromkeys(line for path in leaves_open for line in paths[path] if not line.startswith("!"))
    return tuple(leaves_open), tuple(
        f"{wanted.covers}(./{line.lstrip('/')})" if "/" in line else f"{wanted.covers}(./**/{line})" for line in lines
    )


def _is_good(wanted: Wanted, value: Any, as_text: bool) -> bool:
    if as_text:
        said = plain_text(value)
        good, bad = ([plain_text(one) for one in some] for some in (wanted.good, wanted.bad))
    else:
        said, good, bad = (
            _tag_type(value),
            [_tag_type(one) for one in wanted.good],
            [_tag_type(one) for one in wanted.bad],
        )
    if wanted.filled:
        return bool(said)
    if wanted.at_most is not None:
        return isinstance(value, int) and not isinstance(value, bool) and value <= wanted.at_most
    return said in good if good else said not in bad


def plain_text(value: Any) -> str:
    return str(value).strip().lower()


def _tag_type(value: Any) -> Any:
    """Return a value together with its type, because 1 equals True in Python."""
    return (type(value).__name__, value) if isinstance(value, bool | int | str | None) else value


def _decide(record: Setting, judged: list[_Judged]) -> tuple[CheckOutcome, _Judged] | None:
    """Return the combined outcome, and the value that decides it."""
    outcomes = [(one.outcome or _of_absent(one.wanted.absent or record.absent), one) for one in judged]
    order = (CheckOutcome.FAIL, CheckOutcome.UNKNOWN, CheckOutcome.PASS) if record.every else tuple(CheckOutcome)
    for wanted in order:
        # values that are set come first
        for outcome, one in sorted(outcomes, key=lambda pair: pair[1].found is None):
            if outcome is wanted:
                return outcome, one
    return None


def _of_absent(absent: Absent) -> CheckOutcome:
    return {"pass": CheckOutcome.PASS, "fail": CheckOutcome.FAIL, "unknown": CheckOutcome.UNKNOWN}[absent]


def _message(about: _Judged, record: Setting) -> str:
    name = about.wanted.name
    if about.found is None:
        return f"{name} is not set"
    if about.leaves_open:
        return f"{name} does not cover: {list_names(about.leaves_open)}"
    if about.wanted.covers:
        return f"{name} covers the sensitive paths"
    if about.wanted.has:
        return (
            f"{name} {f'lacks {list_names(about.missing)}' if about.missing else f'has {list_names(about.wanted.has)}'}"
        )
    if about.wanted.filled:
        return f"{name} is set" if about.outcome is CheckOutcome.PASS else f"{name} is empty"
    return f"{name} is {show_value(about.found.value)}"


def _advice(record: Setting, about: _Judged, tool: Tool, look: Look) -> str:
    """Return what to set, and where: in the file that sets it now, in the default file, or in the environment."""
    if record.remedy:
        return record.remedy
    if about.found is not None:
        file, place = (about.found.layer.of, about.found.place) if about.found.layer else (None, "the environment")
    else:
        file = _target(record, about.wanted, tool)
        place = _name_file(file, tool, look) if file or about.wanted.key else "the environment"
    return " ".join(
        [f"set {wish(about.wanted, file, about.missing)} in {place}", *([f"({record.note})"] if record.note else [])]
    )


def _name_file(file: SettingsFile | None, tool: Tool, look: Look) -> str:
    """Return the displayed name of a settings file. This audit may not read the file itself."""
    resolved = look.machine.resolve(file.path) if file else None
    return resolved[1] if resolved else f"your settings of {tool.name}"


def _target(record: Setting, wanted: Wanted, tool: Tool) -> SettingsFile | None:
    """Return the file to which a missing setting belongs."""
    for one in tool.settings:
        fits = one.scope == ("user" if record.judged == "user" else "project")
        if fits and (wanted.key or one.variables) and one.format not in ("env", "sqlite"):
            return one
    return None


def _home(record: Setting, tool: Tool, look: Look) -> str | None:
    target_file = _target(record, (record.every or record.any)[0], tool)
    resolved = look.machine.resolve(target_file.path) if target_file else None
    return resolved[1] if resolved else None


def _fix(one: _Judged, record: Setting, tool: Tool, look: Look) -> Fix | None:
    wanted, found = one.wanted, one.found
    value = target(wanted)
    if (value is UNSET and not one.missing) or (found is not None and found.layer is None):
        return None
    if found is not None and found.layer is not None and not record.together:
        of, file, name = found.layer.of, found.layer.file, found.layer.name
    else:
        chosen = _target(record, wanted, tool)
        resolved = look.machine.resolve(chosen.path) if chosen else None
        if chosen is None or resolved is None:
            return None
        of, (file, name) = chosen, resolved
    if of.scope == "managed" or of.format in ("env", "sqlite") or not _may_write(of, look):
        return None
    key: Key = (*of.variables, wanted.variable) if wanted.variable and of.variables else wanted.key
    if not key:
        return None
    if one.missing:
        return Fix(file, name, of.format, key, entries=tuple(wanted.has) or one.missing)
    assert value is not UNSET
    return Fix(file, name, of.format, key, value)


def _may_write(of: SettingsFile, look: Look) -> bool:
    return look.part == "all" or (look.part == "repository") == (of.scope in REPOSITORY_SCOPES)
