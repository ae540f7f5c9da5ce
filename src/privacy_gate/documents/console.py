"""Split terminal transcripts: commands are shell code, and their output is prose."""

from __future__ import annotations

import re

from privacy_gate.documents import code_segments
from privacy_gate.documents.languages import language_of_tag
from privacy_gate.documents.reader_result import Reading, join_stretches
from privacy_gate.model import Kind, Segment

_PROMPT = re.compile(
    r"""[ \t]{0,20} (?:\([\w.-]{1,40}\)[ ])?
        (?: [\w.-]{1,40}@[\w.-]{1,60}[:\x20][^\s$\#%]{0,80} | PS[ ][^\n>]{0,80} | [~/][\w./~-]{0,80} )?
        [$\#%>\u276f][ ]""",
    re.VERBOSE,
)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MOST = 300  # commands


def read(text: str, at: int) -> Reading:
    """Return the segments of a transcript that begins at `at` in its document."""
    shell = language_of_tag("bash")
    parts: list[Reading] = []
    commands = 0
    for line in _LINE.finditer(text):
        prompt = _PROMPT.match(text, line.start(), line.end())
        if prompt and shell and commands < _MOST:
            commands += 1
            parts.append(_prose(at + line.start(), at + prompt.end()))
            parts.append(code_segments.read(text[prompt.end() : line.end()], at + prompt.end(), shell))
        else:
            parts.append(_prose(at + line.start(), at + line.end()))
    return join_stretches(parts)


def _prose(start: int, end: int) -> Reading:
    return Reading([Segment(start, end, Kind.PROSE)] if end > start else [])
