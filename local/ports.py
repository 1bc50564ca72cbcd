"""Ports on 127.0.0.1 that nobody else gets while we hold them."""

import errno
import socket

from local.trouble import Trouble

HOST = "127.0.0.1"
REMEDY = "pass --port 0 (with make: PORT=0) for a free one."


def listen(port: int) -> socket.socket:
    """A listening socket; *port* 0 takes a free one, a taken one raises Trouble."""
    held = _bind(port)
    try:
        held.listen(128)
    except OSError as error:
        held.close()
        raise _named(error, port) from None
    return held


def reserve() -> socket.socket:
    """A free port, kept from others until the socket is closed, just before its server starts."""
    return _bind(0)


def number(held: socket.socket) -> int:
    """The port behind *held*."""
    return int(held.getsockname()[1])


def _bind(port: int) -> socket.socket:
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind((HOST, port))
    except OSError as error:
        held.close()
        raise _named(error, port) from None
    return held


def _named(error: OSError, port: int) -> Exception:
    if error.errno == errno.EADDRINUSE:
        return Trouble(f"Port {port} is in use: {REMEDY}")
    if error.errno == errno.EACCES:
        return Trouble(f"Port {port} may not be opened by you: {REMEDY}")
    return error
