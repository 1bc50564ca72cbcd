"""What Lambda tells a function about its invocation."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from local.account import ACCOUNT, REGION


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The second argument of a handler; *timeout* in seconds."""

    function_name: str
    timeout: float = 60.0
    aws_request_id: str = field(default_factory=lambda: str(uuid4()))
    clock: Callable[[], float] = time.monotonic
    started: float = field(init=False)
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 512
    log_stream_name: str = "local"
    identity: None = None
    client_context: None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "started", self.clock())

    @property
    def invoked_function_arn(self) -> str:
        """The function's address, as CloudWatch and X-Ray show it."""
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        """Where the function's log would be."""
        return f"/aws/lambda/{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda would end the function."""
        return max(0, int((self.started + self.timeout - self.clock()) * 1_000))
