"""The draft as its readers will meet it: a phone, a page, a list of spoken lines, a picture, the lines of a record."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from brieflint.checks.content.post import Post
from brieflint.context import KINDS
from brieflint.reports.html.flow import Flow, Piece, Span
from brieflint.rules.platforms import beginning, cut_of, platform_row
from brieflint.sources.images.picture import PictureDocument

if TYPE_CHECKING:
    from brieflint.document import Block, Document
    from brieflint.findings import Finding
    from brieflint.reports.html.pictures import Embedded
    from brieflint.rules.ruleset import RuleSet

_OPENINGS = {"phone": 2400, "page": 1500, "article": 1500, "cues": 600, "record": 1600, "picture": 1500}
_CUT, _ABOVE_THIS = "cut here", "a label belongs above this line"
_PAGES = ("blog", "newsletter", "podcast")
_TALL = ("reel", "story", "short", "live")
_ABOVE = ("facebook", "linkedin", "x", "threads")
_WIDE = ("youtube", "twitch")
_WORD = 30  # a longer word than this is cut through
_MARKER = re.compile(r"[ \t]*(?:([-*+])|(\d{1,9}[.)]))[ \t]+(?:\[[ xX]\][ \t]+)?\Z")


@dataclass(slots=True)
class Part:
    """One block of a preview; ``rows`` holds the cells of a table, ``gap`` counts characters that are left out."""

    kind: str
    pieces: list[Piece] = field(default_factory=list)
    level: int = 0
    marker: str = ""
    tight: bool = False
    below: bool = False
    fold: str = ""
    gap: int = 0
    time: tuple[float, float] | None = None
    speaker: str = ""
    line: int = 0
    rows: list[list[tuple[bool, list[Piece]]]] = field(default_factory=list)


@dataclass(slots=True)
class Box:
    """A finding on a picture, in hundredths of its width and height; ``rank`` says what lies above what."""

    number: int
    severity: str
    left: float
    top: float
    width: float
    height: float
    rank: int = 0
    shift: int = 0


@dataclass(slots=True)
class Preview:
    """What to draw.

    Attributes:
        form: ``phone``, ``page``, ``cues``, ``record``, ``picture`` or ``frame`` (words on a story).
        placed: numbers of the findings that are marked in it.
        cut: after how much the platform cuts, in words, where it does.
        ticks: for cues, ``(number, severity, per cent of the running time)``.
    """

    form: str
    parts: list[Part]
    placed: set[int]
    platform: str = ""
    surface: str = ""
    order: str = "below"
    media: str = "photo"
    night: bool = False
    cut: str = ""
    ticks: list[tuple[int, str, float]] = field(default_factory=list)
    total: float = 0.0
    picture: Embedded | None = None
    boxes: list[Box] = field(default_factory=list)
    alt: str = ""


def preview(document: Document, findings: list[tuple[int, Finding]], rules: RuleSet, pictures: int) -> Preview:
    """The preview of one draft.

    Args:
        document: the draft.
        findings: those to mark in it, numbered.
        rules: in force for it.
        pictures: how many pictures the report shows already.
    """
    if isinstance(document, PictureDocument):
        return _picture(document, findings, pictures)
    if document.kind not in KINDS:  # a record, waivers, a calendar itself
        return _record(document, findings)
    form = form_of(document)
    row = platform_row(rules.platforms, document.context.platform)
    posted = form == "phone" or (form == "page" and document.kind in ("caption", "description"))
    cut = cut_of(document.text, row) if posted else None
    if cut is not None:
        cut = _before_word(document.text, cut)
    tags = _tags(document) if form in ("phone", "frame") else []
    spans = [span for number, finding in findings if (span := _span(document, number, finding)) is not None]
    ends = [(b.start, b.end) for b in document.blocks]
    kind = "article" if form == "page" and posted else form
    fold = _CUT if form == "phone" else _ABOVE_THIS
    flow = Flow(document.text, ends, spans, tags, cut, _OPENINGS.get(kind, 2400), fold)
    parts = _parts(document, flow)
    view = Preview(form, parts, flow.shown, str(row["name"]) if document.context.platform else "")
    if cut is not None:
        early = row.get("fold") and cut < beginning(document.text) + row["fold"] - _WORD
        view.cut = f"{row['first_lines']} lines" if row.get("first_lines") and early else f"{row['fold']} characters"
    _dress(view, document)
    if form == "cues":
        view.total = max((b.meta["time"][1] for b in document.blocks if "time" in b.meta), default=0.0)
        if view.total > 0:
            view.ticks = [
                (number, f.severity, min(100.0, 100 * f.location.time[0] / view.total))
                for number, f in findings
                if f.location.time is not None
            ]
    return view


def form_of(document: Document) -> str:
    """How a draft is shown."""
    context = document.context
    if document.kind == "transcript" and any("time" in b.meta for b in document.blocks):
        return "cues"
    if document.kind == "overlay":
        return "frame"
    if document.kind in ("caption", "description") and context.platform not in _PAGES:
        return "phone"
    return "page"


def _dress(view: Preview, document: Document) -> None:
    context = document.context
    view.surface = context.surface or ""
    view.order = "above" if context.platform in _ABOVE else "below"
    tall = context.surface in _TALL or (context.platform in ("tiktok", "snapchat") and context.surface != "carousel")
    wide = context.platform in _WIDE and not tall
    view.media = "tall" if tall else "wide" if wide else "photo"
    view.night = tall or view.form == "frame"


def _before_word(text: str, cut: int) -> int:
    """The cut, moved to before a word that it would go through."""
    at = cut
    while at > 0 and cut - at < _WORD and not text[at - 1].isspace():
        at -= 1
    return at if at > 0 and text[at - 1].isspace() and text[:at].strip() else cut


def _tags(document: Document) -> list[tuple[int, int]]:
    post = Post(document, None)
    return [piece.span for piece in (*post.hashtags, *post.handles, *post.links)]


def _span(document: Document, number: int, finding: Finding) -> Span | None:
    """A finding's place in the document's text."""
    found = document.span_at(finding.location)
    return None if found is None else Span(*found, number, finding.severity)


def _parts(document: Document, flow: Flow) -> list[Part]:
    """The blocks of a document, those that are left out as gaps."""
    parts: list[Part] = []
    hidden = 0
    folded = flow.cut is None
    cell = (-1, -1)
    for number, block in enumerate(document.blocks):
        if not flow.keeps(block.start, block.end) and block.end > block.start:
            hidden += block.end - block.start
            continue
        if hidden:
            parts.append(Part("gap", gap=hidden))
            hidden = 0
        below = flow.cut is not None and block.start >= flow.cut
        if below and not folded:
            parts.append(Part("fold", fold=flow.fold))
        folded = folded or flow.cut is None or block.end > flow.cut
        pieces = flow.pieces(block.start, block.end)
        if block.kind == "table-cell":
            at = (int(block.meta.get("row", 0)), int(block.meta.get("column", 0)))
            if not parts or parts[-1].kind != "table" or at <= cell:
                parts.append(Part("table", below=below))
                cell = (-1, -1)
            if at[0] != cell[0]:
                parts[-1].rows.append([])
            parts[-1].rows[-1].append((bool(block.meta.get("header")), pieces))
            cell = at
            continue
        parts.append(_part(document, block, pieces, below))
        parts[-1].tight = number > 0 and _tight(document, document.blocks[number - 1], block)
    if hidden:
        parts.append(Part("gap", gap=hidden))
    elif not document.blocks:
        parts.append(Part("p", flow.pieces(0, len(document.text))))
    return parts


def _part(document: Document, block: Block, pieces: list[Piece], below: bool) -> Part:
    meta = block.meta
    part = Part(block.kind, pieces, below=below)
    if block.kind == "heading":
        part.level = int(meta.get("level", 2))
    if block.kind == "list-item":
        part.level = min(4, int(meta.get("depth", 1)))
        part.marker = _marker(document, block)
    if "time" in meta:
        part.time = (float(meta["time"][0]), float(meta["time"][1]))
        part.speaker = str(meta.get("speaker") or "")
    return part


def _marker(document: Document, block: Block) -> str:
    low, _ = document.source_span(block.start, block.end)
    start = document.lines.line_span(document.lines.position(low).line)[0]
    match = _MARKER.match(document.source, start, low) if low - start < 200 else None
    return match[2] if match and match[2] else "•"


def _tight(document: Document, before: Block, block: Block) -> bool:
    """Whether no blank line parts two blocks in the source."""
    _, low = document.source_span(before.start, before.end)
    high, _ = document.source_span(block.start, block.end)
    return document.source.count("\n", low, min(high, low + 400)) <= 1


def _record(document: Document, findings: list[tuple[int, Finding]]) -> Preview:
    """The lines of a YAML file; findings stand at offsets of its source."""
    lines = [document.lines.line_span(number) for number in range(1, len(document.lines) + 1)]
    spans = [
        Span(f.location.start.offset, f.location.end.offset, number, f.severity)
        for number, f in findings
        if f.location.start is not None and f.location.end is not None
    ]
    flow = Flow(document.source, lines, spans, opening=_OPENINGS["record"])
    parts: list[Part] = []
    hidden = 0
    for number, (start, end) in enumerate(lines, 1):
        if start == len(document.source) > 0:
            break
        if flow.keeps(start, max(end, start + 1)):
            if hidden:
                parts.append(Part("gap", gap=hidden))
                hidden = 0
            parts.append(Part("yaml", flow.pieces(start, end), line=number))
        else:
            hidden += end - start + 1
    if hidden:
        parts.append(Part("gap", gap=hidden))
    return Preview("record", parts, flow.shown)


def _picture(document: PictureDocument, findings: list[tuple[int, Finding]], pictures: int) -> Preview:
    from brieflint.reports.html.pictures import embed

    width, height = document.picture.size
    flow = Flow(document.text, [(b.start, b.end) for b in document.blocks], (), opening=_OPENINGS["picture"])
    view = Preview("picture", _parts(document, flow), set())
    view.picture = embed(document, pictures)
    view.alt = document.text[:400]
    if view.picture is None:
        return view
    seen: dict[tuple[int, int], int] = {}
    for number, finding in findings:
        if finding.location.box is None:
            continue
        x, y, w, h = finding.location.box
        left, top = max(0.0, min(99.0, 100 * x / width)), max(0.0, min(99.0, 100 * y / height))
        box = Box(
            number, finding.severity, round(left, 2), round(top, 2),
            round(min(100 - left, max(1.0, 100 * w / width)), 2), round(min(100 - top, max(0.5, 100 * h / height)), 2),
        )  # fmt: skip
        corner = (round(left / 6), round(top / 3))
        box.shift = seen[corner] = seen.get(corner, -1) + 1
        view.boxes.append(box)
        view.placed.add(number)
    by_area = sorted(view.boxes, key=lambda b: (-b.width * b.height, b.number))
    for rank, box in enumerate(by_area, 1):
        box.rank = rank
    return view
