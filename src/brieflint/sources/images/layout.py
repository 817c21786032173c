"""Sort the lines of a picture by place: header strip, overlay, caption, and the interface of the app.

A screenshot shows an app: a strip with the account and the platform's own labels, the photo or video with what the
creator wrote on it, the caption, and buttons. An asset - a story frame before it is posted - is all overlay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from brieflint.sources.images.lines import Box, Line, union

HEADER, OVERLAY, CAPTION, INTERFACE = "header", "overlay", "caption", "interface"
PLACES = (HEADER, OVERLAY, CAPTION, INTERFACE)
"""In the order in which they stand in the text."""

VERTICAL_SURFACES = ("story", "reel", "short")
_VERTICAL_PLATFORMS = ("tiktok", "snapchat")
_TALL = 1.6

_MORE = re.compile(
    r"(?:[.…‥·]{1,3}|\s)\s*(?:more|see more|read more|mehr|mehr anzeigen|plus|voir plus|más"
    r"|ver más|altro|meer|meer weergeven"
    r"|mais|ver mais|mere|mera|mer|lisää|więcej|devamı|ещё|もっと見る|続きを読む|更多|더 보기)\s*\Z",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:\s*[AP]M)?\b|(?:[345]G|LTE|5G\+|WiFi|\d{1,3}\s?%)\b.{0,4}\Z", re.IGNORECASE)
_COUNT = re.compile(r"[\d.,]{1,9}\s?(?:[KMB]|Tsd\.?|Mio\.?|mil|k)?\Z", re.IGNORECASE)
_BUTTONS = frozenset(
    "home search reels profile friends inbox shop follow following subscribe like comment repost share send reply"
    " post shorts stories explore notifications messages menu startseite suche profil freunde folgen abonnieren teilen"
    " antworten accueil recherche suivre abonner partager répondre inicio buscar perfil seguir suscribirse compartir"
    " cerca segui condividi início pesquisar inscrever-se compartilhar volgen delen zoeken".split()
)
_PHRASES = re.compile(
    r"(?:send message|nachricht senden|envoyer un message|enviar mensaje|invia un messaggio|enviar mensagem"
    r"|for you|für dich|pour toi|para ti|original (?:sound|audio)|originalton|son original|sonido original"
    r"|liked by|likes?\b|gefällt|aimé par|les gusta|piace a|view all"
    r"|alle \d+ komment|voir les \d+ comm|\d+ (?:reposts|likes|views|reactions)"
    r"|add a comment|kommentieren|what's happening)",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"(?:view all (?:[\d.,]+ )?comments|alle [\d.,]+ kommentare|voir les [\d.,]+ commentaires"
    r"|ver los [\d.,]+ comentarios"
    r"|(?:comments|kommentare|commentaires|comentarios|commenti|comentários)\b(?: [\d.,]+K?)?\Z)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"@?[a-z0-9][\w.]{2,29}(?:\s[·•]?\s?\d{1,2}\s?(?:[hmdws]|min|std|j)\.?)?\Z", re.IGNORECASE)
_TOP_STRIP = 0.115  # of the height of a vertical frame
_BOTTOM_BAR = 0.93
_PAGE_STRIP, _PAGE_TALL = 0.16, 1.2  # of the height of a page, where it is so much higher than wide
_RAIL_LEFT, _RAIL_TOP = 0.84, 0.33
_CAPTION_TOP = 0.68
_CAPTION_LEFT = 0.1
_GAP = 0.9  # heights of a line between paragraphs


class Placed(NamedTuple):
    """A line with the place it stands in, and how it is parted from the line before it in the text.

    ``joint`` is a blank where the line goes on with the sentence of the line before, one line feed for a line of its
    own, two for another paragraph or place; empty for the first line.
    """

    line: Line
    place: str
    joint: str


class Layout(NamedTuple):
    """Lines in the order of the text; ``cut`` tells that the caption ends in "... more"."""

    lines: tuple[Placed, ...]
    cut: bool
    screenshot: bool


def is_vertical(size: tuple[int, int], on_page: Sequence[bool], platform: str | None, surface: str | None) -> bool:
    """Whether a picture is a frame of a story or short video rather than a page or a card.

    Args:
        size: width and height.
        on_page: of each line, whether it stands on the flat ground of an app or page.
        platform, surface: what the context says of the picture.
    """
    if surface in VERTICAL_SURFACES or platform in _VERTICAL_PLATFORMS:
        return size[1] > size[0]
    if surface in (None, "live") and size[1] > _TALL * size[0]:
        return sum(on_page) * 2 < len(on_page)
    return False


def arrange(
    lines: Sequence[Line], on_page: Sequence[bool], size: tuple[int, int], platform: str | None, surface: str | None
) -> Layout:
    """Sort lines by place and part them into paragraphs.

    Args:
        on_page: for each line, whether it stands on the flat ground of an app or page.
        size: width and height in the pixels of the boxes.
        platform, surface: what the context says of the picture.
    """
    pairs = _in_reading_order(list(zip(lines, on_page, strict=True)))
    buttons = [_is_button(line, size) for line, _ in pairs]
    screenshot = sum(buttons) >= 2
    if not screenshot:
        places = [OVERLAY] * len(pairs)
    elif is_vertical(
        size, [flat for (_, flat), button in zip(pairs, buttons, strict=True) if not button], platform, surface
    ):
        places = _vertical([line for line, _ in pairs], buttons, size, with_caption=surface != "story")
    else:
        places = _page(pairs, buttons, size)
    grouped: list[Placed] = []
    cut = False
    for place in PLACES:
        own = [line for (line, _), at in zip(pairs, places, strict=True) if at == place]
        if place == CAPTION:
            cut = any(_MORE.search(line.text) for line in own)
        for i, line in enumerate(own):
            joint = "" if not grouped else "\n\n" if i == 0 else _joint(own, i)
            grouped.append(Placed(line, place, joint))
    return Layout(tuple(grouped), cut, screenshot)


def _in_reading_order(pairs: list[tuple[Line, bool]]) -> list[tuple[Line, bool]]:
    """From top to bottom, in a row from left to right."""
    rows: list[list[tuple[Line, bool]]] = []
    for pair in sorted(pairs, key=lambda p: (p[0].box[1] + p[0].box[3] / 2, p[0].box[0])):
        middle = pair[0].box[1] + pair[0].box[3] / 2
        if rows:
            last = rows[-1][0][0].box
            if last[1] + 0.25 * last[3] < middle < last[1] + 0.75 * last[3]:
                rows[-1].append(pair)
                continue
        rows.append([pair])
    return [pair for row in rows for pair in sorted(row, key=lambda p: p[0].box[0])]


def _is_button(line: Line, size: tuple[int, int]) -> bool:
    """Whether a line belongs to the app: clock, counts, buttons."""
    text = line.text.strip()
    x, y, width, _ = _shares(line.box, size)
    if _CLOCK.match(text) and y < 0.08:
        return True
    if _COUNT.match(text) and x > _RAIL_LEFT and y > _RAIL_TOP:
        return True
    words = text.lower().split()
    if _PHRASES.match(text) or _COMMENTS.match(text):
        return True
    return 0 < len(words) <= 5 and all(word in _BUTTONS for word in words) and width < 0.9


def _shares(box: Box, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """The box as shares of the picture; ``y`` is its middle."""
    return box[0] / size[0], (box[1] + box[3] / 2) / size[1], box[2] / size[0], box[3] / size[1]


def _vertical(lines: list[Line], buttons: list[bool], size: tuple[int, int], *, with_caption: bool) -> list[str]:
    places = []
    top = _caption_top(lines, buttons, size) if with_caption else 2.0
    for line, button in zip(lines, buttons, strict=True):
        x, y, width, _ = _shares(line.box, size)
        if button or y > _BOTTOM_BAR or (x > _RAIL_LEFT and y > _RAIL_TOP and width < 0.15):
            places.append(INTERFACE)
        elif y < _TOP_STRIP:
            places.append(HEADER)
        elif y >= top and x < _CAPTION_LEFT * 1.6:
            places.append(CAPTION)
        else:
            places.append(OVERLAY)
    return places


def _caption_top(lines: list[Line], buttons: list[bool], size: tuple[int, int]) -> float:
    """Where the caption of a reel begins: at the account's row."""
    found = [
        _shares(line.box, size)[1]
        for line, button in zip(lines, buttons, strict=True)
        if _shares(line.box, size)[1] > _CAPTION_TOP - 0.05
        and (_HANDLE.match(line.text) if not button else line.text.lower() in _BUTTONS)
        and _shares(line.box, size)[1] < _BOTTOM_BAR
        and _shares(line.box, size)[0] < 0.6
    ]
    return min(found, default=_CAPTION_TOP + 0.06) - 0.01


