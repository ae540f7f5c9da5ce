"""Propose internal hosts that occur in settings: YAML, TOML, `.env` examples, Compose files, Terraform, CI."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from privacy_gate.base.text import one_line, plural
from privacy_gate.cli.init.proposals.proposal import Proposal, ProposalKind
from privacy_gate.index.names import names_in_remote
from privacy_gate.index.own_names import domain

_MOST = 10


def propose(
    settings: Iterable[tuple[str, str]], remotes: Sequence[str], find: Callable[[str, str], Iterable[str]]
) -> list[Proposal]:
    """Return the hosts with the number of their files. A host of a git remote counts if public code does not use it."""
    files: defaultdict[str, list[str]] = defaultdict(list)
    for path, text in settings:
        for host in {_without_port(host) for host in find(path, text)}:
            files[host].append(path)
    found = [
        Proposal(ProposalKind.HOST, host, f"in {one_line(paths[0])}{_and_more(len(paths) - 1)}", marked=True)
        for host, paths in sorted(files.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    for address in remotes:
        for name in names_in_remote(address):
            if name.kind == "host" and "." in name.name and domain(name.name) and name.name not in files:
                found.insert(0, Proposal(ProposalKind.HOST, name.name, "host of a git remote", marked=True))
    return list({one.value: one for one in found}.values())[:_MOST]


def _without_port(host: str) -> str:
    return host.rpartition("://")[2].rpartition("@")[2].partition("/")[0].partition(":")[0].lower()


def _and_more(count: int) -> str:
    return f" and {plural(count, 'other file')}" if count else ""
