"""One world for all stories that share it, searched for secrets when they are over."""

from collections.abc import Iterator

import pytest

from tests.world.driver import NAME, TEXT, LocalWorld, local_world, until


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWorld]:
    """At the end it goes down cleanly, leaves no process, and no log shows a secret or a person."""
    with local_world(tmp_path_factory.mktemp("world"), KEEP_LOGS="1", LOG_LEVEL="DEBUG") as world:
        yield world
        world.ends(world.acting_lead("for_the_log"), "sent")
        code = world.running.end()
        until(world.running.survivors, lambda left: not left)
        assert (code, "Traceback" in world.running.output()) == (0, False)
        assert _found_in_logs(world) == []


def _found_in_logs(world: LocalWorld) -> list[tuple[str, str]]:
    logs = world.running.logs
    assert logs is not None
    texts = {file.name: file.read_text("utf-8", "replace") for file in logs.iterdir()}
    assert "event.applied" in "".join(texts.values())
    tokens = [account["accessToken"] for account in world.ready["accounts"]]
    canaries = [*tokens, *world.ready["webhook"].values(), NAME, TEXT, "eyJ", "Canary"]
    return [(name, canary[:12]) for name, text in texts.items() for canary in canaries if canary in text]
