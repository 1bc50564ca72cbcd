"""Comments and other changes, read into events."""

import pytest

from chalicelib.domain.event import Comment
from tests.unit.graph.bodies import (
    PERSON,
    TEXT,
    US,
    Item,
    changed,
    comment,
    other,
)


def test_a_comment_is_read_with_the_time_of_its_entry() -> None:
    assert changed(comment()) == Comment(
        account=US,
        person=PERSON,
        at=1_784_000_000_000,
        comment="c1",
        username="someone",
        media="m180",
        product="FEED",
        text="LINK",
    )


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        pytest.param(comment(id=None, comment_id="c2"), "comment", "c2", id="comment_id"),
        pytest.param(comment(id="", comment_id="c2"), "comment", "c2", id="empty id"),
        pytest.param(comment(id=17_890_000_000_000_001), "comment", "17890000000000001", id="numeric id"),
        pytest.param(comment(text=None), "text", None, id="sticker"),
        pytest.param(comment(media=None), "media", None, id="no media"),
        pytest.param(comment(media=None) | {"field": "live_comments"}, "product", "LIVE", id="live"),
        pytest.param(
            comment(**{"from": {"id": PERSON, "self_ig_scoped_id": "777"}}),
            "person",
            PERSON,
            id="a stranger that carries a mark of self",
        ),
    ],
)
def test_comments_differ_in_what_they_carry(change: Item, field: str, value: object) -> None:
    event = changed(change)

    assert isinstance(event, Comment)
    assert getattr(event, field) == value


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        pytest.param(comment(**{"from": {"id": US}}), "own_comment", id="own"),
        pytest.param(
            comment(**{"from": {"id": US, "self_ig_scoped_id": "777"}}),
            "own_comment",
            id="own with mark",
        ),
        pytest.param(
            comment(**{"from": {"id": "777", "self_ig_scoped_id": "777"}}),
            "own_comment",
            id="own by its scoped id",
        ),
        pytest.param(comment(**{"from": {"self_ig_scoped_id": "777"}}), "own_comment", id="mark alone"),
        pytest.param(comment(**{"from": None}), "no_person", id="nobody"),
        pytest.param(comment(id=""), "no_comment", id="empty id"),
        pytest.param(comment(id=None), "no_comment", id="no id"),
        pytest.param({"field": "mentions", "value": {"media_id": "1"}}, "mention", id="mention"),
        pytest.param({"field": "story_insights", "value": {}}, "unknown", id="unknown field"),
        pytest.param({"field": "standby", "value": TEXT}, "standby", id="standby"),
    ],
)
def test_other_changes_ask_nothing_of_us(change: Item, kind: str) -> None:
    assert changed(change) == other(kind)
