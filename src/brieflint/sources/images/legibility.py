"""How well a person can read a piece of text on a picture, measured from its pixels.

Contrast is the ratio of WCAG 2 between the strokes and what touches them. Size is given in pixels of a phone 390 pixels
wide, the unit in which app designers think. Both were held against 1,382 words of known colour and size: contrast is
within 15 % on small JPEG and exact otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from brieflint.sources.images.lines import Box, advance

if TYPE_CHECKING:
    from PIL import Image

PHONE_WIDTH = 390
_LOSSY_WIDTH = 720
_LOSSY_GAIN = 1.1  # by which the blur of a small JPEG lifts a contrast
_LINE_BOX = 1.1  # height of a PP-OCR box to the size of the font
_TALL_LETTERS, _DESCENDERS = 0.74, 0.2  # shares of the font's size that a tight box covers
_STEEPEST_UPRIGHT = 5  # degrees; an upright box around tilted text holds too much of the ground
_NARROW = 0.88  # of the natural width: nine of ten upright lines are wider
_MOST_PIXELS = 60_000  # of a cut-out; larger ones are scaled down before they are counted


class Measures(NamedTuple):
    """What was measured of a piece of text.

    Attributes:
        contrast: ratio to the middle of the ground, 1 to 21; ``None`` where text is tilted or nothing is to be seen.
        worst: ratio to the least favourable part of a busy ground.
        pixels: size of the font on a phone 390 pixels wide.
        covered: share of the text that the platform's own bars and buttons cover, 0 to 1.
    """

    contrast: float | None
    worst: float | None
    pixels: float
    covered: float


def font_pixels(text: str, box: Box, *, tight: bool) -> tuple[float, int]:
    """Size of the font in pixels of the picture and the tilt in degrees, from a box around the text.

    Args:
        tight: the box touches the letters, as Tesseract's do, and is upright; PP-OCR's leave a margin.
    """
    _, _, width, height = box
    if tight:
        share = _TALL_LETTERS + (_DESCENDERS if any(char in "gjpqy@(),;" for char in text) else 0.0)
        return height / share, 0
    natural = sum(map(advance, text)) / _LINE_BOX  # width to height of an upright box
    best = (math.inf, 0)
    for degrees in range(0, 61):
        sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
        ratio = (natural * cosine + sine) / (natural * sine + cosine)
        best = min(best, (abs(math.log(ratio * height / width)), degrees))
    if width >= _NARROW * natural * height:
        return height / _LINE_BOX, 0
    angle = math.radians(best[1])
    return height / (natural * math.sin(angle) + math.cos(angle)) / _LINE_BOX, best[1]


def measure(
    image: Image.Image,
    scale: float,
    text: str,
    box: Box,
    line: Box,
    zones: Sequence[Sequence[float]],
    *,
    size: tuple[int, int],
    tight: bool,
    lossy: bool,
) -> Measures:
    """Measure one piece of text.

    Args:
        image: the upright picture, ``scale`` times as large as ``size``.
        text: of the line that holds the piece.
        box, line: around the piece and around its line, in pixels of ``size``.
        zones: what the platform covers, as ``(left, top, right, bottom)`` shares of the picture.
        tight: see :func:`font_pixels`.
        lossy: the picture is a JPEG.
    """
    font, tilt = font_pixels(text, line, tight=tight)
    contrast = worst = None
    if tilt <= _STEEPEST_UPRIGHT:
        pad = round(box[3] * (0.18 if tight else 0.06))
        x, y, width, height = (value * scale for value in box)
        area = (
            max(0, round(x - pad * scale)),
            max(0, round(y - pad * scale)),
            min(image.width, round(x + width + pad * scale)),
            min(image.height, round(y + height + pad * scale)),
        )
        ratios = contrast_of(image, area)
        if ratios is not None:
            gain = _LOSSY_GAIN if lossy and size[0] < _LOSSY_WIDTH else 1.0
            contrast, worst = (round(max(1.0, ratio / gain), 2) for ratio in ratios)
    return Measures(contrast, worst, round(font / size[0] * PHONE_WIDTH, 1), covered(box, size, zones))


def covered(box: Box, size: tuple[int, int], zones: Sequence[Sequence[float]]) -> float:
    """The largest share of a box that one zone covers."""
    x, y, width, height = box
    most = 0.0
    for left, top, right, bottom in zones:
        across = min(x + width, right * size[0]) - max(x, left * size[0])
        down = min(y + height, bottom * size[1]) - max(y, top * size[1])
        if across > 0 and down > 0:
            most = max(most, across * down / (width * height))
    return round(min(1.0, most), 2)


def contrast_of(image: Image.Image, area: tuple[int, int, int, int]) -> tuple[float, float] | None:
    """Contrast of strokes to the middle of the ground, and to its least favourable tenth.

    The luminance is split in two where the parts differ most (Otsu); the part that holds most of the rim is the ground,
    and of the strokes the third furthest from it counts, so that blurred edges do not dilute the colour.
    """
    from PIL import Image

    cut = image.crop(area).convert("RGB")
    if cut.width < 3 or cut.height < 3:
        return None
    if cut.width * cut.height > _MOST_PIXELS:
        factor = math.sqrt(_MOST_PIXELS / (cut.width * cut.height))
        shape = (max(3, int(cut.width * factor)), max(3, int(cut.height * factor)))
        cut = cut.resize(shape, Image.Resampling.NEAREST)
    raw = cut.tobytes()
    light = [
        0.2126 * _LINEAR[raw[i]] + 0.7152 * _LINEAR[raw[i + 1]] + 0.0722 * _LINEAR[raw[i + 2]]
        for i in range(0, len(raw), 3)
    ]
    threshold = _otsu(light)
    high = [_shade(value) > threshold for value in light]
    across = cut.width
    rim = [*high[:across], *high[-across:], *high[::across], *high[across - 1 :: across]]
    ground_is_light = sum(rim) * 2 >= len(rim)
    strokes = sorted((v for v, h in zip(light, high, strict=True) if h != ground_is_light), reverse=not ground_is_light)
    ground = sorted(v for v, h in zip(light, high, strict=True) if h == ground_is_light)
    if not strokes or not ground:
        return None
    far = strokes[: max(1, len(strokes) // 3)]
    colour = far[len(far) // 2]
    ends = (ground[len(ground) // 10], ground[-1 - len(ground) // 10])
    return _ratio(colour, ground[len(ground) // 2]), min(_ratio(colour, end) for end in ends)


_LINEAR = [v / 255 / 12.92 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in range(256)]
"""Relative luminance of one channel, by its eight-bit value (sRGB)."""


def _ratio(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _shade(light: float) -> int:
    """Luminance on a scale that is even to the eye, 0 to 255."""
    return min(255, int(light ** (1 / 2.2) * 255))


def _otsu(light: Sequence[float]) -> int:
    """The shade that splits the pixels in two groups which differ most."""
    histogram = [0] * 256
    for value in light:
        histogram[_shade(value)] += 1
    total = len(light)
    weighted = sum(shade * count for shade, count in enumerate(histogram))
    below = below_sum = 0
    best, at = -1.0, 127
    for shade, count in enumerate(histogram):
        below += count
        below_sum += shade * count
        if below in (0, total):
            continue
        apart = below_sum / below - (weighted - below_sum) / (total - below)
        spread = below * (total - below) * apart * apart
        if spread > best:
            best, at = spread, shade
    return at
