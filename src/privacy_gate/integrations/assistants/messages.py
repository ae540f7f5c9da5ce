"""Write the messages to the user and to the model about a blocked text. They contain no secret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from privacy_gate.base.text import one_line, plural, printable
from privacy_gate.model import Problem, Shown, Verdict
from privacy_gate.reporters import own_names
from privacy_gate.rules import Rule
from privacy_gate.rules.advice import FoundIn, advise

_LISTED = 8  # findings that a message lists
_ADVISED = 3
_LONGEST = 8_000  # characters of a cleaned text that is shown


def list_findings(findings: Sequence[Shown], problems: Sequence[Problem] = ()) -> str:
    """Return a line for each finding and problem, and one for all names of the repository in a text."""
    findings = own_names.combine(findings)
    lines = [f"- {_place(one)}: {one_line(one.message)} [{one.rule}]" for one in findings[:_LISTED]]
    if len(findings) > _LISTED:
        lines.append(f"- and {len(findings) - _LISTED} more")
    lines += [f"- {one_line(one.path)}: {one_line(one.message)}" for one in problems[:_LISTED]]
    return "\n".join(lines)


def _place(one: Shown) -> str:
    path = one_line(one.path)
    return f"line {one.start.line}" if path == "<prompt>" else f"{path}, line {one.start.line}"


def advice(findings: Sequence[Shown], verdict: Verdict, rules: Mapping[str, Rule], *, sent: bool = False) -> str:
    """Return what to do about findings. `sent` means that the text could not be blocked."""
    each = (_advise(one, rules.get(one.rule), sent=sent) for one in findings)
    said = list(dict.fromkeys(one_line(text) for text in each if text))[:_ADVISED]
    if verdict is Verdict.LOCAL:
        said.append("Use a local model: save the prompt to a file and run `privacy-gate local FILE`.")
    return "\n".join(said)


def _advise(one: Shown, rule: Rule | None, *, sent: bool) -> str:
    if rule is None or rule.family != "secret":  # the settings of another repository may have their own rules
        return one.remedy
    where = FoundIn.SENT if sent else FoundIn.TYPED if one.path == "<prompt>" else FoundIn.TOOL
    return advise(rule, where) or one.remedy


def show_cleaned(text: str) -> str:
    """Return the cleaned text to paste. If it is too long, return a hint instead."""
    if len(text) > _LONGEST:
        return "Save the prompt to a file and run `privacy-gate clean FILE` to get a version that you can send."
    return f"You can send this version instead:\n\n{printable(text)}"


ONLY_YOU = (
    "`clean` cannot fix everything in this prompt. Save it to a file and run `privacy-gate clean FILE` to list "
    "what needs a manual rewrite."
)


def describe_kept(title: str, where: str) -> str:
    return (
        f"{title} stores what you typed on this computer: {where}. Delete it there if it must not be kept."
        if where
        else ""
    )


RELEASE = (
    'To send it once without changes, run `privacy-gate allow --last "REASON"` in a terminal in this directory, '
    "then send it again."
)


def notice(warnings: Sequence[Shown], skipped: Sequence[str]) -> str:
    """Return a line for the user about warnings and unchecked files that do not block; empty if there are none."""
    said = []
    if warnings:
        warnings = own_names.combine(warnings)
        rules = ", ".join(_name_warning(one) for one in warnings[:3])
        more = f" and {len(warnings) - 3} more" if len(warnings) > 3 else ""
        said.append(f"{plural(len(warnings), 'warning')}: {rules}{more}")
    if skipped:
        said.append(f"not checked: {', '.join(map(one_line, skipped[:3]))}")
    return f"privacy-gate: {'; '.join(said)}" if said else ""


def _name_warning(one: Shown) -> str:
    if one.rule == own_names.RULE:
        return f"{one.rule} ({_place(one)}: {one_line(one.message)})"
    return f"{one.rule} ({_place(one)})"


def describe_passed(findings: Sequence[Shown]) -> str:
    """Return at most three lines for the user: findings in a prompt that do not block in this profile."""
    if not findings:
        return ""
    first, *more = (f"{_place(one)}: {one_line(one.message)} [{one.rule}]" for one in findings[:2])
    rest = f" and {len(findings) - 2} more" if len(findings) > 2 else ""
    lines = [f"privacy-gate: sent with findings: {first}", *(f"{line}{rest}" for line in more)]
    return "\n".join(
        [*lines, "Rewrite the next prompt without this. Set `hook.profile: clean-room` to block such prompts."]
    )
