"""Which rules judge a history, and under which key what they found is remembered.

Of what stayed in the repository only what is an error or a warning there counts: secrets, personal data, and what
the settings make one. A note says what to mind before it goes into a prompt, and nobody can mind it in the past.
What lay under the prompt paths went out, and is judged as a prompt, but for its form.
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
"""Families that ask for a better form, look at a change, at the gate itself, or at tools."""


def internal_gate(gate: Gate, *, chosen: bool) -> Gate:
    """The gate for what stayed in the repository, made of that for what went out. `chosen`: somebody selected rules,
    so that notes count too."""
    least = Severity.NOTE if chosen else Severity.WARNING
    ids = tuple(
        rule.id
        for rule in gate.rules.values()
        if gate.reports(rule.id)
        and rule.level(Exposure.INTERNAL) >= least
        and _judges_documents(rule)
        and rule.family not in NOT_OF_THE_PAST
    )
    # without any, a gate that reports nothing: an empty selection would be all rules
    return assemble(gate.settings, ids or NOT_OF_THE_PAST, gate.ignore if ids else NOT_OF_THE_PAST, gate.plugins)


def _judges_documents(rule: Rule) -> bool:
    serving = serving_checker(rule.checker)
    return bool(serving.document or serving.last)


def engine(gate: Gate) -> VersionEngine:
    """The engine for the versions of files that a gate judges."""
    looks = {rule.id: filters.look_around(rule) for rule in gate.rules.values()} | {JOINTS: views.LOOKS}
    return VersionEngine(gate.matcher, looks.__getitem__, lambda rule: rule == JOINTS or gate.reports(rule))


def key(going_out: Gate, inside: Gate, tree: Tree, *options: str | bool) -> bytes:
    """A digest of all that decides what is found in a text: the program, rules, settings, options."""
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
