"""Writes into the user's cache, as a program of its own."""

from __future__ import annotations


def payload(number: int, version: int) -> bytes:
    return bytes([number, version]) * 400_000


if __name__ == "__main__":
    from privacy_gate.base import cache

    for version in (1, 2):
        for number in range(4):
            cache.store(f"{number}.rules", payload(number, version), b"tail" * 1000)
