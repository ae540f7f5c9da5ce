"""Find sentences in prose and comments that reveal a business in any wording, with the wording model."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from privacy_gate.checkers.finding_builder import build_finding
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Document, Exposure, Finding, Severity
from privacy_gate.rules import Rule
from privacy_gate.rules.advice import advise

if TYPE_CHECKING:  # loaded when there is text to judge
    from privacy_gate.checkers.wording.sentences import Sentence
    from privacy_gate.checkers.wording.wording_features import WordingToken
    from privacy_gate.checkers.wording.wording_model import WordingJudgement

    Judged = tuple[Sentence, WordingJudgement]

MOST = 4000  # sentences of a document that are judged
_SURE = 12  # tokens; from a longer clause, a finding covers at most this many
_HARMLESS = frozenset({"business/domain-term"})  # rules whose findings are no evidence: public terms of an industry
_INSIDE = re.compile(r"[\w\-+/=@#$%&*~^\\]")
_DIRECTIVE = re.compile(r"privacy-gate:[ \t]{0,4}(?:ignore|never-send)")
_CODE = re.compile(  # a line of code in a text without fences
    r"""(?x)[ \t]{0,80}+(?:
    @?[\w.\[\]"']{1,80}+[ \t]{0,4}(?:[-+*/|&%]?=(?![=>])|:=)[ \t]{0,4}\S
    |[\w.]{1,80}+\([^\n]{0,200}+(?<=[;:,)}{\]])\Z
    |(?:async[ ])?(?:def|class|func|fn|function)[ ]\w{1,80}+[ ]?[({:<]
    |from[ ][\w.]{1,80}[ ]import[ ]|import[ ][\w., ]{1,80}\Z
    |(?:return|yield|raise|throw|await)[ ][^\n]{1,200}+(?<=[;)\]}])\Z
    |(?:if|elif|for|while|with|switch|except|catch)\b(?=[^\n]{0,200}[(\[=<>._])[^\n]{1,200}+(?<=[:{])\Z
    |(?=[^\n]{0,200}[({=])[^\n]{0,300}+(?<=[;{}])\Z
    |(?:const|let|var)[ ]\w{1,80}[ ]?[=:]|(?:else|try|finally):?\Z)"""
)
_JOINTS = frozenset(
    """
    , ; : ( ) — – because so since until but while which who where unless otherwise though although except
    weil damit sonst außer aber obwohl bevor car sauf mais sinon puisque parce porque salvo pero sino mas senão
    perché altrimenti tranne want omdat anders 、 。
    """.split()
)


def check(
    document: Document, rules: Sequence[Rule], context: Context, others: Sequence[Finding] = ()
) -> Iterator[Finding]:
    """Yield a finding for each sentence with a high score, at its most revealing clause.

    For each setting of `wording:` there is an option with the score that a single sentence needs. More sentences cause
    more false positives, so `growth` is added for each doubling of their number beyond `free`. `code` is added for a
    line of code in a prompt. If another sentence, or one of `others`, is reported, `beside` is subtracted.
    """
    for rule in rules:
        if rule.level(document.exposure) is Severity.OFF or not context.judges_wording(document):
            continue
        from privacy_gate.checkers.wording.sentences import lines_of_code, sentences

        read = list(islice(sentences(document), MOST + 1))
        left_out = [(one.start, one.end) for one in others if one.rule.startswith("code/")]
        prose = judge_sentences(one for one in read[:MOST] if not _is_left_out(one, document, left_out))
        code: list[Judged] = []
        lines: list[Sentence] = []
        least = float(rule.options[context.config.wording]) + float(rule.options[document.exposure.value])
        if document.exposure is Exposure.OUTBOUND:
            lines = list(islice(lines_of_code(document), MOST + 1))
            code = judge_sentences(one for one in lines[:MOST] if not _is_left_out(one, document, left_out))
            code += [one for one in prose if _is_code(one[0], document)]
            prose = [one for one in prose if not _is_code(one[0], document)]
            yield from _in_prompt(rule, document, least, (prose, code), others)
        else:
            yield from (_finding(rule, document, *one) for one in prose if one[1].score >= least)
        yield from (_cut_short(rule, document, cut[MOST]) for cut in (read, lines) if len(cut) > MOST)


def _is_left_out(sentence: Sentence, document: Document, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a sentence is a comment for the gate, or is inside code that another finding covers."""
    start, end = sentence.pieces[0][1], sentence.pieces[-1][1] + sentence.pieces[-1][2]
    if any(first <= start and end <= last for first, last in spans):
        return True
    return _DIRECTIVE.search(document.text, document.line_span(document.line_at(start))[0], end) is not None


def _is_code(sentence: Sentence, document: Document) -> bool:
    """Whether all lines of a sentence look like code without a fence."""
    return all(
        _CODE.match(document.text, *document.line_span(document.line_at(start))) for _, start, _ in sentence.pieces
    )


def judge_sentences(read: Iterable[Sentence]) -> list[Judged]:
    """Return the sentences with their scores. Sentences of one or two words are left out."""
    from privacy_gate.checkers.wording.wording_model import judge

    both = [(sentence, judge(sentence.text)) for sentence in read]
    return [(sentence, judgement) for sentence, judgement in both if len(judgement.tokens) > 2]


def _in_prompt(
    rule: Rule,
    document: Document,
    least: float,
    read: tuple[Sequence[Judged], Sequence[Judged]],
    others: Sequence[Finding],
) -> Iterator[Finding]:
    """Yield the findings of a prompt. `read` are its sentences and its lines of code."""
    prose, code = read
    needed = least + _growth(rule, prose)
    of_code = least + _growth(rule, code) + float(rule.options["code"])
    rated = [(one, one[1].score - needed) for one in prose] + [(one, one[1].score - of_code) for one in code]
    is_supported = any(rating >= 0 for _, rating in rated) or any(map(_is_evidence, others))
    doubt = -float(rule.options["beside"]) if is_supported else 0.0
    yield from (_finding(rule, document, *one) for one, rating in rated if rating >= doubt)


def _growth(rule: Rule, judged: Sequence[Judged]) -> float:
    return float(rule.options["growth"]) * max(0.0, math.log2(max(1, len(judged)) / float(rule.options["free"])))


def _is_evidence(finding: Finding) -> bool:
    """Whether a finding of another checker is evidence that a prompt is about a business."""
    is_evidence = finding.rule.startswith(("business/", "internal/", "identifier/"))
    return is_evidence and finding.rule not in _HARMLESS and finding.at_most is not Severity.NOTE


def _finding(rule: Rule, document: Document, sentence: Sentence, judgement: WordingJudgement) -> Finding:
    first, last = revealing_clause(judgement)
    tokens = judgement.tokens
    start, end = sentence.span(tokens[first].start, tokens[last].end)
    named = ", ".join(_words(sentence.text, tokens[first : last + 1], judgement.shares[first : last + 1]))
    return build_finding(
        rule,
        document,
        start,
        end,
        f"{rule.message or rule.title}: {named}" if named else rule.message or rule.title,
        suggestion=advise(rule, document.exposure),
    )


def revealing_clause(judgement: WordingJudgement) -> tuple[int, int]:
    """Return the first and the last token of the clauses that contribute most to the score."""
    tokens, shares = judgement.tokens, judgement.shares
    bounds = [0, *(at for at in range(1, len(tokens)) if tokens[at].low in _JOINTS), len(tokens)]
    clauses = [(low, high) for low, high in pairwise(bounds) if low < high]
    first, last = _heaviest([sum(shares[low:high]) - 0.6 for low, high in clauses])
    low, high = clauses[first][0], clauses[last][1]
    if high - low > _SURE:
        mean = sum(shares[low:high]) / (high - low)
        inner, outer = _heaviest([share - max(0.0, 0.6 * mean) for share in shares[low:high]])
        low, high = low + inner, low + outer + 1
    while high - low > 1 and not tokens[low].text[0].isalnum():
        low += 1
    while high - low > 1 and not tokens[high - 1].text[0].isalnum():
        high -= 1
    return low, high - 1


def _heaviest(weights: Sequence[float]) -> tuple[int, int]:
    """Return the first and last index of the range with the highest sum (Kadane's algorithm)."""
    best, at_best, total, begin = -math.inf, (0, 0), 0.0, 0
    for at, weight in enumerate(weights):
        if total <= 0:
            total, begin = 0.0, at
        total += weight
        if total > best:
            best, at_best = total, (begin, at)
    return at_best


def _words(text: str, tokens: Sequence[WordingToken], shares: Sequence[float]) -> list[str]:
    """Return the three words that contribute most, in the order of the text.

    A word must be whole. A part of a longer text may be a part of a secret, which messages would not redact.
    """
    from privacy_gate.checkers.wording.wording_features import is_small

    able = [
        at
        for at, token in enumerate(tokens)
        if len(token.text) > 1
        and token.text[0].isalnum()
        and not is_small(token.low)
        and not _INSIDE.match(text, token.end)
        and not (token.start and _INSIDE.match(text, token.start - 1))
    ]
    heavy = sorted(able, key=lambda at: -shares[at])[:3]
    return list(dict.fromkeys(tokens[at].text for at in sorted(heavy)))


def _cut_short(rule: Rule, document: Document, sentence: Sentence) -> Finding:
    _, start, length = sentence.pieces[0]
    return build_finding(
        rule,
        document,
        start,
        start + length,
        f"The wording from here on was not checked: more than {MOST:,} sentences or lines of code",
        suggestion=None,
    )
