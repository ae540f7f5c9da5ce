"""Rules: one record each, with its reasons and its cases, decoded strictly from YAML.

The shape of a record is the class `Rule`; CONTRIBUTING.md tells how to write one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from privacy_gate.errors import GateError
from privacy_gate.model import Exposure, Kind, Mend, Severity, Verdict

SeverityName = Literal["error", "warning", "note", "off"]
_ID = re.compile(r"[a-z]{2,20}/[a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){0,7}")
_MARK = re.compile("«([^«»]{1,20000})»")
_HERE = Path(__file__).parent
_LEVELS = {severity.label: severity for severity in Severity}

JOINTS = "gate/joint"
"""Under which name the engine reports what may part a value in two (`joints.py`). There is no such rule."""

TOOLCHAIN = "toolchain.yaml"
"""The file among the rules that is about tools and not about texts (`audit/records.py`)."""

Pieces = str | list[str]
"""A text, or its pieces: a text that looks like a live secret never stands in one piece in a file."""


class CaseRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case with more than a text: a file name, an exposure, settings it needs, other files of its repository.

    `before` makes it a change: that is what the file held, and what `text` adds to it is judged. An
    empty one says that the file is new.
    """

    text: Pieces
    path: str | None = None
    exposure: Exposure = Exposure.OUTBOUND
    encoding: str = "utf-8"
    settings: dict[str, Any] = {}
    repository: dict[str, str] = {}
    before: Pieces | None = None


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rule.

    `patterns` are Python regular expressions of bounded length; the group `match`, where there is
    one, is what the finding covers. `terms` are words by label, found as whole words in any case.
    `services` are names by what the values look like that stand near them, see `_near_a_name`.
    `filters` name functions that must all agree. Of findings at one place, the most severe and
    then the one of higher `specificity` stays. `checker` finds it, by its patterns unless it says
    otherwise. `masked` matches are never shown.
    """

    id: str
    title: str
    severity: SeverityName | dict[Exposure, SeverityName]
    blocks: bool
    mend: Mend
    why: str
    remedy: str
    hits: list[Pieces | CaseRecord]
    passes: list[Pieces | CaseRecord]
    message: str | None = None
    suggestion: str | None = None
    patterns: list[str] = []
    terms: dict[str, list[str]] = {}
    services: dict[str, list[str]] = {}
    where: list[Kind] = []
    filters: list[str] = []
    checker: str = "patterns"
    options: dict[str, int | float | str] = {}
    specificity: int = 50
    masked: bool | None = None
    verdict: Verdict | None = None

    @property
    def family(self) -> str:
        return family(self.id)

    @property
    def hides(self) -> bool:
        """Whether the text that it matches must not be shown."""
        return self.family == "secret" if self.masked is None else self.masked

    def level(self, exposure: Exposure) -> Severity:
        return _LEVELS[self.severity if isinstance(self.severity, str) else self.severity.get(exposure, "off")]


class Rules(tuple[Rule, ...]):  # noqa: SLOT001  (it keeps its ids)
    """Some rules. For each text it is asked whether any of them was reported."""

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(rule.id for rule in self)


def family(rule: str) -> str:
    """The family in a rule's id."""
    return rule.partition("/")[0]


class Case(NamedTuple):
    """A case ready to run: its text, and the spans (offsets into it) that its rule must find there."""

    text: str
    spans: tuple[tuple[int, int], ...]
    path: str | None
    exposure: Exposure
    encoding: str
    settings: dict[str, Any]
    repository: dict[str, str]
    before: str | None


def cases(rule: Rule) -> tuple[list[Case], list[Case]]:
    """The hits and the passes of a rule. In a hit, « and » stand around what must be found."""
    return [_case(record) for record in rule.hits], [_case(record) for record in rule.passes]


