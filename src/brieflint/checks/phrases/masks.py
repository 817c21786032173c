"""What is no claim although it reads like one: code, mandated statements, words quoted as forbidden.

A brief is full of the very words it forbids. Masked are: what stands under a heading such as "Do not say" until the
next heading of the same or a higher level; the list, the table column, the row or the paragraph that such a lead-in
announces; the rest of such a sentence. What is demanded ("key messages", "must say") ends a forbidden stretch.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from brieflint.document import Block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from brieflint.document import Document

Span = tuple[int, int]

# Heads that say yes or no with one word; as phrases they would match everywhere.
_NO_HEAD = re.compile(
    r"\W*(?:please\s+)?(?:don'?t|do not|no|never|nope|not ok(?:ay)?|bad|wrong|nicht|nein|tabu|falsch|ne pas|non"
    r"|jamais|nunca|mai|niet|não)\W*\Z",
    re.IGNORECASE,
)
_YES_HEAD = re.compile(
    r"\W*(?:please\s+)?(?:do'?s?|say|yes|ok(?:ay)?|good|right|write|use|instead|better|ja|sagt?|sagen|richtig|erlaubt|oui|dire|dites"
    r"|sí|decir|di|sì|zeg|sim)\W*\Z",
    re.IGNORECASE,
)
_MARKED_NO = re.compile(
    r"\s*(?:[-*•]\s*)?(?:\N{CROSS MARK}|\N{NO ENTRY SIGN}|\N{NO ENTRY}|[✗✘✖\N{NEGATIVE SQUARED CROSS MARK}])"
)
_BULLET = re.compile(r"\s*(?:[-*•–—·▪◦‣\N{CROSS MARK}\N{NO ENTRY SIGN}✗✘✖](?!\*)|\d+[.)])\s*(?=\S)")
_HASHES = re.compile(r"\s*(#{1,6})\s+\S")
_VERDICT_HEAD = re.compile(
    r"\W*(?:is it |can we (?:say|use) (?:it|this)|allowed|permitted|ok(?:ay)?|status|approved|legal|erlaubt"
    r"|autorisé|permitido)\b",
    re.IGNORECASE,
)
_VERDICT_NO = re.compile(
    r"\W*(?:no|not|never|banned|forbidden|prohibited|rejected|nein|nicht|verboten|non|interdit|prohibido)\b"
    r"|\s*(?:\N{CROSS MARK}|\N{NO ENTRY SIGN}|[✗✘✖])",
    re.IGNORECASE,
)
_REPLACING = re.compile(r"instead|rather|anstatt|anstelle|statt|lieu|plutôt|lugar|vez|invece|plaats", re.IGNORECASE)
_SAYS_SO = re.compile(
    r"\b(?:say|saying|write|sagt?|schreib\w*|dites?|dire|écri\w*|di|decir|scrivi\w*|zeg)\b", re.IGNORECASE
)
_SAYING = re.compile(
    r"\b(?:say|says|saying|write|use|try|call it|put|sagt?|sagen|schreib\w*|verwende\w*|nutz\w*|dites?|dire|écri\w*"
    r"|utilise[rz]?|di|decir|decid|usa|usar|dire|scrivi\w*|zeg|gebruik)\b",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"[,;–—-]?\s*\b(?:but|instead|rather|sondern|aber|stattdessen|mais|plutôt|sino|ma|bensì|maar)\b[,:]?", re.IGNORECASE
)
_SPEECH = re.compile(r"[\"“”„«»‘]|(?<!\w)'")
_STOP = re.compile(r"[.!?](?=[\s\"'”’)»]|\Z)|\n(?=\s*\n)|\n(?=\s*(?:[-*•–]|\d+[.)])\s)")
_LONGEST = 1500  # characters of a sentence that are looked at
_NEAR = 40  # characters from a lead-in to its colon or quotation mark
_HEAD = 60  # characters of a head that says yes or no, at most
_SHORT = 15  # letters that may stand beside a lead-in that is a heading of its own


class Mask:
    """Spans of a document's text in which phrase rules are silent."""

    def __init__(self, spans: list[Span]) -> None:
        merged: list[list[int]] = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        self._starts = [m[0] for m in merged]
        self._ends = [m[1] for m in merged]

    def covers(self, start: int, end: int) -> bool:
        """Whether a span lies inside the mask by more than half."""
        i = bisect_right(self._starts, end - 1) - 1
        covered = 0
        while i >= 0 and self._ends[i] > start:
            covered += min(end, self._ends[i]) - max(start, self._starts[i])
            i -= 1
        return covered * 2 > end - start

    def holds(self, start: int, end: int) -> bool:
        """Whether a span lies inside one stretch of the mask that is longer than it."""
        i = bisect_right(self._starts, start) - 1
        return i >= 0 and end <= self._ends[i] and (self._starts[i], self._ends[i]) != (start, end)

    def touches(self, start: int, end: int) -> bool:
        """Whether a span has anything in common with the mask."""
        i = bisect_left(self._starts, end) - 1
        return i >= 0 and self._ends[i] > start


