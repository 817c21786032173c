"""``brieflint check`` and its fellows from the outside: exit statuses, flags, configuration, streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import BAD, GOOD, PAID, call, run, write

WARNED = "#sp This lamp from @lumaria changed my evenings.\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and the tests stand in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ------------------------------------------------------------------------------------------------ exit status


def test_clean_is_0(here: Path) -> None:
    write(here / "good.md", GOOD)
    result = run("check", *PAID, "good.md")
    assert (result.code, result.out, result.err) == (0, "1 file checked: nothing found.\n", "")


def test_a_finding_is_1(here: Path) -> None:
    write(here / "bad.md", BAD)
    result = run("check", *PAID, "bad.md")
    assert result.code == 1
    assert result.out.startswith("bad.md:1:1: error disclosure/missing\n")
    assert result.err == ""


def test_a_missing_file_is_2_and_the_rest_is_checked(here: Path) -> None:
    write(here / "bad.md", BAD)
    result = run("check", *PAID, "gone.md", "bad.md")
    assert result.code == 2
    assert "bad.md:1:1: error disclosure/missing" in result.out
    assert result.errors == ["brieflint: error: gone.md: no such file or folder"]


def test_a_bad_byte_is_2_and_the_rest_is_checked(here: Path) -> None:
    write(here / "a.md", b"fine until here \xff and on")
    write(here / "b.md", BAD)
    result = run("check", *PAID, ".", "--format", "json")
    assert result.code == 2
    assert [f["path"] for f in result.report["findings"]] == ["b.md"]
    assert [e["path"] for e in result.report["errors"]] == ["a.md"]
    assert "UTF-8" in result.err
    assert run("check", *PAID, ".", "--fail-on", "never").code == 2


@pytest.mark.parametrize(("fail_on", "expected"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)], ids=str)
def test_fail_on(here: Path, fail_on: str, expected: int) -> None:
    write(here / "hint.md", WARNED)  # without a relationship, one step lower: a warning
    flags = ("--jurisdiction", "us", "--select", "disclosure")
    assert [f["severity"] for f in call("check", *flags, "hint.md", "--format", "json").report["findings"]] == [
        "warning"
    ]
    assert call("check", *flags, "--fail-on", fail_on, "hint.md").code == expected


def test_fail_on_from_the_configuration(here: Path) -> None:
    write(here / "bad.md", BAD)
    write(here / "brieflint.toml", 'fail_on = "never"\n')
    assert call("check", *PAID, "bad.md").code == 0
    assert call("check", *PAID, "bad.md", "--fail-on", "error").code == 1


# ---------------------------------------------------------------------------------------------- what is checked


def test_without_arguments_the_current_folder(here: Path) -> None:
    write(here / "bad.md", BAD)
    write(here / "deep" / "er" / "bad.txt", BAD)
    write(here / ".hidden" / "bad.md", BAD)
    write(here / "node_modules" / "bad.md", BAD)
    write(here / "table.csv", "a,b\n")
    result = call("check", *PAID, "--format", "json")
    assert result.code == 1
    assert [f["path"] for f in result.report["findings"]] == ["bad.md", "deep/er/bad.txt"]


def test_nothing_to_check_is_2(here: Path) -> None:
    result = call("check")
    assert result.code == 2
    assert result.errors == ["brieflint: error: no file to check was found; name one, or say --allow-empty"]
    assert call("check", "--allow-empty").code == 0


def test_a_file_named_twice_is_checked_once(here: Path) -> None:
    write(here / "bad.md", BAD)
    assert call("check", *PAID, "bad.md", ".", "./bad.md", "--format", "json").report["summary"]["files"] == 1


def test_standard_input(here: Path) -> None:
    result = call("check", *PAID, "-", stdin=BAD.encode())
    assert result.code == 1
    assert result.out.startswith("stdin.md:1:1: error")
    cues = b"1\n00:00:01,000 --> 00:00:03,000\nThis lamp is lovely\n"
    result = call("check", *PAID, "-", "--stdin-filename", "video/reel.srt", "--format", "json", stdin=cues)
    assert result.report["findings"][0]["path"] == "video/reel.srt"
    assert result.report["findings"][0]["location"]["time"] == {"start": 1.0, "end": 3.0}
    result = call("check", "-", stdin=b"\xff\xfe\x00")
    assert result.code == 2
    assert result.errors[0].startswith("brieflint: error: stdin.md:1: ")


def test_standard_input_is_never_read_unasked(here: Path) -> None:
    write(here / "good.md", GOOD)
    assert call("check", *PAID, "good.md", stdin=BAD.encode()).code == 0


def test_exclude_and_force_exclude(here: Path) -> None:
    write(here / "brieflint.toml", 'exclude = ["old/"]\n')
    write(here / "old" / "bad.md", BAD)
    write(here / "good.md", GOOD)
    assert call("check", *PAID, ".").code == 0
    assert call("check", *PAID, "old/bad.md").code == 1
    assert call("check", *PAID, "old/bad.md", "good.md", "--force-exclude").code == 0
    assert call("check", *PAID, "old/bad.md", "--force-exclude").code == 0


# ------------------------------------------------------------------------------------------ selection of rules


def test_select_and_ignore(here: Path) -> None:
    write(here / "bad.md", BAD)
    for flags, expected in (
        (["--select", "disclosure"], 1),
        (["--select", "disclosure/missing"], 1),
        (["--select", "disclosure/mis"], 1),
        (["--select", "disclosure/ambiguous,disclosure/missing"], 1),
        (["--select", "disclosure/ambiguous"], 0),
        (["--ignore", "disclosure"], 0),
        (["--ignore", "disclosure/missing"], 0),
        (["--select", "disclosure", "--ignore", "disclosure/missing"], 0),
    ):
        assert call("check", *PAID, "bad.md", *flags).code == expected, flags


@pytest.mark.parametrize("flag", ["--select", "--ignore"])
def test_an_unknown_rule_is_2_with_the_likely_one(here: Path, flag: str) -> None:
    write(here / "good.md", GOOD)
    result = call("check", *PAID, "good.md", flag, "disclosure/mising")
    assert result.code == 2
    assert result.errors == [
        "brieflint: error: no rule is called 'disclosure/mising'; did you mean 'disclosure/missing'?"
    ]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--formt", "json"], "--format"),
        (["--format", "xml"], "xml"),
        (["--fail-on", "fatal"], "fatal"),
        (["--platform", "instragram"], "did you mean 'instagram'?"),
        (["--jurisdiction", "usa"], "two letters"),
        (["--relationship", "payed"], "did you mean 'paid'?"),
        (["--language", "english please"], "BCP 47"),
        (["--kind", "poem"], "--kind"),
        (["--surface", "reels"], "did you mean 'reel'?"),
        (["--config", "gone.toml"], "gone.toml"),
        (["--rules", "gone"], "gone"),
        (["--output", "no/such/folder/report.txt"], "no/such/folder/report.txt"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_bad_usage_is_2_in_one_line(here: Path, args: list[str], says: str) -> None:
    write(here / "good.md", GOOD)
    result = call("check", "good.md", *args)
    assert result.code == 2
    assert says in result.err
    assert "Traceback" not in result.err


def test_an_unknown_command_is_2_with_the_likely_one() -> None:
    result = call("chek")
    assert result.code == 2
    assert "did you mean 'check'?" in result.err


# ----------------------------------------------------------------------------------------------- configuration


def test_the_nearest_configuration_upwards(here: Path) -> None:
    write(here / "pyproject.toml", '[tool.brieflint]\nfail_on = "never"\n')
    write(here / "campaign" / "pyproject.toml", "[project]\nname = 'other'\n")  # says nothing to brieflint
    write(here / "campaign" / "bad.md", BAD)
    write(here / "strict" / "brieflint.toml", 'fail_on = "note"\n')
    write(here / "strict" / "bad.md", BAD)
    assert call("check", *PAID, "campaign/bad.md").code == 0
    assert call("check", *PAID, "strict/bad.md").code == 1


def test_a_configuration_named_outright(here: Path) -> None:
    write(here / "brieflint.toml", "nonsense = 1\n")
    write(here / "other.toml", '[context]\nrelationship = "none"\n')
    write(here / "bad.md", BAD)
    assert call("check", "bad.md", "--config", "other.toml").code == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("slect = []", "unknown key 'slect'; did you mean 'select'?"),
        ('[context]\nplatfrom = "x"', "unknown key 'context.platfrom'; did you mean 'platform'?"),
        ('[context]\nplatform = "instagramm"', "did you mean 'instagram'?"),
        ('[context]\njurisdictions = ["usa"]', "context.jurisdictions"),
        ('[[overrides]]\nfiles = ["a"]\nlangauge = "en"', "did you mean 'language'?"),
        ('[[overrides]]\nplatform = "x"', "needs files"),
        ("overrides = 3", "[[overrides]]"),
        ('fail_on = "fatal"', "fail_on"),
        ('[severity]\n"disclosure/missing" = "fatal"', "disclosure/missing"),
        ('[severity]\n"disclosure/mising" = "note"', "did you mean 'disclosure/missing'?"),
        ('select = ["disclosure/mising"]', "did you mean 'disclosure/missing'?"),
        ('rules = ["gone"]', "gone"),
        ("a = [", "not valid TOML"),
        ("select = 3", "select"),
        ("context = 3", "context"),
    ],
)
def test_a_broken_configuration_is_2_with_a_remedy(here: Path, text: str, says: str) -> None:
    write(here / "brieflint.toml", text + "\n")
    write(here / "good.md", GOOD)
    result = call("check", "good.md")
    assert result.code == 2
    assert says in result.err
    assert "brieflint.toml" in result.err
    assert len(result.errors) == 1


def test_overrides_the_first_that_matches(here: Path) -> None:
    write(
        here / "brieflint.toml",
        """
