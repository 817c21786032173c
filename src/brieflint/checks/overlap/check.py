"""Hold a draft against the brand's own wording: ``overscript/verbatim`` and ``overscript/near-verbatim``.

Thresholds are in words after normalisation. Key messages are short, so a share of the message decides; a whole script
is long, so the length of the copied stretch decides as well: a draft that takes one sentence of it was scripted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from brieflint.checks.build import finding_at, shorten
from brieflint.checks.overlap.near import Match, chains, patches
from brieflint.checks.overlap.runs import Index, Run, shared_runs
from brieflint.checks.overlap.sources import Brand, BrandText, Source, Terms
from brieflint.checks.overlap.words import Words, document_words
from brieflint.findings import Finding, step_down

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

VERBATIM, NEAR = "overscript/verbatim", "overscript/near-verbatim"

SHORT = 6
"""A message of fewer words never fires alone: "vegan and refillable" is how anybody would say it."""

SHORT_TOGETHER = 8
"""Words that several short messages must have together, each repeated whole, to be a script read out."""

RUN_CONTENT = 8
"""Words that carry meaning in an unbroken run that is verbatim whatever the length of the message."""

RUN_WORDS, RUN_LEAST = 11, 5
"""Words in an unbroken run, and those of them that carry meaning, that are verbatim as well."""

RUN_SHARE = 0.8
"""Share of a message that one unbroken run must cover to be verbatim."""

NEAR_SHARE = 0.6
"""Share of a message that must be covered, in any order and with small changes, to be near-verbatim."""

NEAR_SCORE = 4.5
"""Least score (see :class:`~brieflint.checks.overlap.near.Match`) of a near-verbatim copy of a short message."""

PASSAGE_SCORE = 16
"""Score at which a passage of a long text is near-verbatim whatever its share of that text."""

SCATTERED_SCORE, SCATTERED_LEAST, SCATTERED_SHARE = 20, 5, 0.1
"""Passages of at least the second score that reach the first together, and that share of the draft."""

_NO_RUN = Run(0, 0, 0)
_STRAY_SCORE, _STRAY_CONTENT = 3, 2  # a chain below both ("of the") joins no others


@dataclass(frozen=True, slots=True)
class Copy:
    """One stretch of the draft that repeats a source.

    Attributes:
        first, last: words of the draft, end exclusive.
        words: how many of them stand in the source as well.
        coverage: share of the source that is repeated, 0 to 1.
        exact: whether the stretch is unbroken.
    """

    source: Source
    first: int
    last: int
    words: int
    coverage: float
    exact: bool


def check(document: Document, rules: RuleSet, brand: Brand) -> Iterator[Finding]:
    """Findings for one draft against key messages and scripts; nothing for a brief or the brand's own channel."""
    if document.kind == "brief" or document.context.relationship == "own-brand" or not brand.texts:
        return
    draft = document_words(document, brand.terms.exempt)
    if not copies(draft, brand):
        return
    # Labels are looked for only now: the matcher is dear and most drafts share nothing with their brief.
    draft = own_words(document, brand)
    for copy in sorted(copies(draft, brand), key=lambda c: (c.first, -c.last, c.source.id)):
        yield _finding(document, rules, draft, copy, brand.terms)


def own_words(document: Document, brand: Brand) -> Words:
    """The words of a draft that are the creator's own choice: no labels, no fixed text, also where it was misheard."""
    draft = document_words(document, brand.terms.exempt).without(brand.labels.in_document(document))
    for fixed in brand.terms.fixed:
        said = chains(shared_runs(draft.keys, Index(fixed)))
        draft = draft.without([draft.span(m.draft, m.draft_end) for m in said if 2 * m.score >= len(fixed)])
    return draft


def copies(draft: Words, brand: Brand) -> list[Copy]:
    """What a draft repeats of the brand's own wording, the strongest first where two stand at the same place."""
    if not brand.texts:
        return []
    found: list[Copy] = []
    short: list[Copy] = []
    read = brand.speller.read_all(draft.keys)
    for text in brand.texts:
        runs = shared_runs(draft.keys, text.index)
        if text.length >= SHORT:
            found += _judged(text, draft, runs, runs if read == draft.keys else shared_runs(read, text.index))
            continue
        whole = next((r for r in runs if r.length == len(text.words)), None)
        if whole is not None:
            short.append(Copy(text.source, whole.draft, whole.draft_end, whole.length, 1.0, True))
    if len({s.source.text for s in short}) > 1 and sum(s.words for s in short) >= SHORT_TOGETHER:
        found += short
    found.sort(key=lambda c: (-c.exact, -c.words, -c.coverage, c.first, c.source.kind, c.source.id))
    kept: list[Copy] = []
    for copy in found:
        if not any(_mostly_inside(copy, k) for k in kept):
            kept.append(copy)
    return kept


