"""Cleaning a text in this process, and the laws that hold for every text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.masking.unmask import unmask
from privacy_gate.cleanroom.replacements import flatten
from privacy_gate.cleanroom.session_cleaning import Sendable, make_sendable
from privacy_gate.config import Config, Settings
from privacy_gate.model import Exposure, Kind, Mend
from privacy_gate.policy.accepted import Accepted
from privacy_gate.scan import Run
from privacy_gate.scan.gate import assemble
from privacy_gate.scan.session import Session
from privacy_gate.sources.files import Tree


@cache
def session(config: Config | None = None) -> Session:
    """A session outside git, with the default settings or some others."""
    config = config or Config()
    gate = assemble(Settings(config, None, Path()))
    tree = Tree(Path(), None, config, Exposure.OUTBOUND)
    return Session(tree, gate, Run(gate), None, None, Accepted(), foreign=False)


def cleaned(text: str, path: str = "prompts/a.md", known: PairMap | None = None, **options: bool) -> Sendable:
    return make_sendable(session(), path, text, known or PairMap(b"k" * 32), **options)


def obeys(text: str, path: str = "prompts/a.md") -> Sendable:
    """Clean a text and hold the laws: it can be turned back, twice is once, nothing mendable is left, and with the
    context dropped nothing at all but in pieces of code, which would not be valid without."""
    done = cleaned(text, path)
    assert unmask(done.text, done.pairs) == text
    assert cleaned(done.text, path).text == done.text
    assert cleaned(done.text, path, done.pairs).text == done.text
    rules = session().gate.rules
    mendable = (Mend.PLACEHOLDER, Mend.RENAME)
    assert not [found.rule for found in done.report.findings if rules[found.rule].mend in mendable]
    dropped = cleaned(text, path, drop_context=True)
    assert cleaned(dropped.text, path, drop_context=True).text == dropped.text
    left = {found.rule for found in dropped.left() if rules[found.rule].mend is not Mend.NONE}
    document, findings = session().run.judge_text(path, dropped.text)
    of_code = {one.rule for one in flatten(findings) if document.segment_at(one.start).kind is Kind.CODE}
    assert not [rule for rule in left if rules[rule].mend is not Mend.DROP or rule not in of_code]
    return done
