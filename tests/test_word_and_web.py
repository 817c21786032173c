"""Word documents, Google Docs' Markdown and HTML paste-ins: the text a reader sees, places a person finds."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brieflint.context import Context
from brieflint.sources.web_page import read_web_page
from support import call

PAID = ("--relationship", "paid", "--jurisdiction", "us", "--platform", "instagram")


def report(path: Path, *args: str) -> dict:
    return call("check", str(path), "--format", "json", *PAID, *args).report


def word(path: Path, *body: str) -> Path:
    """A Word document whose paragraphs are given as the XML inside ``w:p``."""
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    for inner in body:
        xml = f"<w:p {nsdecls('w', 'r')}>{inner}</w:p>"
        document.element.body.insert(-1, parse_xml(xml))
    document.save(path)
    return path


def run_of(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


# --------------------------------------------------------------------------------------------------------- Word


def test_word_brief_is_checked_with_paragraph_and_character(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_heading("Spring lamp", 1)
    document.add_heading("What to say", 2)
    document.add_paragraph("")
    document.add_paragraph("Please say exactly: it cures acne.")
    table = document.add_table(rows=2, cols=2)
    table.cell(1, 1).text = "Please say exactly: warm light."
    document.save(tmp_path / "spring.brief.docx")
    result = call("check", str(tmp_path / "spring.brief.docx"), "--format", "json", "--jurisdiction", "us")
    assert [f["location"]["place"] for f in result.report["findings"] if f["rule"] == "brief/verbatim-mandate"] == [
        {"paragraph": 3, "character": 8, "heading": "What to say"},
        {"paragraph": 4, "character": 8, "table": 1, "row": 2, "column": "2"},
    ]
    shown = call("check", str(tmp_path / "spring.brief.docx"), "--jurisdiction", "us").out
    assert "brief/verbatim-mandate in paragraph 3, character 8, under 'What to say'" in shown


def test_word_text_is_what_stands_when_all_changes_are_accepted(tmp_path: Path) -> None:
    path = word(
        tmp_path / "post.docx",
        run_of("This lamp from @lumaria ")
        + '<w:del w:id="1" w:author="a"><w:r><w:delText>cures acne</w:delText></w:r></w:del>'
        + f'<w:ins w:id="2" w:author="a">{run_of("is a joy")}</w:ins>'
        + f'<w:moveFrom w:id="3" w:author="a">{run_of(" cures acne")}</w:moveFrom>'
        + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>#ad</w:t></w:r>"
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>cures acne</w:instrText></w:r>',
    )
    assert call("read", str(path)).out.splitlines()[-1].strip() == "This lamp from @lumaria is a joy"
    assert [f["rule"] for f in report(path)["findings"]] == ["disclosure/missing"]
    assert "fix" not in report(path)["findings"][0]


def test_word_link_targets_are_read(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    relation = document.part.relate_to(
        "https://example.com/lamp",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    xml = f'<w:p {nsdecls("w", "r")}>{run_of("Get it ")}<w:hyperlink r:id="{relation}">{run_of("here")}</w:hyperlink></w:p>'
    document.element.body.insert(-1, parse_xml(xml))
    document.save(tmp_path / "post.docx")
    segments = call("read", str(tmp_path / "post.docx"), "--format", "json").report["segments"]
    assert [(s["text"], s["target"]) for s in segments if s["kind"] == "link"] == [("here", "https://example.com/lamp")]


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (120 << 20))
    return out.getvalue()


def _archive(name: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, text)
    return out.getvalue()


_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9))
    + "]><x>&j;</x>"
)


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is not a"),
        (b"PK\x03\x04 cut off", "is not a"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is locked by a password or in an old format"),
        (_bomb(), "unpacks to more than 100 MiB"),
        (_archive("readme.txt", "x"), "it has no "),
    ],
)
def test_what_is_no_office_file_is_one_line(tmp_path: Path, suffix: str, raw: bytes, says: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(raw)
    (tmp_path / "b.md").write_text("This lamp from @lumaria.\n")
    result = call("check", str(tmp_path), "--format", "json", *PAID)
    (error,) = result.report["errors"]
    assert (result.code, says in error["message"]) == (2, True), error
    assert [f["rule"] for f in result.report["findings"]] == ["disclosure/missing"]


@pytest.mark.parametrize(("suffix", "part"), [(".docx", "word/document.xml"), (".xlsx", "xl/workbook.xml")])
def test_entities_are_not_expanded(tmp_path: Path, suffix: str, part: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(_archive(part, _LAUGHS))
    result = call("check", str(path))
    assert result.code == 2
    assert "save it anew" in result.err
    assert len(result.errors) == 1


# --------------------------------------------------------------------------------------------------------- HTML


def test_html_is_read_as_a_reader_sees_it(tmp_path: Path) -> None:
    page = (
        "<html><head><title>#ad</title><style>p {content: '#ad'}</style></head><body>\n"
        '<p style="display: none">#ad</p><p hidden>#ad</p>\n'
        "<p>Three weeks with <b>this&nbsp;lamp</b>\n  of @lumaria &amp; it<br>cures <i>acne</i></p>\n"
        "<script>document.write('#ad')</script><ul><li>one<li>two</ul></body></html>"
    )
    (tmp_path / "post.html").write_text(page)
    assert [s["text"] for s in call("read", str(tmp_path / "post.html"), "--format", "json").report["segments"]][
        :3
    ] == [
        "Three weeks with this lamp of @lumaria & it\ncures acne",
        "one",
        "two",
    ]
    findings = report(tmp_path / "post.html")["findings"]
    assert sorted(f["rule"] for f in findings) == ["claims/disease-claim", "disclosure/missing"]
    for finding in findings:
        start, end = (finding["location"][side]["offset"] for side in ("start", "end"))
        assert page[start:end] == finding["excerpt"]
    (fix,) = [f["fix"] for f in findings if "fix" in f]
    (edit,) = fix["edits"]
    fixed = page[: edit["start"]] + edit["text"] + page[edit["end"] :]
    assert "<p>#ad Three weeks" in fixed
    (tmp_path / "post.html").write_text(fixed)
    assert [f["rule"] for f in report(tmp_path / "post.html")["findings"]] == ["claims/disease-claim"]


def test_html_blocks_keep_their_kind(tmp_path: Path) -> None:
    (tmp_path / "a.brief.html").write_text(
        "<h2>Do not say</h2><ul><li>cures acne</li></ul><table><tr><th>Say</th><td>warm light</td></tr></table>"
        "<blockquote><p>quoted</blockquote><pre>a\n  b</pre><p><a href='https://example.com'>link</a></p>"
    )
    segments = call("read", str(tmp_path / "a.brief.html"), "--format", "json").report["segments"]
    assert [(s["kind"], s["text"]) for s in segments] == [
        ("heading", "Do not say"),
        ("list-item", "cures acne"),
        ("table-cell", "Say"),
        ("table-cell", "warm light"),
        ("paragraph", "quoted"),
        ("code", "a\n  b"),
        ("paragraph", "link"),
        ("quote", "quoted"),
        ("link", "link"),
    ]


@pytest.mark.parametrize("piece", ["<", "<a ", "</", "<!--", "<![CDATA[", "<?", "<!x ", "<a b='", "&#", "<script>"])
@pytest.mark.parametrize("tail", ["", ">", "-->", "<p>x"])
def test_html_that_nothing_closes_ends(tmp_path: Path, piece: str, tail: str) -> None:
    (tmp_path / "a.html").write_text(piece * 100_000 + tail)
    result = call("check", str(tmp_path / "a.html"), "--relationship", "none")
    assert result.code in (0, 2)
    assert len(result.errors) == (result.code == 2)


def test_deep_nesting(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<div><b>" * 100_000 + "This lamp cures acne")
    assert [f["rule"] for f in report(tmp_path / "a.html", "--select", "claims")["findings"]] == [
        "claims/disease-claim"
    ]


pieces = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<br>", "&amp;", "&nbsp;", "&#233;", "&", "<", ">", "a", "é😀", " ", "\n", "<li>", "<ul>",
     "</ul>", "<!-- x -->", "<td>", "<pre>", "</pre>", "<p hidden>", "'", '"', "<a href=x>", "</a>", "\r\n"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(pieces, max_size=30))
def test_every_letter_stands_where_the_page_has_it(parts: list[str]) -> None:
    source = "".join(parts)
    document = read_web_page("x.html", source, Context())
    at = -1
    for index, char in enumerate(document.text):
        location = document.location(index, index + 1)
        assert location.start is not None
        assert location.end is not None
        if char in "aé😀":
            found = source[location.start.offset : location.end.offset]
            assert found in (char, "&#233;")
            assert location.start.offset > at
            at = location.start.offset
    shown = document.text.count("a")
    assert shown <= source.count("a")


# ------------------------------------------------------------------------------------------------- Google Docs


def test_markdown_as_google_docs_exports_it(tmp_path: Path) -> None:
    text = (
        "# **Spring lamp**\n\n**Caption**\n\n\\#ad Three weeks with this lamp \\- it cures acne\\!  \n"
        "\\#lamp \\#home ![][image1]\n\n[image1]: <data:image/png;base64," + "iVBORw0KGgo" * 2000 + ">\n"
    )
    (tmp_path / "post.md").write_text(text)
    findings = report(tmp_path / "post.md", "--select", "claims")["findings"]
    assert [f["excerpt"] for f in findings] == ["cures acne"]
    data = call("read", str(tmp_path / "post.md"), "--format", "json").report
    assert "#ad Three weeks with this lamp - it cures acne!" in data["text"]
    assert "base64" not in data["text"]


def test_waivers_in_a_page_and_for_a_calendar(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<p>#ad Look</p>\n<!-- brieflint: ignore claims/disease-claim until 2099-01-01 reason: approved, LAB-1 -->\n"
        "<p>This lamp cures acne</p>\n<p>This lamp cures eczema</p>\n"
    )
    (tmp_path / "b.csv").write_text("Country,Caption\nus,#ad This lamp cures acne\n")
    (tmp_path / "waivers.yaml").write_text(
        "schema: brieflint/waivers@1\nwaivers:\n- rule: claims/disease-claim\n  files: '*.csv'\n"
        "  reason: approved\n  approver: A. Counsel\n  until: 2099-01-01\n"
    )
    data = report(tmp_path, "--select", "claims,waiver")
    assert [(f["path"].split("/")[-1], f["excerpt"]) for f in data["findings"]] == [("a.html", "cures eczema")]
    assert data["summary"]["suppressed"] == 2
