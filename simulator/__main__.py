"""Starts Instagram in a box: `python -m simulator --port 0 --app-id ID --app-secret SECRET`."""

import argparse
import random
import signal
import sys
import threading
from pathlib import Path

from simulator.box import Box
from simulator.clock import Clock
from simulator.server import Server
from simulator.switches import Switches


def main(words: list[str]) -> int:
    """Serves until SIGTERM or Ctrl-C; answers the exit code."""
    options = _options(words)
    end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end.set())
    clock = Clock(Path(options.clock_file) if options.clock_file else None)
    box = Box(_switches(options), clock=clock, chance=random.Random(options.seed))
    try:
        server = Server(box, options.port)
    except OSError as error:
        sys.stderr.write(f"port {options.port} cannot be used: {error.strerror}\n")
        return 1
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    sys.stdout.write(f"listening on {server.url}\n")
    sys.stdout.flush()
    end.wait()
    server.shutdown()
    server.server_close()
    box.close()
    return 0


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulator", description="Instagram in a box")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--app-id", required=True, help="the Instagram app's id")
    parser.add_argument("--app-secret", required=True, help="the Instagram app's secret")
    parser.add_argument("--meta-secret", default="", help="the Meta app's secret, another one")
    parser.add_argument("--verify-token", default="", help="for the webhook handshake")
    parser.add_argument("--webhook-url", default="", help="where events go; empty: nowhere")
    parser.add_argument("--redirect-uri", action="append", default=[], help="registered; repeatable")
    parser.add_argument("--clock-file", default="", help="holds the world's clock offset in seconds")
    parser.add_argument("--seed", type=int, help="repeats ids and lost webhooks; without it they differ")
    return parser.parse_args(words)


def _switches(options: argparse.Namespace) -> Switches:
    return Switches(
        app_id=options.app_id,
        app_secret=options.app_secret,
        meta_secret=options.meta_secret,
        verify_token=options.verify_token,
        webhook_url=options.webhook_url,
        redirect_uris=tuple(options.redirect_uri),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
