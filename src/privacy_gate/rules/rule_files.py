"""The files that contain rules: the built-in ones and those of a user."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from privacy_gate.base.errors import GateError, quotable

_PACKAGE = Path(__file__).parents[1]

TOOLCHAIN = "toolchain.yaml"
"""The built-in file about tools, and not about texts (`rules/toolchain/records.py`)."""


def builtin_folder() -> Path:
    """Return the folder of the built-in rules, in the wheel or in a checkout."""
    packaged = _PACKAGE / "_rules"
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / "rules"


class RuleFile(Struct, frozen=True):
    """A rule file that is read but not decoded. `source` is its name in messages."""

    source: str
    data: bytes


def builtin_files() -> list[RuleFile]:
    """Return the built-in rule files.

    Raises GateError for a folder without rules, because the gate would find nothing.
    """
    return [RuleFile(f"rules/{path.name}", path.read_bytes()) for path in builtin_paths()]


def builtin_paths() -> list[Path]:
    """Return the paths of the built-in rules for texts."""
    builtin = sorted(path for path in builtin_folder().glob("*.yaml") if path.name != TOOLCHAIN)
    if not builtin:
        raise GateError(f"no rules in {builtin_folder()}", "Reinstall privacy-gate.")
    return builtin


def _read(path: Path) -> bytes:
    if path.exists() and not path.is_file():  # reading a device or a pipe may never end
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
