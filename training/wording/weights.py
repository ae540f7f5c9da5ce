"""The file of weights, as `privacy_gate.checkers.wording.wording_model` reads it."""

from __future__ import annotations

import json
from zlib import crc32

import numpy as np
import torch

from privacy_gate.checkers.wording import wording_model
from training.wording import net as nets
from training.wording.net import Net, Vectors


def _bytes(numbers: np.ndarray) -> tuple[bytes, float]:
    scale = float(max(np.quantile(np.abs(numbers[numbers != 0]), 0.9999), np.abs(numbers).max() / 2) / 127)
    return np.clip(np.rint(numbers / scale), -127, 127).astype(np.int8).tobytes(), scale


def _slots(pieces: list[str]) -> bytes:
    """Open addressing by CRC-32: two bytes a slot, the number of a piece plus one."""
    slots = np.zeros(1 << 16, "<u2")
    for number, piece in enumerate(pieces):
        at = crc32(piece.encode()) & 0xFFFF
        while slots[at]:
            at = (at + 1) & 0xFFFF
        slots[at] = number + 1
    return slots.tobytes()


def shares() -> tuple[float, float, float] | None:
    """What the file of now says of how the halves are added."""
    if not wording_model.FILE.is_file():
        return None
    first, second, bias = json.loads(wording_model.FILE.read_bytes().partition(b"\n")[0])["shares"]
    return first, second, bias


def write(ngrams: np.ndarray, bias: float, net: Net, vectors: Vectors, shares: tuple[float, float, float]) -> None:
    """A line of JSON, then n-grams, slots, digests of pieces, rows of pieces, rows of kinds."""
    width = nets.DIMENSIONS + nets.OF_KIND
    with torch.no_grad():
        hidden = net.hidden.weight.numpy().reshape(nets.HIDDEN, 3, width)
        of_words = np.einsum("vd,hpd->vph", vectors.table, hidden[:, :, : nets.DIMENSIONS])
        of_kinds = np.einsum("kd,hpd->kph", net.kind.weight.numpy(), hidden[:, :, nets.DIMENSIONS :])
        head = {
            "shares": shares,
            "bias": bias,
            "hidden": nets.HIDDEN,
            "pieces": len(vectors.pieces),
            "hidden_bias": net.hidden.bias.tolist(),
            "out": net.out.weight[0].tolist(),
            "out_bias": float(net.out.bias),
        }
    body = b""
    for name, numbers in (("ngrams", ngrams), ("words", of_words), ("kinds", of_kinds)):
        data, head[f"{name}_scale"] = _bytes(numbers)
        if name == "words":
            body += _slots(vectors.pieces)
            body += np.array([crc32(piece.encode()) for piece in vectors.pieces], "<u4").tobytes()
        body += data
    wording_model.FILE.write_bytes(json.dumps(head).encode() + b"\n" + body)
