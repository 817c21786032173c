"""Draw the boxes of findings into copies of the pictures."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from brieflint.errors import UsageError

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.findings import Finding

_COLOURS = {"error": (214, 40, 40), "warning": (176, 90, 0), "note": (0, 105, 170)}
_WIDTH_SHARE = 0.005


def annotate(findings: Iterable[Finding], documents: Mapping[str, Document], folder: str) -> list[str]:
    """Write a PNG for every picture that has findings, named like the picture, its folders and suffix joined by ``-``.

    Args:
        findings: of a finished report.
        documents: by path, as the report holds them.
        folder: made when it is not there.

    Returns:
        The files written.

    Raises:
        UsageError: the folder or a file in it cannot be written.
    """
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        document = documents.get(finding.path)
        if finding.location.box is not None and document is not None and document.picture is not None:
            by_path.setdefault(finding.path, []).append(finding)
    written: list[str] = []
    try:
        os.makedirs(folder, exist_ok=True)
        for path, found in sorted(by_path.items()):
            target = os.path.join(folder, _name(path))
            _draw(documents[path], found, target)
            written.append(target)
    except OSError as problem:
        raise UsageError(f"cannot write the pictures: {problem.strerror or problem}", path=folder) from None
    return written


def _name(path: str) -> str:
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".", "..") and ":" not in part]
    stem, suffix = os.path.splitext("-".join(parts))
    return f"{stem}.png" if suffix.lower() == ".png" else f"{stem}-{suffix[1:].lower()}.png"


def _draw(document: Document, findings: list[Finding], target: str) -> None:
    from PIL import ImageDraw, ImageFont

    from brieflint.sources.images.picture import PictureDocument

    assert isinstance(document, PictureDocument)
    pixels, scale = document.picture.pixels()
    canvas = pixels.copy()
    draw = ImageDraw.Draw(canvas)
    pen = max(2, round(canvas.width * _WIDTH_SHARE))
    font = ImageFont.load_default(size=max(12, round(canvas.width / 32)))
    below: dict[tuple[int, int], int] = {}
    for finding in findings:
        assert finding.location.box is not None
        x, y, width, height = (round(value * scale) for value in finding.location.box)
        colour = _COLOURS[finding.severity]
        left, top = max(0, x - pen), max(0, y - pen)
        right, bottom = min(canvas.width - 1, x + width + pen), min(canvas.height - 1, y + height + pen)
        draw.rectangle((left, top, max(left, right), max(top, bottom)), outline=colour, width=pen)
        title = finding.rule
        box = draw.textbbox((0, 0), title, font=font)
        line = round(box[3] + 2 * pen)
        shift = below.get((left, top), 0)
        below[left, top] = shift + line
        text_top = top - line - shift if top - line - shift >= 0 else min(bottom + shift, canvas.height - line)
        text_left = max(0, min(left, canvas.width - round(box[2]) - 2 * pen))
        draw.rectangle((text_left, text_top, text_left + box[2] + 2 * pen, text_top + line), fill=colour)
        draw.text((text_left + pen, text_top + pen // 2), title, fill="white", font=font)
    canvas.save(target, "PNG")
