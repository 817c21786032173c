"""From the bytes of a picture to a document whose places are boxes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import TYPE_CHECKING

from brieflint.document import Block, Document, Reading
from brieflint.findings import Location
from brieflint.sources.images import cache as kept
from brieflint.sources.images.engines import TRADITIONAL_CHINESE, EngineError, choose, written_language
from brieflint.sources.images.layout import CAPTION, HEADER, Layout, arrange
from brieflint.sources.images.legibility import Measures, measure
from brieflint.sources.images.lines import Box, Line, Word, scaled, union
from brieflint.sources.images.load import load_image
from brieflint.text.offsets import OffsetMap

if TYPE_CHECKING:
    from PIL import Image

    from brieflint.context import Context
    from brieflint.sources.images.engines import Engine

_TRUSTED_LINES, _TRUSTED_CONFIDENCE, _TRUSTED_WIDTH = 3, 70.0, 400
_FLAT = 14  # of 255 by which the ground of an app may vary at the margin of a line
_MARGIN = 0.015
_UNSPACED = re.compile(r"[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]")  # Chinese, Japanese
_LANGUAGES = {
    "ar": "es", "at": "de", "be": "nl", "bg": "bg", "br": "pt", "ch": "de", "cl": "es", "cn": "zh", "co": "es",
    "cz": "cs", "de": "de", "dk": "da", "ee": "et", "es": "es", "fi": "fi", "fr": "fr", "gr": "el",
    "hk": TRADITIONAL_CHINESE, "hr": "hr", "hu": "hu", "id": "id", "il": "he", "is": "is", "it": "it", "jp": "ja",
    "kr": "ko", "lt": "lt", "lv": "lv", "mx": "es", "nl": "nl", "no": "no", "pe": "es", "pl": "pl", "pt": "pt",
    "ro": "ro", "rs": "sr", "ru": "ru", "se": "sv", "si": "sl", "sk": "sk", "th": "th", "tr": "tr",
    "tw": TRADITIONAL_CHINESE, "ua": "uk", "vn": "vi",
}  # fmt: skip
"""What posts for a country are written in as a rule; English elsewhere."""


class Picture:
    """What is known of a picture beyond its words.

    Attributes:
        size: upright width and height in pixels, in which all boxes are.
        engine, version: what read it.
        thorough: whether text that was not found can be taken for absent.
        screenshot: the interface of an app is on it.
        cut: the caption ends in "... more".
        lossy: JPEG, whose blur lifts low contrasts.
        caption: where in the text the words of the caption begin, behind the account that apps write before them.
    """

    def __init__(
        self, raw: bytes, path: str, seen: kept.Seen, layout: Layout, engine: Engine, languages: Sequence[str]
    ) -> None:
        self._raw, self._path = raw, path
        self.size = seen.size
        self.engine, self.version = engine.name, engine.version
        self.lossy = seen.lossy
        self.screenshot, self.cut = layout.screenshot, layout.cut
        well_read = sum(1 for line in seen.lines if line.confidence >= _TRUSTED_CONFIDENCE)
        self.thorough = engine.thorough(languages) and well_read >= _TRUSTED_LINES and seen.size[0] >= _TRUSTED_WIDTH
        self.caption: int | None = None
        self.starts: list[int] = []
        self.words: list[Word] = []
        self.places: list[str] = []
        self.lines: list[int] = []
        """For each word its start in the text, itself, its place and the number of its line."""
        self.line_boxes: list[Box] = [placed.line.box for placed in layout.lines]

    def words_in(self, start: int, end: int) -> range:
        """Indices of the words that a span of the text touches; the nearest one where it touches none."""
        low = max(0, bisect_right(self.starts, start) - 1)
        if self.words and start >= self.starts[low] + len(self.words[low].text) and low + 1 < len(self.words):
            low += self.starts[low + 1] < end
        high = max(low + 1, bisect_right(self.starts, max(start, end - 1)))
        return range(low, min(high, len(self.words)))

    def box(self, start: int, end: int) -> Box:
        """The box around a span of the text; the whole picture where it holds no words."""
        found = [self.words[i].box for i in self.words_in(start, end)]
        if not found:
            return 0, 0, *self.size
        x, y, width, height = union(found)
        x, y = max(0, min(x, self.size[0] - 1)), max(0, min(y, self.size[1] - 1))
        return x, y, max(1, min(width, self.size[0] - x)), max(1, min(height, self.size[1] - y))

    def place(self, position: int) -> str:
        """The place of the word at a position of the text: header, overlay, caption or interface."""
        if not self.words:
            return "overlay"
        return self.places[max(0, bisect_right(self.starts, position) - 1)]

    def measure(self, start: int, end: int, zones: Sequence[Sequence[float]]) -> Measures:
        """How well a person can read a span of the text; see :mod:`brieflint.sources.images.legibility`."""
        words = self.words_in(start, end)
        row = self.line_boxes[self.lines[words[0]]]
        text = " ".join(w.text for w, n in zip(self.words, self.lines, strict=True) if n == self.lines[words[0]])
        image, scale = self.pixels()
        box = union(self.words[i].box for i in words if self.lines[i] == self.lines[words[0]])
        return measure(
            image, scale, text, box, row, zones, size=self.size, tight=self.engine == "tesseract", lossy=self.lossy
        )

    def confidence(self, start: int, end: int) -> float:
        """How sure the engine is of a span, 0 to 100: of its least sure word."""
        return min((self.words[i].confidence for i in self.words_in(start, end)), default=0.0)

    def pixels(self) -> tuple[Image.Image, float]:
        """The upright picture, and the factor from :attr:`size` to its pixels."""
        return _pixels(self._raw, self._path)


@lru_cache(maxsize=1)  # findings of a picture follow each other; more would hold pixels for nothing
def _pixels(raw: bytes, path: str) -> tuple[Image.Image, float]:
    loaded = load_image(raw, path)
    return loaded.image, loaded.scale


class PictureDocument(Document):
    """A document whose places are boxes; its source is the text that was read."""

    picture: Picture

    def location(self, start: int, end: int) -> Location:
        """The box of a span of the text; an empty span is the whole picture."""
        if start == end:
            return Location(box=(0, 0, *self.picture.size))
        return Location(box=self.picture.box(start, end))


def read_picture(path: str, raw: bytes, context: Context, engine: str, *, cache: bool) -> Document:
    """Read the text of a picture.

    Args:
        path: the file as the user named it.
        raw: its bytes.
        context: of the draft; its language, or else the language of its first country, decides the engine, and those
            of its other countries which models it takes besides.
        engine: ``auto``, ``tesseract`` or ``paddle``.
        cache: use the user's cache.

    Raises:
        InputError: the file is no picture that can be read.
        EngineError: no engine can read it.
    """
    languages = _languages(context)
    try:
        chosen = choose(engine, languages)
        seen = _seen(path, raw, chosen, languages, cache=cache)
    except EngineError as problem:
        raise type(problem)(problem.message, path=path) from None
    layout = arrange(seen.lines, seen.on_page, seen.size, context.platform, context.surface)
    picture = Picture(raw, path, seen, layout, chosen, languages)
    # apps write the account before the first word of a caption: a label behind it still begins the caption
    accounts = {placed.line.words[0].text for placed in layout.lines if placed.place == HEADER}
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for number, (line, place, joint) in enumerate(layout.lines):
        parts.append(joint)
        at += len(joint)
        start = at
        for count, word in enumerate(line.words):
            if at > start:
                after_account = count == 1 and place == CAPTION and line.words[0].text in accounts
                between = "\n" if after_account else _between(line.words[count - 1].text, word.text)
                parts.append(between)
                at += len(between)
            if place == CAPTION and picture.caption is None and not (count == 0 and _names_account(line, accounts)):
                picture.caption = at
            picture.starts.append(at)
            picture.words.append(word)
            picture.places.append(place)
            picture.lines.append(number)
            parts.append(word.text)
            at += len(word.text)
        meta = {"box": line.box, "confidence": line.confidence, "place": place}
        blocks.append(Block(start, at, "line", meta))
    text = "".join(parts)
    reading = Reading(text, OffsetMap.identity(len(text)), tuple(blocks), remarks=seen.remarks)
    document = PictureDocument(path, text, 0, reading, context)
    document.picture = picture
    return document


def _languages(context: Context) -> tuple[str, ...]:
    """What the text may be in, the most likely first."""
    known = [written_language(context.language)] if context.language else []
    known += [_LANGUAGES.get(code, "en") for code in context.jurisdictions]
    return tuple(dict.fromkeys((*known, "en")))


def _names_account(line: Line, accounts: AbstractSet[str]) -> bool:
    """Whether a caption's line begins with the account, as apps write it: known from the strip, or on its own."""
    first = line.words[0].text
    return first in accounts or (len(line.words) == 1 and any(mark in first for mark in "@._"))


