"""Ignore files that have an effect, tried against the sensitive paths of this repository."""

from __future__ import annotations

from collections.abc import Iterator

from privacy_gate.audit import sensitive
from privacy_gate.audit.look import Fix, Look, Outcome, Result
from privacy_gate.audit.records import IgnoreFile, Tool
from privacy_gate.audit.words import listed
from privacy_gate.text import plural


def check(record: IgnoreFile, tool: Tool, sign: str, look: Look) -> Iterator[Result]:
    if look.part == "user":
        return
    machine = look.machine
    paths = sensitive.paths(machine, look.records.sensitive)
    places = [*record.names, *record.elsewhere, *([".gitignore"] if record.gitignore else [])]
    there = [(file, name) for place in places for file, name in machine.matching(place)]
    texts = [(name, look.text(file, name)) for file, name in there]
    if unread := next((name for name, text in texts if text is None), None):
        yield Result(record, tool, Outcome.UNKNOWN, unread, 1, f"{unread} cannot be read", "mend the file")
        return
    own = next((name for name, _ in texts if name != ".gitignore"), None)
    open_ = sensitive.uncovered(list(paths), [text for _, text in texts if text is not None])
    tried = plural(len(paths), "sensitive path")
    if not open_ and texts:
        covering = " and ".join(dict.fromkeys(name for name, _ in texts))
        yield Result(record, tool, Outcome.PASS, own or ".gitignore", 1, f"{covering} covers {tried}", record.note)
        return
    lines = tuple(dict.fromkeys(line for path in open_ for line in paths[path]))
    fix = Fix(machine.root / record.names[0], record.names[0], "lines", entries=lines)
    message = f"{own} leaves open: {listed(open_)}" if own else f"there is no {record.names[0]}; open: {listed(open_)}"
    advice = f"write into {record.names[0]}: {' '.join(lines)}"
    yield Result(record, tool, Outcome.FAIL, own or sign, 1, message, advice, (fix,))
