"""CSV for spreadsheets: every cell comes back as it was, and none of them runs."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.actions.read_leads import Row
from chalicelib.domain.dm import Dm
from chalicelib.domain.faults import Code, Reason, Trace
from chalicelib.domain.lead import Lead, Provider
from chalicelib.domain.log import Entry
from chalicelib.domain.state import State
from chalicelib.web import csv_export

# Any text, and text of little else than what matters.
TYPED = st.text(st.characters(exclude_categories=["Cs"])) | st.text("=+-@;,|\t\r\n \"'x\uff1d\u200b")
AT = 1_790_000_000_123
ID = "0123456789abcdef01234567"
FORMULAS = {
    "equals": "=1+1",
    "plus": "+1",
    "minus": "-1",
    "at": "@SUM(A1)",
    "after blanks": "   =1",
    "after a no-break space": "\N{NO-BREAK SPACE}=1",
    "after a tab and text": "\tMia",
    "after signs without a width": "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}=1",
    "full-width equals": "\N{FULLWIDTH EQUALS SIGN}1",
    "full-width plus": "\N{FULLWIDTH PLUS SIGN}1",
    "full-width minus": "\N{FULLWIDTH HYPHEN-MINUS}1",
    "full-width at": "\N{FULLWIDTH COMMERCIAL AT}1",
    "after an ideographic space": "\N{IDEOGRAPHIC SPACE}\N{FULLWIDTH EQUALS SIGN}1",
    "small plus": "\N{SMALL PLUS SIGN}1",
    "dde": "=cmd|' /C calc'!A0",
    "a blank piece before": " \t",
}
PIECES = {
    "semicolon": ("x;=1", "x;'=1"),
    "tab": ("x\t=1", "x\t'=1"),
    "tab before": ("\t=1", "'\t'=1"),
    "carriage return before": ("\r=1", "'\r'=1"),
    "line feed before": ("\n=1", "'\n'=1"),
    "bar": ("x|@A1", "x|'@A1"),
    "line feed": ("x\n+1", "x\n'+1"),
    "carriage return": ("x\r\n+1", "x\r\n'+1"),
    "blanks": ("x; \N{NO-BREAK SPACE}=1", "x; \N{NO-BREAK SPACE}'=1"),
    "a sign without a width": ("x;\N{ZERO WIDTH SPACE}=1", "x;\N{ZERO WIDTH SPACE}'=1"),
    "quotes": ('x;"=1"', 'x;"\'=1"'),
    "quotes and blanks": ('x; " "=1', 'x; " "\'=1'),
    "a full-width sign": ("x;\N{FULLWIDTH EQUALS SIGN}1", "x;'\N{FULLWIDTH EQUALS SIGN}1"),
    "several": ("x;=1;y;=2", "x;'=1;y;'=2"),
    "at the start, too": ("=1;=2", "'=1;'=2"),
    "nothing before": (";=1", ";'=1"),
    "hidden": ("x;\0=1", "x;'=1"),
}
HIDDEN = {
    "null before": "\0=1",
    "right-to-left override before": "\N{RIGHT-TO-LEFT OVERRIDE}=1",
    "isolate before": "\N{LEFT-TO-RIGHT ISOLATE}=1",
}
PLAIN = {
    "name": "Mia Sol",
    "empty": "",
    "blank": "   ",
    "sum inside": "1 = 1 + 0",
    "commas and quotes": 'a, "b"; c',
    "line breaks": "one\r\ntwo\rthree\nfour",
    "emoji": "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}",
    "apostrophe": "'tis",
    "a sign behind a word": "a, b - c; 1 + 1",
    "umlaut": "Zoë Müller",
}


def lead(**changes: str | None) -> Lead:
    named = {"name": "Mia Sol", "username": "mia", "form": "ana", **changes}
    return Lead(
        creator="user_ana",
        id=ID,
        account="1784",
        provider=Provider.INSTAGRAM,
        consent_at=AT,
        created_at=AT,
        dm=f"{ID}-0",
        **named,  # type: ignore[arg-type] # fields of Lead
    )


def dm(**changes: object) -> Dm:
    return Dm(creator="user_ana", id=f"{ID}-0", account="1784", text="Hi", created_at=AT, **changes)  # type: ignore[arg-type] # fields of Dm


def parsed(text: str) -> list[dict[str, str]]:
    """What a program reads that knows the format and nothing of us."""
    assert text.startswith(csv_export.BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(csv_export.BOM), newline=""), strict=True))


def name_of(text: str) -> str:
    [line] = parsed(csv_export.leads([Row(lead(name=text), None)]))
    return line["name"]


@pytest.mark.parametrize("text", FORMULAS.values(), ids=FORMULAS.keys())
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe(text: str) -> None:
    assert name_of(text) == f"'{text}"


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_hides_a_formula_is_removed_and_the_formula_found(text: str) -> None:
    assert name_of(text) == "'=1"


@pytest.mark.parametrize(("text", "told"), PIECES.values(), ids=PIECES.keys())
def test_what_starts_a_formula_once_a_cell_is_cut_gets_an_apostrophe_too(text: str, told: str) -> None:
    assert name_of(text) == told


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN.keys())
def test_every_other_text_comes_back_as_it_was(text: str) -> None:
    assert name_of(text) == text


def test_what_turns_text_around_is_removed_from_its_middle() -> None:
    assert name_of("a\N{RIGHT-TO-LEFT OVERRIDE}b\0c\N{ARABIC LETTER MARK}d") == "abcd"


@given(TYPED)
def test_no_text_leaves_its_cell(text: str) -> None:
    found = name_of(text)

    assert found.replace("'", "") == csv_export.UNSEEN.sub("", text).replace("'", "")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@given(texts=st.lists(TYPED, min_size=3, max_size=3))
def test_no_cell_starts_a_formula_wherever_a_program_cuts(separator: str, texts: list[str]) -> None:
    name, form, words = texts
    table = csv_export.leads([Row(lead(name=name, form=form, words=words), None)])

    cut = csv.reader(io.StringIO(table.removeprefix(csv_export.BOM), newline=""), delimiter=separator)

    starts = {unicodedata.normalize("NFKC", shown(text)[:1]) for line in cut for text in line}
    assert starts.isdisjoint("=+-@")


def shown(text: str) -> str:
    """What a program keeps of a cell that throws away what nobody sees."""
    return "".join(c for c in text if not (c.isspace() or unicodedata.category(c) in {"Cc", "Cf"}))


@pytest.mark.parametrize("field", ["name", "username", "phone", "words", "form"])
def test_every_field_that_a_stranger_fills_is_guarded(field: str) -> None:
    [line] = parsed(csv_export.leads([Row(lead(**{field: "=1"}), None)]))

    assert list(line.values()).count("'=1") == 1
    assert "=1" not in line.values()


def test_a_lead_is_told_with_its_newest_message() -> None:
    failed = dm(state=State.FAILED, attempts=2, code=Code.NOT_PERMITTED, reason=Reason.WINDOW_CLOSED)

    [line] = parsed(csv_export.leads([Row(lead(words="hello"), failed)]))

    assert line == {
        "leadId": ID,
        "createdAt": "2026-09-21T14:13:20.123Z",
        "name": "Mia Sol",
        "instagramUsername": "mia",
        "phone": "",
        "provider": "instagram",
        "source": "form",
        "form": "ana",
        "message": "hello",
        "dmStatus": "failed",
        "dmSentAt": "",
        "dmConfirmedAt": "",
        "dmReadAt": "",
        "attempts": "2",
        "errorCode": "NOT_PERMITTED",
        "errorReason": "WINDOW_CLOSED",
    }


def test_a_lead_without_a_message_fills_every_column() -> None:
    [line] = parsed(csv_export.leads([Row(lead(), None)]))

    assert (line["dmStatus"], line["attempts"], line["errorReason"]) == ("pending", "0", "")


def test_an_entry_says_who_what_and_why() -> None:
    entry = Entry(
        creator="user_ana",
        dm=f"{ID}-0",
        at=AT,
        status="failed",
        attempt=2,
        code=Code.RATE_LIMIT,
        reason=Reason.APP_LIMIT,
        trace=Trace(ms=120),
        note="=1",
    )

    [line] = parsed(csv_export.log([(lead(name="@mia"), entry)]))

    assert line == {
        "at": "2026-09-21T14:13:20.123Z",
        "leadId": ID,
        "name": "'@mia",
        "instagramUsername": "mia",
        "jobId": f"{ID}-0",
        "provider": "instagram",
        "status": "failed",
        "attempt": "2",
        "errorCode": "RATE_LIMIT",
        "errorReason": "APP_LIMIT",
        "durationMs": "120",
        "note": "'=1",
    }


def test_lines_end_as_the_format_wants_it_and_nothing_is_a_line_of_names() -> None:
    assert csv_export.leads([]).endswith("errorReason\r\n")
    assert csv_export.log([]).count("\r\n") == 1
