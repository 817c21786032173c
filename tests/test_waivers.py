"""Waivers: what they cover, what they do not, and what is said about those that are of no use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brieflint
from brieflint.errors import BrieflintError
from pictures import Text, png, story
from support import Result, call, run, write

CLAIM = "claims/superlative-claim"
BEST = "#ad The best lamp in the world.\n"
HEAD = "---\nrelationship: paid\njurisdictions: [us]\nplatform: instagram\n---\n"
DAY = ("--today", "2026-06-15")
FILE = "schema: brieflint/waivers@1\nwaivers:\n"


def comment(rules: str = CLAIM, until: str = "until 2026-12-31 ", reason: str = "reason: award 2025, LAB-114") -> str:
    return f"<!-- brieflint: ignore {rules} {until}{reason} -->"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("BRIEFLINT_TODAY", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    write(tmp_path / "brieflint.toml", "")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*args: str, code: int | None = None) -> dict[str, Any]:
    result = call("check", *args, *(() if "--today" in args else DAY), "--format", "json", "--show-suppressed")
    assert code is None or result.code == code, result.err or result.out
    return result.report


def rules(report: dict[str, Any], path: str | None = None) -> list[str]:
    return [f["rule"] for f in report["findings"] if path in (None, f["path"])]


def covered(report: dict[str, Any]) -> list[tuple[str, int]]:
    assert report["summary"]["suppressed"] == len(report["suppressed"])
    return [(f["rule"], f["location"].get("start", {}).get("line", 0)) for f in report["suppressed"]]


# ------------------------------------------------------------------------------------------------ in the draft


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize(
    "body",
    [
        f"{comment()}\n{BEST}",
        f"{comment()}\n\n\n{BEST}",
        f"{BEST.rstrip()} {comment()}\n",
        f"#ad Hello.\n\n{comment()}\nThe best lamp in the world.\n\nMore.\n",
        f"#ad Hello.\r\n\r\n{comment()}\r\nThe best lamp in the world.\r\n",
        f"{comment('content')}\n{comment()}\n{BEST}",
        f"{comment('content')} {comment()}\n{BEST}",
        f"{comment('content/too-long, ' + CLAIM)}\n{BEST}",
        f"{comment('claims')}\n{BEST}",
        f"{comment(until='')}\n{BEST}",
        f"{comment(until='until 2026-06-15 ')}\n{BEST}",
        f"{comment(until='UNTIL: 2026-12-31, ', reason='Reason:award')}\n{BEST}",
        f"<!--\n  brieflint: ignore {CLAIM}\n  until 2026-12-31\n  reason: an award\n  of 2025\n-->\n{BEST}",
        f"<!--BriefLint: ignore {CLAIM} reason: award -->\n{BEST}",
    ],
)
def test_an_inline_waiver_covers_its_line_or_the_next(folder: Path, name: str, body: str) -> None:
    write(folder / name, HEAD + body)
    report = check(name)
    assert [rule for rule, _ in covered(report)] == [CLAIM], report
    assert [r for r in rules(report) if r != "waiver/unused"] == []
    line = report["suppressed"][0]["location"]["start"]["line"]
    assert "best lamp" in (folder / name).read_text(encoding="utf-8").splitlines()[line - 1]


@pytest.mark.parametrize(
    "body",
    [
        f"{comment()}\n#ad Hello.\nThe best lamp in the world.\n",
        f"#ad Hello. {comment()}\nThe best lamp in the world.\n",
        f"#ad The best lamp in the world.\n{comment()}\n",
        f"```\n{comment()}\n```\n\n{BEST}",
        f"{comment('claims/comparative-claim')}\n{BEST}",
        f"{comment(until='until 2026-06-14 ')}\n{BEST}",
        f"<!-- see brieflint: ignore {CLAIM} reason: x -->\n{BEST}",
    ],
)
def test_and_nothing_else(folder: Path, body: str) -> None:
    write(folder / "a.md", HEAD + body)
    report = check("a.md")
    assert covered(report) == []
    assert CLAIM in rules(report)


def test_a_whole_draft(folder: Path) -> None:
    """What is missing stands at the first line of the text, so a waiver at the top covers it."""
    write(folder / "a.md", f"{HEAD}{comment('disclosure/missing')}\n\n# Lamps\n\nMy evening with this lamp.\n")
    write(folder / "b.txt", f"{comment('disclosure/missing')}\nMy evening with this lamp.\n")
    report = check("a.md", "b.txt", "--relationship", "paid", "--jurisdiction", "us", code=0)
    assert [rule for rule, _ in covered(report)] == ["disclosure/missing"] * 2
    assert rules(report) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ignore claims/superlativ-claim reason: x", "did you mean 'claims/superlative-claim'?"),
        ("ignore clams reason: x", "did you mean 'claims'?"),
        ("ignore reason: x", "names no rule"),
        ("ignore claims", "no reason"),
        ("ignore claims reason:", "no reason"),
        ("ignore claims reason: -", "no reason"),
        ("ignore claims reason award", "colon is missing after 'reason'"),
        ("ignore claims until reason: x", "no date follows"),
        ("ignore claims until 31.12.2026 reason: x", "write it as 2026-12-31"),
        ("ignore claims until 2026-02-30 reason: x", "not a day of the calendar"),
        ("ignore claims until 2026-12-31 or so reason: x", "write it as 2026-12-31"),
        ("ignore claims reason: x until 2026-12-31", "before 'reason:'"),
        ("disable claims reason: x", "the only one is 'ignore'"),
        ("", "holds no instruction"),
        ("ignore * reason: x", "name the rules"),
        ("ignore all reason: x", "name the rules"),
        ("ignore waiver/expired reason: x", "cannot be waived"),
        ("ignore claims\x1b[2J reason: x", "no rule is called"),
    ],
)
def test_what_cannot_be_understood_covers_nothing(folder: Path, text: str, says: str) -> None:
    write(folder / "a.md", f"{HEAD}<!-- brieflint: {text} -->\n{BEST}")
    report = check("a.md", code=1)
    assert covered(report) == []
    found = [f for f in report["findings"] if f["rule"] == "waiver/invalid"]
    assert len(found) == 1
    assert says in found[0]["message"]
    assert found[0]["severity"] == "error"
    assert found[0]["location"]["start"]["line"] == 6
    assert found[0]["excerpt"] == f"<!-- brieflint: {text} -->"
    shown = call("check", "a.md", *DAY).out
    assert "\x1b" not in shown


def test_a_comment_that_is_nearly_one(folder: Path) -> None:
    write(folder / "a.md", f"{HEAD}<!-- brieflint ignore claims reason: x -->\n{BEST}")
    write(folder / "b.md", f"{HEAD}{BEST}\n<!-- brieflint: ignore claims reason: x\n")
    write(folder / "c.md", f"{HEAD}#ad Hello <!-- brieflint is a linter --> you.\n")
    report = check(".")
    assert rules(report, "a.md") == ["waiver/invalid", CLAIM]
    assert [f["message"] for f in report["findings"] if f["path"] == "b.md" and f["rule"] == "waiver/invalid"] == [
        "This waiver covers nothing: the comment never ends: close it with '-->'."
    ]
    assert rules(report, "c.md") == []


def test_unused_says_where_to_put_it(folder: Path) -> None:
    write(folder / "a.md", f"{HEAD}{comment()}\n#ad Hello.\nThe best lamp in the world.\n")
    [unused] = [f for f in check("a.md")["findings"] if f["rule"] == "waiver/unused"]
    assert unused["severity"] == "warning"
    assert "move it to line 8" in unused["help"]
    write(folder / "a.md", f"{HEAD}{comment(CLAIM + ', claims/disease-claim')}\n{BEST}")
    [part] = check("a.md")["findings"]
    assert part["message"].startswith("A part of this waiver")
    assert "claims/disease-claim" in part["message"]
    assert CLAIM not in part["message"]


def test_a_waiver_for_a_rule_that_did_not_run_is_not_unused(folder: Path) -> None:
    write(folder / "a.md", f"{HEAD}{comment('claims')}\n{comment('overscript/verbatim')}\n#ad Hello.\n")
    assert rules(check("a.md")) == ["waiver/unused"]  # nothing to compare with: overscript did not run
    assert rules(check("a.md", "--select", "disclosure,waiver")) == []
    assert rules(check("a.md", "--ignore", CLAIM)) == []
    assert rules(check("a.md", "--ignore", "waiver/unused")) == []
    write(folder / "brieflint.toml", '[severity]\n"waiver/unused" = "error"\n')
    check("a.md", code=1)


def test_expired(folder: Path) -> None:
    write(folder / "a.md", f"{HEAD}{comment()}\n{BEST}")
    assert rules(check("a.md", "--today", "2026-12-31")) == []
    report = check("a.md", "--today", "2027-01-01", code=0)
    assert rules(report) == ["waiver/expired", CLAIM]
    assert covered(report) == []
    assert "2026-12-31" in report["findings"][0]["message"]
    assert "2027" not in json.dumps(report)


def test_where_today_comes_from(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / "a.md", f"{HEAD}{comment()}\n{BEST}")

    def found(*args: str) -> str:
        return "expired" if "waiver/expired" in call("check", "a.md", *args).out else "covered"

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")  # 2027-01-15
    assert found() == "expired"
    monkeypatch.setenv("BRIEFLINT_TODAY", "2026-12-01")
    assert found() == "covered"
    assert found("--today", "2027-01-01") == "expired"
    for name, value in (("BRIEFLINT_TODAY", "soon"), ("SOURCE_DATE_EPOCH", "soon")):
        monkeypatch.delenv("BRIEFLINT_TODAY")
        monkeypatch.setenv(name, value)
        result = call("check", "a.md")
        assert (result.code, len(result.errors)) == (2, 1)
        assert name in result.err
        monkeypatch.setenv("BRIEFLINT_TODAY", "2026-12-01")
    result = call("check", "a.md", "--today", "31/12/2026")
    assert (result.code, len(result.errors)) == (2, 1)
    assert "--today" in result.err


def test_without_a_day_given_the_systems_counts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / "a.md", f"{HEAD}{comment(until='until 2999-12-31 ')}\n{BEST}")
    write(folder / "b.md", f"{HEAD}{comment(until='until 2026-01-01 ')}\n{BEST}")
    report = call("check", ".", "--format", "json").report
    assert rules(report, "a.md") == []
    assert rules(report, "b.md") == ["waiver/expired", CLAIM]


def test_a_waiver_is_no_text_of_the_caption(folder: Path) -> None:
    """Nobody's limit, fold or first word moves because of one."""
    long = comment(reason="reason: " + "the award of the year, " * 100)
    for name in ("a.md", "a.txt"):
        for body in (f"{long}\n#ad My evening with this lamp.\n", f"#ad My evening with this lamp. {long}\n"):
            write(folder / name, HEAD + body)
            report = check(name, "--platform", "x", "--ignore", "waiver", code=0)
            assert rules(report) == [], report
            assert "award" not in json.loads(call("read", name, "--format", "json").out)["text"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_after_the_mark(text: str) -> None:
    """Reasons are people's own words: nothing in one ends in a traceback, and one finding at most comes of it."""
    inner = text.replace("--", "").replace(">", "")
    for body in (f"<!-- brieflint: ignore claims reason: x{inner} -->", f"<!-- brieflint: {inner} -->"):
        found = brieflint.check_text(f"{body}\n{BEST}", filename="a.txt", relationship="paid", jurisdictions=["us"])
        assert sum(f.rule.startswith("waiver/") for f in found) <= 1


def test_thousands_of_waivers(folder: Path) -> None:
    """Each line is looked at once, however many waivers stand above it."""
    write(folder / "a.txt", f"{comment()}\n" * 5000 + BEST + f"The best lamp in the world. {comment()}\n" * 1500)
    report = check("a.txt", "--select", "claims,waiver", "--relationship", "paid", "--jurisdiction", "us")
    assert rules(report) == []
    assert len(covered(report)) == 1501
    write(folder / "drafts" / "a.txt", BEST * 1500)
    write(
        folder / "waivers.yaml",
        FILE + "".join(entry(files=f"drafts/{i}*.txt") for i in range(1500)) + entry(files="drafts/*"),
    )
    assert len(covered(check("drafts", "--select", "claims"))) == 1500


def test_the_library_knows_them_too(folder: Path) -> None:
    context: dict[str, Any] = {"relationship": "paid", "jurisdictions": ["us"]}
    text = f"{comment(until='until 2999-01-01 ')}\n{BEST}"
    assert brieflint.check_text(text, **context) == []
    write(folder / "a.md", text)
    report = brieflint.check("a.md", today="2026-06-15", **context)
    assert (report.findings, report.suppressed) == ([], 1)
    report = brieflint.check("a.md", today="2999-06-15", **context)
    assert [f.rule for f in report.findings] == ["waiver/expired", CLAIM]
    with pytest.raises(BrieflintError, match="not a date"):
        brieflint.check("a.md", today="tomorrow", **context)


# ------------------------------------------------------------------------------------- records and subtitles

BANNED = "brief/banned-claim-in-brief"
RECORD = """# brieflint: ignore brief/missing-kpi until 2026-12-31 reason: agreed by mail
schema: brieflint/campaign@1
id: spring
brand: {name: Lumaria}
jurisdictions: [us]
product: {name: Lamp, category: home}
disclosure: {label: "#ad"}
key_messages:
  # brieflint: ignore brief/banned-claim-in-brief until 2026-12-31 reason: patients' own words
  - text: The lamp cures insomnia
  - text: |
      This lamp cures insomnia
      # brieflint: ignore brief/banned reason: this is a line of the text
creators: [{id: maya, relationship: paid}]  # brieflint: ignore brief/missing-deliverables reason: by mail
"""


def test_a_campaign_record(folder: Path) -> None:
    write(folder / "campaign.yaml", RECORD)
    select = ("--select", f"{BANNED},brief/missing-kpi,brief/missing-deliverables,waiver")
    report = check("campaign.yaml", *select)
    assert covered(report) == [("brief/missing-kpi", 2), (BANNED, 10), ("brief/missing-deliverables", 14)]
    assert [(f["rule"], f["location"]["start"]["line"]) for f in report["findings"]] == [(BANNED, 11)]
    write(folder / "campaign.yaml", "\ufeff" + RECORD.replace(f"ignore {BANNED} until", f"ignore {BANNED}s until"))
    report = check("campaign.yaml", *select)
    assert [(f["rule"], f["location"]["start"]["line"]) for f in report["findings"]] == [
        ("waiver/invalid", 9),
        (BANNED, 10),
        (BANNED, 11),
    ]


def test_subtitles(folder: Path) -> None:
    cues = "00:00:01.000 --> 00:00:03.000\nThis is an ad.\nThe best lamp\n\n00:00:04.000 --> 00:00:06.000\nBest lamp in the world\n"
    note = f"NOTE brieflint: ignore disclosure reason: the label is on the picture\n\nNOTE\nbrieflint: ignore {CLAIM} reason: award\n\n"
    write(folder / "a.vtt", "WEBVTT\n\n" + cues)
    plain = check("a.vtt", "--relationship", "paid", "--jurisdiction", "us", "--select", "claims,waiver")
    assert rules(plain) == [CLAIM]
    spoken = cues.replace("This is an ad.\n", "")
    write(folder / "a.vtt", "WEBVTT\n\n" + note + spoken)
    report = check("a.vtt", "--relationship", "paid", "--jurisdiction", "us", "--select", "disclosure,claims,waiver")
    assert ("disclosure/missing", 9) in covered(report)
    write(folder / "a.vtt", "WEBVTT\n\n" + cues.replace("\n\n", "\n\n" + note, 1))
    report = check("a.vtt", "--relationship", "paid", "--jurisdiction", "us", "--select", "claims,waiver")
    assert [rule for rule, _ in covered(report)] == [CLAIM]


# ------------------------------------------------------------------------------------------------ waivers.yaml


def entry(**more: Any) -> str:
    data = {"rule": CLAIM, "files": "drafts/*.md", "reason": "award 2025", "approver": "Jo Doe, counsel", **more}
    return f"  - {json.dumps({k: v for k, v in data.items() if v is not None}, ensure_ascii=False)}\n"


def test_a_waivers_file(folder: Path) -> None:
    write(folder / "drafts" / "a.md", HEAD + BEST)
    write(folder / "other" / "a.md", HEAD + BEST)
    write(folder / "waivers.yaml", FILE + entry(until="2026-12-31"))
    report = check(".", code=0)
    assert [f["path"] for f in report["findings"]] == ["other/a.md"]
    [one] = report["suppressed"]
    assert one["suppression"] == {
        "how": "waiver",
        "kind": "file",
        "reason": "award 2025",
        "approver": "Jo Doe, counsel",
        "until": "2026-12-31",
        "path": "waivers.yaml",
        "line": 3,
    }
    schema = json.loads(call("schema", "report").out)
    jsonschema.validate(report, schema)
    plain = call("check", ".", *DAY, "--format", "json").report
    assert "suppressed" not in plain
    assert plain["summary"]["suppressed"] == 1
    shown = call("check", ".", *DAY, "--show-suppressed").out
    assert "waived until 2026-12-31 in waivers.yaml:3, approved by Jo Doe, counsel" in shown
    assert shown.endswith("2 files checked: 1 note, 1 suppressed.\n")
    assert call("check", "drafts", *DAY).out == "1 file checked: nothing found, 1 suppressed.\n"


def test_it_is_the_nearest_upwards_wherever_one_stands(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / "drafts" / "maya" / "a.md", HEAD + BEST)
    write(folder / "waivers.yaml", FILE + entry(files="drafts/**/*.md"))
    monkeypatch.chdir(folder / "drafts")
    report = check("maya", code=0)
    assert report["suppressed"][0]["suppression"]["path"] == "../waivers.yaml"
    write(folder / "drafts" / "waivers.yaml", FILE + entry(rule="disclosure", files="*.txt"))
    assert rules(check("maya")) == [CLAIM, "waiver/unused"]
    (folder / "drafts" / "waivers.yaml").unlink()
    write(folder / "drafts" / "brieflint.toml", "")  # the root of another project: nothing above it counts
    assert rules(check("maya")) == [CLAIM]


def test_the_configuration_may_name_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / "brieflint.toml", 'waivers = "legal/decided.yaml"\n')
    write(folder / "drafts" / "a.md", HEAD + BEST)
    write(folder / "legal" / "decided.yaml", FILE + entry())
    report = check(".", code=0)
    assert report["suppressed"][0]["suppression"]["path"] == "legal/decided.yaml"
    monkeypatch.chdir(folder / "drafts")
    assert len(check("a.md")["suppressed"]) == 1
    (folder / "legal" / "decided.yaml").unlink()
    result = call("check", "a.md")
    assert (result.code, result.errors) == (2, ["brieflint: error: ../legal/decided.yaml: does not exist"])
    assert CLAIM in result.out  # the draft is checked all the same
    write(folder / "brieflint.toml", "waivers = 3\n")
    assert "'waivers' must be the name of a file" in call("check", "a.md").err


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"excerpt": "The best lamp in the world."}, []),
        ({"excerpt": "the BEST lamp\n in the world"}, []),
        ({"excerpt": "best lamp"}, [CLAIM, "waiver/unused"]),
        ({"rule": ["disclosure", "claims"]}, ["waiver/unused"]),
        ({"files": ["x/*", "drafts/"]}, []),
        ({"files": "*.md"}, []),
        ({"files": "/a.md"}, [CLAIM, "waiver/unused"]),
        ({"until": "2026-06-15"}, []),
        ({"until": "2026-06-14"}, [CLAIM, "waiver/expired"]),
        ({"fingerprint": "0" * 32}, [CLAIM, "waiver/unused"]),
    ],
)
def test_what_an_entry_covers(folder: Path, more: dict[str, Any], found: list[str]) -> None:
    write(folder / "drafts" / "a.md", HEAD + BEST)
    write(folder / "waivers.yaml", FILE + entry(**more))
    report = check(".")
    assert rules(report) == found
    assert all(f["path"] == "waivers.yaml" for f in report["findings"] if f["rule"].startswith("waiver"))


