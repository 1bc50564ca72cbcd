"""What a person asks the local world for, from the command line and the environment."""

import argparse
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from local.trouble import Trouble

PORT = 8000
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """*port* 0 means any free one; *graph_url* and *aws_url* name servers that run already."""

    port: int = PORT
    ready: Path | None = None
    graph_url: str | None = None
    aws_url: str | None = None
    log_level: str = "INFO"
    keep_logs: bool = False
    stage_path: str = ""
    story: bool = False
    once: bool = False


def read(arguments: Sequence[str], environ: Mapping[str, str]) -> Wish:
    """The wish in *arguments* and *environ*; Trouble names the first setting that is malformed."""
    given = _parser().parse_args(arguments)
    graph = given.graph_url or environ.get("META_GRAPH_URL")
    return Wish(
        port=_port(given.port),
        ready=_file(given.ready),
        graph_url=_url("--graph-url" if given.graph_url else "META_GRAPH_URL", graph),
        aws_url=_url("AWS_ENDPOINT_URL", environ.get("AWS_ENDPOINT_URL")),
        log_level=_level(environ.get("LOG_LEVEL") or "INFO"),
        keep_logs=environ.get("KEEP_LOGS") == "1",
        stage_path=_stage_path(given.stage_path),
        story=given.command == "run",
        once=getattr(given, "once", False),
    )


class _Parser(argparse.ArgumentParser):
    """Complains in one sentence."""

    def error(self, message: str) -> NoReturn:
        raise Trouble(f"{message[0].upper()}{message[1:]}; see python -m local --help.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m local", description="The whole product on this machine.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="serve|run")
    serve = commands.add_parser("serve", help="start everything and keep it running")
    run = commands.add_parser("run", help="the same, and play one story from end to end")
    for command in (serve, run):
        command.add_argument("--port", default=str(PORT), help="the API's port; 0 takes a free one")
        command.add_argument("--ready", metavar="FILE", help="write the addresses there when ready")
        command.add_argument("--graph-url", metavar="URL", help="use this Graph server")
        command.add_argument(
            "--stage-path", metavar="PATH", default="", help="serve below it, as a stage of API Gateway does"
        )
    run.add_argument("--once", action="store_true", help="end after the story")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise Trouble(f"--port must be a number from 0 to 65535, not {text!r}.")
    return int(text)


def _stage_path(text: str) -> str:
    if text and not re.fullmatch(r"/[A-Za-z0-9_-]{1,30}", text):
        raise Trouble(f"--stage-path must look like /live, not {text!r}.")
    return text


def _file(text: str | None) -> Path | None:
    if not text:
        return None
    file = Path(text).absolute()
    odd = file.exists() and not file.is_file()  # a device would be replaced by a file
    if odd or not file.parent.is_dir() or not os.access(file.parent, os.W_OK):
        raise Trouble(f"--ready must be a file in a folder that exists and may be written to, not {text!r}.")
    return file


def _level(text: str) -> str:
    if text.upper() not in LEVELS:
        raise Trouble(f"LOG_LEVEL must be one of {', '.join(LEVELS)}, not {text!r}.")
    return text.upper()


def _url(name: str, text: str | None) -> str | None:
    if not text:
        return None
    try:
        parts = urlsplit(text)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise Trouble(f"{name} must be an address like http://127.0.0.1:9000, not {text!r}.")
    return text.rstrip("/")
