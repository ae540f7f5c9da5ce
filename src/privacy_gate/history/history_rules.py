"""Select the rules for a history, and the cache key of its results.

In internal texts, only errors and warnings count: secrets, personal data, and rules that the settings raise. A note is
advice for future prompts, which is useless for the past. Texts below the prompt paths were sent, so they are checked as
prompts, except for their form.
"""

from __future__ import annotations

import msgspec

from privacy_gate import __version__
from privacy_gate.base import cache
from privacy_gate.base.hashing import blake2b
from privacy_gate.checkers import filters
from privacy_gate.checkers.registry import serving_checker
from privacy_gate.history.engine import VersionEngine
from privacy_gate.model import Exposure, Severity
from privacy_gate.rules import JOINTS, Rule
from privacy_gate.rules.disguises import views
from privacy_gate.rules.matching.database import library
from privacy_gate.scan.gate import Gate, assemble
from privacy_gate.sources.files import Tree

NOT_OF_THE_PAST = ("prompt", "diff", "gate", "toolchain")
"""The families of rules that do not apply to the past: about the form, a change, the gate itself, or tools."""


def internal_gate(gate: Gate, *, chosen: bool) -> Gate:
    """Build the gate for internal texts from the one for outbound texts.

    With `chosen`, the user selected rules, so notes count too.
    """
    least = Severity.NOTE if chosen else Severity.WARNING
    ids = tuple(
        rule.id
        for rule in gate.rules.values()
        if gate.reports(rule.id)
        and rule.level(Exposure.INTERNAL) >= least
        and _judges_documents(rule)
        and rule.family not in NOT_OF_THE_PAST
    )
    # an empty selection would mean all rules
    return assemble(gate.settings, ids or NOT_OF_THE_PAST, gate.ignore if ids else NOT_OF_THE_PAST, gate.plugins)


def _judges_documents(rule: Rule) -> bool:
    serving = serving_checker(rule.checker)
    return bool(serving.document or serving.last)


def engine(gate: Gate) -> VersionEngine:
    """Return the engine for the versions of files, for a gate."""
    looks = {rule.id: filters.look_around(rule) for rule in gate.rules.values()} | {JOINTS: views.LOOKS}
    return VersionEngine(gate.matcher, looks.__getitem__, lambda rule: rule == JOINTS or gate.reports(rule))


def key(going_out: Gate, inside: Gate, tree: Tree, *options: str | bool) -> bytes:
    """Return a digest of everything that affects the findings in a text: the program, rules, settings, options."""
    digest = blake2b(digest_size=16)
    forced = tree.forced.value if tree.forced else ""
    for part in (
        [__version__, library(), forced, *map(str, options)],
        [[[*gate.rules.values()], gate.matcher.patterns] for gate in (going_out, inside)],
        [[*gate.select, "", *gate.ignore] for gate in (going_out, inside)],
        going_out.settings.config,
        going_out.plugins.code,
    ):
        digest.update(msgspec.msgpack.encode(part))
    digest.update(cache.package_digest())
    return digest.digest()
