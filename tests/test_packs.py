"""Rule packs: rules that arrive as an installed package, named in the configuration, run as data and never as code."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

from support import run, write

HOUSE = """\
schema: brieflint/rule@1
id: content/house-shouting
kind: phrase
title: Shouts at the reader
severity: warning
message: "'{words}' shouts."
why: Readers scroll past whoever shouts.
blocks:
  - phrases: ["buy it now now now"]
examples:
  flag:
    - {text: "#ad Friends, [[buy it now now now]] please", jurisdictions: [us]}
  pass:
    - {text: "#ad Buy it when you like", jurisdictions: [us], why: "nobody shouts"}
"""


def wheel(folder: Path, entry: str = "bellwether = bellwether_rules:house", rule: str = HOUSE) -> Path:
    """A wheel with rules under ``bellwether_rules/house``; importing the package would fail loudly."""
    files = {
        "bellwether_rules/__init__.py": "raise RuntimeError('a rule pack was run as code')\n",
        "bellwether_rules/house/shouting.yaml": rule,
        "bellwether_rules-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: bellwether-rules\nVersion: 1.0\n",
        "bellwether_rules-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "bellwether_rules-1.0.dist-info/entry_points.txt": f"[brieflint.rules]\n{entry}\n",
    }
    record = "bellwether_rules-1.0.dist-info/RECORD"
    lines = []
    for name, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(text.encode())}")
    path = folder / "bellwether_rules-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr(record, "\n".join([*lines, f"{record},,", ""]))
    return path


def installed(tmp_path: Path, **wheel_options: str) -> dict[str, str]:
    """Install the pack with pip into a folder of its own; the environment that sees it."""
    site = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile",
         "--target", str(site), str(wheel(tmp_path, **wheel_options))],
        check=True, capture_output=True,
    )  # fmt: skip
    return {"PYTHONPATH": os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH", "")]))}


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    write(folder / "brieflint.toml", 'rules = ["pack:bellwether"]\n[context]\njurisdictions = ["us"]\n')
    write(folder / "post.caption.md", "#ad The blue lamp is back, buy it now now now")
    return folder


def test_an_installed_pack_is_in_force(tmp_path: Path, campaign: Path) -> None:
    result = run("check", ".", "--format", "json", "--fail-on", "never", cwd=campaign, env=installed(tmp_path))
    assert result.code == 0, result.err
    found = [f for f in json.loads(result.out)["findings"] if f["rule"] == "content/house-shouting"]
    assert [f["excerpt"] for f in found] == ["buy it now now now"]


def test_the_examples_of_a_pack_run(tmp_path: Path) -> None:
    env = installed(tmp_path)
    held = run("rules", "test", "pack:bellwether", "--only", "content/house-shouting", cwd=tmp_path, env=env)
    assert (held.code, held.out.strip()) == (0, "Rules and policies: 1. Examples that hold: 2; that fail: 0.")


def test_a_pack_whose_example_fails_says_which_words(tmp_path: Path) -> None:
    broken = HOUSE.replace("#ad Buy it when you like", "#ad Do not shout: buy it now now now is not our tone")
    env = installed(tmp_path, rule=broken.replace('"buy it now now now"]', '"now now now"]'))
    result = run("rules", "test", "pack:bellwether", "--only", "content/house-shouting", cwd=tmp_path, env=env)
    assert result.code == 1
    assert "must mark 'buy it now now now', but content/house-shouting marks 'now now now'" in result.err


@pytest.mark.parametrize(
    ("name", "says"),
    [("bellweather", "did you mean 'bellwether'"), ("nothing", "rule pack 'nothing' is not installed")],
)
def test_a_pack_that_is_not_installed(tmp_path: Path, campaign: Path, name: str, says: str) -> None:
    write(campaign / "brieflint.toml", f'rules = ["pack:{name}"]\n')
    result = run("check", ".", cwd=campaign, env=installed(tmp_path))
    assert result.code == 2
    assert says in result.err
    assert "Traceback" not in result.err


def test_a_pack_without_its_folder(tmp_path: Path, campaign: Path) -> None:
    env = installed(tmp_path, entry="bellwether = bellwether_rules:gone")
    result = run("check", ".", cwd=campaign, env=env)
    assert result.code == 2
    assert "rule pack 'bellwether': its package has no folder 'bellwether_rules:gone'" in result.err


def test_a_pack_offered_by_hand_in_a_project_folder(tmp_path: Path, campaign: Path) -> None:
    """A checkout on the path with its metadata beside it, as an editable installation leaves it."""
    site = tmp_path / "checkout"
    write(site / "bellwether_rules" / "shouting.yaml", textwrap.dedent(HOUSE))
    info = site / "bellwether_rules-1.0.dist-info"
    write(info / "METADATA", "Metadata-Version: 2.1\nName: bellwether-rules\nVersion: 1.0\n")
    write(info / "entry_points.txt", "[brieflint.rules]\nbellwether = bellwether_rules\n")
    result = run("check", ".", "--fail-on", "never", cwd=campaign, env={"PYTHONPATH": str(site)})
    assert result.code == 0, result.err
    assert "content/house-shouting" in result.out
