"""Wordings that the campaign record itself forbids: ``content/must-not``.

``must_not.claims`` of the record holds plain words or a phrase of the rules' notation. ``must_not.topics`` is for
people to read: no list of words tells whether a post is about health.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from brieflint.checks.build import finding_at
from brieflint.errors import RuleError

if TYPE_CHECKING:
    from brieflint.checks.content.post import Post
    from brieflint.findings import Finding
    from brieflint.rules.ruleset import RuleSet

RULE = "content/must-not"

_NEGATED = (
    "(not|no|never|nothing|isn't|aren't|wasn't|weren't|doesn't|don't|didn't|won't|can't|cannot|without|kein|keine|keinen|"
    "nicht|nie|pas|jamais|sans|nunca|sin|non|mai|senza|geen|niet) {0-4 words} "
)
"""Before a wording this denies it; the gap ends with the sentence."""

_words = re.compile(r"[^\W_]+").findall


def banned_findings(post: Post, rules: RuleSet) -> Iterator[Finding]:
    """One finding for each place where a draft says what the record forbids, unless it is denied there."""
    claims: list[dict[str, Any]] = (post.data.get("must_not") or {}).get("claims") or []
    claims = [claim for claim in claims if _words(claim["pattern"])]
    if not claims:
        return
    from brieflint.rules.index import build_index
    from brieflint.rules.matcher import Matcher

    trees = [_tree(claim["pattern"]) for claim in claims]
    document, stream = post.document, post.document.tokens
    denied = [_denied(tree) for tree in trees]
    hits = Matcher(build_index([*trees, *denied], {})).find(stream, document.text, document.folded.map.span)
    cleared = [(hit.start, hit.end) for hit in hits if hit.phrase >= len(claims)]
    marked = 0
    for hit in sorted((h for h in hits if h.phrase < len(claims)), key=lambda h: (h.start, -h.end)):
        claim = claims[hit.phrase]
        if hit.start < marked or any(low < hit.start and hit.end <= high for low, high in cleared):
            continue
        if claim.get("unless") and _on_file(claim, post.document.context.product_claims):
            continue
        marked = hit.end
        span = document.folded.map.span(stream.starts[hit.start], stream.ends[hit.end - 1])
        if document.inside(*span, "code"):
            continue
        values = {"words": document.words(*span), "proof": claim.get("unless") or ""}
        situation = "proof" if claim.get("unless") else ""
        yield finding_at(rules.rules[RULE], document, span, values, situation=situation)


def _tree(pattern: str) -> Any:
    """A wording as the notation reads it; one that it cannot read is taken word for word."""
    from brieflint.rules.index import anchors_of
    from brieflint.rules.notation import compile_phrase, lexicons_of

    try:
        tree = compile_phrase(pattern)
        if not lexicons_of(tree) and anchors_of(tree, {}, {}):
            return tree
    except (RuleError, IndexError, RecursionError):  # whatever a record may hold
        pass
    return compile_phrase(" ".join(_words(pattern)))


def _denied(plain: Any) -> Any:
    """The wording after a negation."""
    from brieflint.rules.notation import compile_phrase

    return ["&", *compile_phrase(_NEGATED + "x")[1:-1], plain]


def _on_file(claim: dict[str, Any], product_claims: tuple[Any, ...]) -> bool:
    """Whether ``product_claims`` names the proof that ``unless`` asks for."""
    wanted = set(_words(str(claim["unless"]).casefold()))
    return any(wanted <= set(_words(str(entry).casefold())) for entry in product_claims)
