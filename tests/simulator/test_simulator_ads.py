"""A comment below a boosted post is told for the post and for each of its ads."""

from collections.abc import Iterator

import pytest

from simulator.player import Json
from tests.simulator.hooks import Scene, listening

POST = "18000000000000001"


@pytest.fixture
def scene() -> Iterator[Scene]:
    with listening() as scene:
        yield scene


def _values(scene: Scene, count: int) -> list[Json]:
    return [scene.receiver.next().item["value"] for _ in range(count)]


def test_one_comment_comes_once_more_for_every_ad(scene: Scene) -> None:
    told = scene.act("comment", text="LINK", media=POST, ads=2)

    first, *ads = _values(scene, 3)

    assert first["media"] == {"id": POST, "media_product_type": "FEED"}
    assert [ad["media"]["id"] for ad in ads] == told["ads"]
    for ad in ads:
        assert ad == first | {"media": ad["media"]}
        assert ad["media"].keys() == {
            "id",
            "media_product_type",
            "ad_id",
            "ad_title",
            "original_media_id",
        }
        assert (ad["media"]["media_product_type"], ad["media"]["original_media_id"]) == ("AD", POST)


def test_every_ad_is_another_one_and_stays_the_same(scene: Scene) -> None:
    scene.act("comment", text="one", media=POST, ads=2)
    scene.act("comment", text="two", media=POST, ads=2)
    scene.act("comment", text="elsewhere", media="18000000000000002", ads=1)

    media = [value["media"] for value in _values(scene, 8)]

    one, two, elsewhere = media[0:3], media[3:6], media[6:8]
    assert one == two
    assert len({ad["id"] for ad in (*one, *elsewhere)}) == 5
    assert len({ad["ad_id"] for ad in (*one[1:], *elsewhere[1:])}) == 3


def test_without_ads_a_comment_comes_once(scene: Scene) -> None:
    scene.act("comment", text="one", media=POST)
    scene.act("comment", text="two", media=POST, ads=0)

    assert [value["text"] for value in _values(scene, 2)] == ["one", "two"]
    assert scene.receiver.posts.empty()


def test_a_comment_told_twice_still_gets_one_private_reply(scene: Scene) -> None:
    comment = scene.act("comment", text="LINK", ads=1)
    token = scene.ana["access_token"]

    answers = [scene.ig.send(token, {"comment_id": comment["id"]}, {"text": "here"}) for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 400]


@pytest.mark.parametrize("ads", [-1, 6, "2", 1.5, True])
def test_a_post_has_0_to_5_ads(scene: Scene, ads: object) -> None:
    body = {"account": "ana", "username": "bob", "text": "LINK", "ads": ads}

    assert scene.ig.ask("POST", "/_sim/comment", body).body["field"] == "ads"
