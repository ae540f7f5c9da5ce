"""The families of rules in words: what no rule's record says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from privacy_gate.model import Exposure
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
        "tokens of known services, private keys, passwords, values of variables such as `password`",
        "`Authorization: Bearer ghp_****`",
        "Keys, tokens and passwords. They are errors in every text. No output format shows their value.",
    ),
    Family(
        "business",
        "Business wording",
        "company context, customers, reasons, figures, industry terms, your keywords and glossary",
        '"as part of our billing system"',
        "Wording that reveals whose code this is, what it earns and why it works as it does. "
        "In the repository the same words are good documentation, so most rules are notes or off there.",
    ),
    Family(
        "internal",
        "Internal names",
        "hostnames, private addresses, tickets, home directories, names that exist only in your repository",
        "`quotes-07.harnwick.internal:8080`",
        "Names in your network, your issue tracker and your own packages. An assistant does not need them, "
        "and they show an attacker where to look.",
    ),
    Family(
        "personal",
        "Personal data",
        "email addresses, phone, account and card numbers",
        "`t.lindgaard@harnwick-dairies.eu`",
        "Data about a person. Account and card numbers are masked in every report, like secrets. "
        "Addresses and numbers reserved for examples are never reported.",
    ),
    Family(
        "identifier",
        "Revealing names in code",
        "names in code, keys, SQL and backticks that reveal the business",
        "`calculate_proprietary_risk_score` → `calculate_score`",
        "A small model judges names in Python and 20 other languages, keys in data, names in SQL and names in "
        "backticks. For each revealing name, privacy-gate proposes a neutral name in the same case style.",
    ),
    Family(
        "code",
        "Code of this repository",
        "code from this repository, even if renamed or reformatted; code marked as never-send; large blocks of code",
        '"Lines 4 to 14 match billing/dunning.py"',
        "The [private index](../how-it-works.md#the-private-index) stores keyed fingerprints of the code in your "
        "repository. It finds this code in a prompt even if names and layout differ.",
    ),
    Family(
        "diff",
        "Changes",
        "a large amount of new core logic in a change, or new logic that also appears in a prompt",
        '"This diff adds 212 lines of core algorithm logic …"',
        "Reminders about a change as a whole. `diff/novel-logic` is only a note. It shows which new code "
        "may be worth protecting.",
    ),
    Family(
        "prompt",
        "The form of a prompt",
        "a prompt without the sections TASK, INPUT, OUTPUT, CONSTRAINTS and TESTS, or with several tasks",
        "a prompt without an example",
        "A [clean-room prompt](../clean-room.md) describes one small task in five sections, and nothing else of your "
        "system. These rules check its sections, and whether it asks for one thing that a test can verify.",
    ),
    Family(
        "gate",
        "privacy-gate's own configuration",
        "problems with privacy-gate's own configuration and ignore comments",
        "an ignore comment without a reason",
        "Problems with ignore comments and settings, changes that weaken a check, and texts that could not be parsed.",
    ),
    Family(
        "toolchain",
        "Assistants, editors and CI",
        "unsafe settings of assistants, editors and CI, found by `privacy-gate audit`",
        "Claude Code sends usage data",
        "The checks of [`privacy-gate audit`](../audit.md): settings, ignore files, hooks and CI steps. Each "
        "check has a link to the vendor's documentation and the month in which it was read.",
    ),
)


@cache
def rules() -> list[Rule]:
    """Return all built-in rules in the order of their files."""
    return [*parse(builtin_files()), *as_rules(toolchain())]


def of(family: Family, known: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in known if rule.family == family.id]


def levels(some: Sequence[Rule], exposure: Exposure) -> str:
    """Return the severities that occur, the highest first, such as `error, note, off`."""
    return ", ".join(level.label for level in sorted({rule.level(exposure) for rule in some}, reverse=True))
