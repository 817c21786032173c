"""The hook under the real pre-commit: ``try-repo`` on a checkout, and an installed hook that stops a commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import BAD, GOOD, ROOT, write

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