def _case(record: Pieces | CaseRecord) -> Case:
    if not isinstance(record, CaseRecord):
        record = CaseRecord(text=record)
    marked = record.text if isinstance(record.text, str) else "".join(record.text)
    spans, text, at = [], "", 0
    for found in _MARK.finditer(marked):
        text += marked[at : found.start()]
        spans.append((len(text), len(text) + len(found[1])))
        text += found[1]
        at = found.end()
    return Case(
        text + marked[at:],
        tuple(spans),
        record.path,
        record.exposure,
        record.encoding,
        record.settings,
        record.repository,
        record.before if record.before is None or isinstance(record.before, str) else "".join(record.before),
    )


def builtin_folder() -> Path:
    """The rules shipped in the wheel, or the checkout's own."""
    packaged = _HERE / "_rules"
    return packaged if packaged.is_dir() else _HERE.parents[1] / "rules"


class RuleFile(NamedTuple):
    """A rule file that was read and not decoded yet. `source` is how messages name it."""

    source: str
    data: bytes


def read_files(extra: Sequence[Path]) -> list[RuleFile]:
    """Read the built-in rule files and the user's own. A folder without rules is an error, not an empty gate."""
    return [*builtin_files(), *own_files(extra)]


def builtin_files() -> list[RuleFile]:
    builtin = sorted(path for path in builtin_folder().glob("*.yaml") if path.name != TOOLCHAIN)
    if not builtin:
        raise GateError(f"no rules in {builtin_folder()}", "reinstall privacy-gate")
    return [RuleFile(f"rules/{path.name}", path.read_bytes()) for path in builtin]


def own_files(paths: Sequence[Path], read: Callable[[Path], bytes] | None = None) -> list[RuleFile]:
    files = []
    for path in paths:
        try:
            files.append(RuleFile(str(path), (read or Path.read_bytes)(path)))
        except OSError as error:
            raise GateError(
                f"cannot read the rules in {path}: {error.strerror}", "see `extra_rules` in the configuration"
            ) from None
    return files


def parse(files: Sequence[RuleFile], known: Sequence[Rule] = ()) -> list[Rule]:
    """Decode rule files, beside rules that are known. Raises GateError with file, line and key of the first mistake."""
    from privacy_gate.settings_files import decode_yaml

    rules = {rule.id: rule for rule in known}
    for source, data in files:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise GateError(f"{source}: not UTF-8") from None
        for rule in decode_yaml(text, source, list[Rule]):
            line = 1 + text[: max(0, text.find(rule.id))].count("\n")
            if mistake := _mistake(rule, rules):
                raise GateError(f"{source}:{line}: {rule.id}: {mistake}")
            rules[rule.id] = rule
    return list(rules.values())[len(known) :]


def _mistake(rule: Rule, known: dict[str, Rule]) -> str | None:
    if not _ID.fullmatch(rule.id):
        return "`id` must read family/kebab-name"
    if rule.id in known:
        return "`id` is taken by another rule"
    if rule.checker != "plugins" and not (rule.hits and rule.passes):  # what plugins find, nobody here can know
        return "`hits` and `passes` need at least one case each"
    if rule.checker == "patterns" and not (rule.patterns or rule.terms or rule.services):
        return "`patterns`, `terms` or `services` is missing"
    if isinstance(rule.severity, dict) and not rule.severity:
        return "`severity` is empty"
    if rule.checker == "patterns" and not all(case.spans for case in cases(rule)[0]):
        return "a text under `hits` has no «…» around what must be found"
    return None


_LETTER_BEFORE = r"(?<![^\W_])"  # a letter or digit; an underscore is a boundary in names
_LETTER_AFTER = r"(?![^\W_])"


def expressions(rule: Rule) -> list[tuple[str, str]]:
    """The regular expressions of a rule, each with its label: its patterns, then one for each group of terms
    and for each form of value that services give out."""
    groups = [(label, _any_of(terms)) for label, terms in rule.terms.items() if terms]
    near = [("", regex) for value, names in rule.services.items() for regex in _near_a_name(names, value)]
    return [("", regex) for regex in rule.patterns] + groups + near


