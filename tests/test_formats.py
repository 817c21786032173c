"""The formats for CI: each valid for those who read it, as it stands in ``tests/golden``, and deaf to what drafts say.

``BRIEFLINT_GOLDEN=write pytest tests/test_formats.py`` writes the golden files anew; read the difference before you
commit it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import cmarkgfm
import jsonschema
import pytest
from cmarkgfm.cmark import Options
from lxml import etree, html

import brieflint
from attacks import ATTACKS
from brieflint.config import Config
from brieflint.document import Document
from brieflint.engine import Report
from brieflint.errors import InputError
from brieflint.findings import Edit, Finding, Fix, Location, Position, Reference, Suppressed
from brieflint.reports import FORMATS, render, renderer
from brieflint.sources.read import RecordFinder, Settings, read_document
from pictures import Text, save, story
from support import BAD, EXAMPLES, GOLDEN, PAID, call, run, write

SCHEMAS = Path(__file__).parent / "data" / "schemas"
CI = ("github", "gitlab", "junit", "markdown", "rdjson", "sarif")
SUFFIXES = {"gitlab": "json", "junit": "xml", "markdown": "md", "rdjson": "json", "sarif": "json", "github": "txt"}


def schema(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return data


SARIF = jsonschema.Draft7Validator(schema("sarif-schema-2.1.0.json"), format_checker=jsonschema.FormatChecker())
RDJSON = jsonschema.Draft4Validator(schema("reviewdog-DiagnosticResult.json"))
GITLAB = jsonschema.Draft7Validator(schema("gitlab-codeclimate.json"))
JUNIT = etree.XMLSchema(etree.parse(str(SCHEMAS / "junit-10.xsd")))


# ----------------------------------------------------------------------------------- what reads each of the formats


def read_github(text: str) -> list[dict[str, str]]:
    """The commands that the runner of GitHub Actions finds in a log, as its ``ActionCommand`` parses lines."""
    commands = []
    for line in re.split(r"\r\n|\r|\n", text):
        assert not re.search(r"##\w*\[", line), line
        stripped = line.strip()
        if not stripped.startswith("::"):
            continue
        head, separator, data = stripped[2:].partition("::")
        if not separator:
            continue
        name, _, properties = head.partition(" ")
        command = {"": name, "data": _unescape(data)}
        for pair in filter(None, properties.split(",")):
            key, _, value = pair.partition("=")
            command[key] = _unescape(value).replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
        commands.append(command)
    return commands


def _unescape(text: str) -> str:
    text = text.replace("%0D", "\r").replace("%0A", "\n")
    return text if "%3A" in text or "%2C" in text else text.replace("%25", "%")


def read_sarif(text: str) -> dict[str, Any]:
    log = json.loads(text)
    SARIF.validate(log)
    [sarif_run] = log["runs"]
    rules = sarif_run["tool"]["driver"]["rules"]
    for result in sarif_run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert not re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", result["message"]["text"])
        assert not re.search(r"(?<!\{)\{\d+\}", result["message"]["text"])
    assert [r["id"] for r in rules] == sorted({r["ruleId"] for r in sarif_run["results"]})
    run_data: dict[str, Any] = sarif_run
    return run_data


def read_gitlab(text: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(text)
    for entry in entries:
        GITLAB.validate(entry)
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["location"]["lines"]["begin"] >= 1
        assert not entry["location"]["path"].startswith("./")
    prints = [entry["fingerprint"] for entry in entries]
    assert len(set(prints)) == len(prints)
    return entries


def read_rdjson(text: str) -> list[dict[str, Any]]:
    data = json.loads(text)
    RDJSON.validate(data)
    assert data["source"] == {"name": "brieflint"}
    diagnostics: list[dict[str, Any]] = data["diagnostics"]
    return diagnostics


def read_junit(text: str) -> etree._Element:
    tree = etree.fromstring(text.encode("utf-8"))
    JUNIT.assertValid(tree)
    for suite in tree:
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases)
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("errors")) == len(suite.findall("testcase/error"))
        assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))
        names = [(case.get("classname"), case.get("name")) for case in cases]
        assert len(set(names)) == len(names)
    return tree


TAGS = {"html", "body", "div", "h3", "p", "br", "strong", "code", "ul", "li", "details", "summary", "a"}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}


def read_markdown(text: str) -> html.HtmlElement:
    """The page that GitHub's own renderer makes of the comment, with nothing in it but what brieflint wrote."""
    page = html.fromstring(f"<div>{cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)}</div>")
    for element in page.iter():
        if isinstance(element, html.HtmlComment):
            assert element.text == " brieflint report "
            continue
        assert element.tag in TAGS | TABLE, html.tostring(element)
        wanted = {"a": {"href"}, "th": {"align"}, "td": {"align"}}.get(element.tag, set())
        assert set(element.attrib) <= wanted, html.tostring(element)
    for words in _outside_code(page):
        assert not re.search(r"@\w|#\d|GH-\d|://|\bwww\.|!\d|~\w|\$\w", words), words
    return page