def _mostly_inside(one: Copy, other: Copy) -> bool:
    common = min(one.last, other.last) - max(one.first, other.first)
    return common * 2 > one.last - one.first


def _judged(text: BrandText, draft: Words, exact: Sequence[Run], runs: Sequence[Run]) -> list[Copy]:
    """Copies of one text: ``exact`` runs tell what is verbatim, ``runs`` with slips read right what is near."""
    words, length = text.words, text.length
    matches = [
        m for m in chains(runs) if m.score >= _STRAY_SCORE or draft.content(m.draft, m.draft_end) >= _STRAY_CONTENT
    ]
    found = []
    for patch in patches(matches, len(words)):
        inside = [r for r in exact if patch.draft <= r.draft and r.draft_end <= patch.draft_end]
        run = max(inside, key=lambda r: (r.length, -r.draft), default=_NO_RUN)
        size, content = draft.size(run.draft, run.draft_end), draft.content(run.draft, run.draft_end)
        share = words.share_of_words(patch.covered)
        covered, score = share * len(patch.covered), share * patch.score
        coverage = round(min(1.0, covered / length), 2)
        long = content >= RUN_CONTENT or (size >= RUN_WORDS and content >= RUN_LEAST)
        if long or (size >= SHORT and size >= RUN_SHARE * length):
            found.append(Copy(text.source, run.draft, run.draft_end, run.length, coverage, True))
        elif (covered >= NEAR_SHARE * length and score >= NEAR_SCORE) or score >= PASSAGE_SCORE:
            found.append(Copy(text.source, patch.draft, patch.draft_end, patch.matched, coverage, False))
    return found or _scattered(text, draft, matches)


def _scattered(text: BrandText, draft: Words, matches: Sequence[Match]) -> list[Copy]:
    """Many passages of a long source, none long enough alone: reported at the best."""
    passages = [m for m in matches if m.score >= SCATTERED_LEAST]
    total = sum(m.score for m in passages)
    if total < SCATTERED_SCORE or total < SCATTERED_SHARE * len(draft):
        return []
    best = passages[0]
    covered = sorted({k for m in passages for k in m.covered})
    share = text.words.share_of_words(covered)
    if share * total < SCATTERED_SCORE:
        return []
    matched, coverage = sum(m.matched for m in passages), share * len(covered) / text.length
    return [Copy(text.source, best.draft, best.draft_end, matched, round(coverage, 2), False)]


def _finding(document: Document, rules: RuleSet, draft: Words, copy: Copy, terms: Terms) -> Finding:
    rule = rules.rules[VERBATIM if copy.exact else NEAR]
    source = copy.source
    start, end = draft.span(copy.first, copy.last)
    values = {
        "words": shorten(document.text[start:end]),
        "message": source.id,
        "count": copy.words,
        "share": f"{copy.coverage:.0%}",
        "brief": source.path or "the brief",
    }
    properties: dict[str, Any] = {"coverage": copy.coverage, "words": copy.words, "message": source.id}
    if source.path:
        properties["brief"] = {"path": source.path, "line": source.line}
    return finding_at(
        rule, document, (start, end), values,
        situation=source.kind, severity=_severity(rule["severity"], copy, terms), properties=properties,
    )  # fmt: skip


def _severity(severity: str, copy: Copy, terms: Terms) -> str:
    """A script is usual where the brand publishes the content as its own ad, and agreed where words are prescribed."""
    if terms.use == "ad-asset":
        return "note"
    if copy.coverage >= RUN_SHARE and copy.words >= RUN_CONTENT:
        severity = "error"  # all of it is there: the changes are a recogniser's or a filler
    elif copy.words < SHORT:
        severity = step_down(severity)
    return step_down(severity) if terms.freedom == "prescribed" else severity
