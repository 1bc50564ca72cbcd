"""How the doctor asks web servers."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from threading import Thread

import pytest

from infra.doctor.http import LIMIT, Question, Unanswered, ask


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/away":
            self._say(302, b"", ("Location", "/"))
        elif self.path == "/long":
            self._say(200, b"x" * (LIMIT + 1))
        else:
            self._say(200, self.headers["X-Asked"].encode(), ("X-Version", "v26.0"))

    def do_POST(self) -> None:
        self._say(401, self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _say(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (("Content-Length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_headers_go_out_and_come_back(address: str) -> None:
    said = ask(Question(url=f"{address}/", headers={"X-Asked": "how are you"}))

    assert (said.status, said.body, said.headers["x-version"]) == (200, b"how are you", "v26.0")


def test_a_body_is_sent_as_it_is_and_a_refusal_is_an_answer(address: str) -> None:
    said = ask(Question(method="POST", url=f"{address}/", body=b'{"object":"instagram"}'))

    assert (said.status, said.body) == (401, b'{"object":"instagram"}')


def test_an_answer_that_leads_elsewhere_is_not_followed(address: str) -> None:
    assert ask(Question(url=f"{address}/away")).status == 302


def test_a_body_without_end_is_cut(address: str) -> None:
    assert len(ask(Question(url=f"{address}/long")).body) == LIMIT


def test_an_address_where_nobody_listens_is_told_without_what_was_asked() -> None:
    with socket() as taken:  # bound, and not listening
        taken.bind(("127.0.0.1", 0))
        question = Question(url=f"http://127.0.0.1:{taken.getsockname()[1]}/?hub.verify_token=hush")

        with pytest.raises(Unanswered) as caught:
            ask(question)

    assert str(caught.value) == "ConnectionError"
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    assert "hush" not in repr(question)
