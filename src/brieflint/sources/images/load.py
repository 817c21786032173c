"""Open a picture that may be hostile or odd, as upright RGB pixels, or say in one line why not."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

from brieflint.errors import InputError, MissingError

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "MPO", "AVIF", "HEIF")
"""Formats that are decoded; EPS is left out on purpose, since Pillow runs an external program for it."""

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 20_000
SHORTEST_SIDE = 16
WORK_SIDE = 2600
"""Longer pictures are scaled down to this side, in pixels, before they are read."""

_HEIC_SUFFIXES = (".heic", ".heif")
_VISIBLE = 128  # alpha from which a pixel counts as seen
_READS = "PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF"


class Loaded(NamedTuple):
    """A picture ready for recognition.

    ``image`` is RGB, upright, at most :data:`WORK_SIDE` pixels long; ``size`` is the upright size before scaling and
    ``scale`` leads from it to ``image``. ``remarks`` say in plain words what was left out; ``lossy`` tells of JPEG,
    whose blur lifts low contrasts.
    """

    image: Image.Image
    size: tuple[int, int]
    scale: float
    lossy: bool = False
    remarks: tuple[str, ...] = ()


def load_image(raw: bytes, path: str) -> Loaded:
    """Decode a picture within bounds of pixels, sides and memory.

    Args:
        raw: the file's bytes; a path is never handed to a decoder.
        path: how the user named the file, for messages.

    Raises:
        InputError: it is no picture, too large, too small or damaged.
    """
    from PIL import Image, UnidentifiedImageError

    if not raw:
        raise InputError("is an empty file", path=path)
    _register_heif(raw, path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            Image.init()
            known = [name for name in FORMATS if name in Image.OPEN]
            with Image.open(io.BytesIO(raw), formats=known) as image:
                _check_size(image.size, path)
                return _decoded(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InputError(
            f"has more pixels than the {_megapixels()} that are read: save it smaller", path=path
        ) from None
    except UnidentifiedImageError:
        if _is_heic(raw, path):
            raise _unread_heic("HEIF" in Image.OPEN, path) from None
        raise InputError(f"is not a picture that can be read: save it as {_READS}", path=path) from None
    except InputError:
        raise
    except MemoryError:
        raise InputError("needs more memory than there is: save it smaller", path=path) from None
    except Exception as problem:  # decoders raise whatever a damaged file makes them raise
        said = " ".join(str(problem).split())[:80] or type(problem).__name__
        raise InputError(f"is a damaged or cut-off picture ({said}): export it again", path=path) from None


def _megapixels() -> str:
    return f"{MOST_PIXELS // 1_000_000} megapixels"


def _check_size(size: tuple[int, int], path: str) -> None:
    width, height = size
    if width * height > MOST_PIXELS or max(size) > LONGEST_SIDE:
        raise InputError(
            f"is {width}x{height} pixels, more than the {_megapixels()} and {LONGEST_SIDE} a side that are read:"
            " save it smaller",
            path=path,
        )
    if min(size) < SHORTEST_SIDE:
        raise InputError(
            f"is {width}x{height} pixels: too small to hold text, at least {SHORTEST_SIDE} a side are needed", path=path
        )


def _is_heic(raw: bytes, path: str) -> bool:
    """By its bytes: phones send HEIC under other suffixes, too."""
    heads = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc", b"ftyphevx")
    return path.lower().endswith(_HEIC_SUFFIXES) or raw[4:12] in heads


def _unread_heic(known: bool, path: str) -> InputError:
    if known:
        return InputError("is a damaged or cut-off HEIC picture: export it again, as PNG or JPEG", path=path)
    return MissingError("is a HEIC picture: pip install 'brieflint[heic]', or save it as PNG or JPEG", path=path)


def _register_heif(raw: bytes, path: str) -> None:
    if _is_heic(raw, path):
        try:
            from pillow_heif import register_heif_opener
        except ImportError:
            return
        register_heif_opener()


def _decoded(image: Any) -> Loaded:
    """The pixels of the first frame, upright, without alpha, in eight bits."""
    from PIL import Image, ImageOps

    remarks = []
    lossy = image.format in ("JPEG", "MPO")
    if image.format != "MPO" and _has_more(image):  # the further frames of an MPO are previews
        remarks.append("has several frames or pages: only the first was read")
    full = image.size
    if image.format == "JPEG" and max(full) > 2 * WORK_SIDE:
        image.draft("RGB", (WORK_SIDE, WORK_SIDE))
    image.load()
    turned = ImageOps.exif_transpose(image)
    if (turned.width > turned.height) != (image.width > image.height):
        full = (full[1], full[0])
    pixels = _opaque(_eight_bit(turned)).convert("RGB")
    scale = pixels.width / full[0]
    if max(pixels.size) > WORK_SIDE:
        factor = WORK_SIDE / max(pixels.size)
        size = (max(1, round(pixels.width * factor)), max(1, round(pixels.height * factor)))
        pixels = pixels.resize(size, Image.Resampling.LANCZOS)
        scale *= factor
    return Loaded(pixels, full, scale, lossy, tuple(remarks))


def _has_more(image: Any) -> bool:
    """Whether there is a second frame; a file may hold millions, so they are not counted."""
    try:
        image.seek(1)
    except EOFError:
        return False
    except Exception:  # a damaged second frame is one all the same
        pass
    image.seek(0)
    return True


def _eight_bit(image: Any) -> Any:
    """Sixteen-bit and floating grey as eight bits; Pillow's own conversion clips instead of scaling."""
    if image.mode not in ("I;16", "I;16B", "I;16L", "I;16N", "I", "F"):
        return image
    low, high = image.getextrema()
    top = 65535.0 if image.mode != "F" and high > 255 else max(float(high), 1.0)
    low = min(float(low), 0.0)
    factor = 255.0 / (top - low)
    offset = -low * factor
    return image.convert("F").point(lambda value: value * factor + offset).convert("L")


def _opaque(image: Any) -> Any:
    """A picture without alpha, put on black or white, whichever shows its visible pixels."""
    from PIL import Image

    if image.mode not in ("RGBA", "LA", "PA", "RGBa", "La") and "transparency" not in image.info:
        return image
    image = image.convert("RGBA")
    alpha = image.getchannel("A")
    if alpha.getextrema()[0] >= 250:
        return image
    seen = alpha.point(lambda value: 255 if value > _VISIBLE else 0)
    histogram = image.convert("L").histogram(seen)
    mean = sum(value * count for value, count in enumerate(histogram)) / (sum(histogram) or 1)
    shade = 255 if mean < 128 else 0
    base = Image.new("RGBA", image.size, (shade, shade, shade, 255))
    base.alpha_composite(image)
    return base
