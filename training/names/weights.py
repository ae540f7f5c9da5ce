"""The file of weights, as `privacy_gate.checkers.names.name_model` reads it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import torch

from privacy_gate.checkers.names import name_model
from privacy_gate.checkers.wording import wording_model
from training.names import net as nets
from training.names.net import Net


def _bytes(numbers: np.ndarray) -> tuple[bytes, float]:
    scale = float(max(np.quantile(np.abs(numbers[numbers != 0]), 0.9999), np.abs(numbers).max() / 2) / 127)
    return np.clip(np.rint(numbers / scale), -127, 127).astype(np.int8).tobytes(), scale


def _rounded(numbers: torch.Tensor) -> list[float]:
    return [round(float(one), 5) for one in numbers]


def write(net: Net, trees: tuple[list[Any], float], shares: tuple[float, ...]) -> None:
    """A line of JSON, then the rows of pieces, and those of kinds."""
    with torch.no_grad():
        vectors = net.vectors + net.moved(net.slots)
        own = vectors.shape[1]
        hidden = net.hidden.weight.reshape(nets.HIDDEN, 3, -1).numpy()
        of_words = np.einsum("vd,hpd->vph", vectors.numpy(), hidden[:, :, :own])
        of_kinds = np.einsum("kd,hpd->kph", net.kind.weight.numpy(), hidden[:, :, own:])
        head = {
            "shares": shares,
            "hidden": nets.HIDDEN,
            "pieces": len(of_words),
            "digest": wording_model.digest_of_pieces(),
            "hidden_bias": _rounded(net.hidden.bias),
            "word": (_rounded(net.word.weight[0]), float(net.word.bias)),
            "mix": [(_rounded(row), float(own)) for row, own in zip(net.mix.weight, net.mix.bias, strict=True)],
            "out": (_rounded(net.out.weight[0]), float(net.out.bias)),
            "trees": trees[0],
            "trees_bias": trees[1],
        }
    body = b""
    for name, numbers in (("words", of_words), ("kinds", of_kinds)):
        data, head[f"{name}_scale"] = _bytes(numbers)
        body += data
    name_model.FILE.write_bytes(json.dumps(head, separators=(",", ":")).encode() + b"\n" + body)
