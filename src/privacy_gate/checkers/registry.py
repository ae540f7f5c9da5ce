"""The checkers that rules name, a record each: what loads it, and all that other rooms have to know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, Protocol

from msgspec import Struct

from privacy_gate.base.lazily import lazily
from privacy_gate.checkers.protocol import Context
from privacy_gate.config import Config
from privacy_gate.model import Change, Document, Finding
from privacy_gate.rules import Rule, is_confidential

DocumentChecker = Callable[[Document, Sequence[Rule], Context], Iterator[Finding]]
ChangeChecker = Callable[[Change, Sequence[Rule], Context], Iterator[Finding]]
LastChecker = Callable[[Document, Sequence[Rule], Context, Sequence[Finding]], Iterator[Finding]]


class HiddenChecker(Protocol):
    """Finds what must not be shown, also by rules that are off."""

    def __call__(
        self, document: Document, rules: Sequence[Rule], context: Context, *, even_off: bool
    ) -> Iterator[Finding]: ...


class Checker(Struct, frozen=True):
    """A checker. Its rules state its name."""

    name: str
    document: Callable[[], DocumentChecker] | None = None
    """Loads what checks a document."""
    change: Callable[[], ChangeChecker] | None = None
    """Loads what checks a whole change."""
    last: Callable[[], LastChecker] | None = None
    """Loads what checks a document after all others, and is given their findings."""
    hidden: Callable[[], HiddenChecker] | None = None
    """Loads what finds the texts to redact. The rules of a checker without it are matched by their patterns."""
    served_by: str = ""
    """The checker that finds its rules as well. Each costs time for each text, so that there are few."""
    by_policy: bool = False
    """`policy` reports its rules, beside all others."""
    needs: Literal["", "code", "names", "novelty"] = ""
    """What the context holds ready for it: the index of the code, that of own names, the measure of new logic."""
    reach: Literal["match", "near", "file", "text"] = "text"
    """What it looks at: a match with its filters, what is near it too, a file that has one, or any text as a whole."""
    needs_patterns: bool = False
    """A rule needs patterns, terms or services, and its cases mark what is found."""
    reads_words: bool = False
    """It looks at the words of names itself: its terms make no patterns."""
    more_patterns: Callable[[], Callable[[], list[tuple[str, str]]]] | None = None
    """Loads what lists patterns that no rule file has."""
    by_plugins: bool = False
    """The user's plugins add the patterns, so that no case can be known."""
    by_map: bool = False
    """What it finds depends on what was sent from here, so that no case can be known."""
    settings_terms: Callable[[Rule, Config], list[str]] | None = None
    """The terms that the settings list for a rule. The settings file itself is not judged by them."""
    renamed_everywhere: bool = False
    """`clean` renames what it finds also where a library has the same name."""


DEFAULT = "patterns"
"""The checker of a rule that names none."""

_ORDER = (
    Checker(
        DEFAULT,
        document=lazily("privacy_gate.checkers.patterns", "findings"),
        hidden=lazily("privacy_gate.checkers.patterns", "findings"),
        reach="match",
        needs_patterns=True,
    ),
    Checker("keywords", served_by=DEFAULT, settings_terms=lambda _rule, config: config.keywords),
    Checker("detect-secrets", served_by=DEFAULT, more_patterns=lazily("privacy_gate.rules.detectors", "expressions")),
    Checker(
        "glossary",
        document=lazily("privacy_gate.checkers.wording.glossary_terms", "check"),
        settings_terms=lambda rule, config: config.terms(confidential=is_confidential(rule)),
    ),
    Checker(
        "plugins",
        document=lazily("privacy_gate.checkers.secrets.plugin_findings", "check"),
        hidden=lazily("privacy_gate.checkers.secrets.plugin_findings", "check"),
        reach="near",
        by_plugins=True,
    ),
    Checker("configuration", change=lazily("privacy_gate.checkers.gate.gate_configuration", "check")),
    Checker("guards", change=lazily("privacy_gate.checkers.gate.never_send_changes", "check")),
    Checker("calls", change=lazily("privacy_gate.checkers.gate.call_changes", "check")),
    Checker("assistant_disabled", change=lazily("privacy_gate.checkers.gate.assistant_disabled", "check")),
    Checker("density", document=lazily("privacy_gate.checkers.wording.density", "check")),
    Checker(
        "concentration",
        document=lazily("privacy_gate.checkers.wording.concentration", "check"),
        change=lazily("privacy_gate.checkers.wording.concentration", "check_change"),
    ),
    Checker("encoding", document=lazily("privacy_gate.checkers.gate.text_encoding", "check")),
    Checker("stand_ins", document=lazily("privacy_gate.checkers.gate.stand_ins_left", "check"), by_map=True),
    Checker(
        "identifiers",
        document=lazily("privacy_gate.checkers.names.identifiers", "check"),
        change=lazily("privacy_gate.checkers.names.changed_names", "check"),
        reads_words=True,
    ),
    Checker("large_block", document=lazily("privacy_gate.checkers.code.large_block", "check")),
    Checker(
        "own_names",
        document=lazily("privacy_gate.checkers.names.own_names", "check"),
        needs="names",
        renamed_everywhere=True,
    ),
    Checker(
        "manifests",
        document=lazily("privacy_gate.checkers.secrets.kubernetes_manifests", "check"),
        hidden=lazily("privacy_gate.checkers.secrets.kubernetes_manifests", "check"),
        reach="file",
    ),
    Checker("template", document=lazily("privacy_gate.checkers.prompt.template", "check")),
    Checker("private_code", document=lazily("privacy_gate.checkers.code.private_code", "check"), needs="code"),
    # after all that read segments: it reports what they had to do without
    Checker("unread", document=lazily("privacy_gate.checkers.gate.parse_shortfalls", "check")),
    # beside other evidence it needs less
    Checker("wording", last=lazily("privacy_gate.checkers.wording.business_wording", "check")),
    Checker("novelty", change=lazily("privacy_gate.checkers.change.novelty", "check"), needs="novelty"),
    Checker("prompt_candidate", change=lazily("privacy_gate.checkers.change.novelty", "check_candidates")),
    Checker("ignores", by_policy=True),
)

CHECKERS = {checker.name: checker for checker in _ORDER}
"""All checkers by name, in the order in which they run."""

_OF_NO_TEXT = Checker("")


def checker(name: str) -> Checker:
    """The record of a checker; one without any property for a name that no text is checked by."""
    return CHECKERS.get(name, _OF_NO_TEXT)


def serving_checker(name: str) -> Checker:
    """The checker that finds the rules which name one."""
    named = checker(name)
    return checker(named.served_by) if named.served_by else named
