"""Names spelt almost right: ``content/misspelt-name``.

Transcripts and text read from pictures are left out: there the slip is the recogniser's, not the creator's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from brieflint.checks.build import finding_at
from brieflint.checks.content.post import LEAST_NAME, POSTED, Post, as_written, bare, nearest
from brieflint.checks.content.roster import roster_of
from brieflint.checks.overlap.spelling import edits
from brieflint.text.tokens import SENTENCE

if TYPE_CHECKING:
    from brieflint.findings import Finding
    from brieflint.rules.ruleset import RuleSet

RULE = "content/misspelt-name"

_ENDINGS = ("'s", "s", "es", "ed", "er", "ing")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class _Slip:
    written: str
    right: str
    span: tuple[int, int]


def name_findings(post: Post, rules: RuleSet) -> Iterator[Finding]:
    """One finding for each place where the brand, the product or a handle is written with a slip."""
    if post.document.kind not in (*POSTED, "script"):
        return
    slips = {slip.span: slip for slip in (*_handles(post), *_hashtags(post), *_words(post))}
    for span, slip in sorted(slips.items()):
        if post.document.inside(*span, "code"):
            continue
        values = {"written": slip.written, "right": slip.right}
        yield finding_at(rules.rules[RULE], post.document, slip.span, values, properties={"name": slip.right})


def _handles(post: Post) -> Iterator[_Slip]:
    """Handles one slip away from one of the brand's that are nobody's own; required ones are another rule's finding."""
    accounts = [as_written(a) for a in post.data["brand"].get("handles", {}).values()]
    required = {bare(m) for m in post.data.get("required", {}).get("mentions", ())} if post.posted else set()
    assert post.record is not None
    own, taken = set(map(bare, accounts)), roster_of(post.record).handles
    for piece in post.handles:
        if bare(piece.text) not in own and bare(piece.text) not in taken:
            right = nearest(bare(piece.text), accounts)
            if right and (right.casefold() not in required or required & {bare(p.text) for p in post.handles}):
                yield _Slip(piece.text, f"@{right}", piece.span)


def _hashtags(post: Post) -> Iterator[_Slip]:
    wanted = [t.lstrip("#") for t in post.data.get("required", {}).get("hashtags", ())]
    wanted.append(re.sub(r"\W", "", post.data["brand"]["name"]))
    known = {w.casefold() for w in wanted}
    for piece in post.hashtags:
        tag = piece.text.lstrip("#＃").casefold()
        right = "" if tag in known else nearest(tag, wanted)
        if right and not _inflected(tag, right.casefold()):
            yield _Slip(piece.text, f"#{right}", piece.span)


def _inflected(written: str, name: str) -> bool:
    return any(written == name + e or name == written + e for e in _ENDINGS)


def _words(post: Post) -> Iterator[_Slip]:
    """The brand's and the product's name in running text."""
    names = [n for n in (post.data["brand"]["name"], post.data.get("product", {}).get("name")) if n]
    known = {w.casefold() for name in names for w in _WORD.findall(name)}
    stream, fold = post.document.tokens, post.document.folded.map
    for name in names:
        parts = _WORD.findall(name)
        folded = [p.casefold() for p in parts]
        for at in range(len(stream) - len(parts) + 1):
            words = stream.words[at : at + len(parts)]
            if words == folded or not set(stream.kinds[at : at + len(parts)]) <= {"w"}:
                continue
            if at and stream.words[at - 1] == "#" and stream.ends[at - 1] == stream.starts[at]:
                continue
            odd = [k for k, (a, b) in enumerate(zip(words, folded, strict=True)) if a != b]
            if len(odd) != 1 or words[odd[0]] in known:
                continue
            span = fold.span(stream.starts[at + odd[0]], stream.ends[at + odd[0]])
            written = post.document.text[span[0] : span[1]]
            first = at + odd[0] == 0 or stream.breaks[at + odd[0]] >= SENTENCE
            alone = len(parts) == 1 and (first or not written[:1].isupper())
            if _misspelt(words[odd[0]], folded[odd[0]], strict=alone):
                yield _Slip(written, parts[odd[0]], span)


def _misspelt(written: str, name: str, *, strict: bool) -> bool:
    """Whether a word is a slip of a name.

    Args:
        strict: nothing but the letters says that it is a name (it has no capital, or begins a sentence), so only a
            letter doubled, halved or swapped counts: "Kindly" is no slip of "Kindle".
    """
    stem = re.sub(r"'?s\Z", "", written) if not name.endswith("s") else written
    most = 2 if len(name) >= 9 and not strict else 1
    if len(name) < LEAST_NAME or stem == name or _inflected(written, name) or edits(stem, name, most) > most:
        return False
    if not strict:
        return stem[0] == name[0] or len(name) >= 7
    return _single(stem) == _single(name) or (len(stem) == len(name) and sorted(stem) == sorted(name))


def _single(word: str) -> str:
    """A word with doubled letters halved."""
    return re.sub(r"(.)\1+", r"\1", word)
