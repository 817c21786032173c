"""Word documents (.docx), also as Google Docs exports them, by python-docx; an extra.

What counts is what a reader sees with all changes accepted: insertions are text; deletions, moved-away and hidden text
are not. Headers, footers, footnotes and comments are not read. A place is a paragraph, counted among those that hold
text, and a character in it.
"""

from __future__ import annotations

from bisect import bisect_right
from io import BytesIO
from typing import Any, NamedTuple

from brieflint.context import Context
from brieflint.document import Block, Document, Inline, Reading
from brieflint.errors import InputError
from brieflint.findings import Place
from brieflint.sources.contained import ContainedDocument
from brieflint.sources.office import check_archive
from brieflint.text.offsets import OffsetMap

NEEDED = "reading .docx needs python-docx: pip install 'brieflint[office]'"
_MOST_SHOWN = 60
_LEVELS = 9


class _Paragraph(NamedTuple):
    text: str
    kind: str
    meta: dict[str, Any]
    links: list[tuple[int, int, str]]
    table: tuple[int, int, int] | None


def read_word_file(path: str, raw: bytes, context: Context) -> Document:
    """The text of a Word document as one draft or brief.

    Raises:
        InputError: it is no Word document, or python-docx is not installed.
    """
    try:
        import docx
    except ImportError:
        raise InputError(NEEDED, path=path) from None
    check_archive(raw, path, "word/document.xml", "a Word document (.docx)")
    try:
        paragraphs = _paragraphs(docx.Document(BytesIO(raw)))
    except Exception:  # python-docx raises whatever its parsers raise
        raise InputError("cannot be read as a Word document: save it anew", path=path) from None
    text: list[str] = []
    starts: list[int] = []
    headings: list[str] = []
    blocks: list[Block] = []
    inlines: list[Inline] = []
    at, heading = 0, ""
    for paragraph in paragraphs:
        starts.append(at)
        if paragraph.kind == "heading":
            heading = " ".join(paragraph.text.split())[:_MOST_SHOWN]
        headings.append(heading)
        blocks.append(Block(at, at + len(paragraph.text), paragraph.kind, paragraph.meta))
        inlines += [Inline(at + low, at + high, "link", target) for low, high, target in paragraph.links]
        text.append(paragraph.text)
        at += len(paragraph.text) + 2
    whole = "\n\n".join(text)

    def place(low: int, high: int) -> Place:
        number = max(0, bisect_right(starts, low) - 1)
        character = low - starts[number] + 1 if starts else 1
        data: dict[str, Any] = {"paragraph": number + 1, "character": character}
        label = f"paragraph {number + 1}, character {character}"
        if starts and (table := paragraphs[number].table) is not None:
            data |= {"table": table[0], "row": table[1], "column": str(table[2])}
            label += f" (table {table[0]}, row {table[1]}, column {table[2]})"
        elif starts and headings[number] and paragraphs[number].kind != "heading":
            data["heading"] = headings[number]
            label += f", under '{headings[number]}'"
        return Place(label, data, (number, low, high))

    container = Document(path, whole, 0, Reading("", OffsetMap(), ()), context)
    reading = Reading(whole, OffsetMap.identity(len(whole)), tuple(blocks), tuple(inlines))
    return ContainedDocument(container, whole, reading, context, place)


def _paragraphs(word: Any) -> list[_Paragraph]:
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    names = "p t tab br cr noBreakHyphen hyperlink tc tr tbl moveFrom vanish r rPr numPr ilvl val pPr"
    tag = {name: qn(f"w:{name}") for name in names.split()}
    fallback = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
    written = {tag["tab"]: " ", tag["br"]: "\n", tag["cr"]: "\n", tag["noBreakHyphen"]: "-"}
    tables = {element: number for number, element in enumerate(word.element.body.iter(tag["tbl"]), 1)}
    found = []
    for element in word.element.body.iter(tag["p"]):
        above = list(element.iterancestors())
        if any(a.tag == fallback for a in above):  # the same text box once more, for old readers
            continue
        pieces: list[str] = []
        length = 0
        links: list[tuple[int, int, str]] = []
        for node in element.iter(tag["t"], *written):
            own = list(_up_to(node, element))
            if any(a.tag in (tag["p"], tag["moveFrom"], fallback, tag["pPr"]) for a in own):
                continue
            run = next((a for a in own if a.tag == tag["r"]), None)
            if run is not None and (properties := run.find(tag["rPr"])) is not None:
                hidden = properties.find(tag["vanish"])
                if hidden is not None and hidden.get(tag["val"]) not in ("0", "false"):
                    continue
            words = (node.text or "") if node.tag == tag["t"] else written[node.tag]
            link = next((a for a in own if a.tag == tag["hyperlink"]), None)
            target = _target(word, link) if link is not None else ""
            if target:
                links.append((length, length + len(words), target))
            pieces.append(words)
            length += len(words)
        text = "".join(pieces)
        lead = len(text) - len(text.lstrip())
        text = text.strip()
        if not text:
            continue
        links = [(max(0, low - lead), min(len(text), high - lead), to) for low, high, to in links]
        cell = next((a for a in above if a.tag == tag["tc"]), None)
        style = Paragraph(element, word).style
        kind, meta, table = "paragraph", {}, None
        level = _level(style.name if style is not None else "")
        numbering = element.find(f"{tag['pPr']}/{tag['numPr']}")
        if cell is not None:
            row = cell.getparent()
            rows = row.getparent()
            at = [r for r in rows if r.tag == tag["tr"]].index(row)
            column = [c for c in row if c.tag == tag["tc"]].index(cell)
            table = (tables.get(rows, 1), at + 1, column + 1)
            kind, meta = "table-cell", {"row": at, "column": column, "header": at == 0}
        elif level:
            kind, meta = "heading", {"level": level}
        elif numbering is not None or (style is not None and (style.name or "").lower().startswith("list ")):
            depth = numbering.find(tag["ilvl"]) if numbering is not None else None
            kind, meta = "list-item", {"depth": int(depth.get(tag["val"], 0)) + 1 if depth is not None else 1}
        found.append(_Paragraph(text, kind, meta, [x for x in links if x[0] < x[1]], table))
    return found


def _up_to(node: Any, top: Any) -> Any:
    for above in node.iterancestors():
        if above is top:
            return
        yield above


def _target(word: Any, link: Any) -> str:
    from docx.oxml.ns import qn

    relation = word.part.rels.get(link.get(qn("r:id")))
    return str(relation.target_ref) if relation is not None and relation.is_external else ""


def _level(style: str) -> int:
    """The level of a heading style: ``Title`` and ``Heading 1`` are 1."""
    name = style.lower()
    if name == "title":
        return 1
    last = name.removeprefix("heading ").strip()
    return int(last) if name.startswith("heading ") and last.isdigit() and int(last) <= _LEVELS else 0