def _page(pairs: list[tuple[Line, bool]], buttons: list[bool], size: tuple[int, int]) -> list[str]:
    places = []
    begun = commented = False
    for (line, on_page), button in zip(pairs, buttons, strict=True):
        x, y, _, _ = _shares(line.box, size)
        words = len(line.words)
        if _COMMENTS.match(line.text):
            commented = True
        begun = begun or (on_page and not button and ((x < _CAPTION_LEFT and words >= 4) or words >= 6))
        if button or commented:
            places.append(INTERFACE)
        elif not on_page:
            places.append(OVERLAY)
        elif begun:
            places.append(CAPTION)
        else:  # further down it is set on a photo that is as flat as an app's ground
            places.append(HEADER if y < _PAGE_STRIP or size[1] < _PAGE_TALL * size[0] else OVERLAY)
    return places


def _joint(lines: list[Line], at: int) -> str:
    """How a line is parted from the one above it."""
    above, line = lines[at - 1], lines[at]
    height = max(1, min(above.box[3], line.box[3]))
    gap = line.box[1] - above.box[1] - above.box[3]
    if gap > _GAP * height or gap < -0.6 * height or max(above.box[3], line.box[3]) > 1.8 * height:
        return "\n\n" if gap > _GAP * height else "\n"
    left, _, width, _ = union(other.box for other in (above, line))
    first = line.words[0].box[2] if line.words else line.box[2]
    aligned = abs(above.box[0] - line.box[0]) < 0.8 * height
    full = above.box[0] + above.box[2] + 0.3 * height + first > left + width + 0.2 * height
    return " " if aligned and full and width > 6 * height else "\n"
