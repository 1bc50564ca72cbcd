"""Automations through the whole world: what people do on Instagram, and what they get for it."""

from pathlib import Path

from tests.world.driver import Json, LocalWorld, local_world, until

HOUR = 3_600  # seconds
SOON = 10 * 60


def automate(world: LocalWorld, account: Json, **settings: object) -> str:
    """Sets an automation up; its id."""
    body = {"instagramBusinessId": account["instagramBusinessId"], "name": "Test", **settings}
    answer = world.call("POST", "/api/automations", body, who=account["creator"])
    assert answer.status == 201, answer.json
    return str(answer.data["automationId"])


def keyword(word: str) -> Json:
    return {"mode": "one_of", "words": [word]}


def silent(world: LocalWorld, account: Json) -> None:
    """No line about automation below the texts, so that they are easy to compare."""
    world.call("PUT", "/api/settings", {"disclosure": False}, who=account["creator"])


def outcomes(world: LocalWorld, account: Json, username: str) -> list[str]:
    """Why nothing was sent for what the person did, oldest first."""
    person = world.sim("people", account=account["username"], username=username)["igsid"]
    seen = world.call("GET", "/api/activity?limit=100", who=account["creator"]).data["activity"]
    return [one["outcome"] for one in reversed(seen) if one["person"] == person]


def test_a_comment_is_answered_in_private_and_a_tap_gets_what_was_promised(world: LocalWorld) -> None:
    silent(world, world.ben)
    step = automate(
        world, world.ben, trigger="button", message="Here: {link}", link="https://example.com/guide"
    )
    automate(
        world,
        world.ben,
        trigger="comment",
        match=keyword("guide"),
        message="Hi {username}!",
        quickReplies=[{"title": "Send it", "then": step}],
        publicReplies=["Look into your messages!"],
    )

    comment = world.sim("comment", account="ben", username="commenter", text="The GUIDE, please!")
    until(lambda: world.inbox("commenter"), lambda texts: texts == ["Hi @commenter!"])
    world.sim("tap", account="ben", username="commenter", title="Send it")
    until(lambda: world.inbox("commenter"), lambda texts: texts[1:] == ["Here: https://example.com/guide"])

    leads = world.call("GET", "/api/leads?q=commenter", who="user_ben").data["leads"]
    posts = [call for call in world.calls() if call["path"].endswith(f"/{comment['id']}/replies")]
    assert [(lead["source"], lead["instagramUsername"]) for lead in leads] == [("comment", "commenter")]
    assert len(posts) == 1


def test_a_comment_told_five_times_out_of_order_by_its_ads_is_answered_once(world: LocalWorld) -> None:
    silent(world, world.ben)
    automate(world, world.ben, trigger="comment", match=keyword("once"), message="Once", oncePerPerson=False)

    world.sim("webhooks", hold=True)
    world.sim("comment", account="ben", username="boosted", text="once", ads=2)
    world.sim("webhooks", hold=False, shuffle=True)
    world.sim("redeliver", last=2)
    until(lambda: world.inbox("boosted"), lambda texts: texts == ["Once"])
    world.quiet()

    assert world.inbox("boosted") == ["Once"]


def test_after_stop_nothing_arrives_until_start(world: LocalWorld) -> None:
    silent(world, world.ben)
    automate(world, world.ben, trigger="message", match=keyword("menu"), message="Menu", oncePerPerson=False)
    say = {"account": "ben", "username": "leaver"}
    world.sim("say", text="menu", **say)
    until(lambda: world.inbox("leaver"), lambda texts: texts == ["Menu"])

    world.sim("say", text="Stop!", **say)
    until(lambda: outcomes(world, world.ben, "leaver"), lambda seen: seen == ["stopped"])
    world.sim("say", text="menu", **say)
    until(lambda: outcomes(world, world.ben, "leaver"), lambda seen: seen == ["stopped", "opted_out"])
    lead = world.acting_lead("leaver", world.ben)
    refused = world.ends(lead, "failed", account=world.ben)

    world.sim("say", text="START", **say)
    until(lambda: outcomes(world, world.ben, "leaver"), lambda seen: seen[-1] == "started")
    world.sim("say", text="menu", **say)
    until(lambda: world.inbox("leaver"), lambda texts: texts == ["Menu", "Menu"])
    assert refused["dmError"]["reason"] == "OPTED_OUT"


def test_who_wrote_while_instagram_was_silent_is_answered_when_it_speaks_again(tmp_path: Path) -> None:
    with local_world(tmp_path) as world:
        silent(world, world.ana)
        automate(world, world.ana, trigger="message", match=keyword("link"), message="The link")
        world.sim("clock", advance_s=2 * HOUR)
        world.sim("app", lose_share=1.0)
        world.sim("say", account="ana", username="unheard", text="link")
        world.sim("app", lose_share=0.0)
        world.sim("accounts", username="ana", subscribed=False)
        early = world.inbox("unheard")

        world.sim("clock", advance_s=22 * HOUR + SOON)

        until(lambda: world.inbox("unheard"), lambda texts: texts == ["The link"])
        assert early == []
