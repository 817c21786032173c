"""The guide to a video in parts, run as it is written, with each engine."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from support import EXAMPLES, ROOT, call

GUIDE = ROOT / "docs" / "video.md"
CONSOLE = re.compile(r"^```console\n\$ brieflint (?P<command>.+)\n(?P<output>(?:.*\n)*?)```$", re.MULTILINE)
NUMBERS = re.compile(r"\d+,\d+ \d+x\d+(?:, \d+ % sure)?")
COMMANDS = [(m["command"].split(), m["output"]) for m in CONSOLE.finditer(GUIDE.read_text(encoding="utf-8"))]


def pattern(output: str, engine: str) -> str:
    """What the guide shows; three dots stand for any lines, and another engine's boxes have other numbers."""
    lines = [r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\s*\n" for line in output.splitlines() if line]
    shown = "".join(lines)
    return shown if engine == "paddle" else NUMBERS.sub(lambda _: NUMBERS.pattern, shown.replace(r"\ ", " "))


@pytest.mark.parametrize("engine", ["paddle", "tesseract"])
def test_the_guide_shows_what_comes_out(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(EXAMPLES / "night-lamp", tmp_path / "examples" / "night-lamp")
    monkeypatch.chdir(tmp_path)
    assert len(COMMANDS) == 3
    for (command, output), status in zip(COMMANDS, (1, 0, 0), strict=True):
        result = call(*command, "--ocr-engine", engine)
        assert (result.code, result.err) == (status, ""), command
        assert re.fullmatch(pattern(output, engine), re.sub(r"\n\n+", "\n", result.out + "\n")), result.out
    (marked,) = Path("marked").iterdir()
    assert f"`{marked.as_posix()}`" in GUIDE.read_text(encoding="utf-8")
    with Image.open(marked) as image:
        assert image.size == (1080, 1920)


@pytest.mark.parametrize("engine", ["paddle", "tesseract"])
def test_exactly_the_silent_voice_and_the_covered_label_are_named(engine: str) -> None:
    result = call("check", EXAMPLES / "night-lamp", "--ocr-engine", engine, "--format", "json")
    assert result.code == 1
    found = {(Path(f["path"]).name, f["rule"], f["severity"]) for f in result.report["findings"]}
    assert found == {
        ("lia-reel.overlay-3.png", "disclosure/illegible", "warning"),
        ("lia-reel.srt", "disclosure/text-only", "error"),
    }
    (covered,) = [f for f in result.report["findings"] if f["rule"] == "disclosure/illegible"]
    assert covered["properties"]["covered"] == 1
    assert covered["properties"]["pixels"] > 12
    assert covered["properties"]["contrast"] > 4.5
    assert not result.report["errors"]