_ANYWHERE = 6  # letters from which a name is rare enough to count within a longer word
_BETWEEN = r"(?P<gap>[\t -~]{0,50}?(?:\r?\n[\t -~]{0,40}?)?)(?<=[\s\"'`=:>,(|\[{])"


def _near_a_name(names: list[str], value: str) -> list[str]:
    """The name of a service, and behind it, on its line or the next, a value: the groups `gap` and `match`.

    Names are in any case, with any of space, dot, hyphen and underscore, or nothing, between their words; a
    short one is no part of a longer word. The value keeps its case, and is no part of a path or of a longer
    value. The filter `named-key` reads the gap. All but the name is looked ahead for, so that the database
    has nothing to search but literals: with the values in it, it takes five times as long.
    """
    ahead = rf"(?={_BETWEEN}(?P<match>{value})(?![A-Za-z0-9/+_=-]|\.[A-Za-z0-9]))"
    long = [name for name in names if len(name) >= _ANYWHERE]
    short = [name for name in names if len(name) < _ANYWHERE]
    found = [f"(?i:{_any_name(long)}){ahead}"] if long else []
    return [*found, f"(?<![A-Za-z])(?i:{_any_name(short)})(?![a-z]){ahead}"] if short else found


def _any_name(names: list[str]) -> str:
    """An expression for any of the names, their common beginnings written once, for `re` tries them in turn."""
    tree: dict[str, Any] = {}
    for name in names:
        node = tree
        for sign in name:
            node = node.setdefault("[ ._-]{0,1}" if sign == " " else re.escape(sign), {})
        node[""] = {}

    def written(node: dict[str, Any]) -> str:
        # the end of a name comes last, so that the longest one is taken
        branches = [sign + written(node[sign]) for sign in sorted(node, key=lambda sign: (not sign, sign))]
        return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"

    return written(tree)


def keyword_expressions(keywords: list[str]) -> list[tuple[str, str]]:
    """Expressions for the user's keywords: as words in any case, and within names in camel case."""
    found = []
    for keyword in keywords:
        found.append((keyword, _any_of([keyword])))
        words = keyword.split()
        if all(word.isascii() and word.isalnum() for word in words):
            camel = "".join(word[:1].upper() + word[1:].lower() for word in words)
            found.append((keyword, rf"(?<![A-Z]){camel}(?![a-z])"))
            if len(words) > 1:
                found.append((keyword, rf"(?<![A-Za-z0-9]){camel[:1].lower()}{camel[1:]}(?![a-z])"))
    return found


def is_confidential(rule: Rule) -> bool:
    """Whether a rule about the glossary is the one about its confidential terms."""
    return bool(rule.options.get("confidential"))


def _any_of(terms: list[str]) -> str:
    """Whole words in any case, in the singular or plural, with any of space, hyphen or underscore between them."""
    alternatives = []
    for term in sorted(set(terms), key=lambda term: (-len(term), term)):
        words = r"[\s_-]{1,3}".join(re.escape(word) for word in term.split())
        plural = "(?:e?s)?" if term[-1:].isascii() and term[-1:].isalpha() else ""
        before = _LETTER_BEFORE if _has_boundaries(term[0]) else ""
        after = _LETTER_AFTER if _has_boundaries(term[-1]) else ""
        alternatives.append(f"{before}{words}{plural}{after}")
    if all(_has_boundaries(term[0]) for term in terms):
        alternatives = [alternative.removeprefix(_LETTER_BEFORE) for alternative in alternatives]
        return f"(?i){_LETTER_BEFORE}(?:{'|'.join(alternatives)})"
    return f"(?i)(?:{'|'.join(alternatives)})"


def _has_boundaries(character: str) -> bool:
    """Whether words of this script stand apart: letters and digits, but not Chinese, Japanese, Thai and the like."""
    return character.isalnum() and ord(character) < 0x0E00
