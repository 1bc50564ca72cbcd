"""Fetching what an issuer publishes."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chalicelib.auth.keys import LIMIT, download


class Page(BaseHTTPRequestHandler):
    """Answers with as many bytes as the path says, or breaks off."""

    def do_GET(self) -> None:
        size = self.path.strip("/")
        if size == "broken":
            self.wfile.write(b"nonsense\r\n\r\n")
            return
        self.send_response(200 if size != "0" else 500)
        self.send_header("Content-Length", size)
        self.end_headers()
        self.wfile.write(b"x" * int(size))

    def log_message(self, format: str, *args: object) -> None:
        """Keeps quiet."""


def served(path: str) -> bytes:
    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        try:
            return download(f"http://127.0.0.1:{server.server_port}/{path}")
        finally:
            thread.join()


def test_keys_are_fetched_over_http() -> None:
    assert served("7") == b"x" * 7


@pytest.mark.parametrize("path", ["0", "broken"])
def test_an_answer_that_is_none_counts_as_an_outage(path: str) -> None:
    with pytest.raises(OSError, match=r"500|broken"):
        served(path)


def test_an_endless_answer_is_cut_off() -> None:
    with pytest.raises(ValueError, match="too long"):
        served(str(LIMIT + 1))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x/y", "jwks.json", ""])
def test_only_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(ValueError, match="not a web address"):
        download(url)
