"""The rules that come with the gate, read once for all test modules: reading them takes half a second."""

from __future__ import annotations

import functools

from privacy_gate.rules import Rule
from privacy_gate.rules.parsing import parse
from privacy_gate.rules.rule_files import builtin_files


@functools.cache
def read_rules() -> tuple[Rule, ...]:
    return tuple(parse(builtin_files()))
