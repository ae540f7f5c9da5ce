"""The commands. Each is one small module, which is loaded when it is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from privacy_gate.base.lazily import lazily

if TYPE_CHECKING:
    import click


# Each name has a loader and a help text. The help is repeated here, so that --help loads no command.
COMMANDS: dict[str, tuple[Callable[[], click.Command], str]] = {
    "scan": (lazily("privacy_gate.cli.scan", "scan"), "Check files, directories or standard input."),
    "diff": (lazily("privacy_gate.cli.diff", "diff"), "Check the lines that a change adds: staged, a range, a patch."),
    "history": (lazily("privacy_gate.cli.history", "history"), "Scan the full git history."),
    "pre-commit": (lazily("privacy_gate.cli.pre_commit", "pre_commit"), "Run as the pre-commit hook."),
    "pre-push": (lazily("privacy_gate.cli.pre_push", "pre_push"), "Run as the pre-push hook."),
    "post-checkout": (
        lazily("privacy_gate.cli.post_checkout", "post_checkout"),
        "Run as the post-checkout or post-merge hook.",
    ),
    "action": (lazily("privacy_gate.cli.action", "action"), "Run as the GitHub Action."),
    "test": (lazily("privacy_gate.cli.test", "test"), "Run the tests of a prompt locally."),
    "local": (lazily("privacy_gate.cli.local", "local"), "Ask a local model."),
    "ledger": (lazily("privacy_gate.cli.ledger", "ledger"), "Show the record of checked, sent and tested prompts."),
    "clean": (lazily("privacy_gate.cli.clean", "clean"), "Print a sanitized copy of a prompt that is safe to send."),
    "restore": (lazily("privacy_gate.cli.restore", "restore"), "Restore the original names and values in an answer."),
    "map": (lazily("privacy_gate.cli.map", "map_group"), "Show or clear what `restore` can put back."),
    "hook": (lazily("privacy_gate.cli.hook", "hook"), "Answer a hook call from an assistant."),
    "install": (lazily("privacy_gate.cli.install", "install"), "Install hooks for an AI assistant."),
    "allow": (lazily("privacy_gate.cli.allow", "allow"), "Allow the last blocked prompt once."),
    "daemon": (
        lazily("privacy_gate.cli.daemon", "daemon_group"),
        "Control the background process that makes checks faster.",
    ),
    "index": (lazily("privacy_gate.cli.index", "index"), "Manage the local code index (fingerprints, names, terms)."),
    "org": (lazily("privacy_gate.cli.org", "org"), "Manage the index of all repositories of an organisation."),
    "audit": (
        lazily("privacy_gate.cli.audit", "audit"),
        "Check the privacy settings of assistants, editors and CI.",
    ),
    "baseline": (
        lazily("privacy_gate.cli.baseline", "baseline"),
        "Accept existing findings, so that only new ones count.",
    ),
    "rules": (lazily("privacy_gate.cli.rules", "rules"), "List the rules, or run their test cases."),
    "rule": (lazily("privacy_gate.cli.rules", "rule"), "Explain a rule."),
    "config": (lazily("privacy_gate.cli.config", "config"), "Show the effective settings, or their JSON Schema."),
    "init": (lazily("privacy_gate.cli.init", "init"), "Set up a repository."),
    "new": (lazily("privacy_gate.cli.new", "new"), "Create a prompt from the template."),
    "rename-map": (
        lazily("privacy_gate.cli.rename_map", "rename_map"),
        "Suggest neutral names for revealing identifiers in a file.",
    ),
    "completion": (lazily("privacy_gate.cli.completion", "completion"), "Generate a shell completion script."),
}
