"""What a process of the world writes to its log."""

import logging
import sys
from collections.abc import Mapping


def start(environ: Mapping[str, str]) -> None:
    """Our own words at LOG_LEVEL, the libraries' warnings; the app's logger sees to itself."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("local").setLevel(environ.get("LOG_LEVEL", "INFO"))
