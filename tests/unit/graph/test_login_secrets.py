"""Codes, tokens and the app's secret: in no error, however a call ends, and in no log."""

import logging
import socket
import traceback
from collections.abc import Callable, Iterator

import pytest

from chalicelib.domain.faults import Fault
from chalicelib.domain.login import LoginFailed
from chalicelib.graph.login import InstagramLogin
from chalicelib.graph.transport import Answer, NeverSent, NoAnswer, Transport
from tests.unit.graph.carrier import APP, CODE, LONG, LOST, OFFLINE, SECRET, SHORT, Ending, login, says
from tests.unit.graph.scripted import FAILURES, Act, Server, quick, reply

SECRETS = (SECRET, CODE, SHORT, LONG)
CALLS: dict[str, Callable[[InstagramLogin], object]] = {
    "redeem": lambda i: i.redeem(CODE),
    "lengthen": lambda i: i.lengthen(SHORT),
    "refresh": lambda i: i.refresh(LONG),
    "profile": lambda i: i.profile(LONG),
    "newcomer": lambda i: i.newcomer(LONG),
    "subscribe": lambda i: i.subscribe(LONG),
    "subscribed": lambda i: i.subscribed(LONG),
    "unsubscribe": lambda i: i.unsubscribe(LONG),
    "permitted": lambda i: i.permitted(LONG),
}
each_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
QUERY = {"client_secret": SECRET, "access_token": LONG, "code": CODE}
Carry = Callable[[Transport, str], Answer]
CARRIES: dict[str, Carry] = {
    "form": lambda transport, url: transport.post_form(url, QUERY),
    "query": lambda transport, url: transport.ask("GET", url, QUERY),
    "query of another method": lambda transport, url: transport.ask("DELETE", url, QUERY),
}
each_carry = pytest.mark.parametrize("carry", CARRIES.values(), ids=CARRIES)
CHATTER = " ".join(SECRETS)  # Meta repeats tokens in its texts


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all that it came from, whether it is shown or not."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def told(error: BaseException) -> str:
    """Everything that can be said of an error."""
    said = [f"{each} {each!r} {each.args}" for each in chain(error)]
    return "\n".join([*said, *traceback.format_exception(error)])


def leaked(error: BaseException) -> list[str]:
    return [secret for secret in SECRETS if secret in told(error)]


@each_call
@pytest.mark.parametrize(
    "ending",
    [
        pytest.param(LOST, id="lost"),
        pytest.param(OFFLINE, id="offline"),
        pytest.param(
            says({"error": {"message": CHATTER, "code": 190, "error_subcode": 463}}, 400), id="ended"
        ),
        pytest.param(says({"error": {"message": CHATTER, "code": 100, "type": CHATTER}}, 400), id="refused"),
        pytest.param(
            says({"error_type": CHATTER, "code": 400, "error_message": CHATTER}, 400), id="old envelope"
        ),
        pytest.param(says({"error": CHATTER}, 500), id="outage"),
        pytest.param(says(f"<html>{CHATTER}</html>".encode(), 502), id="html"),
        pytest.param(says(f'{{"access_token": "{CHATTER}'.encode(), 403), id="cut off"),
    ],
)
def test_no_error_of_the_login_repeats_a_secret(
    call: Callable[[InstagramLogin], object], ending: Ending
) -> None:
    with pytest.raises((Fault, LoginFailed)) as raised:
        call(login(ending))

    assert leaked(raised.value) == []


@each_carry
@pytest.mark.parametrize("act", FAILURES)
def test_no_lost_answer_repeats_what_was_asked(carry: Carry, act: Act, serve: Callable[..., Server]) -> None:
    server = serve(act)

    with pytest.raises(NoAnswer) as raised:
        carry(quick(), server.base)

    assert leaked(raised.value) == []


@each_carry
@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://127.0.0.1:{unused}", id="refused"),
        pytest.param(f"http://{'a' * 70}.example", id="malformed name"),
        pytest.param("http:///x", id="no host"),
        pytest.param("ftp://127.0.0.1", id="foreign scheme"),
        pytest.param("127.0.0.1/x", id="no scheme"),
        pytest.param("http://[::1", id="half an address"),
    ],
)
def test_no_call_that_was_never_sent_repeats_what_was_asked(carry: Carry, url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        unused = listener.getsockname()[1]

    with pytest.raises(NeverSent) as raised:
        carry(quick(), url.format(unused=unused))

    assert leaked(raised.value) == []


@each_carry
def test_no_call_is_written_into_a_log(
    carry: Carry, serve: Callable[..., Server], caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(reply("200 OK"))
    caplog.set_level(logging.DEBUG)

    carry(quick(), server.base)

    assert [secret for secret in SECRETS if secret in caplog.text] == []


@each_carry
def test_an_answer_does_not_show_its_body(carry: Carry, serve: Callable[..., Server]) -> None:
    server = serve(reply("200 OK", body=CHATTER.encode()))

    answer = carry(quick(), server.base)

    assert answer.body.decode() == CHATTER
    assert SECRET not in repr(answer)


def test_a_form_stands_in_the_body_and_a_query_in_the_address(serve: Callable[..., Server]) -> None:
    server = serve(reply("200 OK"), reply("200 OK"))
    given = {"a": "1&2=3", "b": "ä +/"}

    quick().post_form(f"{server.base}/form", given)
    quick().ask("DELETE", f"{server.base}/query", given)

    (_, form, body), (_, query, nothing) = server.requests
    assert form.startswith(b"POST /form HTTP/1.1\r\n")
    assert b"Content-Type: application/x-www-form-urlencoded\r\n" in form
    assert body == b"a=1%262%3D3&b=%C3%A4+%2B%2F"
    assert query.startswith(b"DELETE /query?a=1%262%3D3&b=%C3%A4+%2B%2F HTTP/1.1\r\n")
    assert nothing == b""
    assert b"Authorization" not in form + query


def test_half_a_surrogate_pair_stops_no_call(serve: Callable[..., Server]) -> None:
    server = serve(reply("200 OK"), reply("200 OK"))

    quick().post_form(server.base, {"code": "cut \ud83d"})
    quick().ask("GET", server.base, {"code": "cut \ud83d"})

    (_, _, form), (_, query, _) = server.requests
    assert form == b"code=cut+%3F"
    assert query.startswith(b"GET /?code=cut+%3F HTTP/1.1\r\n")


def test_a_login_works_over_the_real_transport(serve: Callable[..., Server]) -> None:
    server = serve(
        reply("200 OK", body=b'{"data":[{"access_token":"IG-short","user_id":"1784"}]}'),
        reply("200 OK", body=b'{"access_token":"IG-long","token_type":"bearer","expires_in":5183944}'),
        reply("200 OK", body=b'{"user_id":17841400000000001,"id":"25","username":"ana"}'),
    )
    instagram = InstagramLogin(quick(), APP, version="v26.0", base=server.base)

    grant = instagram.redeem(CODE)
    given = instagram.lengthen(grant.token)
    profile = instagram.newcomer(given.token)

    paths = [head.split(b" ")[1].partition(b"?")[0] for _, head, _ in server.requests]
    assert (grant.token, given.token, profile.id) == ("IG-short", "IG-long", "17841400000000001")
    assert paths == [b"/oauth/access_token", b"/access_token", b"/v26.0/me"]
