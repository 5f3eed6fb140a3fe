"""How much memory this process takes, and has taken at most."""

import resource
import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

_STATUS = Path("/proc/self/status")
_KILOBYTE = 1024


def peak_mb() -> float:
    """Resident memory at its highest, in megabytes."""
    # What getrusage says may be the peak of whoever started us.
    told = _told_by_the_kernel("VmHWM:")
    if told is not None:
        return told
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(used / (_KILOBYTE * _KILOBYTE if sys.platform == "darwin" else _KILOBYTE), 1)


def resident_mb() -> float | None:
    """Resident memory now, in megabytes; None where the kernel does not tell."""
    return _told_by_the_kernel("VmRSS:")


def held_mb(*things: object) -> float:
    """Megabytes that plain values take: dataclasses and collections with all that is in them."""
    seen, todo, total = set[int](), list(things), 0
    while todo:
        one = todo.pop()
        if id(one) not in seen:
            seen.add(id(one))
            total += sys.getsizeof(one)
            todo += _within(one)
    return round(total / _KILOBYTE**2, 1)


def _within(one: object) -> Iterable[object]:
    if isinstance(one, Mapping):
        return (*one.keys(), *one.values())
    if isinstance(one, list | tuple | set | frozenset):
        return one
    if is_dataclass(one) and not isinstance(one, type):
        return [getattr(one, field.name) for field in fields(one)]
    return ()


def _told_by_the_kernel(name: str) -> float | None:
    if not _STATUS.exists():
        return None
    lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    found = next((line.split()[1] for line in lines if line.startswith(name)), None)
    return round(int(found) / _KILOBYTE, 1) if found is not None else None