def _outside_code(page: html.HtmlElement) -> list[str]:
    return [str(t) for t in page.xpath(".//text()[not(ancestor::code)]")]


READERS = {
    "github": read_github,
    "gitlab": read_gitlab,
    "junit": read_junit,
    "markdown": read_markdown,
    "rdjson": read_rdjson,
    "sarif": read_sarif,
}


# ------------------------------------------------------------------------------------------------------- the example

SPOT = Location(Position(1, 1, 0), Position(1, 5, 4))


def finding(**more: Any) -> Finding:
    values: dict[str, Any] = {
        "rule": "disclosure/missing",
        "severity": "error",
        "path": "a.md",
        "message": "No ad disclosure.",
        "location": SPOT,
        "excerpt": "lamp",
        "jurisdictions": ("us",),
        "help": 'Start the text with "#ad".',
        "references": (Reference("16 CFR 255.5", "https://www.ecfr.gov/current/title-16/part-255", "2026-11-22"),),
        "fingerprint": "0" * 32,
    }
    return Finding(**{**values, **more})


def read(path: Path, name: str) -> Document:
    return read_document(name, path.read_bytes(), Settings({}, Config(), RecordFinder(cache=False)))


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    """The example campaign with its subtitles, a finding on a picture, hostile words and a file that is not read."""
    shutil.copytree(EXAMPLES / "spring-refill", tmp_path / "spring-refill")
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "spring-refill"
    names = ("captions/mira-reel.caption.md", "captions/jonas-badezimmer.caption.md", "video/ola-week-three.srt")
    sources = {f"spring-refill/{name}": read(folder / name, f"spring-refill/{name}") for name in names}
    report = Report(version="1.2.3", files=3, sources=sources)
    for number, (path, words, rule, fix) in enumerate(
        (
            (names[0], "#ad", "disclosure/misplaced", None),
            (names[1], "#ad", "disclosure/ambiguous", "Werbung: "),
            (names[2], "this video was sponsored by", "disclosure/misplaced", None),
        )
    ):
        path = f"spring-refill/{path}"
        source = report.sources[path]
        at = source.text.index(words)
        location = source.location(at, at + len(words))
        start = source.source_span(source.blocks[0].start, source.blocks[0].start)[0]
        edits = (Edit(start, start, fix), Edit(location.start.offset, location.end.offset, "")) if fix else ()
        report.findings.append(
            finding(
                rule=rule,
                path=path,
                message=f"'{words}' stands in a bad place.",
                location=location,
                excerpt=words,
                fix=Fix(f"Write '{fix}' first", edits) if fix else None,
                properties={"position": 3},
                fingerprint=f"{number:032x}",
            )
        )
    box = Location(box=(110, 420, 320, 36))
    report.findings.append(
        finding(
            rule="disclosure/illegible",
            path="spring-refill/frames/mira story.png",
            message="'#ad' is too small to read: 9 pixels on a phone.",
            location=box,
            excerpt="#ad",
            help="Write it at least as large as the other words.",
            properties={"pixels": 9},
            fingerprint="1" * 32,
        )
    )
    report.findings.append(
        finding(
            rule="claims/superlative-claim",
            severity="warning",
            path="spring-refill/inbox/ünï & <b>,:%.md",
            message="'@octocat [best](https://evil.example) ::error::x | ##[debug]' needs proof.",
            excerpt="`best`\n::error::x | <b>",
            references=(),
            fingerprint="2" * 32,
        )
    )
    report.errors.append(InputError("is not UTF-8: byte 0xE9 in line 3", path="spring-refill/inbox/old.txt", line=3))
    return report


DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


@pytest.mark.parametrize("name", CI)
def test_golden(example: Report, name: str) -> None:
    text = render(example, name)
    READERS[name](text)
    found = DIGEST.sub("(digest)", text)
    golden = GOLDEN / f"spring-refill.{name}.{SUFFIXES[name]}"
    if os.environ.get("BRIEFLINT_GOLDEN") == "write":
        golden.write_text(found, encoding="utf-8", newline="\n")
    assert found == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_was_not_read_is_in_every_report(example: Report, name: str) -> None:
    text = render(example, name)
    assert "old.txt" in text
    assert "is not UTF-8" in text


def test_every_format_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "drafts" / "one — zwei.md", BAD)
    write(tmp_path / "drafts" / "broken.md", b"#ad Caf\xe9")
    for name in FORMATS:
        result = call("check", "./drafts", *PAID, "--format", name)
        assert result.code == 2
        assert "broken.md" in result.out or name == "text"
        if name in READERS:
            READERS[name](result.out)
    assert "drafts/broken.md:1: ends inside a character" in result.err


# ------------------------------------------------------------------------------------------------------------ hostile


@pytest.fixture(scope="module")
def document() -> Any:
    """A document for findings to stand in."""
    report = brieflint.check([str(EXAMPLES / "spring-refill" / "inbox" / "kit-caption.txt")], select=["disclosure"])
    return next(iter(report.sources.values()))


def hostile(document: Any, attack: str) -> Report:
    """The attack in every field that text of a user can reach."""
    path = f"drafts/{attack}.md"
    found = finding(
        path=path,
        message=f"'{attack}' is said.",
        excerpt=attack,
        help=attack,
        references=(Reference(attack, "https://law.example/1"), Reference("Law", f"javascript:{attack}")),
        fix=Fix(attack, (Edit(0, 1, attack.replace("\udce9", "")), Edit(2, 2, "x"))),
        properties={"words": attack},
    )
    covered = Suppressed(finding(path=path, excerpt=attack, fingerprint="3" * 32), "waiver", "file", attack, attack)
    picture = finding(path=path, location=Location(box=(1, 2, 3, 4)), excerpt=attack, fingerprint="4" * 32)
    report = Report(files=1, findings=[found, picture], suppressed_findings=[covered], sources={path: document})
    report.errors.append(InputError(attack.replace("\n", " "), path=path, line=2))
    report.errors.append(InputError(attack))
    return report


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
@pytest.mark.parametrize("name", CI)
def test_hostile_words_do_nothing(document: Any, attack: str, name: str) -> None:
    text = renderer(name)(hostile(document, attack), show_suppressed=True, statistics=True)
    text.encode("utf-8", "strict" if "\udce9" not in attack else "backslashreplace")
    read = READERS[name](text.replace("\udce9", "?"))
    for char in ("\x1b", "\x07", "\u202e", "\x9b"):
        assert char not in text.replace("\\u001b", "")
    read_log(text)
    if name == "github":
        assert [c[""] for c in read] == ["error"] * 4
        assert {c.get("title") for c in read} == {"disclosure/missing", "brieflint/not-checked"}
        assert all(set(c) <= {"", "data", "file", "line", "endLine", "col", "endColumn", "title"} for c in read)
    if name == "markdown":
        hrefs = {a.get("href") for a in read.iter("a")}
        assert hrefs == {"https://law.example/1", "https://www.ecfr.gov/current/title-16/part-255"}
        assert not re.search(r"(?m)^\s*/", text)  # a chat bot's command
        assert len(read.findall(".//tr")) == 3 + 3 + 4  # not checked, found, counted; each with its head
    if name == "rdjson":
        for diagnostic in read:
            page = html.fromstring(f"<div>{cmarkgfm.github_flavored_markdown_to_html(diagnostic['message'])}</div>")
            links = {a.get("href") for a in page.iter("a")}
            assert links <= {"https://law.example/1", "https://www.ecfr.gov/current/title-16/part-255"}
            assert not page.findall(".//img")
            assert not re.search(r"@\w", diagnostic["message"])
    if name == "sarif":
        for rule in read["tool"]["driver"]["rules"]:
            shown = html.fromstring(f"<div>{cmarkgfm.github_flavored_markdown_to_html(rule['help']['markdown'])}</div>")
            assert not shown.findall(".//img")


