"""Evidence bundles: what is in them, that they are the same every time, what ``verify`` sees, and hostile ones."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from support import BAD, EXAMPLES, GOOD, PAID, ROOT, call, run, write

TIME = ("--evidence-time", "2026-11-22T09:30:00Z")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLES / "spring-refill", tmp_path / "spring-refill")
    return tmp_path / "spring-refill"


def members(path: str | Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def manifest(path: str | Path = "e.zip") -> dict[str, Any]:
    data: dict[str, Any] = json.loads(members(path)["manifest.json"])
    return data


def pack(path: str | Path, files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, raw in files.items():
            archive.writestr(zipfile.ZipInfo(name), raw, method)


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


# ------------------------------------------------------------------------------------------------------ what is in it


def test_a_bundle_names_everything_that_was_read(campaign: Path) -> None:
    write(campaign / "inbox" / "broken.md", b"\xff")
    result = call("check", "spring-refill", "--evidence", "e.zip", *TIME, "--select", "disclosure", "--format", "json")
    assert result.code == 2
    assert (
        result.err.splitlines()[-1]
        == f"brieflint: note: e.zip: evidence written, sha256 {digest(Path('e.zip').read_bytes())}"
    )
    data = manifest()
    jsonschema.validate(data, json.loads(call("schema", "evidence").out))
    assert data["schema"] == "brieflint/evidence@1"
    assert data["time"] == "2026-11-22T09:30:00Z"
    assert data["asked"] == {"paths": ["spring-refill"], "options": {"select": ["disclosure"]}}
    report = result.report
    assert data["rules"]["digest"] == report["tool"]["rules"]
    assert data["result"] == {
        "exit": 2, "unread": 1,
        **{key: report["summary"][key] for key in ("files", "errors", "warnings", "notes", "suppressed")},
    }  # fmt: skip
    inputs = {item["path"]: item for item in data["inputs"]}
    assert len(inputs) == report["summary"]["files"]
    for path, item in inputs.items():
        raw = Path(path).read_bytes()
        assert (item["sha256"], item["bytes"], item["checked"]) == (digest(raw), len(raw), True)
    files = members("e.zip")
    assert sorted(files) == ["README.txt", "config/1-brieflint.toml", "manifest.json", "report.json"]
    assert {m["name"]: m["sha256"] for m in data["members"]} == {
        n: digest(r) for n, r in files.items() if n != "manifest.json"
    }
    assert json.loads(files["report.json"]) == {**report, "suppressed": []}
    assert files["config/1-brieflint.toml"] == (campaign / "brieflint.toml").read_bytes()
    assert str(campaign) not in files["manifest.json"].decode()


def test_waivers_and_baselines_travel(tmp_path: Path) -> None:
    write(tmp_path / "a.md", BAD)
    write(tmp_path / "b.md", "#ad This tea cures cancer.\n")
    write(tmp_path / "waivers.yaml", "schema: brieflint/waivers@1\nwaivers:\n  - rule: disclosure/missing\n    files: [a.md]\n"
          "    reason: a test shot, never posted\n    approver: Kim Reyes\n    until: 2027-01-31\n")  # fmt: skip
    made = call("baseline", "update", "known.json", "b.md", *PAID)
    assert made.code == 0, made.err
    args = ("a.md", "b.md", *PAID, "--today", "2026-11-22", "--baseline", "known.json", "--evidence", "e.zip")
    assert call("check", *args).code == 0
    data, files = manifest(), members("e.zip")
    roles = {m["role"]: m for m in data["members"]}
    assert files[roles["waivers"]["name"]] == (tmp_path / "waivers.yaml").read_bytes()
    assert files[roles["baseline"]["name"]] == (tmp_path / "known.json").read_bytes()
    assert roles["waivers"]["path"] == "waivers.yaml"
    assert [i["path"] for i in data["inputs"]] == ["a.md", "b.md"]
    suppressed = json.loads(files["report.json"])["suppressed"]
    assert sorted(s["rule"] for s in suppressed) == ["claims/disease-claim", "disclosure/missing"]
    assert "Kim Reyes" in files["report.json"].decode()
    assert data["asked"]["options"]["today"] == "2026-11-22"
    assert call("verify", "e.zip").code == 0


def test_a_file_that_only_judges_others_is_named_too(campaign: Path) -> None:
    assert call("check", "spring-refill/captions/tess-oven.caption.md", "--evidence", "e.zip").code in (0, 1)
    checked = {item["path"]: item["checked"] for item in manifest()["inputs"]}
    assert checked["spring-refill/captions/tess-oven.caption.md"] is True
    assert checked["spring-refill/campaign.yaml"] is False
    assert checked["spring-refill/captions/tess-unboxing.caption.md"] is False


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    bundles = set()
    for number, env in enumerate(({"PYTHONHASHSEED": "0"}, {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"})):
        folder = tmp_path / f"place-{number}" / ("deep" * (number + 1))
        shutil.copytree(EXAMPLES / "spring-refill", folder / "spring-refill")
        done = run("check", "spring-refill", "--evidence", "e.zip", *TIME, cwd=folder, env=env)
        assert done.code == 1
        bundles.add((folder / "e.zip").read_bytes())
    assert len(bundles) == 1
    with zipfile.ZipFile(io.BytesIO(bundles.pop())) as archive:
        entries = archive.infolist()
    assert [e.filename for e in entries] == sorted(e.filename for e in entries)
    assert {(e.date_time, e.compress_type, e.external_attr >> 16) for e in entries} == {
        ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, 0o100644)
    }


def test_a_setting_above_the_folder_is_named_from_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "brieflint.toml", '[context]\nrelationship = "paid"\n')
    write(tmp_path / "sub" / "a.md", GOOD)
    monkeypatch.chdir(tmp_path / "sub")
    assert call("check", "a.md", "--evidence", "e.zip").code == 0
    assert [m["path"] for m in manifest()["members"] if m["role"] == "config"] == ["../brieflint.toml"]


@pytest.mark.parametrize("time", ["2026-11-22", "2026-11-22T09:30Z", "2026-11-22T09:30:00.5+05:30"])
def test_times_that_are_taken(tmp_path: Path, time: str) -> None:
    write(tmp_path / "a.md", GOOD)
    assert call("check", "a.md", "--evidence", "e.zip", "--evidence-time", time).code == 0
    assert manifest()["time"] == time
    jsonschema.validate(manifest(), json.loads(call("schema", "evidence").out))
    assert f"at {time}, as its maker says" in call("verify", "e.zip").out


@pytest.mark.parametrize(
    "args",
    [
        *(("--evidence", "e.zip", "--evidence-time", time) for time in
          ("now", "2026-13-01", "22.11.2026", "2026-11-22T09:30", "2026-11-22 09:30Z", "2026-02-30", "", "2026-11-22T25:00Z", "٢٠٢٦-11-22")),
        ("--evidence-time", "2026-11-22"),
        ("--evidence", "e.zip", "--fix"),
        ("--evidence", "e.zip", "--diff"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_first(tmp_path: Path, args: tuple[str, ...]) -> None:
    write(tmp_path / "a.md", BAD)
    result = call("check", "a.md", *PAID, *args)
    assert (result.code, result.out, len(result.errors)) == (2, "", 1)
    assert "--evidence" in result.err
    assert not Path("e.zip").exists()
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == BAD


def test_a_bundle_that_cannot_be_written(tmp_path: Path) -> None:
    write(tmp_path / "a.md", BAD)
    (tmp_path / "folder").mkdir()
    for target in ("nowhere/e.zip", "folder"):
        result = call("check", "a.md", *PAID, "--evidence", target)
        assert result.code == 2
        assert "disclosure/missing" in result.out  # the report is there all the same
        assert result.errors[-1].startswith(f"brieflint: error: {target}: cannot write the evidence")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.md", "folder"]


# --------------------------------------------------------------------------------------------------------- what differs


def made(folder: Path) -> Path:
    """A bundle on three drafts, one of them in a folder of its own."""
    write(folder / "a.md", BAD)
    write(folder / "b é.md", GOOD)
    write(folder / "sub" / "c.md", GOOD)
    assert call("check", "a.md", "b é.md", "sub", *PAID, "--evidence", "e.zip", *TIME, "--quiet").code == 1
    return folder / "e.zip"


def test_all_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = made(tmp_path)
    result = call("verify", "e.zip")
    assert (result.code, result.err) == (0, "")
    assert f"Bundle: sha256 {digest(bundle.read_bytes())}" in result.out
    assert "All 3 files that were read are as they were." in result.out
    assert "(the same as here)" in result.out
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert call("verify", "../e.zip", "--root", "..").code == 0
    lost = call("verify", "../e.zip")
    assert lost.code == 1
    assert "No longer there:\n  a.md\n  b é.md\n  sub/c.md\n" in lost.out
    assert call("verify", "../e.zip", "--root", "nowhere").code == 2


def test_what_differs_is_said(tmp_path: Path) -> None:
    made(tmp_path)
    write(tmp_path / "a.md", BAD + "\n")
    (tmp_path / "b é.md").unlink()
    (tmp_path / "sub" / "c.md").unlink()
    (tmp_path / "sub" / "c.md").mkdir()
    result = call("verify", "e.zip")
    assert result.code == 1
    assert "Changed since the check:\n  a.md\n" in result.out
    assert "No longer there:\n  b é.md\n" in result.out
    assert "Cannot be compared:\n  sub/c.md: is a folder, not a file\n" in result.out
    assert "0 of 3 files that were read are as they were." in result.out


def test_standard_input_cannot_be_compared(tmp_path: Path) -> None:
    assert call("check", "-", *PAID, "--evidence", "e.zip", stdin=BAD.encode()).code == 1
    [item] = manifest()["inputs"]
    assert (item["path"], item["stdin"], item["sha256"]) == ("stdin.md", True, digest(BAD.encode()))
    result = call("verify", "e.zip")
    assert result.code == 0
    assert "Came from standard input and cannot be compared:\n  stdin.md\n" in result.out


def changed(spoil: Callable[[dict[str, bytes]], object]) -> Callable[[Path], None]:
    def do(path: Path) -> None:
        files = members(path)
        spoil(files)
        pack(path, files)

    return do


def restated(spoil: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, bytes]], None]:
    """Another manifest, whose own digests are right."""

    def do(files: dict[str, bytes]) -> None:
        data = json.loads(files["manifest.json"])
        spoil(data)
        files["manifest.json"] = json.dumps(data).encode()

    return do


def milder(files: dict[str, bytes]) -> None:
    """A report without its finding, and its digest in the manifest made to fit."""
    report = json.loads(files["report.json"])
    report["findings"], report["summary"]["errors"] = [], 0
    files["report.json"] = json.dumps(report).encode()
    restated(lambda m: next(x for x in m["members"] if x["name"] == "report.json").update(
        sha256=digest(files["report.json"]), bytes=len(files["report.json"])))(files)  # fmt: skip


TAMPERED: dict[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "a finding less": (lambda f: f.update({"report.json": f["report.json"].replace(b"error", b"notes")}), "report.json is not the file"),
    "a byte more": (lambda f: f.update({"README.txt": f["README.txt"] + b" "}), "README.txt is not the file"),
    "no report": (lambda f: f.pop("report.json"), "report.json is missing from the bundle"),
    "something more": (lambda f: f.update({"notes.txt": b"x"}), "notes.txt is in the bundle, but not in its manifest"),
    "a milder report": (milder, "the manifest and report.json count different findings"),
    "other rules": (restated(lambda m: m["rules"].update(digest="0" * 64)), "name different rules"),
    "no report listed": (restated(lambda m: m.update(members=[x for x in m["members"] if x["role"] != "report"])), "the manifest lists no report.json"),
    "twice": (restated(lambda m: m["members"].append(m["members"][0])), "twice"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_a_bundle_that_was_changed(tmp_path: Path, name: str) -> None:
    bundle = made(tmp_path)
    spoil, words = TAMPERED[name]
    changed(spoil)(bundle)
    result = call("verify", "e.zip")
    assert result.code == 1, result.err
    assert "The bundle is not as its manifest says:\n" in result.out
    assert words in result.out


# --------------------------------------------------------------------------------------------------------- hostile ones


def entry(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def with_entry(name: str, raw: bytes = b"x", mode: int = 0o100644) -> Callable[[Path], None]:
    def do(path: Path) -> None:
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(entry(name, mode), raw)

    return do


def twice(path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        with_entry("report.json")(path)


def bomb(path: Path) -> None:
    """Ten kilobytes that unpack to ten megabytes."""
    files = members(path)
    pack(path, {**files, "report.json": b" " * 10_000_000}, zipfile.ZIP_DEFLATED)


def overlapping(path: Path) -> None:
    """Many names for one and the same stretch of the file, each claimed in the directory at its end."""
    raw = b"x" * 100_000
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, len(raw), len(raw), 1, 0) + b"a" + raw
    central = b""
    for number in range(1000):
        name = f"n{number}".encode()
        central += (
            struct.pack(
                "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, len(raw), len(raw), len(name), 0, 0, 0, 0, 0, 0
            )
            + name
        )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(central), len(local), 0)
    path.write_bytes(local + central + end)


def encrypted(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    at = raw.find(b"PK\x01\x02")
    raw[at + 8] |= 1
    path.write_bytes(raw)


def lying_about_its_size(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    at = raw.find(b"PK\x01\x02")
    raw[at + 20 : at + 28] = struct.pack("<2L", 0x7FFFFFFF, 0x7FFFFFFF)
    path.write_bytes(raw)


def huge(path: Path) -> None:
    with open(path, "r+b") as handle:
        handle.truncate((64 << 20) + 1)


def spoiled_manifest(raw: bytes) -> Callable[[Path], None]:
    return changed(lambda files: files.update({"manifest.json": raw}))


def invalid(spoil: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    return changed(restated(spoil))


HOSTILE: dict[str, Callable[[Path], object]] = {
    "out of the folder": with_entry("../../evil.txt"),
    "out of the folder, from within": with_entry("config/../../evil"),
    "absolute": with_entry("/etc/evil"),
    "absolute on Windows": with_entry("C:/evil"),
    "backslashes": with_entry("..\\evil"),
    "a folder": with_entry("config/", b""),
    "deep": with_entry("a/b/c"),
    "hidden": with_entry(".bashrc"),
    "escapes in a name": with_entry("\x1b[2J.txt"),
    "a line break in a name": with_entry("a\nb"),
    "an endless name": with_entry("a" * 60_000),
    "no name": with_entry("", b""),
    "twice": twice,
    "twice for Windows and macOS": with_entry("REPORT.json"),
    "a link": with_entry("config/9-link", b"/etc/passwd", stat.S_IFLNK | 0o777),
    "a pipe": with_entry("config/9-pipe", b"", stat.S_IFIFO | 0o644),
    "a bomb": bomb,
    "overlapping": overlapping,
    "encrypted": encrypted,
    "lies about a size": lying_about_its_size,
    "too many files": lambda p: pack(p, {f"f{n}": b"" for n in range(2001)}),
    "huge": huge,
    "no archive": lambda p: p.write_bytes(b"hello"),
    "empty": lambda p: p.write_bytes(b""),
    "an empty archive": lambda p: pack(p, {}),
    "cut off": lambda p: p.write_bytes(p.read_bytes()[:-40]),
    "cut off in the middle": lambda p: p.write_bytes(p.read_bytes()[500:]),
    "a flipped byte": lambda p: p.write_bytes(p.read_bytes().replace(b"This bundle says", b"This bundle sayz", 1)),
    "another archive": lambda p: pack(p, {"a.txt": b"x"}),
    "a manifest that is no JSON": spoiled_manifest(b"{"),
    "a manifest that is no UTF-8": spoiled_manifest(b"\xff{}"),
    "a manifest that is a list": spoiled_manifest(b"[]"),
    "a deep manifest": spoiled_manifest(b"[" * 200_000),
    "another schema": invalid(lambda m: m.update(schema="brieflint/evidence@2")),
    "an unknown key": invalid(lambda m: m.update(more=1)),
    "no digest": invalid(lambda m: m["inputs"][0].update(sha256="../x")),
    "an empty path": invalid(lambda m: m["inputs"][0].update(path="")),
    "a hostile member name": invalid(lambda m: m["members"][0].update(name="../evil")),
    "a hostile time": invalid(lambda m: m.update(time="\x1b[2Jnow")),
    "negative counts": invalid(lambda m: m["result"].update(errors=-1)),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bundles_are_refused_in_one_line(tmp_path: Path, name: str) -> None:
    bundle = made(tmp_path)
    HOSTILE[name](bundle)
    before = sorted(str(p) for p in tmp_path.parent.rglob("*"))
    result = call("verify", "e.zip")
    assert (result.code, result.out) == (2, ""), result.out
    assert len(result.errors) == 1, result.err
    assert re.match(r"brieflint: error: e\.zip: \S", result.err)
    assert len(result.err) < 400
    assert result.err[:-1].isprintable()
    assert sorted(str(p) for p in tmp_path.parent.rglob("*")) == before  # nothing is unpacked


@pytest.mark.skipif(os.name == "nt", reason="no pipes in the file system on Windows")
def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.zip")
    (tmp_path / "folder.zip").mkdir()
    for name in ("pipe.zip", "folder.zip", "missing.zip", "/dev/zero", "a\0b.zip"):
        result = call("verify", name)
        assert (result.code, result.out, len(result.errors)) == (2, "", 1), result.err


@pytest.mark.skipif(os.name == "nt", reason="no pipes in the file system on Windows")
def test_hostile_paths_of_inputs_are_not_followed(tmp_path: Path) -> None:
    """A manifest may name anything: pipes, devices and servers are not read, and its text cannot steer a terminal."""
    bundle = made(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    paths = ["pipe", "/dev/zero", "//server/share/x", "\\\\server\\share", "a\0b", "\x1b[2Jx\u202e", "x" * 4000]

    def spoil(data: dict[str, Any]) -> None:
        data["inputs"] = [{**data["inputs"][0], "path": path} for path in paths]

    invalid(spoil)(bundle)
    result = call("verify", "e.zip")
    assert result.code == 1
    assert "pipe: is a pipe, not a file" in result.out
    assert "/dev/zero: is a device, not a file" in result.out
    assert "//server/share/x: is no path on this machine" in result.out
    assert "\x1b" not in result.out
    assert "\u202e" not in result.out
    assert "0 of 7 files" in result.out


def test_the_page_is_true(tmp_path: Path) -> None:
    """The commands of docs/evidence.md as written, and what it says comes out."""
    page = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    commands = re.findall(r"^```sh\nbrieflint (.+)$", page, re.MULTILINE)
    assert [c.split()[0] for c in commands] == ["check", "verify"]
    assert call(*commands[0].split()).code == 1
    verified = call(*commands[1].split())
    assert verified.code == 0
    [shown] = re.findall(r"```text\n(.+?)```", page, re.DOTALL)
    assert shown in verified.out
