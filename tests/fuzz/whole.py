"""The whole way, through the command line: no traceback, no foreign exit code, a planted secret is found or there is
a reason why not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from privacy_gate.reporters import REPORTERS
from tests.fuzz.changes import rendered, sample_patches
from tests.fuzz.target import SECRET, Target, assert_hidden
from tests.fuzz.texts import MARKS, PATHS, sample_documents
from tests.gate import Outcome, gate

_FORMATS = tuple(REPORTERS)


def scanning(data: bytes) -> None:
    """The first two bytes choose the file's name and the format."""
    path = PATHS[data[0] % len(PATHS)] if data else PATHS[0]
    form = _FORMATS[data[1] % len(_FORMATS)] if len(data) > 1 else "json"
    body = data[2:] + b"\n\n" + SECRET.encode() + b"\n"
    found = gate("scan", "-", "--stdin-filename", path, "--format", form, "--no-index", stdin=body)
    _sound(found, form, body)
    if found.code == 0:
        json_ = gate(
            "scan", "-", "--stdin-filename", path, "--format", "json", "--no-index", "--no-ignores", stdin=body
        )
        assert json_.code, "a secret is not found, and nothing is said"


def patching(data: bytes) -> None:
    form = _FORMATS[data[0] % len(_FORMATS)] if data else "json"
    Path("change.patch").write_bytes(data[1:])
    found = gate("diff", "--patch", "change.patch", "--format", form, "--no-index")
    _sound(found, form, data)
    if b"\n+" + SECRET.encode() in data and found.code == 0:
        assert gate("diff", "--patch", "change.patch", "--no-ignores", "--no-index").code, (
            "an added secret is not found"
        )


def _sound(found: Outcome, form: str, given: bytes) -> None:
    assert found.code in (0, 1, 2), f"exit code {found.code}"
    assert "internal error" not in found.err, found.err.strip()
    assert "Traceback" not in found.err
    assert_hidden(found.out + found.err, given.decode("utf-8", "replace"))
    if found.out:
        rendered(form, found.out)


def _scans() -> Iterable[bytes]:
    for at, seed in enumerate(sample_documents()):
        yield seed[:1] + bytes([at % len(_FORMATS)]) + seed[1:]


TARGETS = (
    Target("scan", scanning, _scans, MARKS),
    Target("diff", patching, lambda: (b"\0" + one + b"\n+" + SECRET.encode() for one in sample_patches()),
           ("+++ b/", "--- a/", "@@ -1 +1,9 @@", "\n+", "\n ", "\\ No newline", f"\n+{SECRET}\n")),
)  # fmt: skip
