"""Stands in for Lambda's own part: calls one function of an unpacked package, with bare Python around it.

Started as ``python -I -S -B lambda_stand_in.py TASK HANDLER REPORT``, with the events as JSON on its standard
input. The report says what the function answered, and what was loaded from where.
"""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

LIBRARY = Path(json.__file__).parents[1]  # Python's own, which Lambda has too


class Context:
    """What Lambda tells a function about its call."""

    function_version = "$LATEST"
    memory_limit_in_mb = 512
    aws_request_id = "11111111-2222-3333-4444-555555555555"
    log_stream_name = "2026/11/22/[$LATEST]0"
    identity = client_context = None

    def __init__(self, name: str) -> None:
        self.function_name = name
        self.log_group_name = f"/aws/lambda/{name}"
        self.invoked_function_arn = f"arn:aws:lambda:us-east-1:000000000000:function:{name}"

    def get_remaining_time_in_millis(self) -> int:
        return 20_000


def main(task: str, handler: str, report: str) -> None:
    compiled: list[str] = []

    def watch(event: str, details: Any) -> None:  # noqa: ANN401 - what Python says of itself
        if event == "compile" and isinstance(details[1], str) and details[1].endswith(".py"):
            compiled.append(details[1])

    sys.addaudithook(watch)
    before = list(sys.path)
    sys.path.insert(0, task)
    module, _, name = handler.partition(".")
    function = getattr(import_module(module), name)
    answers = [json.loads(json.dumps(function(event, Context(handler)))) for event in json.load(sys.stdin)]
    files = {
        n: str(getattr(m, "__file__", None) or "") for n, m in list(sys.modules.items()) if n != "__main__"
    }
    seen = {"answers": answers, "compiled": compiled, "files": files, "path": before, "library": str(LIBRARY)}
    Path(report).write_text(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
