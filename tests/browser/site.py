"""Somebody else's website: one page on an origin of its own, with a strict policy of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@contextmanager
def site(html: str, *, trusts: str, frames: str = "") -> Iterator[str]:
    """The address of a page with *html*, whose policy lets in scripts and frames of *trusts* alone.

    The origin *frames* may stand in its frames, too.
    """
    origin = urlsplit(trusts)._replace(path="").geturl()
    policy = f"default-src 'none'; script-src {origin}; frame-src {origin} {frames}"

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/"
            self.send_response(200 if found else 204)  # browsers ask for an icon
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            if found:
                self.wfile.write(f"<!doctype html><html lang=en><title>A site</title>{html}".encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        # A name instead of 127.0.0.1 makes it another site, not only another origin.
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
