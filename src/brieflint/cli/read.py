"""``brieflint read``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from brieflint.cli import complain, completers
from brieflint.cli.check import context_flags, context_options, ocr_option
from brieflint.config import ConfigFinder
from brieflint.document import Document
from brieflint.errors import InputError
from brieflint.reports.text import clock, safe, shown_key
from brieflint.sources.contained import CALENDAR
from brieflint.sources.discover import RECORD_SUFFIXES


@click.command("read")
@click.argument("path", shell_complete=completers.files)
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--config", metavar="FILE", help="Use this configuration instead of the nearest one.")
@ocr_option
@click.option("--no-cache", is_flag=True, help="Read pictures anew.")
@context_options
def command(path: str, format_: str, config: str | None, **values: Any) -> int:
    """Show what brieflint sees in a file: its text, the parts with their places, and where each fact came from."""
    from brieflint.sources.decode import read_bytes
    from brieflint.sources.read import RecordFinder, Settings, read_documents

    found = ConfigFinder(config).for_file(Path(path))
    engine = values["ocr_engine"] or found.ocr_engine or "auto"
    cache = not values["no_cache"]
    settings = Settings(context_flags(values), found, RecordFinder(cache=cache), ocr_engine=engine, cache=cache)
    raw = read_bytes(Path(path), path)
    problems: list[InputError] = []
    if path.lower().endswith(RECORD_SUFFIXES):
        from brieflint.sources.record import read_record_document

        documents = [read_record_document(path, raw, cache=not values["no_cache"])]
    else:
        documents, problems = read_documents(path, raw, settings)
    if format_ == "json":
        data = as_data(documents[0]) if _is_single(documents) else _calendar(path, documents)
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        click.echo("\n\n".join(map(_as_text, documents)))
    for problem in problems:
        complain(str(problem))
    return 2 if problems else 0


def _is_single(documents: list[Document]) -> bool:
    return len(documents) == 1 and documents[0].container.kind != CALENDAR


def _calendar(path: str, documents: list[Document]) -> dict[str, Any]:
    """A calendar in the same shape, its drafts below it."""
    return {
        "schema": "brieflint/document@1", "path": path, "kind": CALENDAR, "text": "", "segments": [], "context": {},
        "drafts": [as_data(document) for document in documents],
    }  # fmt: skip


def as_data(document: Document) -> dict[str, Any]:
    """The ``brieflint/document@1`` object."""
    segments = []
    for block in document.blocks:
        segments.append({"kind": block.kind, **_place(document, block.start, block.end), **_json_meta(block.meta)})
    for start, end in sentences(document):
        time = document.location(start, end).time
        meta = {"time": time} if time is not None else {}
        segments.append({"kind": "sentence", **_place(document, start, end), **_json_meta(meta)})
    for inline in document.inlines:
        extra = {"target": inline.target} if inline.target else {}
        segments.append({"kind": inline.kind, **_place(document, inline.start, inline.end), **extra})
    return {
        **({"picture": _picture(document)} if document.picture else {}),
        "schema": "brieflint/document@1",
        "path": document.path,
        "kind": document.kind,
        "text": document.text,
        "segments": segments,
        "remarks": list(document.remarks),
        "context": document.context.as_json(),
    }


def _picture(document: Document) -> dict[str, Any]:
    from brieflint.sources.images.picture import PictureDocument

    assert isinstance(document, PictureDocument)
    picture = document.picture
    width, height = picture.size
    return {
        "width": width,
        "height": height,
        "engine": picture.engine,
        "engine_version": picture.version,
        "thorough": picture.thorough,
        "screenshot": picture.screenshot,
        "caption_cut": picture.cut,
    }


def _json_meta(meta: Mapping[str, Any]) -> dict[str, Any]:
    data = dict(meta)
    if "time" in data:
        data["time"] = {"start": data["time"][0], "end": data["time"][1]}
    if "box" in data:
        data["box"] = dict(zip(("x", "y", "width", "height"), data["box"], strict=True))
    return data


def _place(document: Document, start: int, end: int) -> dict[str, Any]:
    if document.picture is not None:
        return {"start": start, "end": end, "text": document.text[start:end]}
    location = document.location(start, end)
    source: dict[str, Any] = {}
    if location.start is not None and location.end is not None:
        low = location.start
        source = {"start": low.offset, "end": location.end.offset, "line": low.line, "column": low.column}
    if location.place is not None:
        source["place"] = dict(location.place.data)
    return {"start": start, "end": end, "source": source, "text": document.text[start:end]}


def _shown_place(document: Document, start: int, end: int) -> str:
    location = document.location(start, end)
    if location.place is not None:
        return safe(location.place.label)
    assert location.start is not None
    return f"{location.start.line}:{location.start.column}"


def _as_text(document: Document) -> str:
    lines = [f"{safe(document.path)}: {document.kind}"]
    for key, fact in document.context.as_json().items():
        value = fact["value"]
        if fact["from"] != "default" or key in ("relationship", "jurisdictions"):
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            lines.append(f"  {key}: {safe(shown) or '(none)'}  [{safe(fact['from'])}]")
    lines.append("")
    if document.picture is not None:
        return "\n".join([*lines, *_picture_lines(document)])
    if any("cue" in b.meta for b in document.blocks):
        return "\n".join([*lines, *_cue_lines(document)])
    quoted = [i for i in document.inlines if i.kind == "quote"]
    for block in document.blocks:
        if block.kind == "field":
            shown = safe(document.text[block.start : block.end]).replace("\n", "\n    ")
            place = _shown_place(document, block.start, block.end)
            lines.append(f"{place} {safe(shown_key(block.meta['key']))}: {shown}")
            continue
        time = f" {clock(block.meta['time'][0])}" if "time" in block.meta else ""
        quote = " quote" if any(q.start <= block.start < q.end for q in quoted) else ""
        lines.append(f"{_shown_place(document, block.start, block.end)} {block.kind}{quote}{time}")
        lines += [f"    {safe(line)}" for line in document.text[block.start : block.end].split("\n")]
    for inline in document.inlines:
        if inline.kind in ("link", "url", "code"):
            target = f" -> {safe(inline.target)}" if inline.target else ""
            shown = safe(document.text[inline.start : inline.end])
            lines.append(f"{_shown_place(document, inline.start, inline.end)} {inline.kind}: {shown}{target}")
    lines += [f"note: {safe(remark)}" for remark in document.remarks]
    return "\n".join(lines)


def sentences(document: Document) -> Iterator[tuple[int, int]]:
    """Spans of what is said in one go, of a text with cues: up to a full stop, a pause or another speaker."""
    if not any("cue" in b.meta for b in document.blocks):
        return
    tokens, span = document.tokens, document.folded.map.span
    for first, last in tokens.sentences:
        start, end = span(tokens.starts[first], tokens.ends[last - 1])
        while document.text[end : end + 1] in tuple(".?!…。！？\"'”’)"):  # the mark belongs to the sentence
            end += 1
        yield start, end


def _cue_lines(document: Document) -> list[str]:
    """Cues with time, line, number and speaker; a blank line where a phrase does not go on."""
    lines: list[str] = []
    before = 0
    speaker = ""
    for block in document.blocks:
        if lines and "\n\n" in document.text[before : block.start]:
            lines.append("")
        before = block.end
        low, _ = document.source_span(block.start, block.end)
        position = document.lines.position(low)
        times = block.meta.get("time")
        shown = f"{clock(times[0])}-{clock(times[1])}" if times else "no time"
        if block.meta.get("speaker", "") != speaker:
            speaker = block.meta.get("speaker", "")
            lines.append(f"{safe(speaker) or 'unnamed'}:")
        place = f"{position.line}:{position.column}"
        number = f"cue {block.meta['cue']}" if "cue" in block.meta else block.kind
        first, *rest = document.text[block.start : block.end].split("\n")
        head = f"{shown:>13}  {number:<8} {place:<8} "
        lines.append(head + safe(first))
        lines += [" " * len(head) + safe(line) for line in rest]
    return [*lines, *(f"note: {safe(remark)}" for remark in document.remarks)]


def _picture_lines(document: Document) -> list[str]:
    from brieflint.sources.images.picture import PictureDocument

    assert isinstance(document, PictureDocument)
    picture = document.picture
    width, height = picture.size
    lines = [f"{width}x{height} pixels, read by {picture.engine} {picture.version}"]
    for block in document.blocks:
        x, y, wide, high = block.meta["box"]
        place, sure = block.meta["place"], block.meta["confidence"]
        lines.append(f"{place} at {x},{y} {wide}x{high}, {sure:.0f} % sure")
        lines.append(f"    {safe(document.text[block.start : block.end])}")
    if picture.cut:
        lines.append("note: the caption is cut by '... more'")
    lines += [f"note: {safe(remark)}" for remark in document.remarks]
    return lines
