"""Also compare a change with the state before it: with the code and the `never_send` settings of that time.

This is also done for the start of each commit. Otherwise one commit could remove a setting, and the next one send the
content.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from privacy_gate.base.git import log
from privacy_gate.model import Exposure
from privacy_gate.scan import never_send_settings
from privacy_gate.scan.never_send_commits import Loosening, find_loosening
from privacy_gate.scan.session import Session, warn
from privacy_gate.sources.changes import Source


def go_back(session: Session, source: Source, commits: Sequence[str] = ()) -> list[Loosening]:
    """Include the start of a change in the comparison.

    If `commits` are checked one by one, the start of each of them is included. Otherwise the start of each commit that
    removes a `never_send` protection is. Return the commits that remove one.
    """
    if session.repository is None or source.beginning is None or session.options is None:
        return []
    start, end = source.beginning.start, source.beginning.end
    settings, named, tell = session.gate.settings, session.options.config, partial(warn, session.options)
    root = session.repository.root
    if start == "HEAD":
        start = session.repository.commit
    if not start:
        return []
    loosening: list[Loosening] = []
    before = [start]
    if any(session.tree.exposure(one.path) is Exposure.OUTBOUND for one in source.paths if one.status != "D"):
        range_of = commits or (log.list_commits_not_in(root, [end], [start]) if end else ())
        loosening = find_loosening(session.tree, settings, named, range_of, tell)
        before += log.list_parents(root, commits or [one.commit for one in loosening])
    if session.code is not None:
        globs = never_send_settings.globs_of_commits(session.tree.root, named, list(dict.fromkeys(before)), tell)
        for commit, never_send in globs.items():
            session.code.count_as_well(commit, never_send)
    guards = never_send_settings.guards_of_change(settings, root, named, source.paths, start=start, end=end, say=tell)
    session.run.guards(guards)
    return loosening
