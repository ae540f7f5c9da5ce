"""docs/rules/: one page a family, from the records of its rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from documentation.families import FAMILIES, Family, levels, of
from documentation.markdown import fence, made, page, table, words
from privacy_gate.base.text import printable
from privacy_gate.model import Exposure, Mend
from privacy_gate.reporters.links import rule_anchor
from privacy_gate.rules import Rule
from privacy_gate.rules.cases import Case, cases
from privacy_gate.rules.rule_files import builtin_folder
from privacy_gate.rules.toolchain.catalogue import load as toolchain
from privacy_gate.rules.toolchain.records import AnyCheck, Records

_REMEDY = re.compile(r"(?P<advice>.*?)\s*\bBefore: (?P<before>.+?)\.? After: (?P<after>.+?)\.?", re.DOTALL)
_PART = re.compile(r"^# (?P<title>[^\n]+?) -{20,}$", re.MULTILINE)
_LONGEST = 14  # lines of an example
_SHOWN = 2  # examples of each kind

_MENDED = {
    Mend.PLACEHOLDER: "replaces it with a placeholder",
    Mend.RENAME: "replaces it with a neutral name",
    Mend.DROP: "removes it with `--drop-context`",
    Mend.NONE: "lists it for a manual rewrite",
}

_DEEP = " (only with `--deep`, or in added lines with `wording: strict`)"


class Remedy(NamedTuple):
    """What to do, and where the record has them a text as it was and as it should be."""

    advice: str
    before: str | None
    after: str | None


def remedy(rule: Rule) -> Remedy:
    """The parts of a record's `remedy`, which may end with `Before: ... After: ...`."""
    found = _REMEDY.fullmatch(rule.remedy.strip())
    if not found:
        return Remedy(rule.remedy.strip(), None, None)
    return Remedy(found["advice"].strip(), *(_unquoted(found[side]) for side in ("before", "after")))


def _unquoted(text: str) -> str:
    inner = text[1:-1]
    return inner if text[:1] in "\"'" and text[:1] == text[-1:] and text[:1] not in inner else text


def index(known: Sequence[Rule]) -> str:
    """docs/rules/index.md."""
    counts = {family.id: len(of(family, known)) for family in FAMILIES}
    rows = [
        [f"[`{family.id}`]({family.id}.md)", str(counts[family.id]), family.what, *_levels(of(family, known))]
        for family in FAMILIES
    ]
    return page(
        made("`rules/`"),
        "# Rules",
        f"There are {len(known)} rules in {len(FAMILIES)} families. *Outbound* is the severity in texts that are sent "
        "to an assistant, and *internal* is the severity in all other texts "
        "([the two exposures](../how-it-works.md#two-exposures)).",
        table(["family", "rules", "finds", "outbound", "internal"], rows),
        "`privacy-gate rules` lists all rules with your configured severities, and `privacy-gate rule business/figure` "
        "explains a rule. In `severity:`, `per_path:` and ignore comments you can name a rule or a whole family "
        "([configuration](../configuration.md)). You can write your own rules in the same format "
        "([how to add one](../contributing.md#add-a-rule)).",
    )


def families(known: Sequence[Rule]) -> list[str]:
    """The table of the README."""
    rows = [
        [f"[`{family.id}`](docs/rules/{family.id}.md)", family.what, family.example, *_levels(of(family, known))]
        for family in FAMILIES
    ]
    return table(["family", "finds", "example", "severity if outbound", "severity if internal"], rows)


def family_page(family: Family, known: Sequence[Rule]) -> str:
    """docs/rules/FAMILY.md."""
    some = of(family, known)
    head = [made("`rules/` and `documentation/families.py`"), f"# {family.title}: `{family.id}`", family.intro]
    if family.id == "secret":
        return page(*head, *_secrets(some))
    if family.id == "toolchain":
        return page(*head, *_toolchain(toolchain()))
    overview = table(
        ["rule", "finds", "outbound", "internal"],
        [[f"[`{rule.id}`](#{rule_anchor(rule.id)})", words(rule.title), *_levels([rule])] for rule in some],
    )
    return page(*head, overview, *(block for rule in some for block in _rule(rule)))


def _levels(some: Sequence[Rule]) -> list[str]:
    return [levels(some, exposure) for exposure in (Exposure.OUTBOUND, Exposure.INTERNAL)]


