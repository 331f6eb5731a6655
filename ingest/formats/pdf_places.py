"""Places on a PDF page: matrices, and the quarters by which text is turned (ISO 32000-1, 8.3)."""

from math import atan2, isfinite, pi

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def times(m: Matrix, n: Matrix) -> Matrix:
    """Return the matrix that does `m`, then `n`."""
    a, b, c, d, e, f = m
    g, h, i, j, k, l = n  # noqa: E741
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l)


def quarters(a: float, b: float) -> int:
    """Return by how many quarters the direction (a, b) is turned to the left."""
    return round(atan2(b, a) / (pi / 2)) % 4 if isfinite(a) and isfinite(b) else 0


def turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """Return the place on the page turned back by so many quarters."""
    if turn == 0:
        return x, y
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]