def read_log(text: str) -> None:
    """No line of a report that is printed in a job is a command to its runner, other than those of the format."""
    for command in read_github(text):
        assert command[""] in ("error", "warning", "notice", "group", "endgroup"), command


@pytest.mark.parametrize("name", ["text", "json"])
def test_hostile_words_in_the_log_of_a_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Drafts as files: whatever is printed, on either stream, is no command."""
    monkeypatch.chdir(tmp_path)
    for number, attack in enumerate(ATTACKS):
        if "\udce9" not in attack:
            write(
                tmp_path / f"{number}.md", f"{attack}\n\n{attack} #sp {attack}\n\n::error::#spon lamp ##[debug]#spon\n"
            )
    if os.name != "nt":
        write(tmp_path / "::error::x ##[debug]y.md", BAD)
        write(tmp_path / "::warning::x.md", b"\xff")
    result = call("check", ".", *PAID, "--format", name)
    assert "disclosure/ambiguous" in result.out
    assert read_github(result.out) == []
    assert read_github(result.err) == []
    for path in sorted(tmp_path.iterdir()):
        assert read_github(call("read", path).out) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", CI)
def test_hostile_names_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    names = [a.replace("/", "∕").replace("\0", "")[:80] + ".md" for a in ATTACKS if a.strip()]
    for given in names:
        write(tmp_path / given, BAD)
    result = call("check", ".", *PAID, "--format", name, "--output", "report")
    assert result.code == 1, result.err
    READERS[name]((tmp_path / "report").read_text(encoding="utf-8"))


# ------------------------------------------------------------------------------------------------- format by format


def test_github_shows_no_more_than_github_does(document: Any) -> None:
    findings = [
        finding(severity=severity, path=f"{severity}-{n}.md", fingerprint=f"{n:032x}")
        for severity, many in (("error", 12), ("note", 14), ("warning", 10))
        for n in range(many)
    ]
    text = render(Report(findings=findings), "github")
    commands = read_github(text)
    for level in ("error", "warning", "notice"):
        assert sum(c[""] == level for c in commands) == 10
    [summary] = [c for c in commands if c.get("title") == "brieflint"]
    assert summary["data"] == "7 more findings than GitHub shows as annotations: see the log."
    assert [c[""] for c in commands[-2:]] == ["group", "endgroup"]
    assert sum(line.startswith("- ") for line in text.splitlines()) == 7
    for found in findings:
        assert text.count(found.path) == 1


def test_github_knows_lines_and_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a,b:c%.md" if os.name != "nt" else tmp_path / "a.md", "💡 lamp #sp, truly\n")
    [command] = read_github(call("check", ".", *PAID, "--format", "github").out)
    assert command["file"] == ("a,b:c%.md" if os.name != "nt" else "a.md")
    assert (command["line"], command["endLine"], command["col"], command["endColumn"]) == ("1", "1", "8", "11")
    assert command["title"] == "disclosure/ambiguous"
    assert "Law: " in command["data"]


TRICKY = (
    "💡 lamp #sp, truly\n",
    "\ufeff💡 lamp #sp, truly\n",
    "\ufeffFirst\r\n\r\n💡 ランプ lamp #sp, truly\r\n",
    "---\nplatform: instagram\n---\n\n#sp lamp\n",
)


@pytest.mark.parametrize("text", TRICKY, ids=range(len(TRICKY)))
def test_sarif_places_and_fixes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Code points, with no mark counted; line and column and offset say the same; a fix does what it says."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "my draft – ü.md", text)
    result = call("check", ".", *PAID, "--select", "disclosure", "--format", "sarif")
    sarif = read_sarif(result.out)
    assert sarif["columnKind"] == "unicodeCodePoints"
    [found] = sarif["results"]
    physical = found["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "my%20draft%20%E2%80%93%20%C3%BC.md", "uriBaseId": "SRCROOT"}
    assert set(sarif["originalUriBaseIds"]) == {"SRCROOT"}
    bare = text.removeprefix("\ufeff")
    region = physical["region"]
    assert cut(bare, region) == region["snippet"]["text"] == "#sp"
    lines = bare.split("\n")
    assert lines[region["startLine"] - 1][region["startColumn"] - 1 :][:3] == "#sp"
    fixed = bare
    [change] = found["fixes"][0]["artifactChanges"]
    for replacement in reversed(change["replacements"]):
        place = replacement["deletedRegion"]
        fixed = (
            fixed[: place["charOffset"]]
            + replacement["insertedContent"]["text"]
            + fixed[place["charOffset"] + place["charLength"] :]
        )
    write(tmp_path / "my draft – ü.md", ("\ufeff" if text != bare else "") + fixed)
    assert call("check", ".", *PAID, "--select", "disclosure").code == 0


def cut(text: str, region: dict[str, int]) -> str:
    return text[region["charOffset"] :][: region["charLength"]]


def test_sarif_names_files_outside_of_the_folder(tmp_path: Path) -> None:
    path = write(tmp_path / "a b" / "draft.md", BAD)
    [found] = read_sarif(call("check", path, *PAID, "--format", "sarif").out)["results"]
    location = found["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": path.as_uri()}


def test_sarif_rules_say_why_and_under_which_law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.md", "#ad This tea cures diabetes.\n")
    sarif = read_sarif(call("check", "a.md", *PAID, "--format", "sarif").out)
    [rule] = [r for r in sarif["tool"]["driver"]["rules"] if r["id"] == "claims/disease-claim"]
    assert rule["help"]["text"]
    assert "**Law**" in rule["help"]["markdown"]
    assert re.match("https?://", rule["helpUri"])
    assert rule["shortDescription"]["text"]
    assert rule["defaultConfiguration"]["level"] == "error"


def test_sarif_tells_what_was_not_checked_and_what_is_suppressed(document: Any) -> None:
    report = hostile(document, "award 2025")
    sarif = json.loads(renderer("sarif")(report))["runs"][0]
    assert len(sarif["results"]) == 2
    assert sarif["invocations"][0]["executionSuccessful"] is False
    assert len(sarif["invocations"][0]["toolExecutionNotifications"]) == 2
    sarif = json.loads(renderer("sarif")(report, show_suppressed=True))["runs"][0]
    [suppression] = sarif["results"][2]["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert suppression["justification"] == "award 2025"
    assert all("suppressions" not in result for result in sarif["results"][:2])
    picture = sarif["results"][1]["locations"][0]
    assert "region" not in picture["physicalLocation"]
    assert picture["properties"]["box"] == {"x": 1, "y": 2, "width": 3, "height": 4}


@pytest.mark.parametrize("text", TRICKY, ids=range(len(TRICKY)))
def test_rdjson_counts_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path / "a.md", text)
    [found] = read_rdjson(call("check", ".", *PAID, "--select", "disclosure", "--format", "rdjson").out)
    assert bytes_of(path, found["location"]["range"]) == b"#sp"
    [suggestion] = found["suggestions"]
    raw = path.read_bytes()
    low, high = (offset(raw, suggestion["range"][side]) for side in ("start", "end"))
    path.write_bytes(raw[:low] + suggestion["text"].encode() + raw[high:])
    assert call("check", ".", *PAID, "--select", "disclosure").code == 0


def offset(raw: bytes, position: dict[str, int]) -> int:
    lines = raw.split(b"\n")
    return sum(len(line) + 1 for line in lines[: position["line"] - 1]) + position["column"] - 1


def bytes_of(path: Path, where: dict[str, dict[str, int]]) -> bytes:
    raw = path.read_bytes()
    return raw[offset(raw, where["start"]) : offset(raw, where["end"])]


def test_junit_fails_where_the_exit_status_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "bad.md", BAD)
    write(tmp_path / "good.md", "#ad This lamp is mine.\n")
    for fail_on, code, failures in (("error", 1, "1"), ("never", 0, "0")):
        result = call("check", ".", *PAID, "--select", "disclosure", "--format", "junit", "--fail-on", fail_on)
        assert result.code == code
        tree = read_junit(result.out)
        assert (tree.get("tests"), tree.get("failures"), tree.get("errors")) == ("2", failures, "0")
    assert [case.get("name") for case in tree.iter("testcase")] == ["disclosure/missing at 1:1", "nothing found"]


def test_a_long_comment_fits_and_says_what_is_left_out(document: Any) -> None:
    findings = [
        finding(
            severity=("note", "warning", "error")[n % 3],
            path=f"drafts/{n:05}.md",
            message="ü" * 390 + str(n),
            excerpt="<" * 300,
            fingerprint=f"{n:032x}",
        )
        for n in range(3000)
    ]
    errors = [InputError("is not UTF-8", path=f"broken/{n}.md") for n in range(50)]
    text = render(Report(files=3050, findings=findings, errors=list(errors)), "markdown")
    assert 50_000 < len(text.encode("utf-8")) <= 65_536
    page = read_markdown(text)
    shown = len(page.findall(".//table")[1].findall(".//tr")) - 1
    assert f"... and {3000 - shown} more findings not shown for want of room" in text
    assert "⚠️ warning" not in text  # errors come first, and already fill the comment
    assert "1000 errors, 1000 warnings, 1000 notes in 3050 files, 50 not checked" in text
    many = [InputError("is not UTF-8 " * 40, path=f"broken/{n}.md") for n in range(3000)]
    text = render(Report(findings=findings, errors=list(many)), "markdown")
    assert len(text.encode("utf-8")) <= 65_536
    assert "that could not be checked" in text
    read_markdown(text)


def test_the_comment_can_be_copied_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reader copies is what they must write: no invisible character hides in a label or a handle."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.md", "Lamp from @lumaria_home, #1 *in* my _heart_ | #sp\n")
    text = call("check", "a.md", *PAID, "--format", "markdown").out
    assert "\u200b" not in text
    words = " ".join(read_markdown(text).itertext())
    assert 'Start the text with "#ad".' in words


def test_a_picture_in_every_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save(story(Text("my third cup today", 0.2, 0.5, 22)).draw(), tmp_path / "frame one.png")
    flags = (*PAID, "--surface", "story", "--ocr-engine", "paddle", "--select", "disclosure", "--fail-on", "error")
    outputs = [f"--output-file={name}=report.{name}" for name in CI]
    result = call("check", ".", *flags, "--format", "json", *outputs)
    assert result.code == 1, result.err
    [found] = result.report["findings"]
    box = found["location"]["box"]
    for name in CI:
        text = (tmp_path / f"report.{name}").read_text(encoding="utf-8")
        READERS[name](text)
        assert "frame one.png" in text or "frame%20one.png" in text
        assert f"box {box['x']},{box['y']}" in text or name == "sarif"


# ------------------------------------------------------------------------------------------------- several at once


def test_several_reports_in_one_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.md", BAD)
    result = call(
        "check", "a.md", *PAID, "--output-file", "sarif=out.sarif", "--output-file", "junit=o=ut.xml", "--output-file=text=out.txt"
    )  # fmt: skip
    assert result.code == 1
    assert "disclosure/missing" in result.out
    read_sarif((tmp_path / "out.sarif").read_text(encoding="utf-8"))
    read_junit((tmp_path / "o=ut.xml").read_text(encoding="utf-8"))
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == result.out
    quiet = call("check", "a.md", *PAID, "--output", "one.txt", "--output-file", "json=two.json")
    assert (quiet.code, quiet.out, quiet.err) == (1, "", "")
    assert (tmp_path / "one.txt").read_bytes() == (tmp_path / "out.txt").read_bytes()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["--output-file", "sarif"], "is not of the form FORMAT=FILE"),
        (["--output-file", "sarif="], "is not of the form FORMAT=FILE"),
        (["--output-file", "sarfi=x"], "did you mean 'sarif'?"),
        (["--output-file", "sarif=x", "--output", "./x"], "two reports cannot go to one file"),
        (["--output", "./a.md"], "./a.md: is to be checked; name another file for the report"),
    ],
)
def test_an_output_that_makes_no_sense_is_2_before_anything_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.md", BAD)
    result = call("check", "a.md", *PAID, *given)
    assert (result.code, result.out) == (2, "")
    [line] = result.errors
    assert says in line
    assert [p.name for p in tmp_path.iterdir()] == ["a.md"]


def test_a_report_that_cannot_be_written_is_2_and_the_others_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.md", BAD)
    result = call("check", "a.md", *PAID, "--output-file=sarif=no/such/folder.sarif", "--output-file=json=there.json")
    assert result.code == 2
    assert "disclosure/missing" in result.out
    assert result.errors == [
        "brieflint: error: no/such/folder.sarif: cannot write the report: No such file or directory"
    ]
    assert json.loads((tmp_path / "there.json").read_text(encoding="utf-8"))["findings"]


def test_a_report_in_the_folder_is_no_draft_of_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.md", BAD)
    args = (
        "check",
        ".",
        *PAID,
        "--format",
        "json",
        "--output-file=markdown=report.md",
        "--output-file=html=report.html",
    )
    first = call(*args)
    assert (tmp_path / "report.md").exists()
    assert call(*args).out == first.out


def test_every_format_is_the_same_to_the_byte(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    shutil.copytree(EXAMPLES / "spring-refill", folder / "spring-refill")
    write(folder / "broken.md", b"\xff")
    outs = []
    for seed, more in (
        ("0", {"LC_ALL": "C", "TZ": "Asia/Tokyo"}),
        ("4321", {"GITHUB_ACTIONS": "true", "COLUMNS": "40"}),
    ):
        files = [f"--output-file={name}={tmp_path / name}" for name in FORMATS]
        done = run("check", ".", *files, "--statistics", cwd=folder, env={"PYTHONHASHSEED": seed, **more})
        assert done.code == 2
        outs.append({name: (tmp_path / name).read_bytes() for name in FORMATS})
    assert outs[0] == outs[1]
    for text in outs[0].values():
        assert str(tmp_path).encode() not in text


# ---------------------------------------------------------------------------------------------------- statistics


def test_statistics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(3):
        write(tmp_path / f"{number}.md", BAD)
    write(tmp_path / "4.md", "Lamp #sp\n")
    flags = ("--relationship", "paid", "--jurisdiction", "us", "--jurisdiction", "gb", "--select", "disclosure")
    result = call("check", ".", *flags, "--statistics", "--quiet")
    assert result.out.endswith(
        "Findings by rule\n  3  disclosure/missing\n  1  disclosure/ambiguous\n\n"
        "Findings by family\n  4  disclosure\n\n"
        "Findings by country\n  4  gb\n  4  us\n"
    )
    report = call("check", ".", *flags, "--statistics", "--format", "json").report
    jsonschema.validate(report, json.loads(call("schema", "report").out))
    assert report["statistics"]["rules"] == {"disclosure/missing": 3, "disclosure/ambiguous": 1}
    assert "statistics" not in call("check", ".", *flags, "--format", "json").report
    assert "| country | `us` | 4 |" in call("check", ".", *flags, "--statistics", "--format", "markdown").out
    sarif = read_sarif(call("check", ".", *flags, "--statistics", "--format", "sarif").out)
    assert sarif["properties"]["statistics"] == report["statistics"]
