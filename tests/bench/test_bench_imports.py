"""Cold starts: every function is measured, with what it is given on AWS."""

from bench.imports import FUNCTIONS, environment
from chalicelib.settings import Settings
from infra import functions


def test_every_deployed_function_is_measured() -> None:
    assert {name.partition(":")[0] for name in FUNCTIONS} == set(functions.FUNCTIONS)


def test_a_measured_function_finds_every_queue() -> None:
    settings = Settings.read(environment())

    queues = {f.name for f in Settings.__dataclass_fields__.values() if f.name.endswith("_queue")}
    assert [name for name in queues if not getattr(settings, name)] == []
