"""The system's Tesseract through ``pytesseract``.

Tesseract looks for pages, not for words on photos, so a picture is prepared in several ways that show different things:
as it is; only what is nearly white, as black on white (captions on photos); and the darkest channel or a doubled grey.
They are handed over as the pages of one file, since loading the model takes as long as reading a small picture. Words
of a later page fill gaps or replace words that they beat. A line that may be a misread ``#ad`` is cut out, enlarged and
read again. Even so one readable label in eight stays unread, so what was not found is not said to be missing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from brieflint.sources.images.engines import LATIN, EngineError, MissingEngineError
from brieflint.sources.images.lines import Box, Line, Word, line_of, overlap, scaled

if TYPE_CHECKING:
    from PIL import Image

PACKS = {
    "cs": "ces", "da": "dan", "de": "deu", "en": "eng", "es": "spa", "et": "est", "fi": "fin", "fr": "fra",
    "hr": "hrv", "hu": "hun", "id": "ind", "is": "isl", "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit",
    "lv": "lav", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk",
    "sl": "slv", "sv": "swe", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "chi_sim", "zh-hant": "chi_tra",
    "ar": "ara", "he": "heb", "el": "ell", "hi": "hin", "th": "tha", "bg": "bul", "sr": "srp",
}  # fmt: skip
"""Language codes to the names of Tesseract's language packs."""

TIMEOUT_SECONDS = 60  # of a picture; on an idle machine it takes one or two
_INSTALL = (
    "install it (Debian, Ubuntu: apt-get install tesseract-ocr; macOS: brew install tesseract; Windows: choco install"
    " tesseract), or pip install 'brieflint[ocr]'"
)
_SURE = 60.0
_FAINT, _FAINT_LINE, _PLAIN_LETTERS = 25.0, 45.0, 3
_BEATS = 8.0  # points of confidence by which a later reading must be better
_SMALL_WIDTH = 1000
_STROKE = 0.012  # of the width of a picture: strokes of letters up to twice as thick are told from their chip
_WORK_WIDTH = 1080
_TALL = 1.5  # height to width from which a picture is a phone screen rather than a card or a page
_GAP = 2.2  # heights of a line; what is further apart belongs to different lines
_SHORT, _SHORT_SURE = 4, 80.0  # a lone short word must be surer: photo texture reads as such
_SUSPECT = re.compile(
    r"[\"'`‘’“”«»*+~.,:;|({\[-]*(?:tad|had|fad|gad|dad|ead|iad|wad|bad|hd|@ad|##ad|#tad|#fad|#0d|#8d|#ad[a-z|_]*)[\"'’”._:;,|)\]-]*\Z",
    re.IGNORECASE,
)
_AD = re.compile(r"#ad\Z", re.IGNORECASE)
_TRIM = "\"'`‘’“”«»._:;,|-"
_MOST_SUSPECTS = 8
_ENLARGED = (2, 3)
_LETTER = re.compile(r"[^\W_]")


def package_of(language: str) -> str:
    """The Debian package with the pack of a language."""
    return f"tesseract-ocr-{PACKS.get(language, language).replace('_', '-')}"


Preparation = Callable[["Image.Image"], "tuple[Image.Image, float]"]


