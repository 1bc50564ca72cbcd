"""Ports that nobody else gets while they are held."""

import socket

import pytest

from local.ports import HOST, listen, number, reserve
from local.trouble import Trouble


def test_a_taken_port_is_refused_in_one_sentence() -> None:
    with listen(0) as held:
        port = number(held)

        with pytest.raises(Trouble) as trouble:
            listen(port)

    assert str(trouble.value) == f"Port {port} is in use: pass --port 0 (with make: PORT=0) for a free one."


def test_port_0_gives_two_worlds_two_ports() -> None:
    with listen(0) as one, listen(0) as other:
        ports = {number(one), number(other)}

    assert len(ports) == 2
    assert 0 not in ports


def test_a_listening_port_is_reached_on_loopback_alone() -> None:
    with listen(0) as held:
        address = held.getsockname()[0]

    assert address == HOST


def test_a_reserved_port_is_nobody_elses_until_it_is_given_up() -> None:
    held = reserve()
    port = number(held)
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind((HOST, port))

    held.close()

    with listen(port) as server:
        assert number(server) == port