def forbidden_spans(document: Document, leads: list[Span], demands: list[Span]) -> list[Span]:
    """Text that quotes what may not be said.

    Args:
        leads: spans of wordings such as "do not say", "avoid", "off limits".
        demands: spans of wordings such as "key messages", which end a forbidden section.
    """
    brief = document.kind == "brief"
    if not leads and not brief:
        return []
    asked = Mask(demands)
    leads = sorted(x for x in leads if not asked.holds(*x))  # "dos and don'ts"
    barred = Mask(leads)
    demands = sorted(x for x in demands if not barred.touches(*x))  # "do not say this"
    return _Walk(document, leads, demands, brief).run()


def may_reach(
    blocks: Sequence[str], headings: AbstractSet[int], leads: Iterable[tuple[int, Span]], hits: AbstractSet[int]
) -> bool:
    """Whether a lead-in may forbid a wording of another block or of its own.

    Args:
        blocks: the words of the blocks of a draft, in order.
        headings: numbers of those that may be headings.
        leads: the lead-ins: number of the block, span in it.
        hits: numbers of the blocks with wordings.
    """
    last = max(hits, default=-1)
    for number, (start, end) in leads:
        if number in hits:
            return True
        text = blocks[number].strip(" \n*_")
        if number <= last and (number in headings or text.endswith(":") or len(text) - (end - start) <= _SHORT):
            return True
    short = (text for text in blocks[: last + 1] if len(text) <= _HEAD)
    return any(_NO_HEAD.match(text) or _VERDICT_HEAD.match(text) for text in short)


