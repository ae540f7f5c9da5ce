"""`privacy-gate rules` and `privacy-gate rule`: list the rules, or explain one."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import click

from privacy_gate.base.errors import GateError
from privacy_gate.base.progress import Bar
from privacy_gate.base.terminal import BLUE, BOLD, Paint, wants_colour, wants_links
from privacy_gate.base.text import plural, printable
from privacy_gate.cli import help_text, output
from privacy_gate.cli.help_text import epilog
from privacy_gate.config import Settings
from privacy_gate.model import Exposure, Severity
from privacy_gate.policy.severity import adjust_severities, check_names, select_rules
from privacy_gate.reporters.links import rule_url
from privacy_gate.reporters.style import SEVERITY_COLOURS
from privacy_gate.rules import Rule
from privacy_gate.rules.cases import Case, cases
from privacy_gate.rules.rule_files import own_files
from privacy_gate.rules.toolchain.catalogue import CHECKER
from privacy_gate.scan.gate import list_written_rules
from privacy_gate.scan.session import settings_here


def _load(config: Path | None) -> tuple[Settings, list[Rule]]:
    settings = settings_here(config)
    known = list_written_rules()
    rules = list(known.texts)
    if settings.config.extra_rules:
        from privacy_gate.checkers.rule_mistakes import mistake
        from privacy_gate.rules.parsing import parse

        own = own_files([settings.folder / path for path in settings.config.extra_rules])
        rules += parse(own, rules, mistake)
    return settings, adjust_severities([*rules, *known.tools], settings)


_config = click.option(
    "--config", type=click.Path(path_type=Path), metavar="FILE", help="Read settings from this file."
)


@click.command(
    epilog=epilog(
        ("rules secret personal", "two families"),
        ("rules --check", "run the test cases of each rule"),
        ("rules --format json | jq -r '.[].id'", "for scripts"),
        codes=("listed; with --check: all cases passed", "with --check: a case failed"),
        see="rule, config",
    )
)
@click.argument("names", nargs=-1, shell_complete=help_text.rules, metavar="[FAMILY|ID]...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
@click.option("--check", is_flag=True, help="Run the test cases of each rule, including your own.")
@_config
def rules(names: tuple[str, ...], form: str, check: bool, config: Path | None) -> int:
    """List the rules with their configured severities for outbound and internal texts."""
    settings, found = _load(config)
    check_names(names, found, "rules")
    found = [rule for rule in found if select_rules(rule.id, names, ())]
    if check:
        # the checks of tools have no test cases
        return _check(settings, [rule for rule in found if rule.checker != CHECKER])
    if form == "json":
        click.echo(json.dumps([_data(rule) for rule in found], indent=2))
        return 0
    width = max(len(rule.id) for rule in found)
    paint = Paint(wants_colour(), wants_links())
    output.write(paint(f"{'rule':<{width}}  outbound  internal  finds", BOLD) + "\n")
    for rule in found:
        levels = "  ".join(_paint_level(rule.level(exposure), paint, 8) for exposure in Exposure)
        name = paint.link(rule.id, rule_url(rule.id)) + " " * (width - len(rule.id))
        output.write(f"{name}  {levels}  {rule.title}\n")
    return 0


def _paint_level(level: Severity, paint: Paint, width: int = 0) -> str:
    label = f"{level.label:<{width}}"
    return paint(label, SEVERITY_COLOURS[level]) if level in SEVERITY_COLOURS else label


def _data(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": {exposure.value: rule.level(exposure).label for exposure in Exposure},
        "mend": rule.mend.value,
        "blocks": rule.blocks,
        "why": rule.why,
        "remedy": rule.remedy,
    }


def _check(settings: Settings, found: list[Rule]) -> int:
    count = failed = 0
    from privacy_gate.scan.rule_cases import failures

    with Bar("rules", len(found)) as bar:
        for rule in bar.count_items(found):
            count += sum(len(group) for group in cases(rule))
            for failure in failures(rule, settings):
                failed += 1
                bar.wipe()
                click.echo(f"{rule.id}: {printable(failure)}")
    click.echo(f"{plural(count, 'case')} of {plural(len(found), 'rule')}, {failed} failed")
    return int(failed > 0)


@click.command(
    epilog=epilog(
        ("rule secret/github-token", "what it finds and how to fix it"),
        codes=("explained",),
        see="rules",
    )
)
@click.argument("name", shell_complete=help_text.rules, metavar="ID")
@_config
def rule(name: str, config: Path | None) -> int:
    """Explain a rule: what it finds, why it matters and how to fix it."""
    _, found = _load(config)
    known = {rule.id: rule for rule in found}
    if name not in known:
        check_names([name], found, "rule")
        raise GateError(f"`{name}` is a family", f"Run `privacy-gate rules {name}` to list its rules.")
    output.write(explanation(known[name], Paint(wants_colour(), wants_links())))
    return 0


def explanation(rule: Rule, paint: Paint) -> str:
    """Return all information about a rule, for a terminal."""
    hits, passes = cases(rule)
    levels = ", ".join(
        f"{_paint_level(rule.level(exposure), paint).rstrip()} ({exposure.value})" for exposure in Exposure
    )
    out = [
        f"{paint(paint.link(rule.id, rule_url(rule.id)), BLUE)}: {paint(rule.title, BOLD)}",
        "",
        f"Severity: {levels}. Fix: {_MEND[rule.mend.value]}.",
        *(["In internal texts: only with `--deep`, or in added lines with `wording: strict`."] if rule.deep else []),
        "",
        paint("Why it matters", BOLD),
        *_wrap(rule.why),
        "",
        paint("How to fix it", BOLD),
        *_wrap(rule.remedy),
        "",
        *(_examples(hits, passes, paint, hide=rule.hides) if hits or passes else ()),
        *_how_to_silence(rule, paint),
    ]
    return "".join(f"{line}\n" for line in out)


def _examples(hits: list[Case], passes: list[Case], paint: Paint, *, hide: bool) -> list[str]:
    found = _different([_example(case, hide=hide) for case in hits])
    fine = _different([_example(case, hide=False) for case in passes])
    return [paint("Found", BOLD), *found, "", paint("Fine", BOLD), *fine, ""]


def _different(examples: list[list[str]]) -> list[str]:
    """Return the lines of the first two examples that look different.

    Long ones may differ only in the part that is cut.
    """
    chosen = list({tuple(example): None for example in examples})[:2]
    return [line for example in chosen for line in example]


def _how_to_silence(rule: Rule, paint: Paint) -> list[str]:
    if rule.checker == CHECKER:
        return [paint("To disable this check", BOLD), f"  in privacy-gate.yaml: severity: {{{rule.id}: off}}"]
    return [paint("To suppress this finding", BOLD), f"  privacy-gate: ignore[{rule.id}] the reason"]


_MEND = {
    "placeholder": "`clean` inserts a placeholder",
    "rename": "`clean` uses a neutral name",
    "drop": "`clean --drop-context` removes it",
    "none": "manual",
}


def _wrap(text: str) -> list[str]:
    text = " ".join(text.split())
    return textwrap.wrap(text, 92, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def _example(case: Case, *, hide: bool) -> list[str]:
    """Return an example as an indented block. The values that a rule must not show are replaced."""
    text = case.text
    if hide:
        for start, end in reversed(case.spans):
            text = text[:start] + "****" + text[end:]
    lines = printable(text).rstrip("\n").split("\n")
    return [f"  {line}" for line in lines[:6]] + (["  …"] if len(lines) > 6 else [])
