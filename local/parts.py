"""The programs that the world consists of: their commands and environments."""

import sys
from collections.abc import Mapping
from pathlib import Path

from local.environment import Addresses, Instagram
from local.folder import Folder
from local.ports import HOST
from local.trouble import Trouble

ROOT = Path(__file__).resolve().parents[1]
EMULATOR = ROOT / ".venv-aws" / "bin" / "ministack"
AWS_HEALTH = "/_ministack/health"
GRAPH_HEALTH = "/_sim/health"
API_HEALTH = "/api/health"
RUNNERS = (GATEWAY, SENDER, LOOP) = ("gateway", "sender", "loop")  # they run functions
SENDS = "send_instagram"  # the sender's only function


def aws_command() -> list[str]:
    """Starts the AWS emulator, which lives in a virtual environment of its own."""
    if not EMULATOR.exists():
        raise Trouble(f"{EMULATOR.relative_to(ROOT)} is missing: run make setup.")
    # -P: beside the script lie modules of ours, and it must not find them in place of others.
    return [str(EMULATOR.with_name("python")), "-P", str(ROOT / "local" / "emulator.py")]


def aws_environment(user: Mapping[str, str], port: int, home: Path) -> dict[str, str]:
    """A clean environment: nothing of the user's gets in, nothing but *home* is written to."""
    return {
        "PATH": user.get("PATH", ""),
        "HOME": str(home),
        "TMPDIR": str(home),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "LOG_LEVEL": "WARNING",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "DOCKER_HOST": f"unix://{home}/none",  # it would clear away containers of other worlds
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }


def simulator_command(port: int, instagram: Instagram, api: str, clock: Path) -> list[str]:
    """Starts Instagram in a box."""
    options = {
        "port": port,
        "app-id": instagram.app_id,
        "app-secret": instagram.app_secret,
        "verify-token": instagram.verify_token,
        "webhook-url": f"{api}/api/webhooks/instagram",
        "clock-file": clock,
    }
    return _module("simulator", options)


def gateway_command(
    fd: int, addresses: Addresses, accounts: Path, simulator: str | None, *, folder: Path | None = None
) -> list[str]:
    """Starts the app over HTTP on the socket *fd*; with a *folder* it is measured there."""
    options = {"fd": fd, "origin": addresses.api, "accounts": accounts, "folder": folder}
    return _module("local.gateway", {**options, "simulator": simulator})


def loop_command(
    ready: Path, *, folder: Path | None = None, only: str | None = None, but: str | None = None
) -> list[str]:
    """Starts an event-source loop for *only* one function, for all *but* one, or for all.

    With a *folder* it is measured there.
    """
    return _module("local.loop", {"ready": ready, "folder": folder, "only": only, "but": but})


def loop_commands(home: Folder, *, measured: bool) -> list[tuple[str, Path, list[str]]]:
    """The loops that share the functions: each one's name, the file that it writes, and its command.

    On Lambda no function waits for another's Python. Here the one that sends has a process of its own.
    """
    folder = home.path if measured else None
    return [
        (SENDER, home.sending, loop_command(home.sending, folder=folder, only=SENDS)),
        (LOOP, home.polling, loop_command(home.polling, folder=folder, but=SENDS)),
    ]


def story_command(ready: Path, *, once: bool = False) -> list[str]:
    """Plays the story against the world that *ready* describes, and which ends with it if *once*."""
    return [*_module("local.play", {"ready": ready}), *(["--once"] if once else [])]


def _module(name: str, options: Mapping[str, object]) -> list[str]:
    # One word per option: a made-up token may begin with a dash.
    given = [f"--{key}={value}" for key, value in options.items() if value is not None]
    return [sys.executable, "-m", name, *given]