class Tesseract:
    """The engine; the binary is found on ``PATH``."""

    name = "tesseract"
    settings = f"sure={_SURE} beats={_BEATS} pages=2+2,4"

    def __init__(self) -> None:
        """Look the engine up.

        Raises:
            EngineError: there is no usable binary.
        """
        import pytesseract

        # OpenMP threads of Tesseract get into each other's way: one thread halves the time on two cores
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        self._module = pytesseract
        try:
            self.version = str(pytesseract.get_tesseract_version()).split()[0]
            self._packs = tuple(sorted(p for p in pytesseract.get_languages() if p != "osd"))
        except (OSError, SystemExit, RuntimeError):
            raise MissingEngineError(f"Tesseract is not installed or not on PATH: {_INSTALL}") from None
        if not self._packs:
            raise MissingEngineError(
                "Tesseract has no language data: install tesseract-ocr-eng, or check TESSDATA_PREFIX"
            )

    def languages(self) -> tuple[str, ...]:
        """Languages whose packs are installed."""
        return tuple(sorted(code for code, pack in PACKS.items() if pack in self._packs))

    def thorough(self, languages: Sequence[str]) -> bool:
        """Never: one readable label in eight stays unread."""
        return False

    def packs(self, languages: Sequence[str]) -> str:
        """The packs to read ``languages`` with, as Tesseract wants them named.

        Tesseract runs without a word when one of several packs is missing, so the choice is made here.

        Raises:
            EngineError: the first language needs a pack of its own and it is not there.
        """
        first = languages[0] if languages else "en"
        wanted = PACKS.get(first)
        if wanted not in self._packs and first not in LATIN:
            raise MissingEngineError(
                f"Tesseract has no language pack for '{first}': install {package_of(first)} (Debian, Ubuntu) or put"
                f" {wanted or first}.traineddata into its tessdata folder"
            )
        packs = [wanted] if wanted is not None and wanted in self._packs else []
        # a second pack takes time and accuracy, so only for other letters
        if "eng" in self._packs and (not packs or first not in LATIN):
            packs.append("eng")
        others = (PACKS.get(language, "") for language in languages[1:] if language not in LATIN)
        packs += [pack for pack in dict.fromkeys(others) if pack in self._packs and pack not in packs]
        return "+".join(packs or self._packs[:1])

    def read(self, image: Image.Image, languages: Sequence[str]) -> list[Line]:
        """See :meth:`brieflint.sources.images.engines.Engine.read`."""
        packs = self.packs(languages)
        lines: list[Line] = []
        for preparations, mode in _runs(image):
            prepared = [prepare(image) for prepare in preparations]
            pages = self._pages([page for page, _ in prepared], packs, mode)
            for (_, scale), page in zip(prepared, pages, strict=True):
                found = [scaled(line, 1 / scale) for line in page]
                lines = _merged(lines, found) if lines else found
        repaired = self._repaired(image, lines, packs)
        return [line for line in (_sure(line) for line in repaired) if line is not None]

    def _pages(self, images: Sequence[Image.Image], packs: str, mode: int) -> list[list[Line]]:
        """The lines of each image, read in one page segmentation mode."""
        data = self._call(images, packs, mode)
        rows: list[dict[tuple[int, int, int], list[Word]]] = [{} for _ in images]
        for i, text in enumerate(data["text"]):
            text = str(text).strip()
            confidence = float(data["conf"][i])
            page = data["page_num"][i] - 1
            if text and confidence >= 0 and 0 <= page < len(rows):
                box = (data["left"][i], data["top"][i], max(1, data["width"][i]), max(1, data["height"][i]))
                row = data["block_num"][i], data["par_num"][i], data["line_num"][i]
                rows[page].setdefault(row, []).append(Word(text, box, confidence))
        return [[line for words in page.values() for line in _parted(words)] for page in rows]

    def _call(self, images: Sequence[Image.Image], packs: str, mode: int) -> dict[str, Any]:
        module = self._module
        try:
            # a file of our own making, so that its pages are read in one run; TIFF, since deflating a PNG would take
            # more than half of the time
            with TemporaryDirectory(prefix="brieflint-") as folder:
                file = os.path.join(folder, "pages.tif")
                images[0].save(file, "TIFF", save_all=True, append_images=images[1:])
                data: dict[str, Any] = module.image_to_data(
                    file, lang=packs, config=f"--psm {mode}", output_type=module.Output.DICT, timeout=TIMEOUT_SECONDS
                )
        except module.TesseractError as problem:
            said = " ".join(str(problem).split())[:120]
            raise EngineError(f"Tesseract failed ({said}): check that its language data is whole") from None
        except RuntimeError:
            raise EngineError(
                f"reading text took Tesseract longer than {TIMEOUT_SECONDS} s: use a smaller picture"
            ) from None
        except OSError as problem:
            raise EngineError(f"Tesseract cannot be run ({problem.strerror or problem}): {_INSTALL}") from None
        return data

    def _repaired(self, image: Image.Image, lines: Sequence[Line], packs: str) -> list[Line]:
        """The lines, with what may be a misread ``#ad`` read again from an enlarged cut-out.

        Read at twice and at three times the size; only a clean ``#ad`` at the same end of the line is believed.
        """
        suspects = [
            (number, at)
            for number, line in enumerate(lines)
            for at in sorted({0, len(line.words) - 1})
            if _SUSPECT.match(line.words[at].text) and not _AD.match(line.words[at].text)
        ][:_MOST_SUSPECTS]
        repaired = list(lines)
        if not suspects:
            return repaired
        cuts = [_enlarged(image, lines[number].box, factor) for number, _ in suspects for factor in _ENLARGED]
        pages = self._pages(cuts, packs, 7)
        for count, (number, at) in enumerate(suspects):
            again = pages[count * len(_ENLARGED) : (count + 1) * len(_ENLARGED)]
            texts = [found.words[0 if at == 0 else -1].text.strip(_TRIM) for page in again for found in page]
            clean = next((text for text in texts if _AD.match(text)), None)
            if clean is not None:
                words = list(repaired[number].words)
                words[at] = Word(clean, words[at].box, max(_SURE, words[at].confidence))
                repaired[number] = line_of(words)
        return repaired


