"""The HTML report, opened in a real Chromium: what it shows, that it is for everybody, and that no draft can act in it."""

from __future__ import annotations

import base64
import html
import io
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from browser import Browser, browser, needs_chromium
from pictures import Text, feed, reel, save, story
from support import BAD, EXAMPLES, GOOD, PAID, ROOT, call, run, write


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def report(*args: str | os.PathLike[str], code: int = 1) -> Path:
    """The HTML report of a check, as a file."""
    result = call("check", *args, "--format", "html", "--output", "report.html")
    assert result.code == code, result.err
    return Path("report.html").resolve()


def example(folder: Path) -> str:
    shutil.copytree(EXAMPLES / "spring-refill", folder / "spring-refill")
    return "spring-refill"


def json_of(*args: str | os.PathLike[str]) -> dict[str, Any]:
    return call("check", *args, "--format", "json").report


def mixed(folder: Path) -> Path:
    """Drafts of every form: phone, story, page, spoken lines, record, pictures, and files that cannot be read."""
    write(folder / "brieflint.toml", '[context]\nrelationship = "paid"\njurisdictions = ["us", "de"]\n'
          '[[overrides]]\nfiles = ["*.png", "*.jpg"]\nplatform = "instagram"\nsurface = "story"\ncreator = "mila"\n'
          '[[overrides]]\nfiles = ["*.srt"]\nplatform = "youtube"\ncreator = "otto"\n')  # fmt: skip
    save(
        story(Text("#ad", 0.85, 0.03, 7, (200, 200, 200)), Text("my third cup", 0.2, 0.5, 22)).draw(), folder / "s.png"
    )
    save(feed(["mila.makes This tea cures eczema in a", "week. #sp"]).draw(), folder / "f.jpg", quality=90)
    write(
        folder / "a.caption.md",
        "---\nplatform: instagram\ncreator: noa\nsurface: reel\n---\n" + "A lamp. " * 20 + "@lumaria #x #y #ad\n",
    )
    write(
        folder / "b.caption.md",
        "---\nplatform: linkedin\ncreator: otto\n---\nThis lamp cures insomnia. Our only one.\n",
    )
    write(
        folder / "he.caption.md",
        "---\nplatform: instagram\nlanguage: he\n---\nהמנורה הזאת מ @lumaria שינתה לי את הערבים #אור #ad\n",
    )
    write(
        folder / "ja.caption.md",
        "---\nplatform: tiktok\nlanguage: ja\njurisdictions: [jp]\n---\nこのランプが大好きです。@lumaria #ランプ\n",
    )
    write(
        folder / "n.description.md",
        "---\nplatform: newsletter\n---\n# Hello\n\n| a | b |\n|---|---|\n| cures acne | two |\n\n- one\n- two\n",
    )
    write(folder / "t.srt", "\n".join(f"{n}\n00:00:{2 * n:02},000 --> 00:00:{2 * n + 1:02},900\n{line}\n" for n, line in enumerate(
        ["Hello.", *["Nothing."] * 20, "This serum cures acne.", "Thanks to Lumaria for sponsoring this."], 1)))  # fmt: skip
    write(folder / "o.overlay.txt", "wait for it\n")
    write(
        folder / "z.brief.md",
        '---\nkind: brief\n---\n# Brief\n\nSay exactly: "Best tea ever."\n\nPut #ad at the end.\n',
    )
    write(folder / "broken.md", b"\xff\xfe\x00")
    write(folder / "ok.md", "---\ncreator: noa\njurisdictions: [us]\n---\n" + GOOD)
    return folder


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of :func:`mixed`, made once."""
    folder = mixed(tmp_path_factory.mktemp("mixed"))
    before = Path.cwd()
    os.chdir(folder)
    try:
        result = call("check", ".", "--format", "html", "--output", "report.html")
        assert result.code == 2, result.err
        return Path("report.html").resolve()
    finally:
        os.chdir(before)


# ------------------------------------------------------------------------------------------------------ what it shows


@needs_chromium
def test_every_finding_is_there_and_marked_in_its_draft(tmp_path: Path, chrome: Browser) -> None:
    folder = example(tmp_path)
    found = json_of(folder)
    with chrome.visit(report(folder)) as visit:
        page = visit.page
        items = page.locator("li.finding")
        assert items.count() == len(found["findings"]) > 10
        for number, finding in enumerate(found["findings"], 1):
            item = page.locator(f"#f{number}")
            assert item.locator("h4").inner_text() == finding["message"]
            assert item.get_attribute("data-severity") == finding["severity"]
            assert finding["rule"] in item.inner_text()
            for law in finding["references"]:
                link = item.locator(f"a[href='{law['url']}']")
                assert link.first.inner_text() == law["title"]
                assert link.first.get_attribute("rel") == "noopener noreferrer nofollow"
            mark = page.locator(f"mark[data-for~='{number}']")
            assert mark.count() >= 1
            # hidden words tell a screen reader what begins here
            assert page.locator(f"#m{number}").evaluate("e => e.textContent") == f"{finding['severity']} {number}: "
            marked = "".join(mark.evaluate_all(
                "all => all.map(e => [...e.childNodes].filter(n => !n.classList?.contains('n')).map(n => n.textContent).join(''))"
            ))  # fmt: skip
            words = re.sub(r"[*\s]", "", finding["excerpt"])
            assert words == re.sub(r"\s", "", marked), finding["path"]
        assert str(tmp_path) not in page.content()
        assert (visit.said, visit.asked) == ([], [])


@needs_chromium
def test_the_head_counts_and_names_what_was_used(tmp_path: Path, chrome: Browser) -> None:
    folder = example(tmp_path)
    found = json_of(folder)
    with chrome.visit(report(folder)) as visit:
        text = visit.page.locator("body").inner_text()
        tally = " ".join(visit.page.locator(".tally").inner_text().split())
        assert f"{found['summary']['errors']} errors {found['summary']['warnings']} warnings" in tally
        assert found["tool"]["rules"] in text
        assert f"brieflint {found['tool']['version']}" in text
        assert f"{found['summary']['files']} files checked" in text
        flagged = {f["path"] for f in found["findings"]}
        assert (
            visit.page.locator("h1").inner_text() == f"{len(flagged)} of {found['summary']['files']} files need changes"
        )
        clean = visit.page.locator("#clean summary").all_inner_texts()
        assert len(clean) == found["summary"]["files"] - len(flagged)
        assert not any(path in line for path in flagged for line in clean)


@needs_chromium
@pytest.mark.parametrize("platform", ["instagram", "linkedin", "youtube", "newsletter", None])
def test_the_fold_is_where_the_checker_has_it(tmp_path: Path, chrome: Browser, platform: str | None) -> None:
    """A label at every distance: it is drawn behind the fold exactly where the finding says that it is cut off."""
    head = f"---\nplatform: {platform}\n---\n" if platform else ""
    distances = [*range(88, 150, 4), 244, 252, 292, 308]
    for at in distances:
        words = ("word " * 80)[: at - 1] + " "
        write(tmp_path / "d" / f"{at}.caption.md", f"{head}{words}#ad and the rest of it, {'much more ' * 40}\n")
    args = ("d", "--relationship", "paid", "--jurisdiction", "us", "--select", "disclosure")
    by_path = {f["path"]: f for f in json_of(*args)["findings"]}
    assert any("cuts the text before it" in f["message"] for f in by_path.values())
    with chrome.visit(report(*args)) as visit:
        for at in distances:
            finding = by_path.get(f"d/{at}.caption.md")
            card = visit.page.locator(
                "article", has=visit.page.get_by_role("heading", name=f"{at}.caption.md", exact=True)
            )
            if finding is None:
                assert card.count() == 0
                continue
            [before] = card.locator(".preview .draft").evaluate_all(
                "all => all.map(e => { const r = document.createRange(); r.setStart(e, 0);"
                " r.setEndBefore(e.querySelector('.more, .cutline')); return r.toString(); })"
            )
            cut = "cuts the text before it" in finding["message"]
            assert ("#ad" in before) is not cut, (at, before)


@needs_chromium
def test_a_text_that_fits_has_no_fold(tmp_path: Path, chrome: Browser) -> None:
    write(tmp_path / "a.caption.md", "---\nplatform: instagram\n---\nA short one @lumaria\n")
    write(tmp_path / "b.caption.md", "---\nplatform: x\n---\n" + "A long one. " * 15 + "\n")
    with chrome.visit(
        report("a.caption.md", "b.caption.md", "--relationship", "paid", "--jurisdiction", "us")
    ) as visit:
        assert visit.page.locator("article").count() == 2
        assert visit.page.locator(".more").count() == 0


@needs_chromium
def test_what_a_platform_colours_is_coloured(tmp_path: Path, chrome: Browser) -> None:
    write(
        tmp_path / "a.caption.md", "Hello @lumaria see https://lumaria.example/x #Fünf #tea but not #1 or a@b.example\n"
    )
    with chrome.visit(report("a.caption.md", *PAID)) as visit:
        tags = visit.page.locator(".preview .tag")
        assert tags.all_inner_texts() == ["@lumaria", "https://lumaria.example/x", "#Fünf", "#tea"]
        assert visit.page.locator(".preview a:not(.n)").count() == 0  # a draft's links lead nowhere


@needs_chromium
def test_every_form_of_draft(everything: Path, chrome: Browser) -> None:
    with chrome.visit(everything) as visit:
        page = visit.page
        for form in ("phone", "frame", "page", "cues", "picture"):
            assert page.locator(f".as-{form}").count() >= 1, form
        assert page.locator(".as-cues .time").first.inner_text() == "0:02"
        assert page.locator(".as-page table td").count() == 4
        unread = page.locator("#unread").inner_text()
        assert "broken.md" in unread
        assert "UTF-16" in unread
        assert page.locator("#clean").inner_text().count("ok.md") == 1
        hebrew = page.locator("[lang=he] p").first
        assert hebrew.evaluate("e => getComputedStyle(e).direction") == "rtl"
        assert page.locator("[lang=ja]").count() == 1
        assert (visit.said, visit.asked) == ([], [])


@needs_chromium
def test_spoken_lines_are_marked_from_their_first_word_on(tmp_path: Path, chrome: Browser) -> None:
    write(
        tmp_path / "v.vtt",
        "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ola>So this serum\n\n00:03.000 --> 00:05.000\n<v Ola>cures acne in a <b>week</b>,\n\n"
        "00:05.500 --> 00:08.000\n<v Kit>and I love it. It cures\n\n00:08.000 --> 00:09.000\n<v Kit>cancer.\n",
    )
    args = ("v.vtt", "--relationship", "paid", "--jurisdiction", "us", "--select", "claims/disease-claim")
    assert json_of(*args)["findings"][0]["excerpt"] == "cures acne"
    with chrome.visit(report(*args)) as visit:
        row = visit.page.locator(".cues li", has_text="0:03")
        assert row.locator("mark").inner_text().endswith("cures acne")
        assert row.locator("b").inner_text().strip() == "Ola:"
        marked = visit.page.locator("mark[data-for='2']").evaluate_all("all => all.map(e => e.lastChild.textContent)")
        assert marked == ["cures", "cancer"]  # over two lines


@needs_chromium
def test_a_campaign_record_shows_its_lines(tmp_path: Path, chrome: Browser) -> None:
    folder = example(tmp_path)
    record = tmp_path / folder / "campaign.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace('label: "#ad"', 'label: "#spon"'), encoding="utf-8")
    [finding] = [f for f in json_of(record)["findings"] if "#spon" in f["excerpt"]]
    with chrome.visit(report(record)) as visit:
        row = visit.page.locator(".row", has=visit.page.locator("mark", has_text="#spon"))
        assert row.locator(".ln").inner_text() == str(finding["location"]["start"]["line"])
        assert row.locator("mark").inner_text().endswith(finding["excerpt"])


@needs_chromium
def test_boxes_lie_where_the_finding_is(everything: Path, chrome: Browser) -> None:
    os.chdir(everything.parent)
    found = json_of(".")["findings"]
    boxes = {n: f for n, f in enumerate(found, 1) if "box" in f["location"]}
    assert len(boxes) >= 2
    with chrome.visit(everything) as visit:
        for number, finding in boxes.items():
            box, size = finding["location"]["box"], Image.open(finding["path"]).size
            place = visit.page.locator(f"#b{number}").evaluate(
                "e => { const p = e.parentElement.querySelector('img').getBoundingClientRect(), b = e.getBoundingClientRect();"
                " return [(b.x - p.x) / p.width, (b.y - p.y) / p.height, b.width / p.width, b.height / p.height]; }"
            )
            wanted = (box["x"] / size[0], box["y"] / size[1], box["width"] / size[0], box["height"] / size[1])
            assert place == pytest.approx(wanted, abs=0.012)
            assert visit.page.locator(f"#b{number}").get_attribute("href") == f"#f{number}"


def test_pictures_travel_as_pixels_only(tmp_path: Path) -> None:
    """What a file hides beside its pixels stays behind: EXIF, comments, bytes after the end."""
    exif = Image.Exif()
    exif[0x010E] = "<script>secret description</script>"
    exif[0x0112] = 6  # lies on its side
    picture = save(feed(["mila.makes This tea cures eczema", "in a week."], width=800).draw().rotate(90, expand=True),
                   tmp_path / "p.jpg", exif=exif, comment="secret comment", quality=90)  # fmt: skip
    picture.write_bytes(picture.read_bytes() + b"PK\x03\x04 secret archive")
    page = report("p.jpg", *PAID).read_text(encoding="utf-8")
    [data] = re.findall(r'src="data:image/jpeg;base64,([A-Za-z0-9+/=]+)"', page)
    raw = base64.b64decode(data)
    assert b"secret" not in raw
    with Image.open(io.BytesIO(raw)) as image:
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert image.height > image.width == 720
    assert len(raw) < 400_000


@needs_chromium
def test_rows_of_a_calendar_and_a_word_file_are_drafts(tmp_path: Path, chrome: Browser) -> None:
    import docx
    import openpyxl

    write(
        tmp_path / "plan.csv",
        "Platform,Creator,Caption,Hashtags\n"
        'Instagram,noa,"This lamp cures insomnia, ""really"". @lumaria",#lamp #ad\n'
        "TikTok,bo,#ad A nice lamp,#x\n"
        "LinkedIn,kit,A nice lamp @lumaria,#sp\n",
    )
    book = openpyxl.Workbook()
    for row in (
        ["Platform", "Creator", "Caption"],
        ["Instagram", "noa", "#ad This cures acne."],
        ["X", "bo", "It cures acne"],
    ):
        book.active.append(row)
    book.save(tmp_path / "plan.xlsx")
    word = docx.Document()
    word.add_paragraph("Hello,")
    word.add_paragraph("this tea cures cancer.")
    word.save(tmp_path / "w.docx")
    args = ("plan.csv", "plan.xlsx", "w.docx", *PAID)
    found = json_of(*args)
    with chrome.visit(report(*args)) as visit:
        page = visit.page
        assert page.locator("li.finding").count() == len(found["findings"])
        titles = page.locator("h3").all_inner_texts()
        assert titles[:2] == ["plan.csv, row 2", "plan.csv, row 4"]
        assert [t.split(" of")[0] for t in titles[2:]] == ["plan.xlsx, row 2", "plan.xlsx, row 3", "w.docx"]
        card = page.locator("article").first
        assert card.get_attribute("data-creator") == "noa"
        assert "cell C2 (Caption)" in card.inner_text()
        assert card.locator(".draft").inner_text().startswith("This lamp ")
        texts = page.locator("mark").evaluate_all("all => all.map(e => e.lastChild.textContent)")
        for words in ("cures insomnia", "#sp", "cures acne", "cures cancer"):
            assert words in texts
        assert page.locator("li.finding .where a").count() == len(found["findings"])  # each is marked in its draft
        assert page.locator("h1").inner_text() == "3 of 3 files need changes"


@needs_chromium
def test_waived_findings_are_counted_and_shown_on_request(tmp_path: Path, chrome: Browser) -> None:
    reason = "award 2025 <img src=x onerror=window.pwned=1>"
    write(
        tmp_path / "a.md",
        f"#ad This cures acne. <!-- brieflint: ignore claims/disease-claim until 2030-12-31 reason: {reason} -->\n",
    )
    write(tmp_path / "b.md", BAD)
    args = ("a.md", "b.md", *PAID, "--today", "2026-01-02")
    with chrome.visit(report(*args)) as visit:
        assert "1 waived" in " ".join(visit.page.locator(".tally").inner_text().split())
        assert visit.page.locator(".waived").count() == 0
    with chrome.visit(report(*args, "--show-suppressed")) as visit:
        waived = visit.page.locator("#clean .waived")
        assert not waived.locator("li").is_visible()
        visit.page.locator("#clean summary").first.click()
        waived.locator("summary").click()
        text = waived.inner_text()
        assert "claims/disease-claim" in text
        assert f"until 2030-12-31: {reason}" in text
        assert visit.page.locator("li.finding").count() == 1
        assert visit.page.evaluate("() => window.pwned") is None
        assert (visit.said, visit.asked) == ([], [])


# ------------------------------------------------------------------------------------------------- no draft acts in it

RUNS = "window.pwned=1"
ATTACKS = (
    f"<script>{RUNS}</script>",
    f"</script><script>{RUNS}</script>",
    f"</style><script>{RUNS}</script>",
    f"</title><script>{RUNS}</script>",
    f"--><script>{RUNS}</script><!--",
    f"]]><script>{RUNS}</script>",
    f"</textarea></select></p></li></ol><script>{RUNS}</script>",
    f"<ScRiPt >{RUNS}</sCrIpT\t>",
    f"<scr<script>ipt>{RUNS}</scr</script>ipt>",
    f"<script/src=https://evil.example/{RUNS}.js></script>",
    "<script src='data:text/javascript,window.pwned=1'></script>",
    f"<img src=x onerror={RUNS}>",
    f"<img src='https://evil.example/x.png' onerror='{RUNS}'>",
    f'"><img src=x onerror={RUNS}>',
    f"'><img src=x onerror={RUNS}>",
    f'" onmouseover="{RUNS}" autofocus onfocus="{RUNS}" x="',
    f"' onpointerenter='{RUNS}' tabindex=1 autofocus onfocus='{RUNS}' x='",
    f"` onload={RUNS} x=`",
    f"<svg onload={RUNS}>",
    f"<svg><script>{RUNS}</script></svg>",
    f"<svg><animate onbegin={RUNS} attributeName=x dur=1s>",
    f"<math><mtext></mtext><mglyph><style><img src=x onerror={RUNS}></style></mglyph></math>",
    f"<body onload={RUNS}>",
    f"<details open ontoggle={RUNS}>",
    f"<video><source onerror={RUNS}></video>",
    f"<audio src=x onerror={RUNS}>",
    f"<input autofocus onfocus={RUNS}>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<iframe src='https://evil.example/'></iframe>",
    "<object data='https://evil.example/x.svg'></object><embed src='https://evil.example/x.swf'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css'; body{display:none}</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href='https://evil.example/'>",
    f"<a href='javascript:{RUNS}' id=clicked>click</a>",
    f"javascript:{RUNS}",
    f"java\tscript:{RUNS}",
    f"data:text/html,<script>{RUNS}</script>",
    f"[click](javascript:{RUNS})",
    f"<form action='javascript:{RUNS}'><button autofocus>x</button></form>",
    f"<template><script>{RUNS}</script></template><noscript><p title='</noscript><img src=x onerror={RUNS}>'>",
    "{{ ''.__class__.__mro__ }}{% for x in () %}{{ 7*7 }}",
    "${window.pwned=1} #{window.pwned=1} <%= window.pwned=1 %>",
    f"&lt;script&gt;{RUNS}&lt;/script&gt;",
    f"&#60;script&#62;{RUNS}&#60;/script&#62;",
    f"\\u003cscript\\u003e{RUNS}\\u003c/script\\u003e",
    f"+ADw-script+AD4-{RUNS}+ADw-/script+AD4-",
    f"\x00<script\x00>{RUNS}</script>",
    f"<\u202escript>{RUNS}</script>\u2066",
    f"\ufeff<script>{RUNS}</script>",
    f"＜script＞{RUNS}＜/script＞",
    "<plaintext><xmp><listing>",
    "*/}</style><style>*{display:none!important}",
    "x{background:url(https://evil.example/x)}",
    "\ud800<b>\udfff",
)  # fmt: skip
assert len(ATTACKS) == len(set(ATTACKS)) > 30


def quiet(chrome: Browser, file: Path, attacks: tuple[str, ...], *, elements: dict[str, int] | None = None) -> None:
    """A page on which nothing happens, with its policy and without: escaping alone must do."""
    bare = file.with_name("without-policy.html")
    text = file.read_text(encoding="utf-8")
    stripped, count = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n', "", text)
    assert count == 1
    bare.write_text(stripped, encoding="utf-8")
    for page_file in (file, bare):
        with chrome.visit(page_file) as visit:
            page = visit.page
            page.evaluate(
                "() => { document.querySelectorAll('details').forEach(d => d.open = true);"
                " document.querySelectorAll('*').forEach(e => { for (const kind of ['mouseover', 'pointerenter', 'focus', 'toggle'])"
                " e.dispatchEvent(new Event(kind)); }); }"
            )
            page.wait_for_timeout(30)
            assert page.evaluate("() => window.pwned") is None
            assert (visit.said, visit.asked) == ([], [])
            assert page.evaluate("() => document.compatMode") == "CSS1Compat"
            # only what the template makes is there
            assert page.locator("script").count() <= 1
            assert page.locator("style").count() <= 2
            assert (
                page.locator(
                    "iframe, object, embed, base, template, noscript, video, audio, textarea, meta[http-equiv=refresh]"
                ).count()
                == 0
            )
            assert page.locator("link:not([href='data:,'])").count() == 0
            names = page.evaluate(
                "() => [...new Set([...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()))]"
            )
            assert not [name for name in names if name.startswith("on") or name == "style"], names
            schemes = page.evaluate("() => [...document.querySelectorAll('a')].map(a => new URL(a.href).protocol)")
            assert set(schemes) <= {"file:", "https:", "http:"}
            for name, number in (elements or {}).items():
                assert page.locator(name).count() == number, name
            shown = page.evaluate("() => document.body.textContent")
            for attack in attacks:
                assert attack in shown, attack


def spelled(attack: str) -> str:
    """As the page spells an attack: nothing hidden stays hidden."""
    hidden = re.sub("[\x00\u202e\u2066\ufeff]", lambda m: f"‹U+{ord(m[0]):04X}›", attack)
    return re.sub("[\ud800-\udfff]", "\ufffd", hidden)


@needs_chromium
def test_attacks_in_every_field_of_a_finding(tmp_path: Path, chrome: Browser) -> None:
    """A report whose every text is an attack, also those that no rule file or draft could bring about."""
    from brieflint.context import Context
    from brieflint.engine import Checked, Engine, Options
    from brieflint.errors import InputError
    from brieflint.findings import Edit, Fix, Reference, Suppressed
    from brieflint.reports import renderer

    write(tmp_path / "a.caption.md", "---\nplatform: instagram\n---\nThis lamp cures insomnia @lumaria #x #y #z #ad\n")
    made = Engine(Options(flags={"relationship": "paid", "jurisdictions": ("us",)})).run(["a.caption.md"])
    kind = made.findings[0]
    document, rules = made.sources["a.caption.md"], made.rule_sets["a.caption.md"]
    made.findings, made.version = [], ATTACKS[0]
    made.rules_digest = ATTACKS[1]
    for number, attack in enumerate(ATTACKS):
        context = Context(
            kind=attack, platform=attack, surface=attack, jurisdictions=(attack,), language=attack, relationship=attack,
            category=attack, creator=attack, deliverable=attack, campaign=attack, brief_version=attack,
        )  # fmt: skip
        reread = document.reread_text(attack)
        reread.context = context
        path = f"{number}{attack}"
        hostile = replace(
            kind, path=path, rule=f"{attack}/{attack}", message=attack, help=attack, excerpt=attack, fingerprint=attack,
            jurisdictions=(attack,), properties={attack: attack}, location=reread.location(0, len(attack)),
            references=tuple(Reference(attack, url, attack) for url in (attack, f"https://ok.example/{attack}")),
            fix=Fix(attack, (Edit(0, 0, attack), Edit(0, len(attack), attack))),
        )  # fmt: skip
        made.findings.append(hostile)
        made.sources[path], made.rule_sets[path] = reread, rules
        made.checked[path] = Checked(context, attack, len(attack))
        made.checked[f"clean {path}"] = Checked(context, attack, len(attack) + 7)
        made.errors.append(InputError(attack, path=attack, line=1))
        made.suppressed_findings.append(Suppressed(hostile, "waiver", "file", attack, attack, attack, attack, 3))
    page = tmp_path / "report.html"
    text = renderer("html")(made, show_suppressed=True)
    page.write_text(text, encoding="utf-8", newline="\n")
    quiet(chrome, page, tuple(map(spelled, ATTACKS)), elements={"article": len(ATTACKS), "li.finding": len(ATTACKS)})


@needs_chromium
@pytest.mark.skipif(os.name == "nt", reason="file names cannot hold these characters on Windows")
def test_attacks_in_files_as_they_arrive(tmp_path: Path, chrome: Browser) -> None:
    """Attacks as file names, captions, briefs, cues, records, rules and waivers, through the command line."""
    fits = [a for a in ATTACKS if "\x00" not in a and "\ud800" not in a]
    for number, attack in enumerate(fits):
        name = attack.replace("/", "∕")[:80]
        write(
            tmp_path / "d" / f"{number} {name}.md",
            f"---\nplatform: instagram\nsurface: post\n---\n{attack}\n\n    {attack}\n\n{BAD}",
        )
        write(tmp_path / "d" / f"{number} {name}.txt", f"{attack} cures cancer {attack}\n")
        write(
            tmp_path / "d" / f"{number}.brief.md",
            f'# {attack}\n\n- say exactly: "{attack}"\n\n| {attack} | b |\n|---|---|\n| {attack} | #ad at the end of the caption |\n',
        )
        write(tmp_path / "d" / f"{number}.srt", f"1\n00:00:01,000 --> 00:00:02,000\n{attack} cures cancer\n")
        write(tmp_path / "d" / f"{number}.overlay.txt", f"{attack}\n")
        write(tmp_path / "bad" / f"{number} {name}.md", b"\xff" + attack.encode())
        quoted = "'" + attack.replace("'", "''").replace("\t", " ").replace("\ufeff", "") + "'"
        if "\u202e" in attack:  # a record with it is refused
            continue
        write(tmp_path / "c" / str(number) / "campaign.yaml",
              f"schema: brieflint/campaign@1\nbrand: {{name: {quoted}}}\njurisdictions: [us]\ndisclosure: {{label: '#spon'}}\n"
              f"key_messages:\n  - {{id: a, text: {quoted}}}\n  - {{id: b, text: cures cancer}}\n"
              f"creators:\n  - {{id: kit, name: {quoted}, relationship: paid, why: {quoted}}}\n")  # fmt: skip
        write(
            tmp_path / "c" / str(number) / "kit.caption.md",
            "---\ncreator: kit\nplatform: instagram\n---\nLovely lamp @lumaria\n",
        )
    for number, attack in enumerate(a for a in fits if "{" not in a and "}" not in a):
        quoted = "'" + attack.replace("'", "''").replace("\t", " ").replace("\ufeff", "") + "'"
        write(tmp_path / "house" / f"r{number}.yaml",
              f"schema: brieflint/rule@1\nid: house/r{number}\nkind: phrase\ntitle: {quoted}\nseverity: warning\n"
              f"message: {quoted}\nhelp: {quoted}\nwhy: {quoted}\nblocks: [{{phrases: ['lamp from']}}]\n"
              f"references: [{{title: {quoted}, url: 'https://ok.example/', checked: 2026-11-22}}]\n"
              "examples: {flag: [{text: '#ad a [[lamp from]] here'}], pass: [{text: '#ad a chair'}]}\n")  # fmt: skip
    result = call("check", "d", "c", "bad", *PAID, "--rules", "house", "--format", "html", "--output", "report.html")
    assert result.code == 2
    assert result.err.count("\n") == len(list((tmp_path / "bad").iterdir())), result.err
    shown = [spelled(a) for a in fits if "<" not in a or not a.startswith(("-->", "<plaintext"))]
    quiet(chrome, Path("report.html").resolve(), tuple(shown), elements={})


@needs_chromium
def test_attacks_read_off_a_picture(tmp_path: Path, chrome: Browser) -> None:
    write(tmp_path / "brieflint.toml", '[[overrides]]\nfiles = ["*.png"]\nplatform = "instagram"\nsurface = "reel"\n')
    save(reel(Text("<script>window.pwned=1</script>", 0.05, 0.3, 15), Text('"><img src=x onerror=pwned=1>', 0.05, 0.4, 15),
              caption=["this tea cures cancer"]).draw(), tmp_path / "p.png")  # fmt: skip
    page = report("p.png", *PAID)
    assert "script" in html.unescape(page.read_text(encoding="utf-8").split("alt=")[1][:300])
    quiet(chrome, page, (), elements={".shot img": 1})


@needs_chromium
def test_the_policy_would_stop_what_got_through(tmp_path: Path, chrome: Browser) -> None:
    """The second line of defence works: a page into which an attack was pasted by hand runs nothing."""
    write(tmp_path / "a.md", BAD)
    page = report("a.md", *PAID)
    text = page.read_text(encoding="utf-8")
    for attack in (
        f"<script>{RUNS}</script>",
        f"<img src=x onerror={RUNS}>",
        "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    ):
        page.write_text(text.replace("<main", attack + "<main"), encoding="utf-8")
        with chrome.visit(page) as visit:
            visit.page.wait_for_timeout(30)
            assert visit.page.evaluate("() => window.pwned") is None
            assert any("Content Security Policy" in line or "Content-Security-Policy" in line for line in visit.said)


# ------------------------------------------------------------------------------------------------------- for everybody


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_axe_finds_nothing(everything: Path, chrome: Browser, scheme: str, width: int, media: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme, "bypass_csp": True}
    with chrome.visit(everything, media=media, **context) as visit:
        page = visit.page
        page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
        rules = {
            "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            "resultTypes": ["violations"],
        }
        found = Axe().run(page, options=rules).response["violations"]
        assert [(v["id"], v["impact"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found] == []
        if media == "screen":  # nothing sticks out
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@needs_chromium
def test_headings_and_landmarks_are_in_order(everything: Path, chrome: Browser) -> None:
    with chrome.visit(everything) as visit:
        levels = visit.page.evaluate(
            "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))
        for role in ("banner", "main", "contentinfo", "navigation"):
            assert visit.page.get_by_role(role).count() == 1, role


@needs_chromium
def test_the_keyboard_is_enough(tmp_path: Path, chrome: Browser) -> None:
    with chrome.visit(report(example(tmp_path)), viewport={"width": 1280, "height": 800}) as visit:
        page = visit.page
        page.keyboard.press("Tab")
        skip = page.evaluate(
            "() => [document.activeElement.className, document.activeElement.getBoundingClientRect().top]"
        )
        assert skip[0] == "skip"
        assert skip[1] >= 0  # seen once it has the focus
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.closest('main') !== null")
        assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"
        mark = page.evaluate("() => document.activeElement.getAttribute('href')")
        page.keyboard.press("Enter")
        assert page.evaluate("() => location.hash") == mark
        assert page.locator(mark).is_visible()


@needs_chromium
def test_filters(tmp_path: Path, chrome: Browser) -> None:
    folder = example(tmp_path)
    found = json_of(folder)["findings"]
    with chrome.visit(report(folder)) as visit:
        page = visit.page
        seen = page.locator("li.finding:visible")
        page.get_by_label("Errors").uncheck()
        assert seen.count() == sum(f["severity"] != "error" for f in found)
        assert page.locator("article:visible").count() == len({f["path"] for f in found if f["severity"] != "error"})
        assert f"{seen.count()} of {len(found)} findings" in page.get_by_role("status").inner_text()
        page.get_by_role("button", name="Show all").click()
        page.wait_for_function("document.querySelectorAll('li.finding[hidden]').length === 0")
        page.get_by_label("Creator").select_option("mira")
        assert page.locator("article:visible").count() == 2
        assert page.locator("article:visible").evaluate_all("all => all.every(a => a.dataset.creator === 'mira')")
        assert page.locator("nav li:visible").count() == 3  # with those that have nothing to change
        page.get_by_label("Creator").select_option("*")
        page.get_by_label("Country").select_option("de")
        german = [f for f in found if "de" in f["jurisdictions"]]
        assert seen.count() >= len(german) > 0
        assert page.locator("article:visible").evaluate_all(
            "all => all.every(a => a.querySelector('.path').textContent.includes('jonas'))"
        )
        page.get_by_label("About").select_option("disclosure")
        assert seen.count() == sum(f["rule"].startswith("disclosure/") for f in german)
        page.get_by_label("Errors").uncheck()
        page.get_by_label("Warnings").uncheck()
        assert page.locator("#nothing").is_visible()
        assert page.locator("mark:not(.off)").count() == 0
        assert (visit.said, visit.asked) == ([], [])


@needs_chromium
def test_without_scripts_all_is_there(tmp_path: Path, chrome: Browser) -> None:
    folder = example(tmp_path)
    found = json_of(folder)["findings"]
    with chrome.visit(report(folder), java_script_enabled=False) as visit:
        page = visit.page
        assert page.locator("li.finding:visible").count() == len(found)
        assert not page.locator("#filters").is_visible()
        page.locator("nav a[href='#d3']").click()
        assert page.url.endswith("#d3")
        page.locator("#m1").click()
        assert page.url.endswith("#f1")


@needs_chromium
def test_on_paper(tmp_path: Path, chrome: Browser) -> None:
    """Printed: no filters, every address in words, and findings that stay on one page."""
    folder = example(tmp_path)
    with chrome.visit(report(folder), media="print") as visit:
        page = visit.page
        assert not page.locator(".side").is_visible()
        link = page.locator(".laws a").first
        assert link.get_attribute("href") in link.locator("xpath=..").inner_text()
        assert page.locator("li.finding").evaluate_all(
            "all => all.every(e => getComputedStyle(e).breakInside === 'avoid')"
        )
        assert page.pdf(format="A4").startswith(b"%PDF")


# ----------------------------------------------------------------------------------------------------- much, and always


@needs_chromium
def test_a_draft_of_a_megabyte(tmp_path: Path, chrome: Browser) -> None:
    filler = "We walked along the river and talked about the weather. "
    text = "\n\n".join(filler * 12 + ("This tea cures cancer." if n % 15 == 0 else "") for n in range(1600))
    write(tmp_path / "long.caption.md", f"---\nplatform: blog\n---\n{text}\n")
    write(tmp_path / "line.txt", filler * 18_000 + "This tea cures cancer.")
    assert (tmp_path / "line.txt").stat().st_size > 1_000_000
    found = json_of("long.caption.md", "line.txt", *PAID)["findings"]
    page = report("long.caption.md", "line.txt", *PAID)
    assert page.stat().st_size < 600_000
    with chrome.visit(page) as visit:
        assert visit.page.locator("li.finding").count() == len(found) > 100
        texts = visit.page.locator(".gap").all_inner_texts()
        assert all(re.fullmatch(r"[\d,]+ more characters?", text) for text in texts)
        shown = visit.page.locator(".preview .draft").evaluate_all(
            "all => all.map(e => { const c = e.cloneNode(true); c.querySelectorAll('.gap, .n, .more, .cutline, .vh').forEach(x => x.remove());"
            " return c.textContent.replace(/\\s/g, '').length; })"
        )
        assert len(shown) == 2
        assert all(1000 < length < 200_000 for length in shown)
        last = visit.page.locator("article", has_text="line.txt").locator("mark", has_text="cures cancer")
        assert last.count() == 1  # however far down it stands
        assert visit.page.locator("details.rest summary").inner_text().endswith("a line each")


@needs_chromium
def test_a_thousand_drafts(tmp_path: Path, chrome: Browser) -> None:
    for number in range(1000):
        text = BAD if number % 4 == 0 else GOOD
        write(tmp_path / "many" / f"{number:04}.md", f"---\ncreator: c{number % 20}\nplatform: instagram\n---\n{text}")
    page = report("many", "--relationship", "paid", "--jurisdiction", "us")
    assert page.stat().st_size < 3_000_000
    with chrome.visit(page) as visit:
        assert visit.page.locator("article").count() == 250
        assert visit.page.locator("#clean > ul > li").count() == 750
        assert visit.page.locator("#clean details[open]").count() == 0
        visit.page.get_by_label("Creator").select_option("c4")
        assert visit.page.locator("article:visible").count() == 50
        assert (visit.said, visit.asked) == ([], [])


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    mixed(tmp_path)
    (tmp_path / "f.jpg").unlink()
    pages = {
        run("check", ".", "--format", "html", env={"PYTHONHASHSEED": seed, **more}).out
        for seed, more in (
            ("0", {}),
            ("1", {"LC_ALL": "C", "TZ": "Asia/Tokyo"}),
            ("77", {"PYTHONUTF8": "1", "COLUMNS": "200"}),
        )
    }
    assert len(pages) == 1
    [page] = pages
    assert str(tmp_path) not in page
    assert not re.search(r"\b\d\d:\d\d:\d\d\b", re.sub(r"<li>.*?</li>", "", page))  # no clock


def test_the_page_is_true(tmp_path: Path) -> None:
    """The command of docs/html.md as written."""
    page = (ROOT / "docs" / "html.md").read_text(encoding="utf-8")
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    [command] = re.findall(r"^brieflint (.+)$", page, re.MULTILINE)
    assert call(*command.split()).code == 1
    alone = (tmp_path / "report.html").read_bytes()
    assert call("check", "examples/spring-refill", "--output-file", "html=report.html").code == 1
    assert (tmp_path / "report.html").read_bytes() == alone


def test_a_report_is_no_draft(tmp_path: Path) -> None:
    """The report lies where the drafts are, and the next check passes it over."""
    write(tmp_path / "a.md", BAD)
    first = report(".", *PAID).read_bytes()
    assert report(".", *PAID).read_bytes() == first


def test_nothing_found_and_nothing_read(tmp_path: Path) -> None:
    write(tmp_path / "a.md", GOOD)
    assert "Nothing to change in 1 file" in report("a.md", *PAID, code=0).read_text(encoding="utf-8")
    write(tmp_path / "b.md", b"\xff")
    text = report("b.md", code=2).read_text(encoding="utf-8")
    assert "b.md" in text
    assert "Nothing found in what could be read of 1 file" in text
    (tmp_path / "empty").mkdir()
    assert "No file was checked" in report("empty", "--allow-empty", code=0).read_text(encoding="utf-8")
    write(tmp_path / "c.md", "")
    assert "<html" in call("check", "c.md", *PAID, "--format", "html").out
