"""The table of what creators prefer, real and fake alike."""

import pytest

from chalicelib.domain.message import DISCLOSURE
from chalicelib.domain.preferences import MOST_PER_PERSON, PERSON_LIMIT, Preferences
from tests.store.answers import ANA, BEN, ROCKET, SHALOM
from tests.store.conftest import Stores, Tables


def test_who_never_decided_has_what_everybody_starts_with(stores: Stores) -> None:
    stores.preferences.put(Preferences(creator=BEN, disclosure="", person_limit=1))

    assert stores.preferences.get(ANA) == Preferences(
        creator=ANA, disclosure=DISCLOSURE, person_limit=PERSON_LIMIT
    )


@pytest.mark.parametrize("limit", [1, PERSON_LIMIT, MOST_PER_PERSON])
@pytest.mark.parametrize(
    "line", ["", DISCLOSURE, f"{SHALOM} {ROCKET}\n"], ids=["none", "ours", "emoji and right to left"]
)
def test_preferences_are_stored_as_they_are(stores: Stores, line: str, limit: int) -> None:
    wanted = Preferences(creator=ANA, disclosure=line, person_limit=limit)

    stores.preferences.put(wanted)

    assert stores.preferences.get(ANA) == wanted


def test_the_newest_decision_counts(stores: Stores) -> None:
    for wanted in (Preferences(creator=ANA, disclosure="first"), Preferences(creator=ANA, disclosure="")):
        stores.preferences.put(wanted)

    assert stores.preferences.get(ANA) == Preferences(creator=ANA, disclosure="")


def test_a_decision_is_its_creators_own(stores: Stores) -> None:
    own = [Preferences(creator=creator, disclosure=creator) for creator in (ANA, BEN)]
    for wanted in own:
        stores.preferences.put(wanted)

    assert [stores.preferences.get(creator) for creator in (ANA, BEN)] == own


def test_reading_stores_nothing(tables: Tables) -> None:
    tables.stores.preferences.get(ANA)

    assert tables.items("preferences") == []
