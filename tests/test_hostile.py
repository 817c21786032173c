"""A table of hostile inputs: each gives findings or one clear line, no traceback, the right status, in bounded time."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from support import BAD, GOOD, PAID, Result, run, write

TIMEOUT = 120  # a hang fails; slowness is measured in benchmarks/
CLEAN, FOUND, REFUSED = 0, 1, 2

Make = Callable[[Path], Any]


@dataclass(frozen=True)
class Case:
    """One hostile input.

    Attributes:
        name: what it is.
        make: lays it out in a folder and returns the paths to check (one, or a list).
        code: the exit status that the contract asks for.
        says: what the error line, or the report, must hold.
    """

    name: str
    make: Make
    code: int
    says: str = ""
    flags: tuple[str, ...] = PAID


def text(content: str | bytes, name: str = "draft.md") -> Make:
    """A case that is one file with this content."""

    def make(folder: Path) -> Any:
        write(folder / name, content)
        return name

    return make


def front(yaml: str, body: str = GOOD) -> Make:
    """A case that is a Markdown file with this front matter."""
    return text(f"---\n{yaml}\n---\n{body}")


def fifo(folder: Path) -> Any:
    os.mkfifo(folder / "pipe.md")
    return "pipe.md"


def unix_socket(folder: Path) -> Any:
    before = Path.cwd()
    os.chdir(folder)  # the name of a socket may not be long
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("socket.md")
    finally:
        os.chdir(before)
    return "socket.md"


def link(target: str, name: str = "link.md") -> Make:
    def make(folder: Path) -> Any:
        (folder / name).symlink_to(target)
        return name

    return make


def folder_loop(folder: Path) -> Any:
    write(folder / "drafts" / "one.md", GOOD)
    (folder / "drafts" / "again").symlink_to("..", target_is_directory=True)
    return "drafts"


def link_to_folder(folder: Path) -> Any:
    write(folder / "drafts" / "one.md", BAD)
    (folder / "link.md").symlink_to("drafts", target_is_directory=True)
    return "link.md"


def folder_named_like_a_file(folder: Path) -> Any:
    write(folder / "x.md" / "inner.md", BAD)
    return "x.md"


def no_permission(folder: Path) -> Any:
    write(folder / "secret.md", BAD).chmod(0)
    return "secret.md"


def closed_folder(folder: Path) -> Any:
    write(folder / "closed" / "one.md", BAD)
    (folder / "closed").chmod(0)
    return "closed"


def invalid_name(folder: Path) -> Any:
    name = b"caf\xe9 \xff.md"
    (folder / os.fsdecode(name)).write_text(BAD, encoding="utf-8")
    return "."


def steering_name(folder: Path) -> Any:
    write(folder / "a\nb\x1b[31m\u202ered\x07.md", BAD)
    return "."


def dash_name(folder: Path) -> Any:
    write(folder / "--fail-on=never.md", BAD)
    return ["--", "--fail-on=never.md"]


def long_name(folder: Path) -> Any:
    return "x" * 300 + ".md"


def nul_in_config(folder: Path) -> Any:
    write(folder / "brieflint.toml", b"[context]\x00\n")
    write(folder / "draft.md", GOOD)
    return "draft.md"


def latin_config(folder: Path) -> Any:
    write(folder / "brieflint.toml", b'[context]\ncreator = "Andr\xe9"\n')
    write(folder / "draft.md", GOOD)
    return "draft.md"


def folder_as_config(folder: Path) -> Any:
    (folder / "conf").mkdir()
    write(folder / "draft.md", GOOD)
    return ["--config", "conf", "draft.md"]


def zip_named_md(folder: Path) -> Any:
    with zipfile.ZipFile(folder / "brief.md", "w") as archive:
        archive.writestr("a.txt", BAD)
    return "brief.md"


def many_files(folder: Path) -> Any:
    for number in range(2000):
        write(folder / "many" / f"{number:04}.txt", GOOD)
    return "many"


def deep_folders(count: int, name: str) -> Make:
    def make(folder: Path) -> Any:
        here = folder / "deep"
        here.mkdir()
        before = Path.cwd()
        os.chdir(here)  # longer than a path may be, so it is made step by step
        try:
            for _ in range(count):
                os.mkdir(name)
                os.chdir(name)
            Path("one.md").write_text(GOOD, encoding="utf-8")
        finally:
            os.chdir(before)
        return "deep"

    return make


YAML_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{chr(98 + k)}: &{chr(98 + k)} [{', '.join(['*' + chr(97 + k)] * 9)}]" for k in range(9)
)
CUES = "1\n00:00:01,000 --> 00:00:03,000\nThis lamp from @lumaria changed my evenings\n"
WRONG_TYPES = {
    "kind": "[caption]",
    "platform": "{a: b}",
    "surface": "7",
    "jurisdictions": "[1, 2]",
    "language": "[en]",
    "relationship": "true",
    "category": "[a, b]",
    "creator": "{name: A}",
    "deliverable": "[x]",
    "campaign": "{}",
    "brief_version": "[1]",
    "platform_tool": "sometimes",
}

CASES = [
    # nothing, or next to nothing
    Case("empty", text(b""), FOUND),
    Case("only blanks", text(" \t\n\n\r\n  "), FOUND),
    Case("only a byte-order mark", text(b"\xef\xbb\xbf"), FOUND),
    Case("only front matter", front("platform: x", ""), FOUND),
    Case("only a comment", text("<!-- nothing here -->"), FOUND),
    Case("empty text file", text(b"", "draft.txt"), FOUND),
    Case("empty subtitles", text(b"", "reel.srt"), FOUND),
    Case("one newline of each kind", text("\r\n\r\n\n"), FOUND),
    Case("lone carriage returns", text("#ad one\rtwo\rthree\r"), CLEAN),
    Case("emoji only", text("😀👩‍👩‍👧‍👦🏳️‍🌈" * 500), FOUND),
    Case("lone combining marks", text("\u0301\u0302\u20e3" * 2000), FOUND),
    # front matter
    Case("broken front matter", front("platform: [instagram"), REFUSED, "draft.md:"),
    Case("front matter that is a list", front("- a\n- b"), REFUSED, "list"),
    Case("front matter that is a word", front("just words"), REFUSED, "draft.md:"),
    Case("front matter with a tab", front("platform:\tx\n\tkind: caption"), REFUSED, "draft.md:"),
    Case("front matter never closed", text("---\nplatform: instagram\n" + BAD), FOUND),
    Case("YAML aliases that multiply", front(YAML_BOMB), REFUSED, "alias"),
    Case("YAML nested 5,000 deep", front("a: " + "[" * 5000 + "]" * 5000), REFUSED, "draft.md:"),
    Case("YAML nested 5,000 deep in mappings", front("a: " + "{a: " * 5000 + "1" + "}" * 5000), REFUSED, "draft.md:"),
    Case("front matter of 5 MB", front("note: " + "x" * 5_000_000), REFUSED, "longer"),
    Case("front matter of 3,000 keys", front("\n".join(f"zz{k}: {k}" for k in range(3000))), CLEAN),
    Case("the same key twice", front("platform: x\nplatform: blog"), REFUSED, "platform"),
    Case("a tag that would build an object", front("a: !!python/object/apply:os.system [echo hi]"), REFUSED, "tag"),
    Case("two YAML documents", front("a: 1\n--- # two\nb: 2"), REFUSED, "draft.md:"),
    Case("an enormous number", front("brief_version: 1" + "0" * 5000), REFUSED, "brief_version"),
    Case("lone surrogate in an escape", front('note: "\\ud800 and \\udfff"'), CLEAN),
    Case("NUL in an escape", front('creator: "a\\0b"'), REFUSED, "creator"),
    Case("terminal escapes in a key", front('"\\e[31mplatform": x'), CLEAN),
    Case("terminal escapes in a value", front('platform: "\\e]0;owned\\a"'), REFUSED, "platform"),
    Case("a misspelt key", front("jurisdiction: [us]"), REFUSED, "jurisdictions"),
    Case("key that is a list", front("? [a, b]\n: c"), REFUSED, "draft.md:"),
    *(
        Case(f"front matter: {key}: {value}", front(f"{key}: {value}"), REFUSED, key)
        for key, value in WRONG_TYPES.items()
    ),
    # bytes
    Case("NUL bytes", text(b"#ad lamp\x00lamp\n"), REFUSED, "NUL"),
    Case("Latin-1", text("Café crème, très bon".encode("latin-1")), REFUSED, "UTF-8"),
    Case("UTF-16 with a mark", text(BAD.encode("utf-16")), REFUSED, "UTF-16"),
    Case("UTF-16 without a mark", text(BAD.encode("utf-16-le")), REFUSED, "UTF-16"),
    Case("UTF-32", text(BAD.encode("utf-32")), REFUSED, "UTF-32"),
    Case("UTF-7 look", text("+ADw-script+AD4- lamp"), FOUND),
    Case("cut inside a character", text("#ad Café".encode()[:-1]), REFUSED, "draft.md:1"),
    Case("encoded surrogate", text(b"#ad \xed\xa0\x80 lamp"), REFUSED, "UTF-8"),
    Case("overlong encoding", text(b"#ad \xc0\xaf lamp"), REFUSED, "UTF-8"),
    Case("zip named .md", zip_named_md, REFUSED, "brief.md"),
    Case("random bytes named .txt", text(bytes(range(256)) * 40, "noise.txt"), REFUSED, "noise.txt"),
    Case("noncharacters", text("#ad lamp \uffff\ufffe\U0010ffff\ufdd0"), CLEAN),
    Case("private use and unassigned", text("lamp \ue000\U000e0fff\u0378"), FOUND),
    Case("late byte-order mark", text("#ad lamp \ufeff lamp"), CLEAN),
    # steering the terminal
    Case("terminal escapes", text("lamp \x1b[2J\x1b]0;owned\x07\x9b31m of joy\x08\x7f"), FOUND, "lamp"),
    Case("bidirectional overrides", text("lamp \u202egnp.exe\u202c \u2066x\u2069\u200f"), FOUND, "lamp"),
    Case("tag characters", text("lamp \U000e0041\U000e0042 \u2063\u00ad\u034f"), FOUND),
    Case("escapes in subtitles", text(CUES.replace("lamp", "\x1b[31mlamp"), "reel.srt"), FOUND),
    Case("carriage return that overprints", text("This lamp is nice\rAll is well, no findings"), FOUND),
    Case("right-to-left", text("هذا المصباح رائع من @lumaria\n" * 50), FOUND),
    Case("Zalgo", text("".join(c + "\u0300\u0316\u0489" * 40 for c in BAD)), FOUND),
    # size and shape
    Case("10 MB on one line", text("Lamp light fills quiet evenings. " * 320_000), FOUND),
    Case("500 kB of plain prose", text("I think this changed my evenings, and the cat agrees. " * 10_000), FOUND),
    Case("17 MB", text(b"lamp " * 3_500_000), REFUSED, "larger"),
    Case("200,000 lines", text("lamp\n" * 200_000), FOUND),
    Case("1 MB of #", text("#" * 1_000_000), FOUND),
    Case("1 MB of # as text", text("#" * 1_000_000, "draft.txt"), FOUND),
    Case("200,000 *", text("*" * 200_000), FOUND),
    Case("200,000 _ and a", text("_a" * 100_000), FOUND),
    Case("50,000 [", text("[" * 50_000), FOUND),
    Case("25,000 ![", text("![" * 25_000), FOUND),
    Case("links never closed", text("[a](" * 40_000), FOUND),
    Case("50,000 backticks in rising runs", text(" ".join("`" * k for k in range(1, 316))), FOUND),
    Case("100,000 <", text("<" * 100_000), FOUND),
    Case("comments never closed", text("<!-- " * 40_000), REFUSED, "not closed"),
    Case("brieflint comments never closed", text("<!-- brieflint: x " * 20_000, "draft.txt"), FOUND),
    Case("100,000 entities", text("&amp;" * 100_000), FOUND),
    Case("100,000 backslashes", text("\\" * 100_000), FOUND),
    Case("100,000 links", text("[x](http://e.example/) " * 20_000), FOUND),
    Case("10,000 hashtags", text(" ".join(f"#tag{k}" for k in range(10_000))), FOUND),
    Case("10,000 hashtags, then the label", text(" ".join(f"#tag{k}" for k in range(10_000)) + " #ad"), FOUND),
    Case("10,000 labels", text("lamp " + "#ad " * 10_000), FOUND, "too-long"),
    Case("10,000 hints", text("lamp " + "#sp " * 10_000), FOUND),
    Case("10,000 handles", text("@lumaria " * 10_000), FOUND),
    Case("20,000 denials", text("this is not an ad. " * 20_000), FOUND),
    Case("20,000 labels in one sentence", text(CUES + "#sp by acme " * 20_000, "reel.srt"), FOUND),
    Case("20,000 label words in one sentence", text("that ad agency, an AD and " * 20_000), FOUND),
    Case("20,000 retractions", text("#ad just kidding " * 20_000), FOUND),
    Case("20,000 questions", text("is this an ad? #ad? " * 20_000), FOUND),
    Case("20,000 asterisks", text("lamp* " * 20_000, "draft.txt"), FOUND),
    Case("quotes 1,000 deep", text(">" * 1000 + " lamp"), FOUND),
    Case("lists 1,000 deep", text("\n".join("  " * k + "- lamp" for k in range(1000))), FOUND),
    Case("emphasis 1,000 deep", text("*a **b " * 1000 + "c** d*" * 1000), FOUND),
    Case("brackets 1,000 deep", text("[" * 1000 + "lamp" + "](x)" * 1000), FOUND),
    Case("a table of 2,000 columns", text("|a" * 2000 + "|\n" + "|-" * 2000 + "|\n" + "|b" * 2000 + "|\n"), FOUND),
    Case("a table of 20,000 rows", text("|a|b|\n|-|-|\n" + "|lamp|x|\n" * 20_000), FOUND),
    Case("20,000 reference definitions", text("".join(f"[r{k}]: /x\n" for k in range(20_000)) + "\n[r1] lamp"), FOUND),
    Case("a word of 1 MB", text("a" * 1_000_000), FOUND),
    Case("a number of 1 MB", text("1" * 1_000_000), FOUND),
    Case("what slow patterns love", text(("a" * 5000 + "!") * 50), FOUND),
    Case("e-mail addresses without end", text("a.b-c+d" * 30_000 + "@"), FOUND),
    Case("an address of 500,000 dots", text("www." + "." * 500_000), FOUND),
    Case("a handle of 500,000 dots", text("@a" + "." * 500_000 + " lamp"), FOUND),
    Case("200,000 hyphens between words", text("a-" * 100_000 + " e.com"), FOUND),
    Case("addresses that nearly end", text("a-b.c-d+" * 30_000 + " e.com"), FOUND),
    Case("links that nearly end", text("http:// www. @ x.co " * 20_000), FOUND),
    Case("thin blanks", text("l\u200ba\u200bm\u200bp " * 50_000), FOUND),
    Case("ligatures that grow", text("ﷺ" * 50_000), FOUND),
    Case("200,000 < tags in subtitles", text(CUES + "<" * 200_000 + "\n", "reel.srt"), FOUND),
    Case("200,000 lines of one cue", text(CUES + "lamp\n" * 200_000, "reel.srt"), FOUND),
    Case("20,000 cues", text(CUES * 20_000, "reel.srt"), FOUND),
    Case("5,000 cues with labels", text(CUES + CUES.replace("This", "#sp by acme, this") * 5_000, "reel.srt"), FOUND),
    Case("cue that ends before it begins", text(CUES.replace("00:00:03", "00:00:00"), "reel.srt"), REFUSED, "cue 1"),
    Case("times out of range", text(CUES.replace("00:00:01,000", "999:99:99,999"), "reel.srt"), REFUSED, "cue 1"),
    Case("subtitles without cues", text("just words\n", "reel.srt"), REFUSED, "holds no cues"),
    # files that are none
    Case("missing", lambda _: "gone.md", REFUSED, "gone.md"),
    Case("missing folder", lambda _: "gone/", REFUSED, "gone"),
    Case("empty name", lambda _: [""], REFUSED),
    Case("a name longer than names may be", long_name, REFUSED, "xxx"),
    Case("folder named x.md", folder_named_like_a_file, FOUND, "x.md/inner.md"),
    Case("link named .md to a folder", link_to_folder, FOUND, "link.md/one.md"),
    Case("dangling link", link("nowhere.md"), REFUSED, "link.md"),
    Case("link to itself", link("link.md"), REFUSED, "link.md"),
    Case("link to /dev/zero", link("/dev/zero"), REFUSED, "link.md"),
    Case("link to /dev/stdin", link("/dev/stdin"), REFUSED, "link.md"),
    Case("pipe", fifo, REFUSED, "pipe.md"),
    Case("socket", unix_socket, REFUSED, "socket.md"),
    Case("folders in a circle", folder_loop, CLEAN),
    Case("folders 1,500 deep", deep_folders(1500, "d"), CLEAN),
    Case("folders deeper than a path may be long", deep_folders(60, "d" * 99), REFUSED, "deep"),
    Case("2,000 files", many_files, CLEAN),
    Case("file without read permission", no_permission, REFUSED, "secret.md"),
    Case("folder without read permission", closed_folder, REFUSED, "closed"),
    Case("name that is no UTF-8", invalid_name, FOUND, "caf"),
    Case("name that steers the terminal", steering_name, FOUND, "a<U+000A>b<U+001B>"),
    Case("name like an option", dash_name, FOUND, "--fail-on=never.md"),
    Case("unknown kind of file", text("a,b\n", "plan.xyz"), REFUSED, "plan.xyz"),
    Case("NUL in the configuration", nul_in_config, REFUSED, "brieflint.toml"),
    Case("configuration in Latin-1", latin_config, REFUSED, "brieflint.toml"),
    Case("folder as configuration", folder_as_config, REFUSED, "conf"),
]
NEEDS_LIMITS = ("file without read permission", "folder without read permission")
NOT_ON_WINDOWS = ("pipe", "socket", "link", "name that", "permission", "/dev/", "folders")


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 50
    assert len({case.name for case in CASES}) == len(CASES)


def _bind_root() -> None:
    """Take from this process the right of root to read everything (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH)."""
    libc = ctypes.CDLL(None, use_errno=True)
    drop_from_bounding_set = 24
    for capability in (1, 2):
        libc.prctl(drop_from_bounding_set, capability, 0, 0, 0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hostile(case: Case, tmp_path: Path) -> None:
    if os.name == "nt" and any(word in case.name for word in NOT_ON_WINDOWS):
        pytest.skip("Windows has no such file")
    more: dict[str, Any] = {}
    if case.name in NEEDS_LIMITS and os.geteuid() == 0:
        more["preexec_fn"] = _bind_root
    made = case.make(tmp_path)
    paths = made if isinstance(made, list) else [made]
    try:
        result = run("check", *case.flags, *paths, cwd=tmp_path, timeout=TIMEOUT, **more)
    finally:
        for name in ("secret.md", "closed"):
            if (tmp_path / name).exists():
                (tmp_path / name).chmod(0o700)
        if (tmp_path / "deep").exists():  # too deep for pytest to remove
            subprocess.run(["rm", "-rf", str(tmp_path / "deep")], check=True)
    check(case, result)


def check(case: Case, result: Result) -> None:
    shown = f"{result.out[:2000]}\n{result.err[:2000]}"
    assert "Traceback" not in result.err, shown
    assert result.code == case.code, shown
    if case.code == REFUSED:
        assert len(result.errors) == 1, shown
        assert result.err.startswith(("brieflint: error: ", "Usage: ")), shown
        assert case.says in result.err, shown
        assert len(result.err) < 600 or case.says in "deep", shown
    else:
        assert result.err == "", shown
        assert case.says in result.out, shown
    for stream in (result.out, result.err):
        unsafe = {c for c in stream if c != "\n" and not c.isprintable() and c not in "\u200d\ufe0f"}
        assert not unsafe, f"{unsafe} in {shown}"
    assert all(len(line) <= 500 for line in result.out.splitlines())


@pytest.mark.skipif(sys.platform == "win32", reason="the cases are made of POSIX files")
def test_none_of_them_hides_the_findings_of_the_others(tmp_path: Path) -> None:
    names = {"broken front matter", "Latin-1", "NUL bytes", "17 MB", "dangling link", "pipe", "missing"}
    paths = []
    for number, case in enumerate(c for c in CASES if c.name in names):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths.append(f"{number}/{case.make(folder)}")
    write(tmp_path / "a.md", BAD)
    write(tmp_path / "z.md", BAD)
    result = run("check", "--format", "json", *PAID, "a.md", *paths, "z.md", cwd=tmp_path)
    assert result.code == REFUSED
    assert [f["path"] for f in result.report["findings"]] == ["a.md", "z.md"]
    assert sorted(e["path"] for e in result.report["errors"]) == sorted(paths)
    assert len(result.errors) == len(paths)
