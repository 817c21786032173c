"""Markdown events to the words of each block alone, and to what each block is: far faster than to exact places.

What is made here is what :mod:`brieflint.sources.markdown_events` makes, without the way back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from brieflint.document import NO_CODE, Code, Sketch
from brieflint.sources.markdown_events import Cells, Characters, parsed, parser, too_tangled
from brieflint.sources.markdown_html import BREAKING, ONE_TAG, Content, HtmlWords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def sketch_events(text: str) -> Sketch | None:
    """The words of each block of a body, as :func:`write_events` writes them, without their places.

    Returns:
        ``None`` where the body is too tangled, or a comment in it is not closed.
    """
    if too_tangled(text):
        return None
    return _Sketcher().draw(parser().events(parsed(text)))


def outline_events(text: str, until: int | None = None) -> Outline:
    """What the blocks of a body are that can be sketched.

    Args:
        until: number of the last block of interest; the outline ends where the outermost block behind it begins.
    """
    sketcher = _OutlineSketcher(until)
    sketcher.draw(sketcher.watched(parser().events_with_range(parsed(text))))
    return Outline(sketcher.kinds, sketcher.belongs, sketcher.starts)


def characters(text: str) -> Callable[[int], int]:
    """From the offsets of an outline to those in the text."""
    return (lambda offset: offset) if text.isascii() else Characters(parsed(text))


_INLINE = frozenset(("Emphasis", "Strong", "Strikethrough", "Link"))


class _Sketcher:
    """Walks the events of a body for its words only."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.code: list[Code] = []
        self.headings: list[int] = []
        self.parts: list[str] = []  # of the open block
        self.spans: list[int] = []  # numbers of those that are code

    def draw(self, events: Iterable[Any]) -> Sketch | None:
        """Take every event."""
        parts = self.parts
        pictures = 0
        for event in events:
            if isinstance(event, str):
                if event == "SoftBreak" or event == "HardBreak":  # noqa: PLR1714
                    if not pictures:
                        parts.append("\n")
                elif parts:
                    self.flush()
                continue
            name, value = event.popitem()  # the one there is; faster than a loop over it
            if name == "Text" or name == "Html":  # noqa: PLR1714
                if not pictures:
                    parts.append(value)
            elif name == "Start" or name == "End":  # noqa: PLR1714
                tag = value if isinstance(value, str) else next(iter(value))
                if tag in _INLINE:
                    continue
                if tag == "Image":
                    pictures += 1 if name == "Start" else -1
                elif name == "Start":
                    if parts:
                        self.flush()
                elif tag == "CodeBlock":
                    self.code_block()
                elif tag == "HtmlBlock":
                    if not self.html_block():
                        return None
                elif parts:
                    self.flush()
                    if tag == "Heading":
                        self.headings.append(len(self.blocks) - 1)
            elif pictures:
                continue
            elif name == "Code":
                self.spans.append(len(parts))
                parts.append(value)
            elif name == "InlineHtml" and not value.startswith("<!--"):
                match = ONE_TAG.match(value)
                if match is not None and BREAKING.fullmatch(match["name"].lower()) and any(parts):
                    parts.append("\n")
        if parts:
            self.flush()
        return Sketch(tuple(self.blocks), tuple(self.code), frozenset(self.headings))

    def flush(self) -> None:
        """End the open block."""
        parts = self.parts
        block = "".join(parts)
        if block:
            self.blocks.append(block)
            self.code.append(Code(tuple(parts), tuple(self.spans)) if self.spans else NO_CODE)
        parts.clear()
        self.spans.clear()

    def code_block(self) -> None:
        """End a block of code."""
        content = "".join(self.parts)
        self.spans[:] = [0]
        self.parts[:] = [content.removesuffix("\n") if content.strip() else ""]
        self.flush()

    def html_block(self) -> bool:
        """End a block of HTML; whether there is nothing to say about it."""
        from brieflint.sources.markdown import Body, Writer

        html = "".join(self.parts)
        writer = Writer(Body(html, 0))
        writer.open()
        HtmlWords(writer, Content(writer, [(0, len(html), html)])).write()
        self.parts[:] = [writer.builder.text]
        self.flush()
        return not writer.remarks


class Outline(NamedTuple):
    """What the blocks of a sketch are.

    Attributes:
        kinds: the kind and the ``meta`` of each block.
        belongs: for each block where in the body, in bytes, the outermost block begins that it is or stands in.
        starts: where each outermost block begins, those without words included, in bytes.
    """

    kinds: list[tuple[str, dict[str, Any]]]
    belongs: list[int]
    starts: list[int]


class _OutlineSketcher(_Sketcher):
    """The same, noting of each block what it is and where the outermost block around it begins."""

    def __init__(self, until: int | None) -> None:
        super().__init__()
        self.until = until
        self.starts: list[int] = []
        self.belongs: list[int] = []
        self.kinds: list[tuple[str, dict[str, Any]]] = []
        self.items = 0
        self.cells = Cells()
        self.open: tuple[str, dict[str, Any]] | None = None  # a heading or a cell

    def watched(self, events: Iterable[tuple[Any, Any]]) -> Iterator[Any]:
        """The events without their ranges; what one changes counts once it is taken."""
        depth = 0
        for event, place in events:
            if isinstance(event, str):
                yield event
            elif "Start" in event:
                tag = event["Start"]
                yield event
                if depth == 0:
                    self.starts.append(place["start"])
                    if self.until is not None and len(self.blocks) > self.until:
                        return
                depth += 1
                if isinstance(tag, str):
                    self.begin(tag)
                elif "Heading" in tag:
                    self.open = ("heading", {"level": int(tag["Heading"]["level"][1:])})
            elif "End" in event:
                name = event["End"]
                yield event
                depth -= 1
                if name == "Item":
                    self.items -= 1
                elif name == "TableCell" or not isinstance(name, str):  # no name alone: a heading, among others
                    self.open = None
            else:
                yield event

    def begin(self, name: str) -> None:
        """Take note of a block that begins."""
        self.cells.begin(name)
        if name == "Item":
            self.items += 1
        elif name == "TableCell":
            self.open = ("table-cell", self.cells.next())

    def flush(self) -> None:
        """End the open block."""
        super().flush()
        if len(self.blocks) > len(self.kinds):
            self.belongs.append(self.starts[-1] if self.starts else 0)
            self.kinds.append(self.open or (("list-item", {"depth": self.items}) if self.items else ("paragraph", {})))

    def code_block(self) -> None:
        """End a block of code."""
        before, self.open = self.open, ("code", {})
        super().code_block()
        self.open = before

    def html_block(self) -> bool:
        """End a block of HTML."""
        before, self.open = self.open, ("html", {})
        plain = super().html_block()
        self.open = before
        return plain
