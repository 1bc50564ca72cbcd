"""A comment is answered in private: once, however often and by whichever copy of the post it is told."""

from dataclasses import replace
from itertools import permutations

import pytest

from chalicelib.domain.event import Comment
from chalicelib.domain.message import DISCLOSURE, disclose
from chalicelib.domain.occasion import Trigger
from chalicelib.domain.state import State
from tests.fakes.world import ANA, ANAS, World
from tests.unit.actions.answering import (
    BEN,
    DISCLOSED,
    HOUR,
    MIA,
    TOM,
    comments,
    dms,
    now_of,
    outcomes,
    set_up,
    the_dm,
    the_lead,
)

POST, AD = "1800000000001", "1800000000099"
ORDERS = sorted(set(permutations((0, 0, 1, 1, 1))))  # of five deliveries of two copies


def told(world: World) -> tuple[Comment, Comment]:
    """One comment as Instagram tells of it for a post and for the ad that shows the post."""
    plain = replace(comments(world), media=POST)
    return plain, replace(plain, media=AD, original=POST, product="AD")


def test_a_comment_with_the_word_is_answered_with_one_private_reply() -> None:
    world = World()
    automation = set_up(world, Trigger.COMMENT, "link")

    meaning = world.apply_event(comments(world, "The LINK, please!", id="c7"))
    world.run()

    [(_, call)] = world.instagram.posts
    dm = the_dm(world)
    assert meaning == "queued"
    assert (call.comment, call.person, call.text) == ("c7", MIA, DISCLOSED)
    assert (dm.state, dm.comment, dm.automation, dm.word) == (State.SENT, "c7", automation.id, "link")
    assert (dm.trigger, dm.trigger_id) == ("comment", "c7")
    assert outcomes(world) == []


def test_who_comments_becomes_a_lead() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)

    world.apply_event(comments(world))

    lead = the_lead(world)
    assert (lead.creator, lead.account, lead.source, lead.form) == (ANA, ANAS, "comment", "")
    assert (lead.person, lead.username, lead.name) == (MIA, "name.1", "@name.1")
    assert lead.dm == the_dm(world).id
    assert world.lead(lead).created_at == lead.consent_at == world.clock()


def test_a_lead_that_comments_again_stays_one_lead() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, once=False)

    for id in ("c1", "c2", "c3"):
        world.apply_event(comments(world, id=id))
        world.clock.now += 1
    world.run()

    assert the_lead(world).dm == dms(world)[-1].id
    assert [call.comment for _, call in world.instagram.posts] == ["c1", "c2", "c3"]


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("workers", ["at once", "in between"])
def test_a_comment_told_five_times_by_two_copies_of_the_post_is_answered_once(
    order: tuple[int, ...], workers: str
) -> None:
    world = World()
    automation = set_up(world, Trigger.COMMENT, "link", once=False)
    copies = told(world)

    for copy in order:
        world.tell(copies[copy])
        if workers == "in between":
            world.run()
    world.run()

    assert len(world.instagram.posts) == 1
    assert the_dm(world).state is State.SENT
    assert the_lead(world).person == MIA
    assert now_of(world, automation).total == 1


def test_a_comment_told_again_after_36_hours_is_answered_once_whatever_was_answered_meanwhile() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, "link", once=False)
    comment = comments(world, id="c1")
    world.tell(comment)
    world.run()
    world.clock.move(30 * HOUR)
    world.tell(comments(world, id="c2"))
    world.run()
    world.clock.move(6 * HOUR)

    world.tell(comment)
    world.run()

    assert [call.comment for _, call in world.instagram.posts] == ["c1", "c2"]


@pytest.mark.parametrize("copy", [0, 1], ids=["post", "ad"])
def test_an_automation_for_a_post_answers_under_its_ads_as_well(copy: int) -> None:
    world = World()
    set_up(world, Trigger.COMMENT, posts=(POST,))

    world.apply_event(told(world)[copy])

    assert the_dm(world).state is State.QUEUED


def test_an_automation_for_a_post_answers_under_no_other() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, posts=("1800000000555",))

    world.apply_event(comments(world))

    assert dms(world) == []
    assert outcomes(world) == ["no_automation"]


def test_a_comment_under_a_broadcast_starts_what_waits_for_those() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, text="for posts")
    live = set_up(world, Trigger.LIVE_COMMENT, text="for broadcasts")

    world.apply_event(replace(comments(world), product="LIVE"))
    world.run()

    [(_, call)] = world.instagram.posts
    assert (the_dm(world).automation, call.comment) == (live.id, "c1")
    assert (the_dm(world).trigger, the_lead(world).source) == ("live_comment", "live_comment")


def test_two_people_get_an_answer_each() -> None:
    world = World()
    set_up(world, Trigger.COMMENT)

    world.tell(comments(world, id="c1", person=MIA), comments(world, id="c2", person=TOM))
    world.run()

    assert sorted((call.person, call.comment) for _, call in world.instagram.posts) == [
        (MIA, "c1"),
        (TOM, "c2"),
    ]
    assert {lead.person for lead in world.stores.leads.rows.values()} == {MIA, TOM}


def test_a_comment_that_fits_nothing_is_noted_with_who_wrote_it_and_where() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, "link")

    meaning = world.apply_event(comments(world, "how lovely"))

    [activity] = world.stores.activities.rows.values()
    assert meaning == activity.outcome == "no_automation"
    assert (activity.kind, activity.person, activity.username) == ("comment", MIA, "name.1")
    assert (activity.event_id, activity.post, activity.automation) == ("c1", POST, None)
    assert world.stores.leads.rows == {}


def test_what_is_told_twice_is_noted_once() -> None:
    world = World()
    event = comments(world, "how lovely")
    world.apply_event(event)
    world.clock.now += 60_000

    world.apply_event(event)

    assert outcomes(world) == ["no_automation"]


def test_another_creators_automation_of_the_same_account_never_answers() -> None:
    world = World()
    old = set_up(world, Trigger.COMMENT)
    world.stores.automations.rows[ANAS, old.id] = replace(old, creator=BEN)

    world.apply_event(comments(world))

    assert dms(world) == []
    assert outcomes(world) == ["no_automation"]


def test_the_strictest_automation_answers_alone() -> None:
    world = World()
    set_up(world, Trigger.COMMENT, text="any")
    strict = set_up(world, Trigger.COMMENT, "link", text="word")
    world.clock.now += 1
    set_up(world, Trigger.COMMENT, "link", text="younger")

    world.apply_event(comments(world))
    world.run()

    assert world.instagram.texts(MIA) == [disclose("word", DISCLOSURE)]
    assert the_dm(world).automation == strict.id
