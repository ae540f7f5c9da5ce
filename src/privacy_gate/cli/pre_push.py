"""`privacy-gate pre-push`: what git's hook calls before a push, by itself or through pre-commit and prek.

Git names each ref that is pushed on standard input: `LOCAL_REF LOCAL_ID REMOTE_REF REMOTE_ID`, with zeros for what is
not there (githooks(5)). A hook runner names the first ref alone, in its environment.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence

import click
from msgspec import Struct

from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.git import log
from privacy_gate.cleanroom.left_stand_ins import look_for_stand_ins
from privacy_gate.cli import each_commit
from privacy_gate.cli.diff import check
from privacy_gate.cli.help_text import SCANNED, epilog
from privacy_gate.cli.output import finish
from privacy_gate.cli.shared_options import shared
from privacy_gate.model import Document, Problem
from privacy_gate.scan.options import Options
from privacy_gate.scan.private_index import Caller
from privacy_gate.scan.session import Session, begin
from privacy_gate.sources import commits as source
from privacy_gate.sources.file_bytes import read_bounded

_LONGEST = 10_000_000  # bytes of standard input
_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Update(Struct, frozen=True):
    """A ref that is pushed: its name here, what it is, and what the remote has there, empty for nothing."""

    name: str
    oid: str
    remote_oid: str


@click.command(
    "pre-push",
    epilog=epilog(
        ("pre-push origin git@h.example:a/b.git", "as git runs it, with the refs on standard input"),
        codes=SCANNED,
        see="pre-commit, diff, history, init",
    ),
)
@click.argument("remote", required=False, metavar="[REMOTE]")
@click.argument("address", required=False, metavar="[URL]")
@shared
def pre_push(options: Options, remote: str | None, address: str | None) -> int:
    """Check the pushed commits, as the git pre-push hook.

    Checks the lines that each branch adds to the remote, and each commit separately: a secret that one
    commit adds and a later one removes is still pushed. Commit and tag messages are checked too. Git
    passes the refs on standard input; hook runners pass the first one in PRE_COMMIT_TO_REF or
    PRE_COMMIT_LOCAL_BRANCH. The git hook has two lines: `#!/bin/sh` and
    `exec privacy-gate pre-push "$@"`.
    """
    del address  # a remote without a name has its address for one
    updates = _updates_of(os.environ) or _updates(_standard_input())
    session = begin(options, caller=Caller.GIT_HOOK)
    root = session.require_repository().root
    look_for_stand_ins(session)
    name = remote or os.environ.get("PRE_COMMIT_REMOTE_NAME", "")
    known = name if name in git.run(["remote"], root).decode("utf-8", "surrogateescape").splitlines() else ""
    _check(session, options, updates, known)
    return finish(session, options)


def _standard_input() -> str:
    if sys.stdin is None or sys.stdin.isatty():
        raise GateError(
            "pre-push reads the pushed refs on standard input",
            "Git runs it as a hook. To check manually, use `diff --each-commit`.",
        )
    data = read_bounded(sys.stdin.buffer, _LONGEST)
    if len(data) > _LONGEST:
        raise GateError(f"standard input is larger than {_LONGEST:,} bytes", "Push fewer refs at a time.")
    return data.decode("utf-8", "surrogateescape")


def _updates(lines: str) -> list[Update]:
    """What git names. Raises GateError for anything else."""
    found = []
    for line in filter(None, lines.split("\n")):
        words = line.rsplit(" ", 3)
        if len(words) != 4 or not all(map(_ID.fullmatch, words[1::2])):
            raise GateError("standard input is not in the format of a git pre-push hook", "See githooks(5).")
        if words[1].strip("0"):  # else the ref is removed
            found.append(Update(words[0], words[1], words[3] if words[3].strip("0") else ""))
    return found


def _updates_of(environment: Mapping[str, str]) -> list[Update]:
    """What a hook runner names: a range, or a branch of which the remote has nothing."""
    start, end = environment.get("PRE_COMMIT_FROM_REF", ""), environment.get("PRE_COMMIT_TO_REF", "")
    branch = environment.get("PRE_COMMIT_LOCAL_BRANCH", "")
    if end or branch:
        return [Update(branch or end, end or branch, start)]
    return []


def _check(session: Session, options: Options, updates: Sequence[Update], remote: str) -> None:
    root = session.tree.root
    there = [oid for one in updates if (oid := _known(session, one.remote_oid))]
    judged: list[Document] = []
    oids: list[str] = []
    tags: dict[str, str] = {}  # the ids of annotated tags, and their names
    tips: list[str] = []
    for one in updates:
        oid = git.run(["rev-parse", "-q", "--verify", "--end-of-options", one.oid], root).decode().strip()
        commit = _unwrapped(session, one.name, oid, tags)
        if commit and commit not in tips:
            tips.append(commit)
    for tip in tips:
        new = log.list_commits_not_in(root, [tip], there, remote)
        judged += check(session, each_commit.last_state(session, tip, new, there, remote), new)
        oids += new
    each = each_commit.reader(session, options, judged)
    each.read(list(dict.fromkeys(oids)))
    for tag in source.tags(session.tree, tags):
        each.message(tag)
    each_commit.add(session, each)


def _known(session: Session, oid: str) -> str:
    """The commit of what the remote has, where it is known here; else empty."""
    done = git.attempt(["rev-parse", "-q", "--verify", "--end-of-options", f"{oid}^{{commit}}"], session.tree.root)
    return done.stdout.decode().strip() if oid and done.returncode == 0 else ""


def _unwrapped(session: Session, name: str, oid: str, tags: dict[str, str]) -> str:
    """The commit that an object is, or that a tag of it names; tags are remembered on the way."""
    while (kind := git.run(["cat-file", "-t", oid], session.tree.root).decode().strip()) == "tag":
        tags[oid] = name.removeprefix("refs/tags/")
        oid = source.tagged_object(session.tree, oid)
    if kind == "commit":
        return oid
    session.run.read([Problem(name, f"names a {kind}, not a commit; its content was not checked")])
    return ""
