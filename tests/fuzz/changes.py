"""Changes and reports: patches, GitHub's events, what one run hands to another, every format of a report."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET  # of our own output
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.config import Config
from privacy_gate.integrations.github import comment, handover, review
from privacy_gate.model import Blob, Exposure, Problem, Severity
from privacy_gate.reporters import REPORTERS, reporter
from privacy_gate.reporters.style import ReportStyle
from privacy_gate.sources import event, patch
from privacy_gate.sources.files import Tree
from tests.fuzz.target import Target, assert_inert, strict_json, text_of
from tests.integrations.github.server import PLACE
from tests.markup import HOSTILE, structure
from tests.reports import finding, hostile, report

_TREE = Tree(Path(), None, Config(), Exposure.INTERNAL)
_PATCH = """\
diff --git a/src/a.py b/src/a.py
index 0123456..89abcde 100644
--- a/src/a.py
+++ b/src/a.py
@@ -1,3 +1,4 @@ def f():
 one
-two
+second
+third
 three
@@ -10 +11,2 @@
 ten
+eleven
diff --git "a/\\303\\244.md" "b/\\303\\244.md"
new file mode 100644
--- /dev/null
+++ "b/\\303\\244.md"
@@ -0,0 +1,2 @@
+first
+second
\\ No newline at end of file
diff --git a/old b/new
similarity index 90%
rename from old
rename to new
Binary files a/x.png and b/x.png differ
"""


def patching(data: bytes) -> None:
    """Every added line is in a text, among its added lines, or there is a Problem."""
    source = patch.read(data, "a.patch", _TREE)
    items = list(source.items)
    if any(isinstance(item, Problem) for item in items):
        return
    shown: set[bytes] = set()
    for item in items:
        if isinstance(item, Blob):
            lines = item.data.split(b"\n")
            assert item.added
            assert max(item.added) <= len(lines)
            shown |= {lines[number - 1].rstrip(b"\r") for number in item.added}
    for line in data.split(b"\n"):
        if line.startswith(b"+") and not line.startswith(b"+++ "):
            assert line[1:].rstrip(b"\r") in shown, "an added line is lost"


def sample_patches() -> Iterable[bytes]:
    yield _PATCH.encode()
    yield _PATCH.replace("\n", "\r\n").encode()
    yield b"".join(f"--- a/{n}\n+++ b/{n}\n@@ -1,2 +1,3 @@\n a\n+b{n}\n c\n".encode() for n in range(4))
    yield b"diff --cc a\n--- a/a\n+++ b/a\n@@@ -1,2 -1,2 +1,3 @@@\n  a\n++b\n"


_OIDS = {"base": {"sha": "a" * 40, "ref": "main"}, "head": {"sha": "b" * 40, "ref": "::error::x"}}
_EVENTS: tuple[dict[str, Any], ...] = (
    {"number": 7, "pull_request": {"number": 7, **_OIDS}},
    {"before": "0" * 40, "after": "c" * 40, "ref": "refs/heads/x", "repository": {"default_branch": "main"}},
    {"merge_group": {"base_sha": "a" * 40, "head_sha": "b" * 40}},
    {"workflow_run": {"head_sha": "d" * 64}},
)


def events(data: bytes) -> None:
    """A change whose revisions are ids, or a message."""
    file = Path("event.json")
    file.write_bytes(data)
    try:
        found = event.read(str(file), "push")
    except GateError as error:
        assert error.message
        return
    assert found.revisions is None or not found.revisions.startswith("-")
    assert set(found.head) <= set("0123456789abcdef")


def handing_over(data: bytes) -> None:
    """What was handed over is refused, or can be put on a page and in every format."""
    file = Path("report.json")
    file.write_bytes(data)
    try:
        found = handover.read(file)
    except GateError:
        return
    page = structure(comment.text(found.report, PLACE))
    assert page.headings <= 1, "a heading from outside"
    assert not [
        one for one in page.html if "<!--" not in one and "details" not in one and "<br" not in one and "<s" not in one
    ]
    for shown, line in review.wanted_comments(found.report, {}, ()):
        review.comment(shown, line)
    for name in REPORTERS:
        rendered(name, reporter(name)(found.report, ReportStyle()))


def rendered(name: str, out: str) -> None:
    """A report in a format is of that format, and nothing in it is obeyed by what shows it."""
    out.encode()
    if name in ("json", "gitlab"):
        strict_json(out)
    elif name == "sarif":
        assert strict_json(out)["version"] == "2.1.0"
    elif name == "rdjson":
        strict_json(out)
    elif name == "junit":
        ET.fromstring(out)
    elif name == "github":
        lines = out.replace("\r", "\n").removesuffix("\n").split("\n")
        assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines if line), (
            "a foreign command"
        )
    elif name in ("text", "concise"):
        assert not any(line.lstrip().startswith(("::", "##")) for line in out.splitlines()), "a workflow command"
    if name != "html":
        assert_inert(out.replace("\r\n", "\n"))


def _handed() -> Iterable[bytes]:
    for text in ("a name", *HOSTILE[::6]):
        yield handover.write(7, hostile(text)).encode("utf-8", "surrogateescape")
    yield handover.write(1, report(problems=(Problem("a", "b"),))).encode()


def reporting(data: bytes) -> None:
    """A report in which everything that can come from a text is this text."""
    text = text_of(data)
    made = hostile(text)
    for name in REPORTERS:
        rendered(name, reporter(name)(made, ReportStyle(colour=False, verbose=True, statistics=True)))
    bare = structure(reporter("markdown")(made, ReportStyle()))
    assert bare.headings == _headings(), "a heading from outside"
    structure(comment.text(made, PLACE))
    review.comment(finding(text, Severity.ERROR, path=text), 3)


def _hostile() -> Iterable[bytes]:
    return (text.encode("utf-8", "surrogateescape") for text in HOSTILE)


@cache
def _headings() -> int:
    return structure(reporter("markdown")(hostile("plain"), ReportStyle())).headings


_OF_PATCHES = (
    "+++ b/", "--- a/", "@@ -1 +1,9 @@", "@@ -0,0 +1 @@", "\n+", "\n-", "\n ", "\\ No newline", "@@@", "rename to ",
    "Binary files", "diff --git ", '"b/\\303', "/dev/null", "99999999999", "\r", "\x0c", "\u2028", "\x85",
)  # fmt: skip
_OF_REPORTS = ("@a", "|", "`", "<", "::", "\n", "\r", "\x85", "]]>", "&", "%0A", "# ")
TARGETS = (
    Target("patches", patching, sample_patches, _OF_PATCHES),
    Target("events", events, lambda: (json.dumps(one).encode() for one in _EVENTS), is_json=True),
    Target("handover", handing_over, _handed, ("\\u001b", *_OF_REPORTS), is_json=True, longest=9000),
    Target("reports", reporting, _hostile, _OF_REPORTS, longest=300),
)