class _Walk:
    """One walk over the blocks of a document, with what is open: a section, a list, a paragraph."""

    def __init__(self, document: Document, leads: list[Span], demands: list[Span], brief: bool) -> None:
        self.text = document.text
        self.blocks = document.blocks
        self.leads = leads
        self.demands = demands
        self.brief = brief
        self.spans: list[Span] = []
        self.section: int | None = None  # level of the heading that opened a forbidden section
        self.list_depth: int | None = None  # list items deeper than this are forbidden
        self.announced = False  # the next paragraph is forbidden

    def run(self) -> list[Span]:
        table: list[Block] = []
        for block in self.blocks:
            if block.kind == "table-cell":
                if table and int(block.meta.get("row", 0)) < int(table[-1].meta.get("row", 0)):
                    self.table(table)
                    table = []
                table.append(block)
                continue
            if table:
                self.table(table)
                table = []
            if block.kind == "heading":
                self.heading(block)
            elif block.kind != "code":
                pieces = self.pieces(block)
                for piece in pieces:
                    if piece.kind == "heading":
                        self.heading(piece)
                    else:
                        self.prose(piece, len(pieces) > 1)
                if len(pieces) > 1 and not self.opens(pieces[-1]):
                    self.announced = False
        if table:
            self.table(table)
        return self.spans

    def pieces(self, block: Block) -> list[Block]:
        """A block of plain text with bullets or lead-ins as the lines it is made of."""
        text = self.of(block)
        if block.kind != "paragraph" or not (_BULLET.match(text) or _HASHES.match(text) or "\n" in text):
            return [block]
        found, at = [], block.start
        for line in text.split("\n"):
            hashes = _HASHES.match(line)
            if hashes:
                found.append(Block(at, at + len(line), "heading", {"level": len(hashes[1])}))
            elif _BULLET.match(line):
                found.append(
                    Block(at, at + len(line), "list-item", {"depth": 1 + (len(line) - len(line.lstrip())) // 2})
                )
            elif line.strip():
                found.append(Block(at, at + len(line), "paragraph"))
            at += len(line) + 1
        leads_in = any(b.kind == "paragraph" and self.opens(b) for b in found)
        return found if leads_in or any(b.kind != "paragraph" for b in found) else [block]

    # ---------------------------------------------------------------------------------------------- blocks

    def heading(self, block: Block) -> None:
        level = int(block.meta.get("level", 1))
        if self.section is not None and level <= self.section:
            self.section = None
        if self.is_lead(block):
            self.section = level if self.section is None else self.section
        elif self.is_demand(block):
            self.section = None
        self.list_depth, self.announced = None, False

    def table(self, cells: list[Block]) -> None:
        rows: dict[int, list[Block]] = {}
        for cell in cells:
            rows.setdefault(int(cell.meta.get("row", 0)), []).append(cell)
        firsts = [row[0] for row in rows.values()]
        upright = any(self.is_lead(c) or self.is_demand(c) for c in firsts[1:])  # each row has its own head
        columns: set[int] = set()
        verdicts: set[int] = set()
        for row in rows.values():
            if row[0].meta.get("header") and not upright:
                columns = {int(c.meta.get("column", 0)) for c in row if self.is_lead(c)}
                verdicts = {int(c.meta.get("column", 0)) for c in row if _VERDICT_HEAD.match(self.of(c))}
                continue
            whole = self.section is not None or (upright and self.is_lead(row[0]))
            whole = whole or any(
                int(c.meta.get("column", -1)) in verdicts and _VERDICT_NO.match(self.of(c)) for c in row
            )
            self.spans += [(c.start, c.end) for c in row if whole or int(c.meta.get("column", -1)) in columns]

    def prose(self, block: Block, grouped: bool) -> None:
        """A paragraph or list item; ``grouped``: one line of a block of plain text."""
        depth = int(block.meta.get("depth", 1)) if block.kind == "list-item" else 0
        if self.list_depth is not None and 0 < depth <= self.list_depth:
            self.list_depth = None
        demand = _inside(block, self.demands)
        heads = self.is_demand(block) and (demand is None or self.heads(block, demand))
        if heads or (demand and not depth):
            self.section = None if heads else self.section
            self.list_depth, self.announced = None, False
        opens = self.opens(block)
        if not depth and not opens and self.of(block).rstrip(" *_").endswith(":"):
            self.announced = False
        listed = depth > 0 and self.list_depth is not None
        if self.section is not None or listed or (self.announced and not depth and not opens):
            self.spans.append((block.start, block.end))
        if depth:
            self.announced = False
        else:
            self.list_depth = None
            self.announced = self.announced and grouped
        if opens:
            self.list_depth, self.announced = depth, not depth
        if self.brief:
            self.marked_lines(block)
        self.sentences(block)

    def marked_lines(self, block: Block) -> None:
        """Lines that begin with a cross, in a brief."""
        start = block.start
        for line in self.of(block).split("\n"):
            if _MARKED_NO.match(line):
                self.spans.append((start, start + len(line)))
            start += len(line) + 1

    def sentences(self, block: Block) -> None:
        """Lead-ins inside sentences, with what they announce."""
        for lead in _within(block, self.leads):
            start, end = self.sentence(block, lead)
            before, after = self.text[start : lead[0]], self.text[lead[1] : end]
            near = after[:_NEAR]
            colon = near.find(":")
            quoted = _SPEECH.search(near) is not None
            trails = colon < 0 and not quoted and len(after.strip(" .!?\"'”’")) <= _SHORT
            if colon < 0 and not quoted and not self.brief and not (trails and _SPEECH.search(before)):
                continue
            if _REPLACING.search(self.text[lead[0] : lead[1]]) and colon < 0:
                says = _SAYING.search(after)
                if not quoted and not says and not _SAYS_SO.search(before):
                    continue
                self.spans.append((lead[0], lead[1] + says.start() if says else end))
                continue
            if trails and len(before.strip(" \n\"'“”-*•")) > 2:
                self.spans.append((start, end))  # "such words are off limits"
                continue
            turn = _TURN.search(after)
            self.spans.append((lead[0], lead[1] + turn.start() if turn else end))

    # ---------------------------------------------------------------------------------------------- questions

    def of(self, block: Block) -> str:
        return self.text[block.start : block.end]

    def is_lead(self, block: Block) -> bool:
        """Whether a heading or the head of a table forbids."""
        if _NO_HEAD.match(self.of(block)):
            return True
        return _inside(block, self.leads) is not None and _inside(block, self.demands) is None

    def is_demand(self, block: Block) -> bool:
        """Whether a head asks for words."""
        return _YES_HEAD.match(self.of(block)) is not None or _inside(block, self.demands) is not None

    def heads(self, block: Block, span: Span) -> bool:
        """Whether a block is a heading in all but form: little beside the wording, or a colon at the end."""
        text = self.of(block).strip(" \n*_")
        if "\n" in text or len(text) > 90:
            return False
        rest = len(text) - (span[1] - span[0])
        return text.endswith(":") or (rest <= _SHORT and text[-1:] not in ".!?,;")

    def opens(self, block: Block) -> bool:
        """Whether a block announces a list or a paragraph of forbidden words."""
        text = self.of(block)
        if len(text) <= 20 and text.rstrip(" \n*_").endswith(":") and _NO_HEAD.match(text):
            return True
        leads = _within(block, self.leads)
        if not leads:
            return False
        last = leads[-1]
        if text.rstrip(" \n*_").endswith(":"):
            return not _STOP.search(self.text, last[1], block.end) or self.heads(block, last)
        return self.heads(block, last)

    def sentence(self, block: Block, lead: Span) -> Span:
        """The sentence of a lead-in; a quotation in it may hold full stops of its own."""
        start = max(block.start, lead[0] - _LONGEST)
        for match in _STOP.finditer(self.text, start, lead[0]):
            start = match.end()
        end = min(block.end, lead[1] + _LONGEST)
        for match in _STOP.finditer(self.text, lead[1], end):
            if self.text.count('"', lead[1], match.start()) % 2 == 0 or match[0] == "\n":
                end = match.end()
                break
        return start, end


def _within(block: Block, spans: list[Span]) -> list[Span]:
    """Those of sorted spans that begin in a block."""
    return spans[bisect_left(spans, (block.start, 0)) : bisect_left(spans, (block.end, 0))]


def _inside(block: Block, spans: list[Span]) -> Span | None:
    return next(iter(_within(block, spans)), None)
