"""Every case of every check, on machines that are made up of its record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from privacy_gate.audit.settings_lookup import CheckOutcome
from privacy_gate.base.errors import GateError
from privacy_gate.rules.rule_files import TOOLCHAIN, builtin_folder
from privacy_gate.rules.toolchain import catalogue
from privacy_gate.rules.toolchain.records import Account, AnyCheck, Platform, Service, Setting, SettingsFile
from tests.audit.machines import PLATFORMS, RECORDS, key_of, machine, outcomes, settings, sign, wanted_of, write


class Case(NamedTuple):
    check: AnyCheck
    expected: CheckOutcome
    files: dict[str, Any]
    variables: Mapping[str, str] = MappingProxyType({})
    platform: Platform = "linux"


def cases(check: AnyCheck) -> Iterator[Case]:
    given = check.cases
    groups = [
        (given.passes, CheckOutcome.PASS),
        (given.fails, CheckOutcome.FAIL),
        (given.unknown, CheckOutcome.UNKNOWN),
    ]
    for group, outcome in [*groups, (given.absent, CheckOutcome.FAIL)]:
        expected = outcome if check.confirmed else CheckOutcome.UNKNOWN
        for case in group:
            if isinstance(case, dict):
                yield Case(check, expected, case.get("files", {}), case.get("variables", {}))
            else:
                assert isinstance(check, Setting)
                yield from with_value(check, case, expected)
    if isinstance(check, Setting):
        absent = {"pass": CheckOutcome.PASS, "fail": CheckOutcome.FAIL, "unknown": CheckOutcome.UNKNOWN}[check.absent]
        yield Case(check, absent if check.confirmed else CheckOutcome.UNKNOWN, {})
    if isinstance(check, Account):
        yield Case(check, CheckOutcome.UNKNOWN, {})


def with_value(check: Setting, value: Any, expected: CheckOutcome) -> Iterator[Case]:
    """A value in each file of the tool, on each platform, and in the environment."""
    for file in RECORDS.tool(check).settings:
        for platform in PLATFORMS:
            values = [(key, value) for one in wanted_of(check) if (key := key_of(one, file)) is not None]
            path = place(file, platform)
            if values and path:
                yield Case(check, expected, {path: settings(values, file.format)}, {}, platform)
    variables = {one.variable: value for one in wanted_of(check) if one.variable and isinstance(value, str)}
    if variables:
        yield Case(check, expected, {}, variables)


def passing(check: AnyCheck) -> list[Any]:
    return [case["files"] for case in check.cases.passes if isinstance(case, dict) and "files" in case]


def place(file: SettingsFile, platform: Platform) -> str | None:
    return file.path if isinstance(file.path, str) else file.path.get(platform)


@pytest.mark.parametrize("check", RECORDS.checks, ids=lambda check: check.id)
def test_cases(check: AnyCheck, tmp_path: Path) -> None:
    tried = list(cases(check))
    assert tried
    for number, case in enumerate(tried):
        there = machine(tmp_path / str(number), platform=case.platform, variables=case.variables)
        write(there, sign(RECORDS.tool(check)) | case.files)
        unnamed = isinstance(check, Service) and not check.confirmed and case.files in passing(check)
        assert outcomes(check, there) == (set() if unnamed else {case.expected}), case


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("tool: zed\n    topic: usage", "tool: Zed\n    topic: usage", "tool 'Zed' is not listed under `tools:`"),
        (
            "tool: zed\n    topic: usage",
            "tool: zed\n    topic: use",
            "unknown topic 'use'; the topics are usage, content",
        ),
        (
            "title: usage data is sent",
            "title: Claude Code sends usage data",
            "must not begin with the name of the tool",
        ),
        (
            "cases: {passes: [false], fails: [true]}",
            "cases: {passes: [], fails: [true]}",
            "`cases` need one that passes",
        ),
    ],
)
def test_a_mistake_in_a_record_is_named(right: str, wrong: str, said: str) -> None:
    text = (builtin_folder() / TOOLCHAIN).read_text(encoding="utf-8")
    assert right in text

    with pytest.raises(GateError, match=r"toolchain/.*: ") as raised:
        catalogue.decode(text.replace(right, wrong, 1), "toolchain.yaml")

    assert said in str(raised.value)
