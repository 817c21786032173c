"""Pictures that tests draw: app screens and story frames with invented posts, in the font that Pillow brings along."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def font(size: float) -> ImageFont.FreeTypeFont:
    found = ImageFont.load_default(size)
    assert isinstance(found, ImageFont.FreeTypeFont)
    return found


def photo(size: tuple[int, int], base: Colour, seed: int = 1) -> Image.Image:
    """Something with the texture of a photo: blurred blobs and grain."""
    chance = random.Random(seed)
    small = Image.new("RGB", (40, max(2, 40 * size[1] // size[0])))
    small.putdata(
        [tuple(max(0, min(255, c + chance.randint(-35, 35))) for c in base) for _ in range(small.width * small.height)]
    )
    return small.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(2))


@dataclass
class Text:
    """Words on a picture; ``size`` in pixels of a phone 390 pixels wide, places as shares of the picture."""

    words: str
    x: float
    y: float
    size: float = 16
    colour: Colour = WHITE
    chip: Colour | None = None
    tilt: int = 0


@dataclass
class Screen:
    width: int = 1080
    height: int = 1920
    ground: Colour = (96, 72, 60)
    flat: bool = False
    texts: list[Text] = field(default_factory=list)
    photo: tuple[float, float] | None = None
    """Top and bottom of a photo on a flat screen."""

    def draw(self) -> Image.Image:
        size = (self.width, self.height)
        image = Image.new("RGB", size, self.ground) if self.flat else photo(size, self.ground)
        if self.photo:
            top, bottom = (round(share * self.height) for share in self.photo)
            image.paste(photo((self.width, bottom - top), (90, 120, 80), 7), (0, top))
        for text in self.texts:
            self._write(image, text)
        return image

    def _write(self, image: Image.Image, text: Text) -> None:
        pixels = text.size * self.width / 390
        letters = font(pixels)
        box = ImageDraw.Draw(image).textbbox((0, 0), text.words, font=letters)
        pad = round(pixels * 0.35)
        layer = Image.new(
            "RGBA", (round(box[2]) + 2 * pad, round(box[3]) + 2 * pad), (*(text.chip or BLACK), 255 if text.chip else 0)
        )
        ImageDraw.Draw(layer).text((pad, pad), text.words, font=letters, fill=(*text.colour, 255))
        if text.tilt:
            layer = layer.rotate(text.tilt, expand=True, resample=Image.Resampling.BICUBIC)
        image.paste(layer, (round(text.x * self.width) - pad, round(text.y * self.height) - pad), layer)


STORY_BARS = [Text("mila.makes 5h", 0.14, 0.045, 14), Text("Send message", 0.08, 0.935, 15)]


def story(*texts: Text, **more: object) -> Screen:
    """A story as a phone shows it."""
    return Screen(texts=[*STORY_BARS, *texts], **more)  # type: ignore[arg-type]


def feed(lines: list[str], header: str = "Porto, Portugal", *, dark: bool = False, width: int = 1170) -> Screen:
    """A post in a feed: account, photo, caption."""
    ground, ink = (BLACK, WHITE) if dark else (WHITE, (20, 20, 20))
    texts = [
        Text("14:07", 0.06, 0.018, 14, ink),
        Text("mila.makes", 0.14, 0.065, 14, ink),
        Text(header, 0.14, 0.085, 12, ink),
    ]
    texts.append(Text("Liked by otto.k and 1,204 others", 0.035, 0.635, 14, ink))
    for number, line in enumerate(lines):
        texts.append(Text(line, 0.035, 0.66 + number * 0.0235, 14, ink))
    texts.append(Text("View all 86 comments", 0.035, 0.668 + len(lines) * 0.0235, 14, (120, 120, 120)))
    return Screen(width, width * 2532 // 1170, ground, flat=True, photo=(0.12, 0.59), texts=texts)


def reel(*texts: Text, caption: list[str], **more: object) -> Screen:
    """A short video as a phone shows it."""
    bars = [
        Text("9:41", 0.06, 0.012, 14),
        Text("Reels", 0.04, 0.045, 20),
        Text("Follow", 0.42, 0.77, 13),
        Text("mila.makes", 0.15, 0.77, 14),
    ]
    bars += [Text("24.1K", 0.88, 0.52, 12), Text("312", 0.89, 0.62, 12)]
    bars += [Text(line, 0.04, 0.81 + 0.03 * number, 15) for number, line in enumerate(caption)]
    return Screen(texts=[*bars, *texts], **more)  # type: ignore[arg-type]


def save(image: Image.Image, path: Path, **options: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **options)  # type: ignore[arg-type]
    return path


def png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
