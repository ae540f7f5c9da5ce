"""The commands: each one small module, loaded when it is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click


def _scan() -> click.Command:
    from privacy_gate.cli.scan import scan

    return scan


def _diff() -> click.Command:
    from privacy_gate.cli.diff import diff

    return diff


def _history() -> click.Command:
    from privacy_gate.cli.history import history

    return history


def _pre_commit() -> click.Command:
    from privacy_gate.cli.pre_commit import pre_commit

    return pre_commit


def _pre_push() -> click.Command:
    from privacy_gate.cli.pre_push import pre_push

    return pre_push


def _post_checkout() -> click.Command:
    from privacy_gate.cli.post_checkout import post_checkout

    return post_checkout


def _action() -> click.Command:
    from privacy_gate.cli.action import action

    return action


def _rules() -> click.Command:
    from privacy_gate.cli.rules import rules

    return rules


def _rule() -> click.Command:
    from privacy_gate.cli.rules import rule

    return rule


def _config() -> click.Command:
    from privacy_gate.cli.config import config

    return config


def _init() -> click.Command:
    from privacy_gate.cli.init import init

    return init


def _new() -> click.Command:
    from privacy_gate.cli.new import new

    return new


def _index() -> click.Command:
    from privacy_gate.cli.index import index

    return index


def _audit() -> click.Command:
    from privacy_gate.cli.audit import audit

    return audit


def _baseline() -> click.Command:
    from privacy_gate.cli.baseline import baseline

    return baseline


def _test() -> click.Command:
    from privacy_gate.cli.test import test

    return test


def _local() -> click.Command:
    from privacy_gate.cli.local import local

    return local


def _ledger() -> click.Command:
    from privacy_gate.cli.ledger import ledger

    return ledger


def _clean() -> click.Command:
    from privacy_gate.cli.clean import clean

    return clean


def _restore() -> click.Command:
    from privacy_gate.cli.restore import restore

    return restore


def _rename_map() -> click.Command:
    from privacy_gate.cli.rename_map import rename_map

    return rename_map


def _hook() -> click.Command:
    from privacy_gate.cli.hook import hook

    return hook


def _install() -> click.Command:
    from privacy_gate.cli.install import install

    return install


def _allow() -> click.Command:
    from privacy_gate.cli.allow import allow

    return allow


def _completion() -> click.Command:
    from privacy_gate.cli.completion import completion

    return completion


def _org() -> click.Command:
    from privacy_gate.cli.org import org

    return org


# name: (loader, help). The help stands here too, so that --help loads no command.
COMMANDS: dict[str, tuple[Callable[[], click.Command], str]] = {
    "scan": (_scan, "Check files, folders or standard input."),
    "diff": (_diff, "Check what a change adds: staged, a range, a patch."),
    "history": (_history, "Check all that was ever committed."),
    "pre-commit": (_pre_commit, "The entry of the pre-commit hook."),
    "pre-push": (_pre_push, "The entry of the pre-push hook."),
    "post-checkout": (_post_checkout, "The entry of the hooks after a checkout and a merge."),
    "action": (_action, "The entry of the GitHub Action."),
    "test": (_test, "Run the tests of a prompt here."),
    "local": (_local, "Ask a model on this machine."),
    "ledger": (_ledger, "What was checked, sent and tested here."),
    "clean": (_clean, "A copy of a prompt that may be sent."),
    "restore": (_restore, "Turn an answer to a cleaned prompt back."),
    "hook": (_hook, "What the hook of an assistant runs."),
    "install": (_install, "Put our hooks into the settings of an assistant."),
    "allow": (_allow, "Let through once what a hook stopped."),
    "index": (_index, "What the gate knows of this repository."),
    "org": (_org, "The index of all repositories of an organisation."),
    "audit": (_audit, "Check the privacy settings of the assistants, editors and CI."),
    "baseline": (_baseline, "Accept what is found today, so that only new findings count."),
    "rules": (_rules, "List the rules, or run their cases."),
    "rule": (_rule, "Explain a rule."),
    "config": (_config, "Show the settings in force, or their schema."),
    "init": (_init, "Set a repository up."),
    "new": (_new, "A new prompt from the template."),
    "rename-map": (_rename_map, "Telling names of a file, and what to call them in a prompt."),
    "completion": (_completion, "What a shell needs to complete commands."),
}
