"""The commands: each one small module, loaded when it is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from privacy_gate.base.lazily import lazily

if TYPE_CHECKING:
    import click


# name: (loader, help). The help stands here too, so that --help loads no command.
COMMANDS: dict[str, tuple[Callable[[], click.Command], str]] = {
    "scan": (lazily("privacy_gate.cli.scan", "scan"), "Check files, folders or standard input."),
    "diff": (lazily("privacy_gate.cli.diff", "diff"), "Check what a change adds: staged, a range, a patch."),
    "history": (lazily("privacy_gate.cli.history", "history"), "Check all that was ever committed."),
    "pre-commit": (lazily("privacy_gate.cli.pre_commit", "pre_commit"), "The entry of the pre-commit hook."),
    "pre-push": (lazily("privacy_gate.cli.pre_push", "pre_push"), "The entry of the pre-push hook."),
    "post-checkout": (
        lazily("privacy_gate.cli.post_checkout", "post_checkout"),
        "The entry of the hooks after a checkout and a merge.",
    ),
    "action": (lazily("privacy_gate.cli.action", "action"), "The entry of the GitHub Action."),
    "test": (lazily("privacy_gate.cli.test", "test"), "Run the tests of a prompt here."),
    "local": (lazily("privacy_gate.cli.local", "local"), "Ask a model on this machine."),
    "ledger": (lazily("privacy_gate.cli.ledger", "ledger"), "What was checked, sent and tested here."),
    "clean": (lazily("privacy_gate.cli.clean", "clean"), "A copy of a prompt that may be sent."),
    "restore": (lazily("privacy_gate.cli.restore", "restore"), "Turn an answer to a cleaned prompt back."),
    "hook": (lazily("privacy_gate.cli.hook", "hook"), "What the hook of an assistant runs."),
    "install": (lazily("privacy_gate.cli.install", "install"), "Put our hooks into the settings of an assistant."),
    "allow": (lazily("privacy_gate.cli.allow", "allow"), "Let through once what a hook stopped."),
    "index": (lazily("privacy_gate.cli.index", "index"), "What the gate knows of this repository."),
    "org": (lazily("privacy_gate.cli.org", "org"), "The index of all repositories of an organisation."),
    "audit": (
        lazily("privacy_gate.cli.audit", "audit"),
        "Check the privacy settings of the assistants, editors and CI.",
    ),
    "baseline": (
        lazily("privacy_gate.cli.baseline", "baseline"),
        "Accept what is found today, so that only new findings count.",
    ),
    "rules": (lazily("privacy_gate.cli.rules", "rules"), "List the rules, or run their cases."),
    "rule": (lazily("privacy_gate.cli.rules", "rule"), "Explain a rule."),
    "config": (lazily("privacy_gate.cli.config", "config"), "Show the settings in force, or their schema."),
    "init": (lazily("privacy_gate.cli.init", "init"), "Set a repository up."),
    "new": (lazily("privacy_gate.cli.new", "new"), "A new prompt from the template."),
    "rename-map": (
        lazily("privacy_gate.cli.rename_map", "rename_map"),
        "Telling names of a file, and what to call them in a prompt.",
    ),
    "completion": (lazily("privacy_gate.cli.completion", "completion"), "What a shell needs to complete commands."),
}
