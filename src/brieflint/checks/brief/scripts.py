"""Ready-made texts in a brief: labelled lines, quoted speech, text after "write the below"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from brieflint.checks.brief.labels import quoted_spans

if TYPE_CHECKING:
    from brieflint.checks.phrases.scan import Scan
    from brieflint.document import Document

_LABEL = (
    r"vo|v/o|voice[ -]?over|script|skript|sprechtext|caption|suggested caption|instagram caption|tiktok caption|copy"
    r"|narrator|narration|dialogue|line ?\d*|hook|host|creator|talent|influencer|you say|you|say|audio|overlay|title"
    r"|text on screen|on[- ]screen text|post text|légende|texte|voix off|guion|guión|voz en off|texto|didascalia"
    r"|bijschrift"
    r"|body|cta|call to action|intro|outro|opening|opener|closing|ending"
    r"|(?:scene|szene|shot|frame|slide|panel|story|clip|take|part) \d+"
    r"|line to (?:say|use)"
    r"|caption for [\w ]{1,30}|copy for [\w ]{1,30}|text for [\w ]{1,30}|texte à [\w ]{1,20}|text zum [\w ]{1,20}"
)
_LINE = re.compile(
    r"^[ \t]*(?:[-*•>][ \t]*)?(?:\[?\(?\d[\d:.,]*[ \t]*(?:[-–][ \t]*\d[\d:.,]*)?[ \t]*s?(?:ec)?\)?\]?[ \t:|-]*)?"
    rf"[\[(]?(?P<label>{_LABEL})[\])]?[ \t]*[:：][ \t]*(?P<text>[^\n]*(?:\n(?![ \t]*\n)[^\n:]{{1,400}}$)?)",
    re.IGNORECASE | re.MULTILINE,
)
SPOKEN = re.compile(
    r"\b(?:i|i'm|i've|i'd|i'll|my|me|mine|myself|ich|mein\w*|mir|mich|je|j'ai|mon|ma|mes|moi|yo|mi|mis|io|mio|mia)\b"
    r"|\b(?:ik|mijn|obsess\w+|holy grail|loving|in love with|can't live without|(?:current|new) favou?rite)\b",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"^(?:must|should|please|include|add|tag|use|max|min|keep|start|starts|up to|no|not|mention|open|opens|short|long"
    r"|free|in your|your|with|between|at least|about|around|any|a |an |the |see|tbd|one|two|three|\d|write|describe"
    r"|tell|talk|explain|show|idea|ideas|point|do |don't|never|always|keywords?|topics?|max\.|approx)",
    re.IGNORECASE,
)
_LEAST_WORDS = 4
_QUOTE_WORDS = 8


_DISCLOSURE = re.compile(
    r"\b(?:compensated|opinions? (?:are|is|expressed)|this is an? (?:ad|advert|advertisement|sponsored|paid)|paid"
    r" partnership|sponsored (?:post|by)|in exchange for|gifted by|i earn|commission)\b",
    re.IGNORECASE,
)
_DISCLOSURE_WORDS = 30


class Script(NamedTuple):
    """A ready-made text: its place in the document's text, and whether it speaks in the first person."""

    start: int
    end: int
    personal: bool


def find_scripts(document: Document, scan: Scan) -> list[Script]:
    """All ready-made texts of a brief, in order, each place once."""
    text = document.text
    quotes = quoted_spans(document)
    spans: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        start, end = _trim(text, *match.span("text"))
        inner = _inner_quote(quotes, start, end)
        if inner is not None and _words(text[inner[0] : inner[1]]) >= 3:
            spans.append(inner)
        elif _words(text[start:end]) >= _LEAST_WORDS and not _INSTRUCTION.match(text[start:end]):
            spans.append((start, end))
    for first, last, rule, _ in scan.by_role.get("phrases", ()):
        if rule == "brief/script-block":
            spans += _after(document, quotes, scan.span(first, last))
    for quote in quotes:
        words = _words(text[quote[0] : quote[1]])
        if words >= _QUOTE_WORDS and (SPOKEN.search(text, *quote) or _sentences(text[quote[0] : quote[1]]) > 1):
            spans.append(quote)
    found: list[Script] = []
    covered = 0
    for start, end in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if start < covered or end <= start or scan.mask.covers(start, end):
            continue
        if _DISCLOSURE.search(text, start, end) and _words(text[start:end]) <= _DISCLOSURE_WORDS:
            continue
        found.append(Script(start, end, SPOKEN.search(text, start, end) is not None))
        covered = end
    return found


def _after(document: Document, quotes: list[tuple[int, int]], cue: tuple[int, int]) -> list[tuple[int, int]]:
    """What follows a cue such as "write the below": the next quotation, or the text behind a colon."""
    text = document.text
    near = next((q for q in quotes if cue[1] <= q[0] <= cue[1] + 60), None)
    if near is not None:
        return [near] if _words(text[near[0] : near[1]]) >= _LEAST_WORDS else []
    colon = text.find(":", cue[1], cue[1] + 40)
    if colon < 0 or "\n" in text[cue[1] : colon]:
        return [cue] if "exact" in text[slice(*cue)].lower() and "script" in text[slice(*cue)].lower() else []
    start = colon + 1
    end = text.find("\n\n", start)
    start, end = _trim(text, start, len(text) if end < 0 else end)
    label = _LINE.match(text, start, end)
    if label:
        start, end = _trim(text, label.start("text"), end)
    if _words(text[start:end]) < _LEAST_WORDS or _INSTRUCTION.match(text[start:end]):
        return []
    return [(start, end)]


def _inner_quote(quotes: list[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    return next((q for q in quotes if start <= q[0] and q[1] <= end + 1), None)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _words(text: str) -> int:
    return len(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text))


def _sentences(text: str) -> int:
    return len(re.findall(r"[.!?…]+(?:\s|$)", text.strip() + " "))
