"""Tracking links and codes: missing, somebody else's, malformed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from brieflint.checks.build import finding_at, first_line
from brieflint.checks.content.post import Piece, Post, host, split
from brieflint.checks.content.utm import fault, parameters
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
_LEAST = 5


def tracking_findings(post: Post, rules: RuleSet) -> Iterator[Finding]:
    """Findings on the links and codes of a draft."""
    own = post.creator.get("tracking", {}) if post.creator else {}
    wrong = [*_wrong_codes(post, own), *_wrong_links(post, own)] if post.creator else []
    for piece, situation, whose in sorted(wrong, key=lambda w: w[0].span):
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


def _wrong_codes(post: Post, own: dict[str, Any]) -> Iterator[tuple[Piece, str, str]]:
    """Codes that are not this creator's: piece, kind of fault, whose it is."""
    mine = own.get("code", "").casefold()
    others = {c["tracking"]["code"].casefold(): c["id"] for c in post.rivals() if c.get("tracking", {}).get("code")}
    others.pop(mine, None)
    fixed = {t["text"].casefold() for t in post.data.get("fixed_text", ()) if t["kind"] == "code"}
    known = sorted({mine, *others} - {""})
    text = post.document.text
    for match in _CODE.finditer(text):
        written = match[0].rstrip("-%")
        word, cued = written.casefold(), _CUE.search(text, max(0, match.start() - 40), match.start()) is not None
        if word == mine or word in fixed:
            continue
        piece = Piece(written, (match.start(), match.start() + len(written)))
        coded = written.isupper() or (any(c.isdigit() for c in written) and any(c.isalpha() for c in written))
        if word in others and (cued or coded):
            yield piece, "", others[word]
        elif word not in others and coded and known and _like_ours(word, mine, known, cued=cued):
            yield piece, "nobody", ""


def _like_ours(word: str, mine: str, known: Sequence[str], *, cued: bool) -> bool:
    """Whether a code that the record does not know looks like one that it should: a slip, or made to the same pattern.

    Args:
        cued: whether the text calls it a code.
    """
    if len(word) < _LEAST:
        return False
    if mine and edits(word, mine, 1) <= 1 and any(c.isdigit() for c in word + mine):
        return True
    if not cued:
        return False
    if mine and edits(word, mine, 2) <= 2:
        return True
    endings = {re.sub(r"\A\D+", "", code) for code in known}
    ending = re.sub(r"\A\D+", "", word)
    return len(known) > 1 and len(endings) == 1 and ending != "" and ending in endings


# ------------------------------------------------------------------------------------------------ links


def _wrong_links(post: Post, own: dict[str, Any]) -> Iterator[tuple[Piece, str, str]]:
    others = {c["tracking"]["url"]: c["id"] for c in post.rivals() if c.get("tracking", {}).get("url")}
    mine = own.get("url", "")
    for piece in post.links:
        if mine and _leads_to(piece.text, mine):
            continue
        whose = next((name for url, name in others.items() if url != mine and _leads_to(piece.text, url)), "")
        if whose:
            yield piece, "link", whose
        elif mine and _marked_differently(piece.text, mine, list(others)):
            yield piece, "nobody-link", ""


def _leads_to(link: str, tracking: str) -> bool:
    """Whether a link is a tracking link: the same page, with at least its parameters."""
    one, other = split(link), split(tracking)
    if one is None or other is None:
        return link == tracking
    same_page = host(one) == host(other) and one.path.rstrip("/") == other.path.rstrip("/")
    return same_page and set(parameters(tracking)) <= set(parameters(link))


def _marked_differently(link: str, mine: str, others: Sequence[str]) -> bool:
    """Whether a link names, in the parameter that tells creators apart, one that the record does not know."""
    one, other = split(link), split(mine)
    if one is None or other is None or host(one) != host(other):
        return False
    given, own = dict(parameters(link)), dict(parameters(mine))
    telling = [n for n, v in own.items() if any(dict(parameters(o)).get(n, v) != v for o in others)]
    return any(n in given and given[n] != own[n] for n in telling or [n for n in own if n == "utm_content"])


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
    tracked = bool(url) and any(_leads_to(p.text, url) for p in post.links)
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