def _enlarged(image: Image.Image, box: Box, factor: int) -> Image.Image:
    """A line cut out with a margin, in grey."""
    from PIL import Image

    x, y, width, height = box
    pad = max(2, round(0.3 * height))
    cut = image.crop((max(0, x - pad), max(0, y - pad), x + width + pad, y + height + pad))
    return cut.resize((cut.width * factor, cut.height * factor), Image.Resampling.LANCZOS).convert("L")


def _runs(image: Image.Image) -> list[tuple[list[Preparation], int]]:
    """What is made of a picture, by the page segmentation mode that it is read in.

    Words strewn over a photo are sparse text (11), in which chips with a label are taken for pictures, so what is
    nearly white and what stands on it are read as one block (6). Cards and pages have a layout (3).
    """
    if image.height > _TALL * image.width:
        return [([_plain, _darkest], 11), ([_nearly_white, _on_chips], 6)]
    return [([_doubled, _nearly_white, _lightest, _darkest], 3)]


def _plain(image: Image.Image) -> tuple[Image.Image, float]:
    return image.convert("L"), 1.0


def _doubled(image: Image.Image) -> tuple[Image.Image, float]:
    from PIL import Image

    grey = image.convert("L")
    return grey.resize((grey.width * 2, grey.height * 2), Image.Resampling.LANCZOS), 2.0


def _darkest(image: Image.Image) -> tuple[Image.Image, float]:
    """The least of red, green and blue: white text stays, coloured ground turns dark."""
    from PIL import ImageChops

    red, green, blue = image.split()
    return ImageChops.darker(ImageChops.darker(red, green), blue), 1.0


def _lightest(image: Image.Image) -> tuple[Image.Image, float]:
    """The most of red, green and blue: dark text stays, coloured ground turns light."""
    from PIL import ImageChops

    red, green, blue = image.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue), 1.0


def _nearly_white(image: Image.Image) -> tuple[Image.Image, float]:
    """What is nearly white as black on white; small pictures are enlarged first."""
    image, factor, threshold = _large_enough(image)
    darkest, _ = _darkest(image)
    return darkest.point(lambda value: 0 if value > threshold else 255), factor


