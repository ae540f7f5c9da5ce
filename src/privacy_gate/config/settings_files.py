"""The settings files: `privacy-gate.yaml`, or `[tool.privacy-gate]` in `pyproject.toml`."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from privacy_gate.base import cache
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.hashing import blake2b
from privacy_gate.config import FILE_NAME, Config, Layer, Reader


def own_layer(root: Path, named: Path | None = None, by: Reader | None = None) -> Layer | None:
    """Return the settings of the repository at `root`, or of the named file. Return None if there are none.

    `extends` is not resolved (see `extends.load`). Raises GateError if the file is invalid, or if both files have
    settings.
    """
    if named is not None:
        return read(named, str(named), required=True, by=by)
    own, in_pyproject = _if_there(root / FILE_NAME, by), _if_there(root / "pyproject.toml", by)
    if own is not None and in_pyproject is not None:
        raise GateError(f"{FILE_NAME} and [tool.privacy-gate] in pyproject.toml both exist", "Keep one of the two.")
    return own or in_pyproject


def _if_there(path: Path, by: Reader | None) -> Layer | None:
    if by is None:
        if path.is_file():
            return read(path, path.name)
        if os.path.lexists(path):  # settings that cannot be read must not count as missing
            raise GateError(
                f"{path.name} is not a regular file", "Use a regular file, not a directory, a pipe or a broken link."
            )
        return None
    try:
        by(path)
    except FileNotFoundError:
        return None
    return read(path, path.name, by=by)


def read(path: Path, source: str, *, required: bool = False, by: Reader | None = None) -> Layer | None:
    """Read one file. Return None for a pyproject.toml without settings of privacy-gate, unless it is `required`."""
    try:
        data = (by or Path.read_bytes)(path)
    except OSError as error:
        raise cannot("read", f"the configuration {source}", error) from None
    config = _decoded(data, source, is_toml=path.suffix == ".toml", required=required)
    return None if config is None else Layer(config, source, path, data, by)


def _decoded(data: bytes, source: str, *, is_toml: bool, required: bool) -> Config | None:
    if is_toml and not required and b"privacy-gate" not in data:
        return None
    digest = blake2b(b"\0".join((cache.code_digest(), str(is_toml).encode(), data)), digest_size=16)
    name = f"{digest.hexdigest()}.settings"
    if (stored := cache.load(name)) is not None:
        with contextlib.suppress(ValueError, RecursionError):  # msgspec's errors are ValueErrors
            return msgspec.msgpack.decode(stored, type=Config)
    config = _decode(data, source, is_toml=is_toml)
    if config is not None:
        cache.store(name, msgspec.msgpack.encode(config))
    elif required:
        raise GateError(f"{source} has no table [tool.privacy-gate]", "Add one, or name another file with --config.")
    return config


def _decode(data: bytes, source: str, *, is_toml: bool) -> Config | None:
    from privacy_gate.base.settings_files import decode_toml, decode_yaml

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GateError(f"{source}: not UTF-8", "Save it as UTF-8.") from None
    if is_toml:
        return decode_toml(text, source, ("tool", "privacy-gate"), Config)
    return decode_yaml(text, source, Config)
