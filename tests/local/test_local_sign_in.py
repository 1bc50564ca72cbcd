"""The local sign-in plays Clerk: short sessions, a longer memory, and no way to another site."""

from urllib.parse import urlencode

import pytest

from local.dev import DevRoutes
from local.identity import Identity
from local.sign_in import LIVES, PEOPLE, SIGN_IN
from local.web import Answer, Refused, Request

ORIGIN = "http://127.0.0.1:8000"


def routes(origin: str = ORIGIN) -> DevRoutes:
    return DevRoutes(Identity(origin, lambda: 1_800_000_000.0, {"STAGE": "local"}))


def asked(method: str, *, query: str = "", body: str = "", cookie: str = "", origin: str = ORIGIN) -> Answer:
    headers = [("Cookie", cookie)] if cookie else []
    request = Request(method=method, path=SIGN_IN, query=query, headers=headers, body=body.encode())
    answer = routes(origin).answer(request)
    assert answer is not None
    return answer


def said(answer: Answer, name: str) -> list[str]:
    return [value for key, value in answer.headers if key == name]


def test_whoever_is_picked_gets_a_minutes_session_and_is_remembered() -> None:
    answer = asked("POST", body="sub=user_ben&next=/dashboard")

    session, known = said(answer, "Set-Cookie")
    assert (answer.status, said(answer, "Location")) == (303, ["/dashboard"])
    assert session.startswith("__session=ey")
    assert f"Max-Age={LIVES};" in session
    assert known == "__dev_client=user_ben; Path=/; Max-Age=86400; SameSite=Lax; HttpOnly"


def test_whoever_is_known_goes_on_without_being_asked() -> None:
    answer = asked("GET", query="next=/admin", cookie="__dev_client=user_ada")

    assert (answer.status, said(answer, "Location")) == (303, ["/admin"])
    assert said(answer, "Set-Cookie")[0].startswith("__session=ey")


def test_whoever_is_known_may_still_sign_in_as_somebody_else() -> None:
    answer = asked("GET", query="switch=1&next=/admin", cookie="__dev_client=user_ana")

    assert (answer.status, said(answer, "Set-Cookie")) == (200, [])
    assert all(f'value="{somebody.sub}"'.encode() in answer.body for somebody in PEOPLE)


def test_the_hidden_frame_renews_the_session_and_only_our_pages_may_show_it() -> None:
    answer = asked("GET", query="renew=1", cookie="__dev_client=user_ana")

    assert answer.status == 200
    assert said(answer, "Set-Cookie")[0].startswith("__session=ey")
    assert said(answer, "Content-Security-Policy")[0].endswith("frame-ancestors 'self'")
    assert b'http-equiv="refresh"' in answer.body


@pytest.mark.parametrize("cookie", ["", "__dev_client=user_nobody", "__dev_client="])
def test_nobody_unknown_is_signed_in(cookie: str) -> None:
    answer = asked("GET", query="next=/dashboard", cookie=cookie)

    assert (answer.status, said(answer, "Set-Cookie")) == (200, [])


def test_signing_out_forgets_both() -> None:
    cookies = said(asked("GET", query="out=1", cookie="__dev_client=user_ana"), "Set-Cookie")

    assert [cookie.partition(";")[0] for cookie in cookies] == ["__session=", "__dev_client="]
    assert all("Max-Age=0" in cookie for cookie in cookies)


@pytest.mark.parametrize(
    "next",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/a\r\nSet-Cookie: a=b",
        "x",
        "",
    ],
)
def test_no_way_on_leads_to_another_site(next: str) -> None:
    answer = asked("POST", body=urlencode({"sub": "user_ana", "next": next}))

    assert said(answer, "Location") == ["/dashboard"]


def test_another_sites_form_signs_nobody_in() -> None:
    request = Request(
        method="POST", path=SIGN_IN, headers=[("Sec-Fetch-Site", "cross-site")], body=b"sub=user_ada"
    )

    with pytest.raises(Refused):
        routes().answer(request)


def test_behind_a_stage_the_way_on_keeps_its_path() -> None:
    answer = asked("POST", body="sub=user_ana&next=/dashboard", origin=f"{ORIGIN}/live")

    assert said(answer, "Location") == ["/live/dashboard"]


def test_a_page_of_the_local_world_answers_head_too() -> None:
    assert asked("HEAD").status == asked("GET").status == 200
