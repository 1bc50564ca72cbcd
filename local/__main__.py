"""``python -m local serve`` or ``run``: the whole product on this machine, until Ctrl-C."""

import signal
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0 after a clean end, 1 when something went wrong or a story was cut short."""
    from local.flag import Stop

    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop.ask)
    # What takes time to import comes after the handlers: Ctrl-C must never show a stack trace.
    import os

    from local.serve import serve

    return serve(arguments, os.environ, stop)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
