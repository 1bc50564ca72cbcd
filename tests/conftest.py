"""Which tests may run side by side: ``make test`` gives each processor some of them."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# These start programs and wait for them; several at once would make each other late.
WORLDS = frozenset({"bench", "browser", "infra", "kill", "local", "world"})


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests share what they stand on, so they stay together, and so do all that start worlds."""
    for item in items:
        folder = item.path.relative_to(HERE).parts[0]
        item.add_marker(pytest.mark.xdist_group("worlds" if folder in WORLDS else str(item.path)))
