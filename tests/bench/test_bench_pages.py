"""What a browser loads with a page, and what that weighs."""

from bench.browsing import compressed, loaded

PAGE = """<link rel="icon" type="image/svg+xml" href="/assets/icon.svg?v=1">
<link rel="stylesheet" href="/assets/app.css?v=1&amp;w=2"><link rel="canonical" href="/x">
<script type="module" src="/assets/app.js?v=1"></script>
<a href="/dashboard">on</a><img src="/assets/icon.svg?v=1" alt="">"""


def test_a_page_loads_its_style_script_and_pictures_once_and_no_link() -> None:
    assert loaded(PAGE) == {"/assets/icon.svg?v=1", "/assets/app.css?v=1&w=2", "/assets/app.js?v=1"}


def test_compressed_bytes_are_the_same_each_time() -> None:
    assert compressed(b"a" * 10_000) == compressed(b"a" * 10_000) < 100
