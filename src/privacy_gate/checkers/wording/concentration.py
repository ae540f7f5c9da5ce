"""Report source files whose comments reveal much about a business: one finding per file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from privacy_gate.checkers.finding_builder import build_finding
from privacy_gate.checkers.protocol import Context
from privacy_gate.checkers.wording import business_wording
from privacy_gate.model import Change, Document, Exposure, Finding, Related, Severity
from privacy_gate.rules import Rule
from privacy_gate.rules.advice import advise

if TYPE_CHECKING:  # loaded when there is text to judge
    from privacy_gate.checkers.wording.business_wording import Judged

_MOST = 1000  # sentences of a file that are judged
_WORST = 3  # lines that a finding names


def check(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Check a whole file in the way in which `check_change` checks a changed one."""
    if document.added is None and context.reads_closely(document):
        yield from _findings(document, rules, context)


def check_change(change: Change, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    """Yield a finding for each file with many revealing comments to which the change adds one.

    For each setting of `wording:` there is an option with the score of a revealing sentence. `least` is the minimum
    number of such sentences. `share` is their minimum share of all sentences in comments and docstrings (0 to 1).
    """
    for document in change.documents:
        if document.added and context.reads_closely(document):
            yield from _findings(document, rules, context)


def _findings(document: Document, rules: Sequence[Rule], context: Context) -> Iterator[Finding]:
    asked = [rule for rule in rules if rule.level(document.exposure) is not Severity.OFF]
    if document.exposure is not Exposure.INTERNAL or not asked:
        return
    from privacy_gate.checkers.wording.sentences import is_prose, sentences

    if is_prose(document):
        return
    added = business_wording.judge_sentences(islice(sentences(document), _MOST))
    for rule in asked:
        score = float(rule.options[context.config.wording])
        worst = max(added, key=lambda one: one[1].score, default=None)
        if worst is None or worst[1].score < score:
            continue
        judged = (
            added
            if document.added is None
            else business_wording.judge_sentences(islice(sentences(document.whole()), _MOST))
        )
        telling = sorted((one for one in judged if one[1].score >= score), key=lambda one: -one[1].score)
        if len(telling) >= int(rule.options["least"]) and len(telling) >= float(rule.options["share"]) * len(judged):
            yield _finding(rule, document, worst, telling, len(judged))


def _span(judged: Judged) -> tuple[int, int]:
    sentence, judgement = judged
    first, last = business_wording.revealing_clause(judgement)
    return sentence.span(judgement.tokens[first].start, judgement.tokens[last].end)


def _finding(rule: Rule, document: Document, worst: Judged, telling: Sequence[Judged], read: int) -> Finding:
    start, end = _span(worst)
    places = sorted(_span(one)[0] for one in telling[:_WORST])
    return build_finding(
        rule,
        document,
        start,
        end,
        f"{rule.message or rule.title}: {len(telling)} of {read} sentences",
        suggestion=advise(rule, document.exposure),
        related=tuple(
            Related(document.path, document.position(place), "one of the most revealing comments") for place in places
        ),
        identity="file",
    )
