"""The interval of E. B. Wilson (1927) for a proportion."""

from math import sqrt

_Z = 1.959963984540054  # the 97.5 % quantile of the normal distribution


def interval(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval for `part` of `whole`. Raises ValueError for a sample of 0."""
    if not whole:
        raise ValueError("a sample of 0 tells nothing")
    share, square = part / whole, _Z * _Z
    middle = share + square / (2 * whole)
    half = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    scale = 1 + square / whole
    low = 0.0 if part == 0 else max(0.0, (middle - half) / scale)
    high = 1.0 if part == whole else min(1.0, (middle + half) / scale)
    return low, high
