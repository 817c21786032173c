"""Rendered briefs as pages to send out."""

from __future__ import annotations

import re
from pathlib import Path

from support import EXAMPLES, call

CAMPAIGN = EXAMPLES / "spring-refill" / "campaign.yaml"


def test_one_page_a_creator(tmp_path: Path) -> None:
    result = call("render", CAMPAIGN, "--as", "html", "-o", str(tmp_path / "pages"))
    assert (result.code, result.err) == (0, "")
    names = sorted(path.name for path in (tmp_path / "pages").iterdir())
    assert names == sorted(Path(line).name for line in result.out.splitlines())
    page = (tmp_path / "pages" / "mira.brief.html").read_text(encoding="utf-8")
    assert "<title>Brief: Pellbrook starter tin, for Mira</title>" in page
    assert "<strong>#ad</strong>" in page
    assert "\u2610 tag @pellbrook" in page
    assert '<html lang="de">' in (tmp_path / "pages" / "jonas.brief.html").read_text(encoding="utf-8")
    assert call("render", CAMPAIGN, "--as", "html", "-o", str(tmp_path / "pages")).code == 0, "a page may be replaced"


def test_pages_are_no_drafts_and_other_files_are_not_overwritten(tmp_path: Path) -> None:
    call("render", CAMPAIGN, "--as", "html", "--creator", "mira", "-o", str(tmp_path))
    (tmp_path / "a.md").write_text("#ad Fine.\n")
    assert call("check", str(tmp_path), "--format", "json").report["summary"]["files"] == 1
    (tmp_path / "mira.brief.html").write_text("<p>mine</p>")
    refused = call("render", CAMPAIGN, "--as", "html", "--creator", "mira", "-o", str(tmp_path))
    assert (refused.code, (tmp_path / "mira.brief.html").read_text()) == (2, "<p>mine</p>")


def test_what_a_record_says_cannot_become_markup(tmp_path: Path) -> None:
    (tmp_path / "campaign.yaml").write_text(
        'schema: brieflint/campaign@1\nbrand: {name: "<script>alert(1)</script>"}\njurisdictions: [us]\n'
        "disclosure: {labels: {us: '#ad'}}\n"
        "key_messages:\n- {id: m1, text: '[click](javascript:alert(1)) <img src=x onerror=alert(1)> --> </main>'}\n"
        "creators:\n- {id: mira, relationship: paid}\n"
    )
    page = call("render", str(tmp_path), "--as", "html").out
    tags = set(re.findall(r"<([a-z0-9]+)", page))
    assert tags <= {
        *("html", "head", "meta", "title", "style", "body", "main"),
        *("h1", "h2", "p", "ul", "li", "strong", "em", "a", "blockquote", "hr"),
    }, tags
    assert not re.search(r'href="javascript:|\son\w+=', page.split("<main>")[1].replace("&lt;img src=x onerror", ""))
    assert page.count("<!--") == 1


def test_wrong_combinations_are_one_line(tmp_path: Path) -> None:
    for args, says in (
        (["--as", "html"], "name a folder with -o, or one --creator"),
        (["--as", "html", "-o", str(tmp_path / "a.md"), "--creator", "mira"], "say --as md"),
        (["-o", str(tmp_path / "a.html"), "--creator", "mira"], "say --as html"),
        (["--as", "html", "--check"], "leave --as out"),
    ):
        result = call("render", CAMPAIGN, *args)
        assert (result.code, len(result.errors)) == (2, 1)
        assert says in result.err
