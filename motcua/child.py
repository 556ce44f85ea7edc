"""``python -m motcua.child COMMAND…``: become a command that ends when the supervisor does, even by ``kill -9``.

Linux tells a process of its parent's death when asked to; the wish survives ``exec``. Elsewhere the command just runs.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask for a SIGTERM at the parent's death, then become the command."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # it died before the wish was heard
            sys.exit(0)
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the supervisor's own command, no shell


if __name__ == "__main__":
    main()
