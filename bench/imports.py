"""What does a cold start load, against Chalice and one client of botocore?"""

import json
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
ROUNDS = 5
BUDGET = 1.3
FLOOR = """
from chalice import Chalice
from botocore.session import get_session
Chalice(app_name="floor")
get_session().create_client("dynamodb", region_name="us-east-1")
"""
LIBRARIES = "import chalice, aws_lambda_powertools, pydantic, pynamodb.models, requests\n"
APP = "import app\n"
PARTS = "from chalicelib.wiring import parts\np = parts()\n"
FUNCTIONS = {
    "api: takes a webhook": "p.take_webhook",
    "api: takes a lead": "p.capture_lead; import chalicelib.web.bodies",
    "api: a creator asks for a message": "p.verifier; p.queue_dm; import chalicelib.web.bodies",
    "send_instagram": "p.send_dm; p.client('sqs')",
    "apply_events": "p.apply_event; p.settle_dm",
    "note_whatsapp": "p.note_whatsapp",
    "tend_accounts": "p.tend_account",
    "tally_changes": "p.tally",
    "sweep": "p.sweep",
    "call_accounts": "p.call_accounts",
}
TIMED = "import time\nstart = time.process_time()\n{}\nprint(time.process_time() - start)\n"
# In the order in which they were loaded, without what has no name of its own to be loaded by.
LOADED = """
import json, sys
before = set(sys.modules)
{}
named = [name for name, module in sys.modules.items() if getattr(module, "__spec__", None)]
print(json.dumps([name for name in named if name not in before and ".moves" not in name]))
"""
LOAD = "from importlib import import_module\nfor name in {}:\n import_module(name)\n"


def measure() -> Figures:
    """Ratios of processor time in fresh processes, all files compiled before."""
    ready = {"`import app`": APP, **{name: f"{APP}{PARTS}{built}\n" for name, built in FUNCTIONS.items()}}
    loads = {name: LOAD.format(_modules(code)) for name, code in ready.items()}  # compiles on the way
    samples: dict[str, Callable[[], float]] = {
        "floor": partial(_seconds, FLOOR),
        "libraries": partial(_seconds, LOAD.format(_modules(LIBRARIES))),
    }
    for name, code in ready.items():
        samples[f"loads {name}"] = partial(_seconds, loads[name])
        samples[f"ready {name}"] = partial(_seconds, code)
    seen = medians(samples, ROUNDS)
    floor = seen["floor"]
    return Figures(
        header=("function", "loads, ms", "ratio", "ready to work, ms", "ratio"),
        rows=[
            ("chalice and one client of botocore", "", "", f"{1e3 * floor:.0f}", "1"),
            ("our libraries, unused", *_against(seen["libraries"], floor), "", ""),
            *(_row(name, seen, floor) for name in ready),
        ],
        notes=[
            f"Processor time, medians of {ROUNDS} rounds that take turns, a fresh process each, without the "
            "start of Python itself. Loads: every module that the function's first call needs, its own and "
            "the libraries', and nothing else. Ready to work: with all that the first call builds, above "
            "all the clients of AWS, of which the floor has one. Our libraries: Chalice, "
            "PynamoDB, pydantic, requests and Powertools.",
        ],
    )


def _row(name: str, seen: dict[str, float], floor: float) -> tuple[str, ...]:
    loads, ready = seen[f"loads {name}"], seen[f"ready {name}"]
    return (
        name,
        f"{1e3 * loads:.0f}",
        judged(loads / floor, BUDGET),
        *_against(ready, floor),
    )


def _against(seconds: float, floor: float) -> tuple[str, str]:
    return f"{1e3 * seconds:.0f}", f"{seconds / floor:.2f}"


def _modules(program: str) -> list[str]:
    """What *program* loads, in that order."""
    found: list[str] = json.loads(_said(LOADED.format(program)))
    return found


def _seconds(program: str) -> float:
    """Processor seconds of *program* in a fresh process."""
    return float(_said(TIMED.format(program)))


def _said(program: str) -> str:
    """The last line that *program* prints."""
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1]


def environment() -> dict[str, str]:
    """What a function of stage dev finds, as far as starting takes it."""
    queues = ("INSTAGRAM", "WHATSAPP", "EVENTS", "ACCOUNTS")
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
        "INSTAGRAM_APP_ID": "1",
        "INSTAGRAM_APP_SECRET": "made-up",
        "PUBLIC_URL": "https://autodm.invalid",
        "TOKEN_KEY_ID": "made-up",
        **{f"{kind}_QUEUE_URL": f"https://sqs.invalid/{kind}" for kind in queues},
    }