def _between(word: str, following: str) -> str:
    """What stands between two words of a line: Tesseract cuts writing without blanks, and ``#``, into pieces."""
    return "" if word == "#" or (_UNSPACED.match(word[-1]) and _UNSPACED.match(following[0])) else " "


def _seen(path: str, raw: bytes, engine: Engine, languages: Sequence[str], *, cache: bool) -> kept.Seen:
    file = kept.entry(raw, engine, languages) if cache else None
    seen = kept.recall(file) if file else None
    if seen is None:
        loaded = load_image(raw, path)
        lines = engine.read(loaded.image, languages)
        on_page = tuple(_on_page(loaded.image, line.box) for line in lines)
        upright = tuple(scaled(line, 1 / loaded.scale) for line in lines)
        seen = kept.Seen(loaded.size, upright, on_page, loaded.lossy, loaded.remarks)
        if file:
            kept.remember(file, seen)
    return seen


def _on_page(image: Image.Image, box: Box) -> bool:
    """Whether the margin left of a line is flat and of the colour right beside the line, as on an app's ground."""
    x, y, _, height = box
    edge = max(2, round(image.width * _MARGIN))
    top, bottom = max(0, y), min(image.height, y + height)
    if bottom - top < 2:
        return False
    low, high = _shades(image, (0, top, edge, bottom))
    # a little apart from the first letter, whose blur would count as ground
    start, end = x - max(4, height // 3), x - 2
    near, far = _shades(image, (max(0, start), top, end, bottom)) if end > edge else (low, high)
    return high - low <= _FLAT and abs(near - low) <= 2 * _FLAT and abs(far - high) <= 2 * _FLAT


def _shades(image: Image.Image, area: tuple[int, int, int, int]) -> tuple[int, int]:
    """The darkest and the lightest grey of an area."""
    histogram = image.crop(area).convert("L").histogram()
    seen = [shade for shade, count in enumerate(histogram) if count]
    return seen[0], seen[-1]
