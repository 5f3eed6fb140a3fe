"""Whole percent, as every figure is told."""


def percent(n: int, of: int) -> int:
    """Halves up as people round; all and none only when it is all and none. `of` is above nought."""
    rounded = (200 * n + of) // (2 * of)
    return min(max(rounded, 1), 99) if 0 < n < of else rounded
