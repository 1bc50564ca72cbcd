"""What does a cold start load, against Chalice and one client of botocore?"""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.figures import Figures, judged
from bench.rounds import medians
from local.account import CREDENTIALS, REGION

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7
FLOOR = """
from chalice import Chalice
from botocore.session import get_session
Chalice(app_name="floor")
get_session().create_client("dynamodb", region_name="us-east-1")
"""
APP = "import app\n"
PARTS = "from chalicelib.wiring import parts\np = parts()\n"
FUNCTIONS = {
    "api: takes a webhook": "p.take_webhook",
    "api: takes a lead": "p.capture_lead; import chalicelib.web.bodies",
    "api: a creator asks for a message": "p.verifier; p.queue_dm; import chalicelib.web.bodies",
    "send_instagram": "p.send_dm; p.client('sqs')",
    "apply_events": "p.apply_event; p.settle_dm",
    "note_whatsapp": "p.note_whatsapp",
    "tally_changes": "p.tally",
    "sweep": "p.sweep",
}
TIMED = "import time\nstart = time.process_time()\n{}\nprint(time.process_time() - start)\n"


def measure() -> Figures:
    """Ratios of processor time in fresh processes, all files compiled before."""
    programs = {
        "chalice and one client of botocore": FLOOR,
        "app.py": APP,
        **{name: f"{APP}{PARTS}{built}\n" for name, built in FUNCTIONS.items()},
    }
    for program in programs.values():
        _seconds(program)  # compiles what is not compiled yet
    samples: dict[str, Callable[[], float]] = {
        name: partial(_seconds, code) for name, code in programs.items()
    }
    seen = medians(samples, ROUNDS)
    floor, app, *functions = programs
    rows = [
        (floor, f"{1e3 * seen[floor]:.0f}", "1"),
        ("`import app`, for every function", f"{1e3 * seen[app]:.0f}", judged(seen[app] / seen[floor], 1.3)),
        *(
            (f"{name}, ready to work", f"{1e3 * seen[name]:.0f}", f"{seen[name] / seen[floor]:.2f}")
            for name in functions
        ),
    ]
    return Figures(
        header=("loaded and built", "processor time, ms", "ratio"),
        rows=rows,
        notes=[
            f"Medians of {ROUNDS} rounds that take turns, a fresh process each, without the start of "
            "Python itself. Ready to work: with `import app` and everything that the function's first "
            "call builds.",
        ],
    )


def _seconds(program: str) -> float:
    """Processor seconds of *program* in a fresh process."""
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", TIMED.format(program)],
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.splitlines()[-1])


def _environment() -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "STAGE": "dev",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": CREDENTIALS["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": CREDENTIALS["aws_secret_access_key"],
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "CLERK_ISSUER": "https://clerk.invalid",
        "INSTAGRAM_APP_SECRET": "made-up",
        "TOKEN_KEY_ID": "made-up",
        **{
            f"{kind}_QUEUE_URL": f"https://sqs.invalid/{kind}" for kind in ("INSTAGRAM", "WHATSAPP", "EVENTS")
        },
    }
