"""How much memory this process has taken at most."""

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")
_KILOBYTE = 1024


def peak_mb() -> float:
    """Resident memory at its highest, in megabytes."""
    if _STATUS.exists():
        # What getrusage says may be the peak of whoever started us.
        lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
        found = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), None)
        if found is not None:
            return round(int(found) / _KILOBYTE, 1)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(used / (_KILOBYTE * _KILOBYTE if sys.platform == "darwin" else _KILOBYTE), 1)
