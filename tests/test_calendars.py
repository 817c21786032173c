"""Content calendars: one draft a row, places that a person finds in the spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brieflint.sources.delimited import read_rows
from support import call

CALENDAR = (
    "Date;Platform;Content type;Country;Creator;Caption;Hashtags\r\n"
    '2026-12-01;Instagram;Reel;US;@mira;"#ad I ""love"" this lamp,\r\nit cures acne in 7 days!";#lamp\r\n'
    "2026-12-02;IG Reels, TikTok;;Germany;jon;Drei Wochen mit dieser Lampe @lumaria;\r\n"
    ";;;;;;\r\n"
    "2026-12-04;TikTok;;UK;jon;#ad The lamp again;\r\n"
)


def found(folder: Path, text: str, *args: str, name: str = "plan.csv") -> list[dict]:
    (folder / name).write_bytes(text.encode())
    result = call("check", str(folder / name), "--format", "json", "--relationship", "paid", *args)
    assert not result.report["errors"], result.report["errors"]
    return result.report["findings"]


def test_each_row_is_a_draft_with_its_own_context(tmp_path: Path) -> None:
    findings = found(tmp_path, CALENDAR)
    assert [(f["rule"], f["jurisdictions"], f["location"]["place"]) for f in findings] == [
        ("claims/disease-claim", ["us"], {"row": 2, "column": "F", "header": "Caption"}),
        ("disclosure/missing", ["de"], {"row": 3, "column": "F", "header": "Caption"}),
    ]
    first = findings[0]
    start, end = (first["location"][side]["offset"] for side in ("start", "end"))
    assert CALENDAR[start:end] == first["excerpt"] == "cures acne"
    assert first["location"]["start"]["line"] == 3


def test_text_report_names_the_cell(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_bytes(CALENDAR.encode())
    out = call("check", str(tmp_path / "plan.csv"), "--relationship", "paid").out
    assert "claims/disease-claim in cell F2 (Caption)" in out
    assert "^^^^^^^^^^" in out


@pytest.mark.parametrize("mark", ["", "\ufeff", "sep=;\r\n", "\ufeffsep=;\n"])
def test_marks_of_excel_before_the_header(tmp_path: Path, mark: str) -> None:
    text = mark + CALENDAR
    for finding in found(tmp_path, text):
        start, end = (finding["location"][side]["offset"] for side in ("start", "end"))
        assert text[start:end] == finding["excerpt"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = (
        delimiter.join(("Channel", "Market", "Post copy"))
        + "\n"
        + delimiter.join(("tiktok", "uk", "Look at it"))
        + "\n"
    )
    assert [f["rule"] for f in found(tmp_path, text)] == ["disclosure/missing"]


def test_a_fix_is_written_as_the_cell_needs_it(tmp_path: Path) -> None:
    text = 'Country,Caption\nus,"A ""lamp"", @lumaria"\nus,A lamp @lumaria\n'
    findings = found(tmp_path, text, "--platform", "instagram")
    edits = [edit for finding in findings for edit in finding["fix"]["edits"]]
    for edit in sorted(edits, key=lambda e: -e["start"]):
        text = text[: edit["start"]] + edit["text"] + text[edit["end"] :]
    assert list(csv.reader(io.StringIO(text))) == [
        ["Country", "Caption"],
        ["us", '#ad A "lamp", @lumaria'],
        ["us", "#ad A lamp @lumaria"],
    ]
    assert found(tmp_path, text, "--platform", "instagram") == []


def test_columns_named_by_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "brieflint.toml").write_text(
        '[calendar]\ntext = ["Wording", "Tags"]\nplatform = "Where"\nskip = {State = ["Idea", "dropped"]}\n'
    )
    text = "Plan\nWhere,Wording,Tags,State\ninsta,Look @lumaria,#lamp,Final\ninsta,Look @lumaria,,idea\n"
    (finding,) = found(tmp_path, text, "--jurisdiction", "us")
    assert finding["location"]["place"] == {"row": 3, "column": "B", "header": "Wording"}


def test_a_wrong_value_is_one_line_and_the_other_rows_are_checked(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text(
        "Platform,Country,Caption\nInstragram,us,x\ntiktok,Narnia,y\ntiktok,us,Look @lumaria\n"
    )
    result = call("check", str(tmp_path / "plan.csv"), "--format", "json", "--relationship", "paid")
    assert result.code == 2
    assert [f["location"]["place"]["row"] for f in result.report["findings"]] == [4]
    messages = [e["message"] for e in result.report["errors"]]
    assert messages[0].startswith("row 2, column 'Platform': 'instragram' is not known; did you mean 'instagram'?")
    assert messages[1].startswith("row 3, column 'Country': 'narnia' is no country code")


def test_other_tables_are_passed_over_in_a_folder_and_named_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").write_text("date,views\n1,2\n")
    (tmp_path / "a.md").write_text("#ad Fine.\n")
    walked = call("check", str(tmp_path), "--format", "json")
    assert (walked.report["summary"]["files"], walked.report["errors"]) == (1, [])
    named = call("check", str(tmp_path / "metrics.csv"))
    assert named.code == 2
    assert "has no column with the text to publish" in named.err
    hooked = call("check", "--force-exclude", str(tmp_path / "metrics.csv"))
    assert (hooked.code, hooked.err) == (0, "")


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('Caption,Country\n"never closed,us\nmore,us\n', 2, "a quotation mark is never closed"),
        ('Caption,Country\nfine,us\n"shut" too early,us\n', 3, "not valid CSV"),
    ],
)
def test_broken_tables_say_where(tmp_path: Path, text: str, line: int, what: str) -> None:
    (tmp_path / "plan.csv").write_text(text)
    result = call("check", str(tmp_path / "plan.csv"), "--format", "json")
    (error,) = result.report["errors"]
    assert (result.code, error["line"]) == (2, line)
    assert what in error["message"]


cells = st.text(st.sampled_from("ab \"',;\t\n\r|é😀#@"), max_size=12)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=4),
    st.sampled_from(",;\t|"),
    st.sampled_from(("\n", "\r\n")),
    st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
)
def test_every_character_of_a_cell_has_its_place(
    rows: list[list[str]], delimiter: str, ending: str, quoting: int
) -> None:
    if quoting == csv.QUOTE_MINIMAL:  # older versions of csv leave a bare carriage return unquoted
        rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting).writerows(rows)
    source = out.getvalue()
    read = list(read_rows(source, delimiter, "x.csv"))
    assert [[cell.value for cell in row] for row in read] == rows
    for row in read:
        for cell in row:
            for at, char in enumerate(cell.value):
                low, high = cell.map.span(at, at + 1)
                assert source[low:high] == ('""' if char == '"' and cell.quoted else char)


def test_workbook(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Spring's plan"
    for row in (
        ["Plan"],
        ["Date", "Platform", "Caption", "Hashtags", "Country"],
        [1, "Instagram", "  #ad It cures acne", "#lamp", "US"],
        [2, "TikTok", "Look at it @lumaria", None, "UK"],
    ):
        sheet.append(row)
    hidden = book.create_sheet("Old")
    hidden.append(["Caption", "Country"])
    hidden.append(["It cures acne", "US"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "plan.xlsx")
    result = call("check", str(tmp_path / "plan.xlsx"), "--format", "json", "--relationship", "paid")
    assert [(f["rule"], f["excerpt"], f["location"]) for f in result.report["findings"]] == [
        (
            "claims/disease-claim",
            "cures acne",
            {"place": {"sheet": "Spring's plan", "row": 3, "column": "C", "header": "Caption", "character": 10}},
        ),
        (
            "disclosure/missing",
            "Look at it @lumaria",
            {"place": {"sheet": "Spring's plan", "row": 4, "column": "C", "header": "Caption", "character": 1}},
        ),
    ]
    out = call("check", str(tmp_path / "plan.xlsx"), "--relationship", "paid").out
    assert "claims/disease-claim in cell C3 (Caption) of sheet 'Spring's plan', character 10" in out.replace("\n", " ")


def test_drafts_of_two_creators_in_one_calendar_are_compared(tmp_path: Path) -> None:
    (tmp_path / "campaign.yaml").write_text(
        "schema: brieflint/campaign@1\nbrand: {name: Lumaria}\njurisdictions: [us]\n"
        "disclosure: {labels: {us: '#ad'}}\ncreators:\n- {id: mira, relationship: paid}\n- {id: jon, relationship: paid}\n"
    )
    same = "the first week I kept it on the kitchen shelf and it made the dark evenings feel like summer again"
    (tmp_path / "plan.csv").write_text(
        f"Creator,Platform,Caption\nmira,instagram,#ad Honestly {same}.\njon,tiktok,#ad So {same}!\n"
    )
    result = call("check", str(tmp_path / "plan.csv"), "--format", "json", "--select", "overscript")
    assert not result.report["errors"], result.report["errors"]
    assert [f["location"]["place"]["row"] for f in result.report["findings"]] == [2, 3]


def test_read_shows_every_draft(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_bytes(CALENDAR.encode())
    shown = call("read", str(tmp_path / "plan.csv"))
    assert shown.code == 0
    assert "cell F2 (Caption) paragraph" in shown.out
    assert "platform: tiktok  [row 3]" in shown.out
    data = call("read", str(tmp_path / "plan.csv"), "--format", "json").report
    assert (data["schema"], data["kind"], len(data["drafts"])) == ("brieflint/document@1", "calendar", 4)