def _on_chips(image: Image.Image) -> tuple[Image.Image, float]:
    """Letters on white chips: what is not white and would be if the white were closed (grown, then shrunk again)."""
    from PIL import ImageChops, ImageFilter

    image, factor, threshold = _large_enough(image)
    darkest, _ = _darkest(image)
    white = darkest.point(lambda value: 255 if value > threshold else 0)
    mean = ImageFilter.BoxBlur(max(3, round(image.width * _STROKE)))
    grown = white.filter(mean).point(lambda value: 255 if value > 0 else 0)
    closed = grown.filter(mean).point(lambda value: 255 if value == 255 else 0)
    return ImageChops.invert(ImageChops.subtract(closed, white)), factor


def _large_enough(image: Image.Image) -> tuple[Image.Image, float, int]:
    """A small picture enlarged, by which factor, and the least value of white on it."""
    from PIL import Image

    factor, threshold = 1.0, 215
    if image.width < _SMALL_WIDTH:
        factor, threshold = _WORK_WIDTH / image.width, 200
        if image.height * factor > 4000:
            factor = 1.0
        else:
            size = (_WORK_WIDTH, max(1, round(image.height * factor)))
            image = image.resize(size, Image.Resampling.LANCZOS)
    return image, factor, threshold


def _parted(words: list[Word]) -> Iterator[Line]:
    """Words of a row as lines: Tesseract joins columns that stand side by side."""
    run = words[:1]
    for word in words[1:]:
        last = run[-1]
        height = min(max(last.box[3], word.box[3]), 2 * min(last.box[3], word.box[3]))
        if word.box[0] - last.box[0] - last.box[2] > _GAP * max(8, height):
            yield line_of(run)
            run = []
        run.append(word)
    yield line_of(run)


def _merged(lines: list[Line], found: list[Line]) -> list[Line]:
    """``lines`` with those of a later pass that are new, or that are clearly better than what they cover."""
    kept = list(lines)
    for line in found:
        sure = _sure(line)
        if sure is None:
            continue
        hit = [k for k, other in enumerate(kept) if _same_place(sure.box, other.box)]
        covered = [kept[k] for k in hit]
        if not covered:
            kept.append(sure)
        elif _better(sure, covered):
            for k in reversed(hit):
                del kept[k]
            kept.append(sure)
    return kept


def _same_place(box: Box, other: Box) -> bool:
    return overlap(box, other) > 0.3 or overlap(other, box) > 0.3


def _better(line: Line, others: list[Line]) -> bool:
    """Whether a reading says more that can be believed than the readings in its place."""

    def worth(lines: list[Line]) -> float:
        return sum(
            len(word.text) * (word.confidence - 40) for one in lines for word in one.words if word.confidence >= _SURE
        )

    def tags(lines: list[Line]) -> int:
        return sum(1 for one in lines for word in one.words if word.text.startswith("#") and word.confidence >= _SURE)

    if tags([line]) != tags(others):  # a hash is often lost and hardly ever invented
        return tags([line]) > tags(others) and worth([line]) > 0.6 * worth(others)
    return worth([line]) > worth(others) * (1 + _BEATS / 100)


def _sure(line: Line) -> Line | None:
    """The words of a line that can be believed: photo texture comes out as short, unsure words."""
    words = [w for w in line.words if _believable(w, line)]
    if not words or not any(_LETTER.search(w.text) for w in words):
        return None
    lone = words[0]
    if len(words) == 1 and lone.confidence < _SHORT_SURE and len(lone.text.strip(_TRIM)) <= _SHORT:
        return line_of(words) if lone.text.startswith("#") else None
    return line_of(words)


def _believable(word: Word, line: Line) -> bool:
    """Whether a word is sure enough; one of letters alone may be less sure in a line that is well read as a whole."""
    if word.confidence >= _SURE:
        return bool(_LETTER.search(word.text)) or len(line.words) > 1
    if word.confidence < _FAINT or line.confidence < _FAINT_LINE:
        return False
    bare = word.text.strip(_TRIM)
    return len(bare) >= _PLAIN_LETTERS and bare.isalpha() and (bare.islower() or bare.istitle())
