"""What people may ask of the local world, and how they hear that they may not."""

from pathlib import Path

import pytest

from local.trouble import Trouble
from local.wish import Wish, read


def test_without_a_word_the_api_is_on_port_8000() -> None:
    assert read(["serve"], {}) == Wish(port=8000)


def test_everything_can_be_asked_for_at_once() -> None:
    words = ["run", "--port", "0", "--ready", "r.json", "--graph-url", "http://127.0.0.1:9/", "--once"]
    environ = {"AWS_ENDPOINT_URL": "http://127.0.0.1:8/", "LOG_LEVEL": "debug", "KEEP_LOGS": "1"}

    assert read(words, environ) == Wish(
        port=0,
        ready=Path("r.json").absolute(),
        graph_url="http://127.0.0.1:9",
        aws_url="http://127.0.0.1:8",
        log_level="DEBUG",
        keep_logs=True,
        story=True,
        once=True,
    )


@pytest.mark.parametrize(
    ("words", "url"),
    [(["serve"], "http://env"), (["serve", "--graph-url", "http://word"], "http://word")],
    ids=["environment", "both"],
)
def test_the_graph_server_may_stand_in_the_environment_but_the_word_wins(words: list[str], url: str) -> None:
    assert read(words, {"META_GRAPH_URL": "http://env"}).graph_url == url


def test_an_empty_variable_is_none() -> None:
    environ = {"META_GRAPH_URL": "", "AWS_ENDPOINT_URL": "", "LOG_LEVEL": "", "KEEP_LOGS": ""}

    assert read(["serve"], environ) == Wish()


@pytest.mark.parametrize(
    ("words", "environ", "sentence"),
    [
        (["serve", "--port", "x"], {}, "--port must be a number from 0 to 65535, not 'x'."),
        (["serve", "--port", "65536"], {}, "--port must be a number from 0 to 65535, not '65536'."),
        (["serve", "--port=-1"], {}, "--port must be a number from 0 to 65535, not '-1'."),
        (
            ["serve", "--graph-url", "graph"],
            {},
            "--graph-url must be an address like http://127.0.0.1:9000, not 'graph'.",
        ),
        (
            ["serve"],
            {"META_GRAPH_URL": "ftp://x"},
            "META_GRAPH_URL must be an address like http://127.0.0.1:9000, not 'ftp://x'.",
        ),
        (
            ["serve"],
            {"AWS_ENDPOINT_URL": "http://x:port"},
            "AWS_ENDPOINT_URL must be an address like http://127.0.0.1:9000, not 'http://x:port'.",
        ),
        (
            ["serve"],
            {"LOG_LEVEL": "LOUD"},
            "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL, not 'LOUD'.",
        ),
        (
            ["serve", "--ready", "/no/where/r.json"],
            {},
            "--ready must be a file in a folder that exists and may be written to, not '/no/where/r.json'.",
        ),
        (["serve", "--once"], {}, "Unrecognized arguments: --once; see python -m local --help."),
        ([], {}, "The following arguments are required: serve|run; see python -m local --help."),
    ],
    ids=[
        "word",
        "too high",
        "negative",
        "no url",
        "no web",
        "no port",
        "level",
        "no folder",
        "unknown",
        "nothing",
    ],
)
def test_what_is_wrong_is_named_in_one_sentence(
    words: list[str], environ: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Trouble) as trouble:
        read(words, environ)

    assert str(trouble.value) == sentence


@pytest.mark.parametrize("path", ["live", "/", "/a/b", "/a b", "//evil", "/live/"])
def test_a_stage_path_is_one_plain_segment(path: str) -> None:
    with pytest.raises(Trouble, match="--stage-path must look like /live"):
        read(["serve", "--stage-path", path], {})
