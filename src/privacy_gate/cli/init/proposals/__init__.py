"""What `init` proposes for the settings: keywords, glossary terms, internal hosts and never-send files.

The functions only read the repository and return proposals. `init` asks and writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from privacy_gate.base import git
from privacy_gate.base.git import other_repositories
from privacy_gate.base.progress import Bar
from privacy_gate.cli.init.proposals import glossary_terms, hosts, keywords, private_files
from privacy_gate.cli.init.proposals.proposal import Proposal, ProposalKind
from privacy_gate.cli.init.proposals.repository_texts import collect
from privacy_gate.config import Config

HostFinder = Callable[[str, str], Iterable[str]]
"""A function that returns the internal hosts in a text, with the path of the text."""


def propose(repository: git.Repository, config: Config, find_hosts: HostFinder) -> list[Proposal]:
    """Return the proposals for a repository that its settings do not contain yet, by kind, best first."""
    texts = collect(repository.root, config)
    addresses = other_repositories.remotes(repository.root)
    counts = glossary_terms.count_words(texts)
    words = keywords.propose(texts, addresses, counts)
    taken = [one.value for one in words]
    terms = glossary_terms.propose(texts, counts, taken)
    with Bar("settings files", len(texts.settings)) as bar:
        inside = hosts.propose(bar.count_items(texts.settings.items()), addresses, find_hosts)
    files = private_files.propose(texts, config)
    return _without_known([*words, *terms, *inside, *files], config)


def of_kind(proposals: Sequence[Proposal], kind: ProposalKind) -> list[Proposal]:
    """Return the proposals of a kind."""
    return [one for one in proposals if one.kind is kind]


def _without_known(proposals: Sequence[Proposal], config: Config) -> list[Proposal]:
    terms = (*config.keywords, *config.terms(confidential=False), *config.terms(confidential=True))
    known = {one.lower() for one in terms} | {one.lower() for one in config.never_send}
    return [one for one in proposals if one.value.lower() not in known]
