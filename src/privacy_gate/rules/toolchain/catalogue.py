"""Load the records of all audit checks, validate them, and convert them to rules."""

from __future__ import annotations

from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_files import decode_yaml
from privacy_gate.model import Mend
from privacy_gate.rules import Rule
from privacy_gate.rules.rule_files import TOOLCHAIN, builtin_folder
from privacy_gate.rules.toolchain.records import Account, AnyCheck, Records, Setting
from privacy_gate.rules.toolchain.wording import make_title, remedy

CHECKER = "audit"
"""The `checker` of these rules. No checker of texts has this name."""


def load() -> Records:
    """Load the built-in records. Raises GateError for the first mistake in them."""
    path = builtin_folder() / TOOLCHAIN
    return decode(path.read_text(encoding="utf-8"), f"rules/{TOOLCHAIN}")


def decode(text: str, source: str) -> Records:
    records = decode_yaml(text, source, Records)
    for mistake in _mistakes(records):
        raise GateError(f"{source}: {mistake}")
    return records


def _mistakes(records: Records) -> list[str]:
    tools = {tool.id: tool.name for tool in records.tools}
    found, seen = [], set[str]()
    for check in records.checks:
        if check.id in seen or not check.id.startswith("toolchain/"):
            found.append(f"{check.id}: `id` must be unique and begin with toolchain/")
        seen.add(check.id)
        if check.tool not in tools:
            found.append(f"{check.id}: tool {check.tool!r} is not listed under `tools:`")
        elif any(text.startswith(tools[check.tool]) for text in (check.title, check.goal)):
            found.append(f"{check.id}: `title` and `goal` must not begin with the name of the tool")
        if check.topic not in records.topics:
            found.append(f"{check.id}: unknown topic {check.topic!r}; the topics are {', '.join(records.topics)}")
        if isinstance(check, Setting) and bool(check.any) == bool(check.every):
            found.append(f"{check.id}: either `any` or `every` is needed")
        if not isinstance(check, Account) and not ((check.cases.passes or check.cases.unknown) and check.cases.fails):
            found.append(f"{check.id}: `cases` need one that passes and one that fails")
    return found


def as_rules(records: Records) -> list[Rule]:
    """Convert the checks to rules, for `rules`, `rule ID`, `--select` and `severity:`."""
    return [_as_rule(check, records) for check in records.checks]


def _as_rule(check: AnyCheck, records: Records) -> Rule:
    topic, tool = records.topics[check.topic], records.tool(check)
    return Rule(
        id=check.id,
        title=make_title(tool, check.title),
        severity=check.severity or topic.severity,
        blocks=True,
        mend=Mend.NONE,
        why=topic.why.strip(),
        remedy=remedy(check, tool),
        hits=[],
        passes=[],
        checker=CHECKER,
    )
