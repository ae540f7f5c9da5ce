"""Find and load the baselines of a run."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from privacy_gate.base.errors import GateError, cannot
from privacy_gate.config import Settings
from privacy_gate.policy import baseline
from privacy_gate.policy.accepted import Accepted, ForeignBaseline
from privacy_gate.policy.baseline import Baseline
from privacy_gate.sources.file_bytes import read_bounded
from privacy_gate.sources.files import Tree


def place(root: Path, settings: Settings, named: Path | None) -> tuple[Path, bool]:
    """Return the path of the baseline, and whether the user named it. A named baseline must exist."""
    if named is not None:
        return named, True
    if settings.config.baseline is not None:
        return settings.folder / settings.config.baseline, True
    return root / baseline.NAME, False


def load(tree: Tree, settings: Settings, named: Path | None, *, to_write: bool = False) -> Accepted:
    """Load the accepted findings: from the named file, or from our own baseline and that of detect-secrets.

    With `to_write`, the named file need not exist yet. Raises GateError if a baseline cannot be read.
    """
    file, must = place(tree.root, settings, named)
    own: Baseline = Baseline()
    foreign: ForeignBaseline | None = None
    ours, theirs = {tree.relative(file), baseline.NAME}, {baseline.OF_DETECT_SECRETS}
    data = _read(file, settings, must=must and not to_write)
    if data is not None and _is_detect_secrets(data):
        if to_write:
            raise GateError(f"{file} is a detect-secrets baseline", "Choose another output file.")
        foreign = _detect_secrets(data, str(file))
        ours, theirs = {baseline.NAME}, {tree.relative(file), baseline.OF_DETECT_SECRETS}
    elif data is not None:
        own = baseline.parse(data, _name_file(file, tree))
    read = None if foreign else data
    usual = tree.root / baseline.OF_DETECT_SECRETS
    if named is None and foreign is None and (data := _read(usual, settings, must=False)) is not None:
        foreign = _detect_secrets(data, baseline.OF_DETECT_SECRETS)
    return Accepted(own, foreign, frozenset(ours), frozenset(theirs), read)


def _name_file(file: Path, tree: Tree) -> str:
    return os.path.relpath(file) if tree.in_git else str(file)


def _detect_secrets(data: bytes, source: str) -> ForeignBaseline:
    from privacy_gate.policy import secrets_baseline

    return secrets_baseline.parse(data, source)


def _is_detect_secrets(data: bytes) -> bool:
    return b'"results"' in data and b'{"privacy-gate-baseline"' not in data


_LONGEST = 100_000_000  # bytes


def _read(file: Path, settings: Settings, *, must: bool) -> bytes | None:
    try:
        data = (settings.by or _from_disk)(file)
    except FileNotFoundError as error:
        if must:
            where = f": {error.strerror}" if settings.by else ""
            raise GateError(f"baseline not found: {file}{where}", "Run `privacy-gate baseline` to create it.") from None
        return None
    except OSError as error:
        raise cannot("read", f"the baseline {file}", error) from None
    if len(data) > _LONGEST:
        raise GateError(
            f"the baseline {file} is longer than {_LONGEST:,} bytes",
            "Run `privacy-gate baseline --prune` to shorten it.",
        )
    return data


def _from_disk(file: Path) -> bytes:
    with open(file, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))) as stream:
        return read_bounded(stream, _LONGEST)


def missing_paths(accepted: Accepted, paths: Iterable[Path], tree: Tree) -> list[str]:
    """Return the paths in the baseline that are below `paths` and no longer exist."""
    bases = [tree.relative(path) for path in paths]
    return [
        path
        for path in accepted.own.paths
        if any(base in (".", path) or path.startswith(f"{base}/") for base in bases)
        and not path.startswith("<")  # standard input is not a file
        and not os.path.lexists(tree.root / path)
    ]
