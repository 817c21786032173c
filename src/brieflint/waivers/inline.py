"""Waivers in a draft: ``<!-- brieflint: ignore RULES until DATE reason: WHY -->``, for its line or the next one.

In a campaign record the same stands after ``#``, in WebVTT after ``NOTE``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from brieflint.errors import UsageError, did_you_mean
from brieflint.waivers.model import Waiver, parse_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from brieflint.document import Comment, Document

_INSTRUCTION = re.compile(r"brieflint\s*(:|\b(?=\s*(?:ignore|disable|waive|allow|off|noqa)\b))\s*(.*)\Z", re.I | re.S)
_REASON = re.compile(r"(?:^|(?<=[\s,]))reason\s*(:?)\s*(.*)\Z", re.I | re.S)
_UNTIL = re.compile(r"(?:^|(?<=\s))until\b\s*:?\s*(.*)\Z", re.I | re.S)
_LATE_UNTIL = re.compile(r"\buntil\s*:?\s*[0-9]{4}-[0-9]{2}-[0-9]{2}[\s.]*\Z", re.I)
_OPENING = re.compile(r"<!--\s*brieflint\s*:", re.I)
_BEFORE = (
    " \t>#\ufeff"  # what may stand before a comment that has its line to itself: and after it: quote marks, YAML's '#'
)


class Problem(NamedTuple):
    """A waiver that cannot be understood: where, and why."""

    start: int
    end: int
    text: str


def mentions_waivers(document: Document) -> bool:
    """Whether it is worth looking: most drafts hold no comment for brieflint."""
    return any("brieflint" in c.text.lower() for c in document.comments) or _OPENING.search(document.source) is not None


def read_inline(document: Document, rule: Callable[[str], str]) -> tuple[list[Waiver], list[Problem]]:
    """The waivers in a document, and the comments that were meant to be one.

    Args:
        rule: the present id of a rule or family; raises ``UsageError`` for one that does not exist.
    """
    found: list[Waiver] = []
    problems = list(_unclosed(document))
    comments = [c for c in document.comments if _INSTRUCTION.match(c.text)]
    rows = _Rows(document, comments)
    for comment in comments:
        try:
            waiver = _parsed(comment, document, rule)
        except ValueError as problem:
            problems.append(Problem(comment.start, comment.end, str(problem)))
            continue
        waiver.lines = rows.covered(comment)
        found.append(waiver)
    return found, problems


def _parsed(comment: Comment, document: Document, rule: Callable[[str], str]) -> Waiver:
    match = _INSTRUCTION.match(comment.text)
    assert match is not None
    if not match[1]:
        raise ValueError("a colon is missing: it begins with 'brieflint:'")
    words = match[2].split(None, 1)
    verb, rest = (words[0] if words else ""), (words[1] if len(words) > 1 else "")
    if verb.lower() != "ignore":
        shown = f"'{_short(verb)}' is no instruction" if verb else "it holds no instruction"
        raise ValueError(f"{shown}; the only one is 'ignore'")
    head, reason = _split_reason(rest)
    until = ""
    ending = _UNTIL.search(head)
    if ending is not None:
        head, day = head[: ending.start()], ending[1].strip().rstrip(",;")
        until = parse_day(day) if day else ""
        if not until:
            raise ValueError("no date follows 'until': write it as 2026-12-31")
    names = [name for name in re.split(r"[,;\s]+", head) if name]
    if not names:
        raise ValueError("it names no rule: write 'ignore claims/superlative-claim', say")
    rules = tuple(dict.fromkeys(known_rule(name, rule) for name in names))
    line = document.lines.position(comment.start).line
    return Waiver(rules, "inline", document.path, (comment.start, comment.end), line, reason, until=until)


def _split_reason(text: str) -> tuple[str, str]:
    match = _REASON.search(text)
    if match is None or not re.search(r"\w", match[2]):
        raise ValueError("it gives no reason: add 'reason: why this may stand'")
    if not match[1]:
        raise ValueError("a colon is missing after 'reason'")
    reason = " ".join(match[2].split())
    if _LATE_UNTIL.search(reason) and not _UNTIL.search(text[: match.start()]):
        raise ValueError("the end date stands in the reason: put 'until' and the date before 'reason:'")
    return text[: match.start()].rstrip(" ,;\t\r\n"), reason


def known_rule(name: str, rule: Callable[[str], str]) -> str:
    """The present id of what a waiver names.

    Raises:
        ValueError: it does not exist, or cannot be waived.
    """
    if name.lower() in ("*", "all", "everything"):
        raise ValueError(f"'{name}' would cover what nobody has looked at: name the rules")
    try:
        found = rule(name)
    except UsageError as problem:
        raise ValueError(problem.message) from None
    if found.split("/")[0] == "waiver":
        raise ValueError(f"'{_short(name)}' is about waivers and cannot be waived: mend the waiver itself")
    return found


def unknown(name: str, known: list[str]) -> UsageError:
    """The error for a rule that no one knows."""
    if "/" in name:
        known = [k for k in known if "/" in k]
    return UsageError(f"no rule is called '{_short(name)}'; {did_you_mean(name[:80], known)}")


class _Rows:
    """Which lines of a document have text beside waivers; each line is looked at once."""

    def __init__(self, document: Document, comments: list[Comment]) -> None:
        self.document = document
        self.comments = comments
        self.lines = document.lines
        self._next: dict[int, int] = {}

    def covered(self, comment: Comment) -> tuple[int, int]:
        """The lines that a comment covers: its own, or, where it has them to itself, the next with text."""
        first = self.lines.position(comment.start).line
        last = self.lines.position(max(comment.start, comment.end - 1)).line
        row = self._with_text(first)
        if row <= last or row > len(self.lines):
            return first, last
        end = row
        if self.document.blocks[:1] and self.document.blocks[0].kind == "cue":
            while end < len(self.lines) and self.document.source[slice(*self.lines.line_span(end + 1))].strip():
                end += 1
        return row, end

    def _with_text(self, row: int) -> int:
        """The first line with text from a line on; one more than there are where none has."""
        passed = []
        while row <= len(self.lines) and row not in self._next:
            if _rest(self.document.source, *self.lines.line_span(row), self.comments).strip(_BEFORE):
                break
            passed.append(row)
            row += 1
        found = self._next.get(row, row)
        self._next.update(dict.fromkeys(passed, found))
        return found


def _rest(source: str, low: int, high: int, comments: list[Comment]) -> str:
    """A line without the waivers in it."""
    kept = []
    for comment in comments[bisect_right(comments, low, key=lambda c: c.end) :]:
        if comment.start >= high:
            break
        kept.append(source[low : max(low, comment.start)])
        low = min(high, comment.end)
    return "".join((*kept, source[low:high]))


def _unclosed(document: Document) -> Iterator[Problem]:
    """A comment for brieflint that never ends: the rest of the draft may be hidden in it."""
    source = document.source
    closed = source.rfind("-->")
    for match in _OPENING.finditer(source, max(document.body, closed)):
        if document.kind != "record" and not _in_code(document, match.start()):
            line = document.lines.position(match.start()).line
            yield Problem(
                match.start(), document.lines.line_span(line)[1], "the comment never ends: close it with '-->'"
            )
            return


def _in_code(document: Document, offset: int) -> bool:
    at = document.map.position_of(offset)
    block = document.block_at(at)
    if block is not None and block.kind == "code":
        return True
    return any(i.kind == "code" and i.start <= at < i.end for i in document.inlines)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
