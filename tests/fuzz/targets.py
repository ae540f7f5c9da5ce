"""All targets by name, each with the module that holds it: a worker loads no more than it needs."""

from __future__ import annotations

from importlib import import_module

from privacy_gate.integrations.assistants import ASSISTANTS
from tests.fuzz.target import Target

_MODULES = {
    "texts": "decoding documents lexer matching expressions ignores printing",
    "changes": "patches events handover reports",
    "hooks": " ".join(f"hook-{name}" for name in ASSISTANTS),
    "rooms": "cleaning masking restoring",
    "stores": "baseline secrets-baseline ledger",
    "settings": "settings database configuration rules trust",
    "others": "history manifest shell",
    "organisation": "organisation",
    "whole": "scan diff",
}
NAMES = {name: module for module, names in _MODULES.items() for name in names.split()}


def get(name: str) -> Target:
    targets: tuple[Target, ...] = import_module(f"tests.fuzz.{NAMES[name]}").TARGETS
    return next(target for target in targets if target.name == name)
