"""The hook under the real pre-commit: ``try-repo`` on a checkout, and an installed hook that stops a commit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from brieflint.sources.discover import SUFFIXES
from pictures import Text, save, story
from support import BAD, EXAMPLES, GOOD, ROOT, call, write

CONFIG = """\
repos:
  - repo: {repo}
    rev: {rev}
    hooks:
      - id: brieflint
"""
SETTINGS = """\
exclude = ["legal/"]

[context]
relationship = "paid"
jurisdictions = ["us"]
platform = "instagram"
"""
NAMES = ("one draft with spaces.md", "Entwürfe/küche – zwei.md", "видео.srt", "überlang.txt")


def environment(home: Path) -> dict[str, str]:
    """The process's own environment, without what a surrounding git or a user's settings would change."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_COMMIT", "BRIEFLINT"))}
    identity = {
        f"GIT_{who}_{what}": "someone@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    no_settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    cache = {"PRE_COMMIT_HOME": str(home), "BRIEFLINT_CACHE_DIR": str(home / "rules")}
    return {**kept, **identity, **no_settings, **cache}


class Git:
    """A git repository of the test's own."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.env = environment(home)
        folder.mkdir(parents=True, exist_ok=True)
        self("init", "--quiet", "--initial-branch=main")

    def __call__(self, *args: str, code: int = 0) -> str:
        return self.run("git", *args, code=code)

    def run(self, *args: str, code: int = 0) -> str:
        done = subprocess.run(
            args, cwd=self.folder, env=self.env, capture_output=True, encoding="utf-8", timeout=600, check=False
        )
        output = done.stdout + done.stderr
        assert done.returncode == code, output
        return output

    def pre_commit(self, *args: str, code: int = 0) -> str:
        return self.run(sys.executable, "-m", "pre_commit", *args, code=code)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Git:
    """The work tree as it stands, changes that are not committed included, as a repository of its own."""
    repo = Git(tmp_path_factory.mktemp("project") / "brieflint", home)
    for name in ("src", "rules", "templates"):
        shutil.copytree(ROOT / name, repo.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, repo.folder / name)
    repo("add", "--all")
    repo("commit", "--quiet", "--message", "as it stands")
    return repo


@pytest.fixture
def drafts(tmp_path: Path, home: Path) -> Git:
    """A repository of somebody who writes drafts."""
    repo = Git(tmp_path / "drafts", home)
    write(repo.folder / "brieflint.toml", SETTINGS)
    repo("add", "--all")
    repo("commit", "--quiet", "--message", "settings")
    return repo


def stage(repo: Git, text: str, *names: str) -> None:
    for name in names:
        content = f"1\n00:00:00,000 --> 00:00:02,000\n{text}" if name.endswith(".srt") else text
        write(repo.folder / name, content)
    repo("add", "--all")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_try_repo(project: Git, drafts: Git) -> None:
    stage(drafts, BAD, *NAMES)
    found = drafts.pre_commit("try-repo", str(project.folder), "brieflint", "--all-files", code=1)
    for name in NAMES:
        assert f"{name}:" in found
    assert found.count("disclosure/missing") == len(NAMES)
    assert "Traceback" not in found
    stage(drafts, "This is a paid ad. " + GOOD.removeprefix("#ad "), "видео.srt")
    stage(drafts, GOOD, *(n for n in NAMES if not n.endswith(".srt")))
    assert "Passed" in drafts.pre_commit("try-repo", str(project.folder), "brieflint", "--all-files")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_an_installed_hook_stops_a_bad_commit(project: Git, drafts: Git) -> None:
    rev = project("rev-parse", "HEAD").strip()
    write(drafts.folder / ".pre-commit-config.yaml", CONFIG.format(repo=project.folder.as_posix(), rev=rev))
    drafts.pre_commit("install")
    before = drafts("rev-parse", "HEAD")

    stage(drafts, BAD, "my reel – eins.md")
    stopped = drafts("commit", "--message", "bad", code=1)
    assert "my reel – eins.md:1:1: error disclosure/missing" in stopped
    assert drafts("rev-parse", "HEAD") == before

    write(drafts.folder / "my reel – eins.md", b"#ad Caf\xe9 and a lamp")
    drafts("add", "--all")
    assert "is not UTF-8" in drafts("commit", "--message", "unreadable", code=1)

    stage(drafts, GOOD, "my reel – eins.md")
    stage(drafts, BAD, "legal/old campaign.md", "notes.rst")  # excluded by the configuration; no draft at all
    drafts("commit", "--message", "good")
    assert drafts("rev-parse", "HEAD") != before


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_hook_for_rendered_briefs_names_what_is_stale(project: Git, drafts: Git) -> None:
    record = 'brand: {name: Lumaria}\njurisdictions: [us]\ndisclosure: {label: "#ad"}\ncreators: [{id: maya, relationship: paid}]\n'
    write(drafts.folder / "spring lamps" / "campaign.yaml", record)
    drafts.run(sys.executable, "-m", "brieflint", "render", "spring lamps", "-o", "spring lamps/briefs")
    drafts("add", "--all")
    assert "Passed" in drafts.pre_commit("try-repo", str(project.folder), "brieflint-briefs", "--all-files")
    write(drafts.folder / "spring lamps" / "campaign.yaml", record.replace("Lumaria", "Lumaria Lamps"))
    drafts("add", "--all")
    stale = drafts.pre_commit("try-repo", str(project.folder), "brieflint-briefs", "--all-files", code=1)
    assert "spring lamps/briefs/maya.brief.md: stale: the record or the template changed" in stale
    assert "Traceback" not in stale


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}


def install(repo: Git, project: Git, *hooks: str) -> None:
    """The hooks of the project, installed for every commit; each may go on with keys of its own."""
    rev = project("rev-parse", "HEAD").strip()
    config = CONFIG.format(repo=project.folder.as_posix(), rev=rev).replace("      - id: brieflint\n", "")
    write(repo.folder / ".pre-commit-config.yaml", config + "".join(f"      - {hook}\n" for hook in hooks))
    repo.pre_commit("install")


def test_the_patterns_cover_what_check_reads() -> None:
    """And nothing twice; HTML is left out, since a repository with a web site in it holds no drafts there."""
    patterns = [re.compile(HOOKS[i]["files"]) for i in ("brieflint", "brieflint-images", "brieflint-office")]
    names = {f"drafts/Draft é{suffix}" for suffix in SUFFIXES if suffix not in (".html", ".htm", ".json")}
    names |= {"campaign.yaml", "a/campaign.yml", "waivers.yaml", "REEL.MD", "transcript.de.json", "x.json3", "-a.srt"}
    for name in names:
        assert sum(bool(pattern.search(name)) for pattern in patterns) == 1, name
    for name in ("package.json", "site/index.html", "other.yaml", "my-campaign.yaml", "a.md.j2", "a.mdx", "a.py"):
        assert not any(pattern.search(name) for pattern in patterns), name
    for name in ("rules/a.yaml", "house-rules/x/b.yml"):
        assert re.search(HOOKS["brieflint-rules"]["files"], name)
    assert not re.search(HOOKS["brieflint-rules"]["files"], "misrules/a.yaml")
    assert set(HOOKS) == {"brieflint", "brieflint-images", "brieflint-office", "brieflint-rules", "brieflint-briefs"}
    assert all(hook["require_serial"] for hook in HOOKS.values())


@needs_git
def test_odd_names_deleted_and_renamed_files(project: Git, drafts: Git) -> None:
    install(drafts, project, "id: brieflint")
    names = ("-o.md", "--config=x.md", "a 'quoted' \"name\".md", "$(touch owned).md", "zeile\u2028zwei.md", "日本.TXT")
    stage(drafts, BAD, *names)
    stopped = drafts("commit", "--message", "bad", code=1)
    assert stopped.count("disclosure/missing") == len(names)
    assert "\u2028" not in stopped
    stage(drafts, GOOD, *names)
    drafts("commit", "--message", "good")
    drafts("mv", "--", "-o.md", "renamed.md")
    drafts("commit", "--message", "renamed")
    drafts("rm", "--quiet", "--", "--config=x.md", "日本.TXT")
    drafts("commit", "--message", "deleted")
    drafts("mv", "--", "renamed.md", "-again.md")
    write(drafts.folder / "-again.md", GOOD.replace("#ad ", ""))
    drafts("add", "--all")
    assert "-again.md:1:1: error disclosure/missing" in drafts("commit", "--message", "worse", code=1)
    assert not (drafts.folder / "owned").exists()
    assert not (drafts.folder / ".md").exists()


@needs_git
def test_many_files_come_in_pieces_and_none_is_left_out(project: Git, drafts: Git) -> None:
    """More than 128 KiB of names: pre-commit runs the hook more than once, and once more for each part."""
    long = "a-name-as-long-as-a-calendar-tool-makes-them-" * 4
    names = [f"{number:04}-{long}.md" for number in range(900)]
    stage(drafts, GOOD, *names)
    bad = names[::90]
    stage(drafts, BAD, *bad)
    found = drafts.pre_commit("try-repo", str(project.folder), "brieflint", "--all-files", code=1)
    assert found.count("error disclosure/missing") == len(bad)
    for name in bad:
        assert found.count(f"{name}:1:1: error disclosure/missing") == 1


@pytest.mark.parametrize("pieces", [2, 3, 7, 100])
def test_pieces_find_what_one_run_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pieces: int) -> None:
    """Checks across the drafts of a campaign, with the drafts of a campaign spread over several runs."""
    shutil.copytree(EXAMPLES / "spring-refill", tmp_path / "spring-refill")
    monkeypatch.chdir(tmp_path)
    shared = "We filled the tin again and the kitchen smelled of lemons for a week, no plastic and no fuss at all."
    for name in ("jonas-kueche", "mira-carousel"):
        path = tmp_path / "spring-refill" / "captions" / f"{name}.caption.md"
        write(path, path.read_text(encoding="utf-8") + f"\n{shared}\n")
    suffixes = (".md", ".txt", ".srt", ".yaml")
    paths = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.suffix in suffixes)
    whole = found_in(*paths)
    assert {"overscript/shared-script", "campaign/label-drift"} <= {rule for rule, _ in whole}
    parts = [found for number in range(pieces) if paths[number::pieces] for found in found_in(*paths[number::pieces])]
    assert sorted(parts) == sorted(whole)


def found_in(*paths: str) -> list[tuple[str, str]]:
    return [
        (f["rule"], f["fingerprint"])
        for f in call("check", "--force-exclude", "--format", "json", *paths).report["findings"]
    ]


RULE = """\
schema: brieflint/rule@1
id: content/{name}
kind: phrase
title: Names a plant
severity: warning
message: "'{{words}}' is named."
help: "Leave the name out."
why: The brand sells no plants.
blocks:
  - phrases: ["{word}"]
references:
  - {{title: "House style", url: "https://example.org/style", checked: 2026-11-22}}
examples:
  flag:
    - {{text: "#ad I planted the [[{word}]] today.", jurisdictions: [us]}}
  pass:
    - {{text: "#ad I planted it today.", jurisdictions: [us], why: "nothing is named"}}
"""


@needs_git
def test_rules_are_tested(project: Git, drafts: Git) -> None:
    install(drafts, project, "id: brieflint-rules")
    text = RULE.format(name="house", word="foxglove")
    write(drafts.folder / "brieflint.toml", SETTINGS.replace("[context]", 'rules = ["house-rules"]\n\n[context]'))
    write(drafts.folder / "house-rules" / "house.yaml", text)
    write(drafts.folder / "other" / "rules" / "more.yaml", RULE.format(name="more", word="larkspur"))
    drafts("add", "--all")
    drafts("commit", "--message", "good")
    write(drafts.folder / "house-rules" / "house.yaml", text.replace("the [[", "[[the "))
    drafts("add", "--all")
    assert "content/house" in drafts("commit", "--message", "bad example", code=1)
    write(drafts.folder / "house-rules" / "house.yaml", text.replace("kind: phrase", "kind: phrases"))
    drafts("add", "--all")
    assert "house.yaml" in drafts("commit", "--message", "no rule", code=1)


@needs_git
def test_pictures_are_read_or_the_commit_stops(project: Git, drafts: Git, tmp_path: Path) -> None:
    """With the engine that the hook brings along; and without any engine, never a pass."""
    install(drafts, project, "id: brieflint-images")
    write(drafts.folder / "brieflint.toml", 'ocr_engine = "paddle"\n' + SETTINGS + 'surface = "story"\n')
    save(story(Text("my third cup today", 0.2, 0.5, 22)).draw(), drafts.folder / "frame eins.png")
    drafts("add", "--all")
    assert "frame eins.png: error disclosure/missing" in drafts("commit", "--message", "bad", code=1)
    save(
        story(Text("#ad", 0.3, 0.3, 22), Text("my third cup today", 0.2, 0.5, 22)).draw(),
        drafts.folder / "frame eins.png",
    )
    drafts("add", "--all")
    drafts("commit", "--message", "good")

    config = (drafts.folder / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    write(drafts.folder / ".pre-commit-config.yaml", config + "        additional_dependencies: []\n")
    save(story(Text("#ad", 0.3, 0.3, 22), Text("my second cup", 0.2, 0.5, 22)).draw(), drafts.folder / "frame zwei.png")
    drafts("add", "--all")
    stopped = drafts("commit", "--message", "no engine", code=1)
    assert "exit code: 2" in stopped
    assert "frame zwei.png: PP-OCR is not installed: pip install 'brieflint[ocr]'" in stopped
