"""The address and the key of an organisation index, from the options or the settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import click

from privacy_gate.base.errors import GateError
from privacy_gate.config.parts import Organisation
from privacy_gate.index.organisation import local_copy, secret
from privacy_gate.index.organisation.secret import Secret
from privacy_gate.scan.session import settings_here

INDEX = click.option(
    "--index",
    "address",
    metavar="DIRECTORY",
    help="Directory or s3://… URL of the index.  [default: from the settings]",
)
KEY = click.option("--key", metavar="FILE", help="File with the organisation's key.  [default: from the settings]")


class Target(NamedTuple):
    """An organisation index: its address, the file of its key if there is one, and the key."""

    address: str
    key: str | None
    secret: Secret


def target(address: str | None, key: str | None) -> Target:
    """Return the index that the options or the settings name.

    Raises GateError if there is none, or its key cannot be read.
    """
    settings = settings_here(None)
    own = settings.config.organisation
    if address is None:
        if own is None:
            raise GateError("no index given", "Use --index DIRECTORY, or set `organisation:` in the settings.")
        address = local_copy.address(own, settings.folder)
    else:
        address = local_copy.address(Organisation(address), Path.cwd())
    file = None
    if key is not None:
        file = str(Path(key).expanduser().absolute())
    elif own is not None and own.key is not None:
        file = str(settings.folder / Path(own.key).expanduser())
    return Target(address, file, secret.load(file, Path.cwd(), os.environ))
