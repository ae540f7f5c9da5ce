"""The files that rules stand in: those that come with the gate, and a user's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from privacy_gate.base.errors import GateError, quotable

_PACKAGE = Path(__file__).parents[1]

TOOLCHAIN = "toolchain.yaml"
"""The file among the rules that is about tools and not about texts (`audit/records.py`)."""


def builtin_folder() -> Path:
    """The rules shipped in the wheel, or the checkout's own."""
    packaged = _PACKAGE / "_rules"
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / "rules"


class RuleFile(Struct, frozen=True):
    """A rule file that was read and not decoded yet. `source` is how messages name it."""

    source: str
    data: bytes


def builtin_files() -> list[RuleFile]:
    """Those that come with the gate. A folder without rules is an error, not an empty gate."""
    return [RuleFile(f"rules/{path.name}", path.read_bytes()) for path in builtin_paths()]


def builtin_paths() -> list[Path]:
    """Where the rules for texts stand."""
    builtin = sorted(path for path in builtin_folder().glob("*.yaml") if path.name != TOOLCHAIN)
    if not builtin:
        raise GateError(f"no rules in {builtin_folder()}", "Reinstall privacy-gate.")
    return builtin


def _read(path: Path) -> bytes:
    if path.exists() and not path.is_file():  # a device or a pipe, of which there is no end
        raise GateError(f"cannot read the rules in {path}: not a file", "Check `extra_rules` in the configuration.")
    return path.read_bytes()


def own_files(paths: Sequence[Path], read: Callable[[Path], bytes] | None = None) -> list[RuleFile]:
    files = []
    for path in paths:
        try:
            files.append(RuleFile(str(path), (read or _read)(path)))
        except OSError as error:
            raise GateError(
                f"cannot read the rules in {path.with_name(quotable(path.name))}: {error.strerror}",
                "Check `extra_rules` in the configuration.",
            ) from None
    return files