def test_one_finding_by_its_fingerprint(folder: Path) -> None:
    write(folder / "drafts" / "a.md", f"{HEAD}{BEST}\nIt is the best lamp in the world, I say.\n")
    first, second = check(".")["findings"]
    write(folder / "waivers.yaml", FILE + entry(fingerprint=second["fingerprint"]))
    report = check(".")
    assert [f["fingerprint"] for f in report["findings"]] == [first["fingerprint"]]
    assert [f["fingerprint"] for f in report["suppressed"]] == [second["fingerprint"]]


def test_partial_runs_call_nothing_unused(folder: Path) -> None:
    """A hook sees the changed files only."""
    write(folder / "drafts" / "a.md", HEAD + "#ad Hello.\n")
    write(folder / "drafts" / "b.md", HEAD + BEST)
    write(folder / "drafts" / "c.md", HEAD + "#ad Hello.\n")
    write(folder / "waivers.yaml", FILE + entry() + entry(files="drafts/c.md") + entry(files="gone/*.md"))
    assert rules(check("drafts/a.md")) == []
    assert [f["location"]["start"]["line"] for f in check("drafts/a.md", "drafts/c.md")["findings"]] == [4]
    whole = check(".")
    assert [(f["rule"], f["location"]["start"]["line"]) for f in whole["findings"]] == [
        ("waiver/unused", 4),
        ("waiver/unused", 5),
    ]
    assert "no file fits 'gone/*.md'" in whole["findings"][1]["message"]
    assert rules(check(".", "--select", "disclosure,waiver")) == ["waiver/unused"]  # no file: dead whatever runs


