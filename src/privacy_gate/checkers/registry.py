"""The records of the checkers that rules name.

A record says how to import the checker, and what others need to know.
"""

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
    """A checker that also finds the texts to redact, with `even_off` for rules that are off, too."""

    def __call__(
        self, document: Document, rules: Sequence[Rule], context: Context, *, even_off: bool
    ) -> Iterator[Finding]: ...


class Checker(Struct, frozen=True):
    """A checker. Rules refer to it by its name."""

    name: str
    document: Callable[[], DocumentChecker] | None = None
    """Imports the function that checks a document."""
    change: Callable[[], ChangeChecker] | None = None
    """Imports the function that checks a whole change."""
    last: Callable[[], LastChecker] | None = None
    """Imports the function that checks a document after all other checkers. It receives their findings."""
    hidden: Callable[[], HiddenChecker] | None = None
    """Imports the function that finds the texts to redact. Without it, these are the matches of the rules' patterns."""
    served_by: str = ""
    """The checker that also runs the rules of this one.

    There are few checkers that run, because each costs time for each text.
    """
    by_policy: bool = False
    """Whether the package `policy` reports the findings of its rules."""
    needs: Literal["", "code", "names", "novelty"] = ""
    """The data that it needs: the code index, the index of own names, or the measured new logic."""
    reach: Literal["match", "near", "file", "text"] = "text"
    """How much text it reads: a match with its filters, the text near it, a file with a match, or any whole text.
    """
    needs_patterns: bool = False
    """Whether each of its rules needs patterns, terms or services, and cases in which the matches are marked."""
    reads_words: bool = False
    """Whether it reads the words of names itself. The terms of its rules are then not compiled to patterns."""
    more_patterns: Callable[[], Callable[[], list[tuple[str, str]]]] | None = None
    """Imports the function that lists further patterns, which are not in the files of rules."""
    by_plugins: bool = False
    """Whether plugins of the user add the patterns. Its rules need no cases."""
    by_map: bool = False
    """Whether its findings depend on stand-ins that were sent before. Its rules need no cases."""
    settings_terms: Callable[[Rule, Config], list[str]] | None = None
    """Returns the terms of a rule that are in the settings. The settings file itself is not checked for them."""
    renamed_everywhere: bool = False
    """Whether `clean` replaces the names that it finds even where a library has the same name."""


DEFAULT = "patterns"
"""The checker of rules that name none."""

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
    # after all checkers that read segments, because it reports the parsers that these lacked
    Checker("unread", document=lazily("privacy_gate.checkers.gate.parse_shortfalls", "check")),
    # it needs less evidence if there are other findings
    Checker("wording", last=lazily("privacy_gate.checkers.wording.business_wording", "check")),
    Checker("novelty", change=lazily("privacy_gate.checkers.change.novelty", "check"), needs="novelty"),
    Checker("prompt_candidate", change=lazily("privacy_gate.checkers.change.novelty", "check_candidates")),
    Checker("ignores", by_policy=True),
)

CHECKERS = {checker.name: checker for checker in _ORDER}
"""All checkers that run, by name, in the order in which they run."""

_OF_NO_TEXT = Checker("")


def checker(name: str) -> Checker:
    """Return the record of a checker. For an unknown name, return a record without functions."""
    return CHECKERS.get(name, _OF_NO_TEXT)


def serving_checker(name: str) -> Checker:
    """Return the checker that runs the rules of the checker `name`."""
    named = checker(name)
    return checker(named.served_by) if named.served_by else named
