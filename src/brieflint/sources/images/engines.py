"""The protocol of a recognition engine, and which one reads a picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from brieflint.errors import BrieflintError, MissingError

if TYPE_CHECKING:
    from PIL import Image

    from brieflint.sources.images.lines import Line

LATIN = frozenset(
    "af az bs ca cs cy da de en es et eu fi fil fo fr ga gl hr hu id is it lb lt lv ms mt nl no pl pt ro sk sl sq sv sw"
    " tl tr uz vi zu".split()
)
"""Languages in Latin letters: without a pack of their own they can be read as English, accents apart."""

TRADITIONAL_CHINESE = "zh-hant"
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


class EngineError(BrieflintError):
    """An engine cannot read this picture; the message says what to do about it."""


class MissingEngineError(MissingError, EngineError):
    """No engine here reads pictures in this language; the message says what to install."""


class Engine(Protocol):
    """One way to read text off pixels.

    Attributes:
        name: ``tesseract`` or ``paddle``.
        version: of the engine, for the report and the cache.
        settings: everything else that decides what it reads; part of the cache key.
    """

    name: str
    version: str
    settings: str

    def languages(self) -> tuple[str, ...]:
        """Languages that it reads with the models at hand, as :func:`written_language` names them."""
        ...

    def thorough(self, languages: Sequence[str]) -> bool:
        """Whether text in these languages that it did not find can be taken for absent."""
        ...

    def read(self, image: Image.Image, languages: Sequence[str]) -> list[Line]:
        """Lines of an upright RGB image, boxes in its pixels.

        Args:
            languages: what the text may be in, the most likely first, as :func:`written_language` names them.

        Raises:
            EngineError: the engine fails or takes too long.
        """
        ...


def written_language(tag: str) -> str:
    """The language of a BCP 47 tag as far as its letters differ: ``pt`` for ``pt-br``, ``zh-hant`` for ``zh-tw``."""
    return TRADITIONAL_CHINESE if tag.startswith(_TRADITIONAL) else tag.split("-", maxsplit=1)[0]


def choose(name: str, languages: Sequence[str]) -> Engine:
    """The engine to read these languages with.

    Args:
        name: one of :data:`brieflint.config.OCR_ENGINES`; ``auto`` takes PP-OCR where it is installed and reads
            the first language, and Tesseract otherwise.

    Raises:
        EngineError: it is not installed or does not read the language; one line with the remedy.
    """
    from brieflint.sources.images import paddle

    wanted = languages[0] if languages else "en"
    if name == "paddle":
        return _paddle()
    readable = wanted in paddle.LANGUAGES
    unloadable: EngineError | None = None
    if name == "auto" and readable and paddle.installed():
        try:
            return _paddle()
        except EngineError as problem:
            unloadable = problem
    try:
        return _tesseract()
    except EngineError:
        if unloadable is not None:
            raise unloadable from None
        if readable:
            raise
        from brieflint.sources.images.tesseract import package_of

        raise MissingEngineError(
            f"no engine here reads '{wanted}': install Tesseract with its language pack (Debian, Ubuntu: apt-get"
            f" install tesseract-ocr {package_of(wanted)})"
        ) from None


@lru_cache(maxsize=1)
def _paddle() -> Engine:
    from brieflint.sources.images.paddle import Paddle

    return Paddle()


@lru_cache(maxsize=1)
def _tesseract() -> Engine:
    from brieflint.sources.images.tesseract import Tesseract

    return Tesseract()