def test_pictures(folder: Path) -> None:
    write(folder / "a.png", png(story(Text("My evening with this lamp", 0.1, 0.4, 30)).draw()))
    write(folder / "waivers.yaml", FILE + entry(rule="disclosure/missing", files="*.png"))
    report = check("a.png", "--relationship", "paid", "--jurisdiction", "us", code=0)
    assert covered(report) == [("disclosure/missing", 0)]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "begin with 'schema: brieflint/waivers@1'"),
        ("- rule: claims\n", 1, "begin with 'schema: brieflint/waivers@1'"),
        ("waivers: []\n", 1, "'schema': is required"),
        ("schema: brieflint/waivers@2\nwaivers: []\n", 1, "did you mean 'brieflint/waivers@1'?"),
        (FILE + entry().replace("reason", "reasn"), 3, "did you mean 'reason'?"),
        (FILE + entry(reason=None), 3, "'waivers.0.reason': is required"),
        (FILE + entry(reason="  "), 3, "reason"),
        (FILE + entry(approver=None), 3, "'waivers.0.approver': is required"),
        (FILE + entry() + entry(rule="claims/superlativ-claim"), 4, "did you mean 'claims/superlative-claim'?"),
        (FILE + entry(rule="waiver/unused"), 3, "cannot be waived"),
        (FILE + entry(rule=[]), 3, "rule"),
        (FILE + entry(until="31.12.2026"), 3, "until"),
        (FILE + entry(until=20261231), 3, "until"),
        (FILE + entry(files="drafts\\a.md"), 3, "write folders with '/'"),
        (FILE + entry(files="../a.md"), 3, "only files in the folder of this file"),
        (FILE + entry(fingerprint="x"), 3, "fingerprint"),
        (FILE + entry(excerpt=7), 3, "is not text"),
        (FILE + "  - &a {rule: claims}\n  - *a\n", 3, ""),
        ("schema: [\n", 2, "not valid YAML"),
    ],
)
def test_a_waivers_file_that_is_wrong(folder: Path, text: str, line: int, says: str) -> None:
    write(folder / "drafts" / "a.md", HEAD + BEST)
    write(folder / "drafts" / "b.md", HEAD + BEST)
    write(folder / "waivers.yaml", text)
    result = call("check", ".", *DAY)
    assert result.code == 2
    assert len(result.errors) == 1
    assert result.err.startswith(f"brieflint: error: waivers.yaml:{line}: "), result.err
    assert says in result.err
    assert result.out.count(CLAIM) == 2  # it covers nothing, and hides nothing