def _rule(rule: Rule) -> Iterator[str | list[str]]:
    said = remedy(rule)
    outbound, internal = _levels([rule])
    yield f"## {rule.id}"
    internal += _DEEP if rule.deep else ""
    outbound += (
        f" (at most a {rule.in_reusable} in a reusable prompt, such as a template that does not mention your business)"
        if rule.in_reusable
        else ""
    )
    yield (f"**{words(rule.title)}.** Outbound: {outbound}; internal: {internal}. `clean` {_MENDED[rule.mend]}.")
    yield words(rule.why)
    yield f"**What to do:** {words(said.advice)}"
    if said.before and said.after:
        yield table(["before", "after"], [[words(said.before), words(said.after)]])
    hits, passes = cases(rule)
    for title, some in (("Reported, between « and »:", hits), ("Not reported:", passes)):
        if shown := [case for case in some if _fits(case)][:_SHOWN]:
            yield title
            for case in shown:
                yield from _example(case, hide=rule.hides)


def _fits(case: Case) -> bool:
    texts = (case.text, case.before or "", *case.repository.values())
    return all(text.count("\n") < _LONGEST and len(text) < 1200 for text in texts) and case.encoding == "utf-8"


def _example(case: Case, *, hide: bool) -> Iterator[str | list[str]]:
    for path, text in case.repository.items():
        yield f"with `{path}` in the repository:"
        yield fence(printable(text))
    if case.before:
        yield f"in `{case.path}`, with the old content:" if case.path else "in a text with the old content:"
        yield fence(printable(case.before))
        yield "and the new content:"
    elif case.path:
        yield f"in `{case.path}`:" if case.before is None else f"in the new file `{case.path}`:"
    yield fence(printable(_marked(case, hide=hide)))


def _marked(case: Case, *, hide: bool) -> str:
    text = case.text
    for start, end in reversed(case.spans):
        text = f"{text[:start]}«{'****' if hide else text[start:end]}»{text[end:]}"
    return text


def _secrets(some: Sequence[Rule]) -> Iterator[str | list[str]]:
    yield (
        f"There are {len(some)} rules. Documented examples (`AKIA…EXAMPLE`), placeholders (`<TOKEN>`, `${{TOKEN}}`, "
        "`xxxx`) and names of variables are not reported as secrets. `clean` replaces each secret with a placeholder. "
        "Revoke secrets that were sent or committed. `privacy-gate rule ID` shows examples and the full advice."
    )
    yield table(
        ["before", "after"],
        [
            ["`curl -H 'Authorization: Bearer ghp_****' …`", "`curl -H 'Authorization: Bearer <TOKEN>' …`"],
            ["`DATABASE_URL=postgres://app:****@db/app`", "`DATABASE_URL` from the environment"],
        ],
    )
    for title, rules in _parts(some):
        yield f"## {title}"
        yield table(["rule", "finds", "what to do"], [_secret(rule) for rule in rules])


def _marked_id(rule: str) -> str:
    """A rule's id in a table, where links find it."""
    return f'<a id="{rule_anchor(rule)}"></a>`{rule}`'


def _secret(rule: Rule) -> list[str]:
    unusual = "" if _levels([rule]) == ["error", "error"] else f" ({', '.join(dict.fromkeys(_levels([rule])))})"
    return [_marked_id(rule.id), words(rule.title) + unusual, words(re.split(r"(?<=[.])\s", rule.remedy.strip())[0])]


def _parts(some: Sequence[Rule]) -> list[tuple[str, list[Rule]]]:
    """The rules under the headings that part their file."""
    text = (builtin_folder() / "secrets.yaml").read_text(encoding="utf-8")
    places = {rule.id: text.index(f"- id: {rule.id}\n") for rule in some}
    heads = [(found.start(), found["title"]) for found in _PART.finditer(text)]
    ends = [start for start, _ in heads[1:]] + [len(text)]
    return [
        (title, [rule for rule in some if start < places[rule.id] < end])
        for (start, title), end in zip(heads, ends, strict=True)
    ]


def _toolchain(records: Records) -> Iterator[str | list[str]]:
    yield (
        "*Not confirmed* means that nobody has verified that the tool honours the setting. The audit reports such "
        "settings as *cannot verify*, never as passed or failed."
    )
    for tool in records.tools:
        checks = [check for check in records.checks if check.tool == tool.id]
        if checks:
            yield f"## {tool.name}"
            yield table(
                ["rule", "problem", "severity", "source"],
                [_check(check, records) for check in checks],
            )
    yield "## Why it matters"
    yield [f"- **{words(name)}**: {words(topic.why)}" for name, topic in records.topics.items()]


def _check(check: AnyCheck, records: Records) -> list[str]:
    level = check.severity or records.topics[check.topic].severity
    address = check.source.startswith("https://") and " " not in check.source
    source = f"[{check.read}]({check.source})" if address else f"{words(check.source)}, {check.read}"
    return [
        _marked_id(check.id),
        words(check.title),
        level if check.confirmed else f"{level}, not confirmed",
        source,
    ]
