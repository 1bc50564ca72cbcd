"""Where people may be sent, and where not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.automation_check import address_problem, problems
from chalicelib.domain.choice import Choice
from tests.unit.domain.automations import automation


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "https://example.com/",
        "https://example.com/guide?a=1&b=%20#top",
        "https://shop.example.co.uk:8443/x",
        "HTTPS://EXAMPLE.COM",
        "https://münchen.example/straße",
        "https://пример.рф/ссылка",
        "https://xn--mnchen-3ya.example",
        "https://example.com./guide",
        "https://example.com/@someone",
        "https://example.com/?next=http://example.org",
        "https://127.0.0.1/x",
        "https://example.com/" + "x" * 480,
    ],
    ids=lambda url: url[:40],
)
def test_people_may_be_sent_to_a_safe_address(url: str) -> None:
    assert address_problem(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "www.example.com",
        "//example.com",
        "/guide",
        "http://example.com",
        "ftp://example.com",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://example.com",
        "data:text/html,x",
        "mailto:ana@example.com",
        "tel:+491",
        "https:",
        "https:/",
        "https://",
        "https:///path.html",
        "https:example.com",
        "https:/example.com",
        "https://localhost",
        "https://?x=a.b",
        "https://#a.b",
        "https://user@example.com",
        "https://user:secret@example.com",
        "https://@example.com",
        "https://:@example.com",
        "https://instagram.com@evil.example",
        "https://example.com:0",
        "https://example.com:99999",
        "https://example.com:-1",
        "https://example.com:port",
        "https://[::1]/a.b",
        "https://[::1",
        "https://]example.com",
        "https://example.com\N{FULLWIDTH COMMERCIAL AT}evil.example",
        "https://example.com\N{CARE OF}evil.example",
        "https://.",
        "https://../",
        "https://example..com",
        "https://.example.com",
        "https://example.com..",
        "https://example.com\\@evil.example",
        "https://example.com\\.evil.example",
        "https:\\\\example.com",
        "https://example.com/\\guide",
        "https://example.com/?a=\\",
        "httpss://example.com",
    ],
    ids=repr,
)
def test_what_is_no_safe_address_is_told(url: str) -> None:
    assert address_problem(url) == "must be an address that starts with https://"


@pytest.mark.parametrize(
    "odd",
    [
        " ",
        "\t",
        "\n",
        "\r",
        "\x00",
        "\x7f",
        "\x85",
        "\N{NO-BREAK SPACE}",
        "\N{IDEOGRAPHIC SPACE}",
        "\N{ZERO WIDTH SPACE}",
        "\N{RIGHT-TO-LEFT OVERRIDE}",
        "\N{SOFT HYPHEN}",
        "\N{LINE SEPARATOR}",
        "\ud800",
    ],
    ids=lambda odd: f"{ord(odd):x}",
)
@pytest.mark.parametrize("url", ["{}https://example.com", "https://exam{}ple.com", "https://example.com/{}"])
def test_an_address_has_no_blanks_and_no_invisible_characters(url: str, odd: str) -> None:
    assert address_problem(url.format(odd)) == "must not contain blanks or control characters"


def test_an_address_has_500_characters_at_most() -> None:
    start = "https://example.com/"
    longest = start + "x" * (500 - len(start))

    assert address_problem(longest) is None
    assert address_problem(f"{longest}x") == "may have 500 characters at most"
    assert address_problem("x" * 1_000_000) == "may have 500 characters at most"


@given(st.text(st.characters(exclude_categories=[]), max_size=30))
def test_every_address_is_judged_without_a_fault(text: str) -> None:
    whys = [address_problem(url) for url in (text, f"https://{text}", f"https://a.example/{text}")]

    assert all(why is None or why for why in whys)
    assert address_problem(f"http://{text}") is not None


def test_links_and_buttons_are_judged_alike() -> None:
    bad = "javascript:alert(1)"
    why = address_problem(bad)

    found = problems(automation(link=bad, choices=(Choice(title="Open", url=bad),)))

    assert found == {"link": why, "buttons": f"Open: the url {why}"}