def test_it_can_be_checked_itself(folder: Path) -> None:
    write(folder / "legal.yml", FILE + entry(files="none/*"))
    write(folder / "waivers.yaml", FILE + entry(files="none/*"))
    for name in ("legal.yml", "waivers.yaml"):
        assert call("check", name).out == "1 file checked: nothing found.\n"
        write(folder / name, FILE + entry(rule="clams"))
        result = call("check", name)
        assert (result.code, len(result.errors)) == (2, 1)
        assert result.err.startswith(f"brieflint: error: {name}:3: ")
    (folder / "legal.yml").unlink()
    result = call("check", ".", "--allow-empty")
    assert (result.code, result.err) == (0, "")  # nothing to waive


def test_a_hostile_waivers_file(folder: Path) -> None:
    write(folder / "drafts" / "a.md", HEAD + BEST)
    write(folder / "waivers.yaml", FILE + entry(reason="x\x1b[2J\u202e::error::", approver="\x07<b>"))
    shown = call("check", ".", *DAY, "--show-suppressed")
    assert shown.code == 0
    assert not set("\x1b\x07\u202e") & set(shown.out)
    write(folder / "waivers.yaml", b"\xff")
    assert call("check", ".", *DAY).code == 2
    write(folder / "waivers.yaml", FILE + "".join(entry(files=f"drafts/{i}*") for i in range(500)))
    assert call("check", "drafts", *DAY).code == 0


