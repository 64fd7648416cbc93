"""No test reaches beyond this machine."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_an_address_of_another_machine_is_refused():
    # 192.0.2.0/24 is kept for documentation (RFC 5737): nothing answers there.
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 443), timeout=1)


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_a_name_of_another_machine_is_refused():
    with socket.socket() as tried, pytest.raises(SocketConnectBlockedError):
        tried.connect(("example.org", 443))


def test_this_machine_may_be_reached():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        with socket.create_connection(listening.getsockname(), timeout=1):
            pass
