"""Convert an audit to a report, for `audit` and for the Action."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import msgspec

from privacy_gate import audit
from privacy_gate.audit.machine import Machine, platform_here
from privacy_gate.audit.settings_lookup import CheckOutcome, CheckResult, Part
from privacy_gate.base import git
from privacy_gate.base.globs import glob
from privacy_gate.config import Config, Settings
from privacy_gate.model import AuditCheck, Audited, Excerpt, Exposure, Finding, Mend, Position, Report, Severity, Shown
from privacy_gate.policy.severity import adjust_severities, check_names, names_rule, select_rules
from privacy_gate.policy.verdicts import verdict_of_report
from privacy_gate.rules import Rule, family
from privacy_gate.rules.parsing import parse
from privacy_gate.rules.rule_files import own_files
from privacy_gate.rules.toolchain import catalogue
from privacy_gate.rules.toolchain.records import Check, Records
from privacy_gate.scan.excerpts import fingerprint, number_fingerprint


class AuditRun(msgspec.Struct, frozen=True):
    """An audit, with the rules, the report and the root that belong to it."""

    found: audit.Audit
    rules: dict[str, Rule]
    report: Report
    root: Path


def run(
    settings: Settings,
    repository: git.Repository | None,
    part: Part,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    *,
    kind: type[Check] = Check,
) -> AuditRun:
    """Audit this machine, or only the repository, for one kind of check or for all."""
    known = catalogue.load()
    wanted = {check.id for check in known.checks if isinstance(check, kind)}
    rules = _rules(known, settings, select, ignore)
    root = repository.root if repository else Path.cwd()
    machine = Machine(
        root,
        None if part == "repository" else Path.home(),
        platform=platform_here(),
        variables=os.environ,
        folders=known.folders,
        config=settings.config,
        repository=repository,
    )

    def runs(name: str) -> bool:
        is_on = name in wanted and rules[name].level(Exposure.INTERNAL) is not Severity.OFF
        return is_on and select_rules(name, select, ignore)

    found = audit.audit(known, machine, part, runs)
    kept = tuple(result for result in found.results if not _is_silenced(result, settings.config))
    report = _report(msgspec.structs.replace(found, results=kept), rules, len(found.results) - len(kept))
    return AuditRun(found, rules, report, root)


def _rules(known: Records, settings: Settings, select: tuple[str, ...], ignore: tuple[str, ...]) -> dict[str, Rule]:
    """Return the checks as rules, with the severities of the configuration. It may name other rules too."""
    own = catalogue.as_rules(known)
    names = {
        *settings.config.severity,
        *select,
        *ignore,
        *(name for one in settings.config.per_path for name in one.ignore),
    }
    others = [] if all(family(name) == "toolchain" for name in names) else _other_rules(settings)
    every = adjust_severities([*others, *own], settings)
    check_names(select, every, "--select")
    check_names(ignore, every, "--ignore")
    return {rule.id: rule for rule in every if rule.checker == catalogue.CHECKER}


def _other_rules(settings: Settings) -> list[Rule]:
    """Return the rules for texts, which the settings may name as well."""
    from privacy_gate.checkers.rule_mistakes import mistake
    from privacy_gate.scan.gate import builtin_rules

    rules = builtin_rules()
    return [
        *rules,
        *parse(
            own_files([settings.folder / path for path in settings.config.extra_rules], settings.by), rules, mistake
        ),
    ]


def _is_silenced(result: CheckResult, config: Config) -> bool:
    """Whether `per_path` ignores a result at its path."""
    return any(
        ("all" in rule.ignore or names_rule(rule.ignore, result.check.id))
        and glob(tuple(rule.paths)).fullmatch(result.path)
        for rule in config.per_path
    )


def _report(found: audit.Audit, rules: dict[str, Rule], suppressed: int) -> Report:
    counted: Counter[str] = Counter()
    findings = []
    for result in found.results:
        if result.outcome is not CheckOutcome.PASS:
            shown = _build_shown(result, rules[result.check.id], counted)
            findings.append(shown)
    findings.sort(key=lambda one: -one.severity)
    checks = tuple(_build_check(result) for result in found.results)
    return Report(
        verdict=verdict_of_report((), found.problems),
        files=found.files,
        judged=(),
        findings=tuple(findings),
        suppressed=suppressed,
        skipped=(),
        problems=found.problems,
        audit=Audited(checks, found.used, found.unused),
    )


def _build_check(result: CheckResult) -> AuditCheck:
    check = result.check
    return AuditCheck(
        check.id,
        result.outcome.value,
        result.tool.name,
        check.goal,
        result.path,
        result.line,
        result.message,
        result.advice,
    )


def _build_shown(result: CheckResult, rule: Rule, counted: Counter[str]) -> Shown:
    failed = result.outcome is CheckOutcome.FAIL
    start = Position(result.line, 1)
    said = result.message if failed else f"cannot be verified here: {result.message}"
    finding = Finding(rule.id, result.path, Exposure.INTERNAL, 0, 0, said)
    print_ = fingerprint(finding, "")
    counted[print_] += 1
    return Shown(
        rule=rule.id,
        title=rule.title,
        severity=rule.level(Exposure.INTERNAL) if failed else Severity.NOTE,
        exposure=Exposure.INTERNAL,
        path=result.path,
        start=start,
        end=start,
        message=f"{rule.title} ({said})",
        excerpt=Excerpt("", 1, 1),
        why=rule.why,
        remedy=rule.remedy,
        suggestion=result.advice,
        mend=Mend.NONE,
        blocks=failed,
        related=(),
        also=(),
        fingerprint=number_fingerprint(print_, counted[print_] - 1),
    )


def join_reports(report: Report, other: Report) -> Report:
    """Join a report on texts with one on an audit."""
    return msgspec.structs.replace(
        report,
        verdict=verdict_of_report(report.judged, (*report.problems, *other.problems)),
        findings=(*report.findings, *other.findings),
        suppressed=report.suppressed + other.suppressed,
        problems=(*report.problems, *other.problems),
        audit=other.audit,
    )
