"""PP-OCR through ``faster-paddle``, whose wheel carries the models: the extra ``brieflint[ocr]``.

The tiny model reads Latin letters; the small one is asked for Chinese and Japanese, which the tiny one knows few
characters of, and when the tiny one read next to nothing.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from brieflint.sources.images.engines import LATIN, TRADITIONAL_CHINESE, EngineError, MissingEngineError
from brieflint.sources.images.lines import Line, split_words

if TYPE_CHECKING:
    from PIL import Image

_IDEOGRAPHIC = ("ja", "zh", TRADITIONAL_CHINESE)
LANGUAGES = frozenset({*LATIN, *_IDEOGRAPHIC})
"""Languages whose letters the bundled models know."""

_DETECTION_SIDE = 1600  # pixels; larger finds no more and takes longer
_FEW_LINES = 3
_SURE = 70.0
_LEAST = 50.0  # less sure lines are texture and icons
_LONE_IDEOGRAPH = re.compile(
    r"(?<![\u3041-\u30ff\u4e00-\u9fff])[\u3041-\u30ff\u4e00-\u9fff](?![\u3041-\u30ff\u4e00-\u9fff])"
)
_LETTER = re.compile(r"[^\W_]")
_REMEDY = "pip install 'brieflint[ocr]', or say --ocr-engine tesseract"


def installed() -> bool:
    """Whether the extra is there; nothing is loaded."""
    from importlib.util import find_spec

    return find_spec("faster_paddle") is not None


class Paddle:
    """The engine; the models are loaded when they are first needed."""

    name = "paddle"
    settings = f"side={_DETECTION_SIDE} least={_LEAST}"

    def __init__(self) -> None:
        """Look the engine up.

        Raises:
            EngineError: the extra is not installed or does not load.
        """
        from importlib.metadata import PackageNotFoundError, version

        try:
            import faster_paddle

            self.version = version("faster-paddle")
        except PackageNotFoundError:
            self.version = "unknown"
        except ImportError as problem:
            if installed():
                raise MissingEngineError(f"PP-OCR does not load here ({problem}): install Tesseract") from None
            raise MissingEngineError(f"PP-OCR is not installed: {_REMEDY}") from None
        self._module = faster_paddle
        self._models: dict[str, Any] = {}

    def languages(self) -> tuple[str, ...]:
        """Languages in Latin letters, Chinese and Japanese."""
        return tuple(sorted(LANGUAGES))

    def thorough(self, languages: Sequence[str]) -> bool:
        """For Latin letters; of ideographs one label in twelve stays unread."""
        return LATIN.issuperset(languages)

    def read(self, image: Image.Image, languages: Sequence[str]) -> list[Line]:
        """See :meth:`brieflint.sources.images.engines.Engine.read`."""
        unread = [language for language in languages[:1] if language not in LANGUAGES]
        if unread:
            from brieflint.sources.images.tesseract import package_of

            raise MissingEngineError(
                f"PP-OCR does not read '{unread[0]}': say --ocr-engine tesseract and install {package_of(unread[0])}"
            )
        ideographic = any(language in _IDEOGRAPHIC for language in languages)
        # uncompressed: deflating a phone screenshot takes as long as reading it
        buffer = io.BytesIO()
        image.save(buffer, "BMP")
        data = buffer.getvalue()
        lines = self._lines("small" if ideographic else "tiny", data, ideographic)
        if not ideographic and sum(1 for line in lines if line.confidence >= _SURE) < _FEW_LINES:
            more = self._lines("small", data, ideographic)
            if sum(len(line.text) for line in more) > sum(len(line.text) for line in lines):
                lines = more
        return lines

    def _lines(self, size: str, data: bytes, ideographic: bool) -> list[Line]:
        try:
            if size not in self._models:
                # one thread: pictures are read in processes of their own where there are many
                self._models[size] = self._module.OcrEngine(model_size=size, threads=1, det_max_side=_DETECTION_SIDE)
            found = self._models[size].ocr(data)["bounds"]
        except Exception as problem:
            raise EngineError(
                f"PP-OCR failed ({' '.join(str(problem).split())[:80]}): say --ocr-engine tesseract"
            ) from None
        except BaseException as problem:  # a panic of the compiled library
            if type(problem).__name__ != "PanicException":
                raise
            raise EngineError("PP-OCR failed on this picture: say --ocr-engine tesseract") from None
        lines = []
        for key in sorted(found, key=int):
            line = _line(found[key], ideographic)
            if line is not None:
                lines.append(line)
        return lines


def _line(item: dict[str, Any], ideographic: bool) -> Line | None:
    confidence = round(float(item["confidence"]) * 100, 1)
    text = str(item["text"])
    if not ideographic:  # icons and emoji come out as single ideographs
        text = _LONE_IDEOGRAPH.sub(" ", text)
    text = " ".join(text.split())
    if confidence < _LEAST or not _LETTER.search(text):
        return None
    (left, top), (right, bottom) = (_corner(item[name]) for name in ("topLeftCoord", "bottomRightCoord"))
    box = (left, top, max(1, right - left), max(1, bottom - top))
    words = split_words(text, box, confidence)
    return Line(words, box, confidence)


def _corner(point: Any) -> tuple[int, int]:
    x, y = (point["x"], point["y"]) if isinstance(point, dict) else point
    return max(0, round(float(x))), max(0, round(float(y)))
