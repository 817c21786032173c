"""Pictures inside the page: pixels only, scaled down and encoded anew, so that nothing else of a file travels."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, NamedTuple

from brieflint.errors import BrieflintError

if TYPE_CHECKING:
    from brieflint.sources.images.picture import PictureDocument

_SIDES = ((720, 1600, 80), (400, 900, 65))
"""Largest width and height, and JPEG quality: of the first pictures of a report, and of the rest."""

MANY = 60
"""Pictures of a report that are embedded large."""


class Embedded(NamedTuple):
    """A picture for the page: its address (``data:``), and its size there in pixels."""

    address: str
    width: int
    height: int


def embed(document: PictureDocument, number: int) -> Embedded | None:
    """The upright picture of a document as a JPEG without metadata; ``None`` where it cannot be decoded any more.

    Args:
        document: read from a picture.
        number: of the picture in the report, from 0; later ones are embedded smaller.
    """
    from PIL import Image

    width, height, quality = _SIDES[number >= MANY]
    try:
        pixels, _ = document.picture.pixels()
    except BrieflintError:
        return None
    factor = min(1.0, width / pixels.width, height / pixels.height)
    size = (max(1, round(pixels.width * factor)), max(1, round(pixels.height * factor)))
    clean = Image.new("RGB", size)
    clean.paste(pixels.resize(size, Image.Resampling.LANCZOS) if size != pixels.size else pixels)
    buffer = io.BytesIO()
    clean.save(buffer, "JPEG", quality=quality, optimize=True)
    return Embedded("data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode("ascii"), *size)
