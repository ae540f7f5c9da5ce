"""Some code of a made-up business, for tests of the private index."""

from __future__ import annotations

MARK = "# privacy-gate: " + "never-send\n"  # in two pieces, or this file would be one

DUNNING = '''\
"""Dunning: which step an open invoice is on."""

from billing.model import Step


def next_step(invoice, ladder, today):
    """The step after those that were taken, or None at the end of the ladder."""
    taken = {notice.step for notice in invoice.notices if not notice.withdrawn}
    overdue = (today - invoice.due).days - ladder.grace_days
    for step in ladder.steps:
        if step.number in taken:
            continue
        if overdue < step.after_days:
            return None
        return Step(step.number, fee=step.fee * invoice.open_amount, letter=step.letter)
    return None


def collect(invoices, ladder, today):
    # one letter for each customer
    letters = {}
    for invoice in sorted(invoices, key=lambda one: one.due):
        step = next_step(invoice, ladder, today)
        if step is not None and invoice.customer.dunning_allowed:
            letters.setdefault(invoice.customer.number, []).append((invoice, step))
    return [merge(number, steps) for number, steps in letters.items()]
'''

NEXT_STEP = DUNNING[DUNNING.index("def next_step") : DUNNING.index("\n\ndef collect")]
COLLECT = DUNNING[DUNNING.index("def collect") :]

RENAMED = """\
def f(a, b, c):
    d = {x.p for x in a.q if not x.r}
    e = (c - a.s).t - b.u
    for p in b.v:
        if p.w in d:
            continue
        if e < p.y:
            return None
        return Z(p.w, i=p.i * a.j, k=p.k)
    return None
"""
