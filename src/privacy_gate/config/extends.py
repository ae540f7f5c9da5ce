"""Combine the settings of a repository with the policies that they extend.

A policy is a settings file, named by its path or in an installed package. Files that extend it can only make its
settings stricter. If one loosens a setting, the error names both places.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

import msgspec

from privacy_gate.base import cache
from privacy_gate.base.errors import GateError, quotable
from privacy_gate.base.hashing import blake2b
from privacy_gate.config import Config, Layer, Reader, Settings, policy_check, settings_files

_PACKAGE = "package:"
_MOST = 20  # files that extend one another


def load(root: Path, named: Path | None = None, by: Reader | None = None) -> Settings:
    """Load the settings of the repository at `root`, or those in the `named` file. Without a file, return the defaults.

    `by` reads the files if they must not come from disk. Raises GateError if a file is invalid or missing, or if it
    loosens a setting of a policy.
    """
    own = settings_files.own_layer(root, named, by)
    if own is None:
        return Settings(Config(), None, root, by=by)
    folder = root if named is None else own.folder
    layers = _chain(own, ())
    merged = own.config if len(layers) == 1 else _merge(layers)
    return Settings(merged, own.source, folder, layers, by)


def _chain(layer: Layer, above: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Return the policies that a layer extends, the most distant first, and then the layer itself."""
    names = layer.config.extends
    found: dict[Path, Layer] = {}
    for name in [names] if isinstance(names, str) else names:
        path = _locate(name, layer)
        if any(path == one.path.resolve() for one in (layer, *above)) or len(above) > _MOST:
            raise GateError(
                f"{layer.source}: extends: {quotable(name)} is part of a cycle",
                "Remove one entry of the cycle.",
            )
        policy = settings_files.read(path, name, required=True, by=None if name.startswith(_PACKAGE) else layer.by)
        assert policy is not None
        found |= {one.path.resolve(): one for one in _chain(policy, (layer, *above))}
    return (*found.values(), layer)


def _locate(name: str, layer: Layer) -> Path:
    """Return the path of a policy file.

    A package is located without importlib.resources, because that imports the package. If Python searched the working
    directory first, a module of the checked repository would run.
    """
    if not name.startswith(_PACKAGE):
        path = layer.folder / name
        if layer.by is not None:
            return Path(os.path.abspath(path))  # noqa: PTH100  (as in `folder`)
    else:
        package, _, inner = name.removeprefix(_PACKAGE).partition("/")
        here = {Path.cwd(), layer.folder}
        places = [place for place in sys.path if place and Path(place).absolute() not in here]
        spec = PathFinder.find_spec(package, places) if package.isidentifier() else None
        folders = list(spec.submodule_search_locations or ()) if spec else []
        if not folders or not inner:
            raise GateError(
                f"{layer.source}: extends: package {quotable(package)!r} with the file {quotable(inner)!r} not found",
                f"Install it into the environment of privacy-gate, {sys.prefix}.",
            )
        path = Path(folders[0], inner)
        if not path.resolve().is_relative_to(Path(folders[0]).resolve()):
            raise GateError(
                f"{layer.source}: extends: {quotable(name)} leaves its package", "Name a file inside the package."
            )
    if not path.is_file():
        raise GateError(
            f"{layer.source}: extends: file not found: {quotable(name)}", "Paths are relative to this file."
        )
    return Path(os.path.realpath(path))


def _merge(layers: Sequence[Layer]) -> Config:
    digest = blake2b(cache.code_digest(), digest_size=16)
    for layer in layers:
        head = msgspec.msgpack.encode([layer.source, str(layer.path), len(layer.data)])
        digest.update(head + layer.data)
    name = f"{digest.hexdigest()}.settings"
    if (stored := cache.load(name)) is not None:
        with contextlib.suppress(ValueError, RecursionError):  # msgspec's errors are ValueErrors
            return msgspec.msgpack.decode(stored, type=Config)
    merged = combine_layers([given_keys(layer) for layer in layers])
    cache.store(name, msgspec.msgpack.encode(merged))
    return merged


class Given(msgspec.Struct, frozen=True):
    """The keys that a layer sets, with their values. `lines` are the line numbers (from 1) of keys and severities."""

    layer: Layer
    values: dict[str, Any]
    lines: Mapping[str, int]

    def place(self, key: str) -> str:
        return f"{self.layer.source}:{self.lines.get(key) or self.lines.get(key.partition('.')[0], 1)}"


def given_keys(layer: Layer) -> Given:
    """Return the keys that a layer sets, with their lines. Paths of files are absolute."""
    from privacy_gate.base.settings_files import foreign

    top = ("tool", "privacy-gate") if layer.is_toml else ()
    read = foreign.parse_foreign(layer.data.decode("utf-8-sig"), "toml" if layer.is_toml else "yaml", layer.source)
    keys = foreign.get_value(read.data, top, {})
    values = {name: getattr(layer.config, name) for name in keys}
    for name in ("extra_rules", "plugins"):
        if name in values:
            values[name] = [os.path.join(layer.folder, one) for one in values[name]]  # noqa: PTH118
    lines = {name: read.line((*top, name)) for name in keys}
    lines |= {f"severity.{name}": read.line((*top, "severity", name)) for name in values.get("severity", ())}
    return Given(layer, values, lines)


def combine_layers(layers: Sequence[Given]) -> Config:
    """Combine the settings of layers, the most distant policy first. Raises GateError if a layer loosens a policy."""
    values: dict[str, Any] = {}
    setters: dict[str, Given] = {}
    for layer in layers:
        freed = policy_check.find_freed(values, layer.values.get("per_path", []), layer.values.get("severity", {}))
        if freed is not None:
            raise _loosens(layer, setters[freed[1]], freed)
        for key, value in layer.values.items():
            if key in values and key != "extends":
                loosened = policy_check.find_loosened(key, values[key], value)
                if loosened is not None:
                    raise _loosens(layer, setters[loosened[1]], loosened)
                value = policy_check.combine_values(key, values[key], value)  # noqa: PLW2901  (used from here on)
            values[key] = value
            setters[key] = layer
            setters |= {f"severity.{name}": layer for name in layer.values["severity"]} if key == "severity" else {}
    return msgspec.structs.replace(Config(), **{**values, "extends": layers[-1].layer.config.extends})


def _loosens(layer: Given, policy: Given, what: tuple[str, str, str]) -> GateError:
    """Return the error for a layer that loosens a policy.

    `what` is the key, the key in the policy, and the difference.
    """
    key, against, how = what
    return GateError(
        f"{layer.place(key)}: `{key.partition('.')[0]}` loosens {policy.place(against)}: {how}",
        "Settings can only be stricter than the policy. Run `privacy-gate config --explain "
        + against.partition(".")[0]
        + "`",
    )
