"""Tracking links and codes: missing, somebody else's, malformed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from brieflint.checks.build import finding_at, first_line
from brieflint.checks.content.post import Piece, Post, host, split
from brieflint.checks.content.roster import Roster, leads_to, roster_of
from brieflint.checks.content.utm import fault
from brieflint.checks.overlap.spelling import edits

if TYPE_CHECKING:
    from brieflint.findings import Finding
    from brieflint.rules.ruleset import RuleSet

MISSING, WRONG, MALFORMED = "content/missing-tracking-link", "content/wrong-code", "content/utm-malformed"

_CLICKABLE = ("youtube", "x", "facebook", "linkedin", "threads", "pinterest", "twitch", "podcast", "blog", "newsletter")
"""Platforms on which a link in the text of a post can be followed."""

_PASSING = ("story", "live", "stream")
"""Surfaces without a lasting text: the link is a sticker or is said."""

_CODE = re.compile(r"(?<![\w@/.=?&-])[^\W_][\w%-]{2,39}(?![\w/=-])")
_CUE = re.compile(
    r"(?:\b\w*codes?|\bkod[ei]?|\bcódigo|\bcodice|\bgutschein)\b[\s\"'“”„:=*_`]{0,4}(?:is|ist|est|es|my|mein)?"
    r"[\s\"'“”„:=*_`]{0,4}\Z",
    re.IGNORECASE,
)
_CUE_REACH = 40  # characters before a code in which the text may call it one
_LEAST = 5


def tracking_findings(post: Post, rules: RuleSet) -> Iterator[Finding]:
    """Findings on the links and codes of a draft."""
    own = post.creator.get("tracking", {}) if post.creator else {}
    wrong: list[tuple[Piece, str, str]] = []
    if post.record is not None and post.creator is not None:
        roster = roster_of(post.record)
        wrong = sorted([*_wrong_codes(post, own, roster), *_wrong_links(post, own, roster)], key=lambda w: w[0].span)
    for piece, situation, whose in wrong:
        right = own.get("url" if situation.endswith("link") else "code") or own.get("code") or own.get("url", "")
        remedy = f"Use {right}." if right else "Leave it out, or give this creator one in the campaign record."
        values = {"code": piece.text, "whose": whose, "own": right or "none", "remedy": remedy}
        properties = {"creator": whose} if whose else {}
        rule = rules.rules[WRONG]
        yield finding_at(rule, post.document, piece.span, values, situation=situation, properties=properties)
    malformed = list(_malformed(post, rules, own))
    yield from malformed
    if own and post.posted and not wrong and not malformed:
        yield from _missing(post, rules, own)


# ------------------------------------------------------------------------------------------------ codes


def _wrong_codes(post: Post, own: dict[str, Any], roster: Roster) -> Iterator[tuple[Piece, str, str]]:
    """Codes that are not this creator's: piece, kind of fault, whose it is."""
    mine = own.get("code", "").casefold()
    text = post.document.text
    for match in _CODE.finditer(text):
        written = match[0].rstrip("-%")
        word = written.casefold()
        coded = written.isupper() or (any(c.isdigit() for c in written) and any(c.isalpha() for c in written))
        owner = roster.codes.get(word)
        if word == mine or word in roster.fixed or not (coded or owner):
            continue
        cued = _CUE.search(text, max(0, match.start() - _CUE_REACH), match.start()) is not None
        piece = Piece(written, (match.start(), match.start() + len(written)))
        if owner:
            if cued or coded:
                yield piece, "", owner
        elif roster.codes and _like_ours(word, mine, roster, cued=cued):
            yield piece, "nobody", ""


def _like_ours(word: str, mine: str, roster: Roster, *, cued: bool) -> bool:
    """Whether a code that the record does not know looks like one that it should: a slip, or made to the same pattern.

    Args:
        cued: whether the text calls it a code.
    """
    if len(word) < _LEAST:
        return False
    if mine and any(c.isdigit() for c in word + mine) and edits(word, mine, 1) <= 1:
        return True
    return cued and ((mine != "" and edits(word, mine, 2) <= 2) or roster.made_to_pattern(word))


# ------------------------------------------------------------------------------------------------ links


def _wrong_links(post: Post, own: dict[str, Any], roster: Roster) -> Iterator[tuple[Piece, str, str]]:
    mine = own.get("url", "")
    for piece in post.links:
        if mine and leads_to(piece.text, mine):
            continue
        owner = roster.owner_of_link(piece.text, mine)
        if owner:
            yield piece, "link", owner
        elif mine and roster.marked_differently(piece.text, mine):
            yield piece, "nobody-link", ""


def _malformed(post: Post, rules: RuleSet, own: dict[str, Any]) -> Iterator[Finding]:
    for piece in post.links:
        if piece.text == own.get("url"):
            continue  # the record's own fault is reported at the record
        found = fault(piece.text)
        if found:
            values = {"link": piece.text, "part": found[1]}
            rule, properties = rules.rules[MALFORMED], {"fault": found[0], "part": found[1]}
            yield finding_at(rule, post.document, piece.span, values, situation=found[0], properties=properties)


def _missing(post: Post, rules: RuleSet, own: dict[str, Any]) -> Iterator[Finding]:
    """The post neither links nor names the code; or it links to the shop without saying who sent the visitor."""
    url, code = own.get("url", ""), own.get("code", "")
    rule, document = rules.rules[MISSING], post.document
    if post.document.context.surface in _PASSING or not (url or code):
        return
    tracked = bool(url) and any(leads_to(p.text, url) for p in post.links)
    values = {"code": code, "own": code or url}
    parts = split(url) if url else None
    if parts is not None and not tracked:
        for piece in post.links:
            link = split(piece.text)
            if link is not None and host(link) == host(parts) and parts.query:
                yield finding_at(rule, document, piece.span, {"own": url}, situation="untracked")
                return
    named = bool(code) and re.search(rf"(?<!\w){re.escape(code)}(?!\w)", document.text, re.IGNORECASE) is not None
    if tracked or named:
        return
    clickable = post.platform in _CLICKABLE
    if url and not clickable and post.says(rule["unless"]):
        return  # "link in bio"
    situation = "both" if url and code else "link" if url else "code"
    yield finding_at(rule, document, first_line(document), values, situation=situation)
