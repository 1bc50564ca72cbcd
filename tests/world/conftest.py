"""One world for all stories that share it, searched for secrets when they are over."""

from collections.abc import Iterator

import pytest

from local.parts import LOOP, SENDER, SENDS
from tests.fakes.metrics import documents
from tests.world.driver import NAME, TEXT, LocalWorld, local_world, until


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWorld]:
    """At the end it goes down cleanly, leaves no process, and no log shows a secret or a person.

    And nobody but the sender has sent, and the sender has done nothing else.
    """
    with local_world(tmp_path_factory.mktemp("world"), KEEP_LOGS="1", LOG_LEVEL="DEBUG") as world:
        yield world
        world.ends(world.acting_lead("for_the_log"), "sent")
        code = world.running.end()
        until(world.running.survivors, lambda left: not left)
        assert (code, "Traceback" in world.running.output()) == (0, False)
        assert _found_in_logs(world) == []
        assert _ran_in(world, SENDER) == {SENDS}
        assert SENDS not in _ran_in(world, LOOP)


def _ran_in(world: LocalWorld, part: str) -> set[str]:
    """The functions that have run in *part*, which tells of the first run of each."""
    logs = world.running.logs
    assert logs is not None
    told = documents((logs / f"{part}.log").read_text("utf-8", "replace"))
    return {found["function"].removeprefix("autodm-hub-local-") for found in told if "ColdStart" in found}


def _found_in_logs(world: LocalWorld) -> list[tuple[str, str]]:
    logs = world.running.logs
    assert logs is not None
    texts = {file.name: file.read_text("utf-8", "replace") for file in logs.iterdir()}
    assert "event.applied" in "".join(texts.values())
    tokens = [account["accessToken"] for account in world.ready["accounts"]]
    canaries = [*tokens, *world.ready["webhook"].values(), NAME, TEXT, "eyJ", "Canary"]
    return [(name, canary[:12]) for name, text in texts.items() for canary in canaries if canary in text]