def test_the_schema_of_the_file(folder: Path) -> None:
    schema = json.loads(call("schema", "waivers").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    good = {"schema": "brieflint/waivers@1", "waivers": [json.loads(entry(until="2026-12-31")[4:])]}
    jsonschema.validate(good, schema)
    good["waivers"][0]["reasn"] = "x"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(good, schema)


def test_the_cache_makes_no_difference(folder: Path, tmp_path: Path) -> None:
    write(folder / "drafts" / "a.md", HEAD + BEST)
    write(folder / "waivers.yaml", FILE + entry(until="2026-12-31"))

    def once(*args: str) -> Result:
        cache = {"BRIEFLINT_CACHE_DIR": str(tmp_path / "cache")}
        return run("check", ".", *DAY, "--format", "json", "--show-suppressed", *args, env=cache)

    first, second, third = once(), once(), once("--no-cache")
    assert first.code == 0
    assert first.out == second.out == third.out


def test_standard_input_has_the_waivers_of_its_name(folder: Path) -> None:
    write(folder / "waivers.yaml", FILE + entry())
    name = ("--stdin-filename", "drafts/new.md")
    found = call("check", "-", *name, *DAY, "--format", "json", stdin=(HEAD + BEST).encode())
    assert (found.report["findings"], found.report["summary"]["suppressed"]) == ([], 1)
