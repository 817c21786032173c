"""The protocol of a recognition engine, and which one reads a picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from brieflint.errors import BrieflintError

if TYPE_CHECKING:
    from PIL import Image

    from brieflint.sources.images.lines import Line

ENGINES = ("auto", "tesseract", "paddle")
"""What ``--ocr-engine`` and the configuration's ``ocr_engine`` may say."""

LATIN = frozenset("cs da de en es et fi fr ga hr hu id is it lt lv ms mt nl no pl pt ro sk sl sq sv sw tr vi".split())
"""Languages in Latin letters: without a pack of their own they can be read as English, accents apart."""


class EngineError(BrieflintError):
    """No engine can read this picture; the message says what to install."""


class Engine(Protocol):
    """One way to read text off pixels.

    Attributes:
        name: ``tesseract`` or ``paddle``.
        version: of the engine, for the report and the cache.
        thorough: whether text that it did not find can be taken for absent.
        settings: everything else that decides what it reads; part of the cache key.
    """

    name: str
    version: str
    thorough: bool
    settings: str

    def languages(self) -> tuple[str, ...]:
        """BCP 47 codes of the languages that it reads with the models at hand."""
        ...

    def read(self, image: Image.Image, languages: Sequence[str]) -> list[Line]:
        """Lines of an upright RGB image, boxes in its pixels.

        Args:
            languages: what the text may be in, the most likely first.

        Raises:
            EngineError: the engine fails or takes too long.
        """
        ...


def choose(name: str, languages: Sequence[str]) -> Engine:
    """The engine to read these languages with.

    Args:
        name: one of :data:`ENGINES`; ``auto`` takes PP-OCR where it is installed and reads the first language, and
            Tesseract otherwise.

    Raises:
        EngineError: it is not installed or does not read the language; one line with the remedy.
    """
    from brieflint.sources.images import paddle

    wanted = languages[0] if languages else "en"
    if name == "paddle" or (name == "auto" and paddle.installed() and wanted in paddle.LANGUAGES):
        return _paddle()
    return _tesseract()


@lru_cache(maxsize=1)
def _paddle() -> Engine:
    from brieflint.sources.images.paddle import Paddle

    return Paddle()


@lru_cache(maxsize=1)
def _tesseract() -> Engine:
    from brieflint.sources.images.tesseract import Tesseract

    return Tesseract()