[context]
relationship = "paid"
jurisdictions = ["us"]

[[overrides]]
files = ["private/*"]
relationship = "none"

[[overrides]]
files = ["private/*", "*.txt"]
relationship = "paid"
""",
    )
    write(here / "private" / "note.txt", BAD)
    write(here / "public.txt", BAD)
    result = call("check", "--format", "json")
    assert [f["path"] for f in result.report["findings"]] == ["public.txt"]


def test_severity_from_the_configuration(here: Path) -> None:
    write(here / "brieflint.toml", '[severity]\ndisclosure = "warning"\n"disclosure/missing" = "note"\n')
    write(here / "bad.md", BAD)
    write(here / "hint.md", WARNED)
    found = call("check", *PAID, "--select", "disclosure", "--format", "json").report["findings"]
    assert {f["path"]: f["severity"] for f in found} == {"bad.md": "note", "hint.md": "warning"}


def test_front_matter_misspelt_is_2_with_its_line(here: Path) -> None:
    write(here / "draft.md", f"---\ncreator: mira\nplatfrom: instagram\n---\n{GOOD}")
    result = call("check", "draft.md")
    assert result.code == 2
    assert result.errors == [
        "brieflint: error: draft.md:3: front matter key 'platfrom' is not known; did you mean 'platform'?"
    ]


def test_keys_of_other_tools_are_left_alone(here: Path) -> None:
    write(here / "draft.md", f"---\ntitle: Lamps\ntags: [a, b]\nlayout: post\n---\n{GOOD}")
    assert call("check", *PAID, "draft.md").code == 0


# ----------------------------------------------------------------------------------------------------- streams


def test_output_to_a_file(here: Path) -> None:
    write(here / "bad.md", BAD)
    result = call("check", *PAID, "bad.md", "--format", "json", "--output", "report.json")
    assert (result.code, result.out) == (1, "")
    assert json.loads((here / "report.json").read_text(encoding="utf-8"))["summary"]["errors"] == 1
    assert b"\r" not in (here / "report.json").read_bytes()


def test_quiet_leaves_the_summary_out(here: Path) -> None:
    write(here / "good.md", GOOD)
    write(here / "bad.md", BAD)
    assert call("check", *PAID, "good.md", "--quiet").out == ""
    assert "checked" not in call("check", *PAID, "bad.md", "--quiet").out


def test_colour_only_when_asked_or_on_a_terminal(here: Path) -> None:
    write(here / "bad.md", BAD)
    assert "\x1b[" not in call("check", *PAID, "bad.md").out
    assert "\x1b[" not in call("check", *PAID, "bad.md", "--color", "never").out
    assert "\x1b[31m" in call("check", *PAID, "bad.md", "--color", "always").out
    call("check", *PAID, "bad.md", "--color", "always", "--format", "json", "--output", "report.json")
    assert "\\u001b" not in (here / "report.json").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_a_reader_that_goes_away_is_a_quiet_end(here: Path) -> None:
    for number in range(300):
        write(here / f"bad{number:03}.md", BAD)
    command = f'"{sys.executable}" -m brieflint check {" ".join(PAID)} . | head -n 1'
    done = subprocess.run(command, shell=True, capture_output=True, encoding="utf-8", cwd=here, timeout=60, check=True)
    assert done.stdout == "bad000.md:1:1: error disclosure/missing\n"
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_2_in_one_line(here: Path) -> None:
    write(here / "good.md", GOOD)
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "brieflint", "check", *PAID, "good.md"],
            stdout=full, stderr=subprocess.PIPE, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder that is somebody's current one")
def test_a_current_folder_that_is_gone_is_2_in_one_line(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f'rmdir "{gone}" && exec "{sys.executable}" -m brieflint check .'
    done = subprocess.run(command, shell=True, cwd=gone, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_closed_standard_output_is_no_crash(here: Path) -> None:
    write(here / "bad.md", BAD)
    command = f'"{sys.executable}" -m brieflint check {" ".join(PAID)} bad.md >&-'
    done = subprocess.run(command, shell=True, capture_output=True, encoding="utf-8", cwd=here, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("locale", ["C", "POSIX", "de_DE.ISO-8859-1"])
def test_the_locale_does_not_matter(here: Path, locale: str) -> None:
    write(here / "küche.md", "Überall Lampen 💡 von @lumaria\n")
    env = {"LC_ALL": locale, "LANG": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    expected = run("check", *PAID, ".", env={"PYTHONUTF8": "1"})
    assert expected.code == 1
    assert run("check", *PAID, ".", env=env).code == 1
    if locale == "C":
        assert "Überall Lampen 💡" in run("check", *PAID, "-", stdin="Überall Lampen 💡".encode(), env=env).out


# ------------------------------------------------------------------------------------------------ other commands


def test_version_and_help() -> None:
    assert run("--version").out.startswith("brieflint 0.")
    for command in (
        [],
        ["check"],
        ["read"],
        ["rules"],
        ["rules", "list"],
        ["rules", "show"],
        ["rules", "test"],
        ["schema"],
    ):
        result = call(*command, "--help")
        assert result.code == 0
        assert "Usage: brieflint" in result.out
        assert max(map(len, result.out.splitlines())) <= 100


def test_read_shows_what_the_rules_see(here: Path) -> None:
    write(here / "draft.md", f"---\nplatform: tiktok\n---\n{GOOD}")
    result = call("read", "draft.md", "--jurisdiction", "uk")
    assert result.code == 0
    assert "platform: tiktok  [front matter]" in result.out
    assert "jurisdictions: gb  [flag]" in result.out
    data = json.loads(call("read", "draft.md", "--format", "json").out)
    assert data["schema"] == "brieflint/document@1"
    assert data["text"].strip() == GOOD.strip()
    assert data["context"]["platform"] == {"value": "tiktok", "from": "front matter"}
    assert call("read", "gone.md").code == 2


def test_rules_list_and_show() -> None:
    listed = call("rules", "list", "--family", "disclosure")
    assert listed.code == 0
    assert "disclosure/missing" in listed.out
    page = call("rules", "show", "disclosure/missing")
    assert page.code == 0
    assert "16 CFR 255.5" in page.out
    assert call("rules", "show", "policy/uk").out == call("rules", "show", "policy/gb").out
    wrong = call("rules", "show", "disclosure/mising")
    assert wrong.code == 2
    assert "did you mean 'disclosure/missing'?" in wrong.err


@pytest.mark.parametrize("document", ["report", "rule", "config"])
def test_schemas_are_valid_schemas(document: str) -> None:
    import jsonschema

    schema = json.loads(call("schema", document).out)
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_configuration_of_the_example_fits_its_schema() -> None:
    import jsonschema

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    from support import EXAMPLES

    data = tomllib.loads((EXAMPLES / "spring-refill" / "brieflint.toml").read_text(encoding="utf-8"))
    schema = json.loads(call("schema", "config").out)
    jsonschema.validate(data, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"slect": []}, schema)


# ----------------------------------------------------------------------------------------------------- library


def test_the_library_says_the_same(here: Path) -> None:
    import brieflint
    from brieflint.errors import UsageError

    write(here / "bad.md", BAD)
    context = {"relationship": "paid", "jurisdictions": ["us"], "platform": "instagram"}
    report = brieflint.check("bad.md", **context)
    assert [f.rule for f in report.findings] == ["disclosure/missing"]
    assert [f.rule for f in brieflint.check_text(BAD, **context)] == ["disclosure/missing"]
    assert brieflint.check(["gone.md"]).errors[0].path == "gone.md"
    with pytest.raises(UsageError, match="did you mean 'platform'"):
        brieflint.check("bad.md", platfrom="instagram")
    with pytest.raises(UsageError, match="did you mean 'instagram'"):
        brieflint.check("bad.md", platform="instagrm")


@pytest.mark.parametrize(("form", "name"), [("markdown", "report.md"), ("html", "report.html")])
def test_a_report_of_an_earlier_run_is_no_draft(form: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(BAD)
    call("check", str(tmp_path), "--format", form, "-o", str(tmp_path / name))
    assert call("check", str(tmp_path), "--format", "json").report["summary"]["files"] == 1
    named = call("check", str(tmp_path / name))
    assert (named.code, "is a report of brieflint" in named.err) == (2, True)
