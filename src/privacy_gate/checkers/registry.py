"""The records of the checkers that rules name: how to import each, and what other packages need to know about it."""

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
    """Finds the texts to be redacted, also by rules that are off."""

    def __call__(
        self, document: Document, rules: Sequence[Rule], context: Context, *, even_off: bool
    ) -> Iterator[Finding]: ...


class Checker(Struct, frozen=True):
    """A checker. Its rules state its name."""

    name: str
    document: Callable[[], DocumentChecker] | None = None
    """Imports the function that checks a document."""
    change: Callable[[], ChangeChecker] | None = None
    """Imports the function that checks a whole change."""
    last: Callable[[], LastChecker] | None = None
    """Imports the function that checks a document after all others, with their findings."""
    hidden: Callable[[], HiddenChecker] | None = None
    """Imports the function that finds the texts to redact.

    Without one, the rules of the checker match by their patterns.
    """
    served_by: str = ""
    """The checker that also runs these rules. Each checker costs time for each text, so there are few."""
    by_policy: bool = False
    """Whether `policy` reports its rules."""
    needs: Literal["", "code", "names", "novelty"] = ""
    """The data that the context prepares for it: the code index, the index of own names,
    or the measure of new logic.
    """
    reach: Literal["match", "near", "file", "text"] = "text"
    """The text that it reads: a match with its filters, the text near it, a file with a
    match, or any text as a whole.
    """
    needs_patterns: bool = False
    """Whether a rule needs patterns, terms or services, and its cases mark the matches."""
    reads_words: bool = False
    """Whether it reads the words of names itself, so that its terms are not compiled to patterns."""
    more_patterns: Callable[[], Callable[[], list[tuple[str, str]]]] | None = None
    """Imports the function that lists patterns outside of rule files."""
    by_plugins: bool = False
    """Whether the user's plugins add the patterns, so its rules need no cases."""
    by_map: bool = False
    """Whether its findings depend on what was sent before, so its rules need no cases."""
    settings_terms: Callable[[Rule, Config], list[str]] | None = None
    """The terms in the settings for a rule. The settings file itself is not checked for them."""
    renamed_everywhere: bool = False
    """Whether `clean` renames its findings even if a library has the same name."""


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
    # after all checkers that read segments, to report their missing parsers
    Checker("unread", document=lazily("privacy_gate.checkers.gate.parse_shortfalls", "check")),
    # it needs less evidence beside other findings
    Checker("wording", last=lazily("privacy_gate.checkers.wording.business_wording", "check")),
    Checker("novelty", change=lazily("privacy_gate.checkers.change.novelty", "check"), needs="novelty"),
    Checker("prompt_candidate", change=lazily("privacy_gate.checkers.change.novelty", "check_candidates")),
    Checker("ignores", by_policy=True),
)

CHECKERS = {checker.name: checker for checker in _ORDER}
"""All checkers by name, in the order in which they run."""

_OF_NO_TEXT = Checker("")


def checker(name: str) -> Checker:
    """Return the record of a checker, or an empty record for an unknown name."""
    return CHECKERS.get(name, _OF_NO_TEXT)


def serving_checker(name: str) -> Checker:
    """Return the checker that runs the rules which name this one."""
    named = checker(name)
    return checker(named.served_by) if named.served_by else named
