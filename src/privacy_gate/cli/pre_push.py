"""`privacy-gate pre-push`: the command of the git hook before a push, also through pre-commit and prek.

git writes each pushed ref to standard input: `LOCAL_REF LOCAL_ID REMOTE_REF REMOTE_ID`. An id of zeros means that the
ref does not exist (githooks(5)). A hook manager passes only the first ref, in its environment.
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
    """A pushed ref: its local name, its object, and the object of the remote, or empty if it has none."""

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
    del address  # a remote without a name uses its URL as one
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
    """Parse the refs from git. Raises GateError for any other input."""
    found = []
    for line in filter(None, lines.split("\n")):
        words = line.rsplit(" ", 3)
        if len(words) != 4 or not all(map(_ID.fullmatch, words[1::2])):
            raise GateError("standard input is not in the format of a git pre-push hook", "See githooks(5).")
        if words[1].strip("0"):  # otherwise the ref is deleted
            found.append(Update(words[0], words[1], words[3] if words[3].strip("0") else ""))
    return found


def _updates_of(environment: Mapping[str, str]) -> list[Update]:
    """Return the update from a hook manager: a range, or a branch that the remote does not have."""
    start, end = environment.get("PRE_COMMIT_FROM_REF", ""), environment.get("PRE_COMMIT_TO_REF", "")
    branch = environment.get("PRE_COMMIT_LOCAL_BRANCH", "")
    if end or branch:
        return [Update(branch or end, end or branch, start)]
    return []


def _check(session: Session, options: Options, updates: Sequence[Update], remote: str) -> None:
    root = session.tree.root
    there = [oid for one in updates if (oid := _find_commit(session, one.remote_oid))]
    judged: list[Document] = []
    oids: list[str] = []
    tags: dict[str, str] = {}  # names of annotated tags by id
    tips: list[str] = []
    for one in updates:
        oid = git.run(["rev-parse", "-q", "--verify", "--end-of-options", one.oid], root).decode().strip()
        commit = _unwrap(session, one.name, oid, tags)
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


def _find_commit(session: Session, oid: str) -> str:
    """Return the commit of a remote object if it exists in this clone, otherwise an empty string."""
    done = git.attempt(["rev-parse", "-q", "--verify", "--end-of-options", f"{oid}^{{commit}}"], session.tree.root)
    return done.stdout.decode().strip() if oid and done.returncode == 0 else ""


def _unwrap(session: Session, name: str, oid: str, tags: dict[str, str]) -> str:
    """Return the commit of an object, or of the object that a tag points to. Tags on the way are added to `tags`."""
    while (kind := git.run(["cat-file", "-t", oid], session.tree.root).decode().strip()) == "tag":
        tags[oid] = name.removeprefix("refs/tags/")
        oid = source.tagged_object(session.tree, oid)
    if kind == "commit":
        return oid
    session.run.read([Problem(name, f"names a {kind}, not a commit; its content was not checked")])
    return ""
