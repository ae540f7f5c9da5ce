"""The families of rules in words: what no rule's record says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from privacy_gate.model import Exposure, Severity
from privacy_gate.rules import Rule
from privacy_gate.rules.parsing import parse
from privacy_gate.rules.rule_files import builtin_files
from privacy_gate.rules.toolchain.catalogue import as_rules
from privacy_gate.rules.toolchain.catalogue import load as toolchain


class Family(NamedTuple):
    """`what` is a cell of a table, `example` one of what is found, `title` and `intro` begin the family's page."""

    id: str
    title: str
    what: str
    example: str
    intro: str


FAMILIES = (
    Family(
        "secret",
        "Secrets",
        "tokens of known services, private keys, passwords, values that a name gives away",
        "`Authorization: Bearer ghp_****`",
        "Keys, tokens and passwords. They are errors wherever they stand, and no format of a report shows their value.",
    ),
    Family(
        "business",
        "Business wording",
        "company context, customers, reasons, figures, words of a trade, your keywords and glossary",
        '"as part of our billing system"',
        "Wording that tells an outsider whose code this is, what it earns and why it works as it does. "
        "In the repository the same words are good documentation, so most are notes there, or nothing.",
    ),
    Family(
        "internal",
        "Internal names",
        "hosts, private addresses, tickets, home folders, names that only your repository has",
        "`quotes-07.harnwick.internal:8080`",
        "Names of your network, your tracker and your own packages. They mean nothing to an assistant, "
        "and to somebody else they are a map.",
    ),
    Family(
        "personal",
        "Personal data",
        "e-mail addresses, telephone, account and card numbers",
        "`t.lindgaard@harnwick-dairies.eu`",
        "Data of a person. Account and card numbers are masked in every report, as secrets are. "
        "Addresses and numbers that are reserved for examples are never reported.",
    ),
    Family(
        "identifier",
        "Telling names in code",
        "names in code, keys, SQL and back-ticks that tell the business",
        "`calculate_proprietary_risk_score` → `calculate_score`",
        "A small model judges names: of Python by its scopes, of 20 other languages by their grammar, of keys in "
        "data, of SQL, and of what stands in back-ticks. It proposes a neutral name that keeps the grammatical "
        "head and the style of the name.",
    ),
    Family(
        "code",
        "Code of this repository",
        "code of this repository, also when it was renamed and reformatted; code that must never leave; large blocks",
        '"Lines 4 to 14 match billing/dunning.py"',
        "The [private index](../how-it-works.md#the-private-index) knows the code of your repository by keyed "
        "fingerprints, and finds it in a prompt when names and layout were changed.",
    ),
    Family(
        "diff",
        "Changes",
        "much new core logic in a change, or logic that a prompt quotes",
        '"This diff adds 212 lines of core algorithm logic …"',
        "Reminders about a change as a whole. The first never closes the gate: it says which code has just become "
        "worth guarding.",
    ),
    Family(
        "prompt",
        "The form of a prompt",
        "the form of a prompt: TASK, INPUT, OUTPUT, CONSTRAINTS, TESTS, one task",
        "no example in it",
        "A prompt that has [the form of the clean room](../clean-room.md) has no room for the rest of your system. "
        "These rules look at its sections, and whether it asks for one thing that a test can tell right from wrong.",
    ),
    Family(
        "gate",
        "The gate's own affairs",
        "the gate's own affairs",
        "an ignore without a reason",
        "Ignores, settings, and texts that could not be read as what they are.",
    ),
    Family(
        "toolchain",
        "Assistants, editors and CI",
        "settings of assistants, editors and CI (`privacy-gate audit`)",
        "Claude Code: usage data is sent",
        "These are the checks of [`privacy-gate audit`](../audit.md): settings, ignore files, hooks and steps of CI, "
        "each with the page on which its maker documents it and the month in which that was read.",
    ),
)


@cache
def rules() -> list[Rule]:
    """All rules that come with the gate, in the order of their files."""
    return [*parse(builtin_files()), *as_rules(toolchain())]


def of(family: Family, known: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in known if rule.family == family.id]


def levels(some: Sequence[Rule], exposure: Exposure) -> str:
    """The severities that occur, worst first: `error to note`, `warning or off`, `off`."""
    found = sorted({rule.level(exposure) for rule in some}, reverse=True)
    words = [level.label for level in found if level is not Severity.OFF]
    shown = f"{words[0]} to {words[-1]}" if len(words) > 2 else ", ".join(words)
    return f"{shown} or off" if words and Severity.OFF in found else shown or "off"
