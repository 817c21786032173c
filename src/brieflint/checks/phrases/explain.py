"""Why a phrase rule flags a text or leaves it alone, for those who write rules.

The text is searched once more for this rule's wordings, whatever its country and category; each wording found is held
against the conditions of its block, and the first that takes it back is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from brieflint.checks.countries import named
from brieflint.checks.phrases.reach import sentences_around
from brieflint.checks.phrases.scan import Scan
from brieflint.checks.phrases.views import in_groups, known_category

if TYPE_CHECKING:
    from brieflint.document import Document
    from brieflint.rules.ruleset import RuleSet

_MOST = 4


def explain(document: Document, rules: RuleSet, rule_id: str) -> list[str]:
    """Sentences on what of a phrase rule is in a text, and what became of it; at most a few."""
    rule = rules.rules[rule_id]
    if rule["kind"] != "phrase":
        return []
    scan = Scan(document, rules)
    said = []
    for first, last, number, phrase in _hits(scan, rules, rule_id):
        block = rule["blocks"][number]
        where = f"block {number + 1}" + (f', "{phrase}"' if phrase else "")
        words = document.words(*scan.span(first, last))
        reason = _refused(scan, rules, rule, block, number, first, last)
        said.append(f"'{words}' ({where}) " + (f"does not count: {reason}" if reason else "counts"))
    return list(dict.fromkeys(said))[:_MOST] or ["no wording of the rule stands in the text"]


def _hits(scan: Scan, rules: RuleSet, rule_id: str) -> Iterator[tuple[int, int, int, str]]:
    """Token range, block and wording of each hit of one rule."""
    owners = rules.data["phrases"]["owners"]
    numbers: dict[int, list[int]] = {}
    for at, (role, rule, block) in enumerate(owners):
        if role == "phrases" and rule == rule_id:
            numbers.setdefault(block, []).append(at)
    texts = {
        at: text
        for block, places in numbers.items()
        for at, text in zip(places, rules.rules[rule_id]["blocks"][block]["phrases"], strict=False)
    }
    view = rules.phrase_matcher.view(lambda number: owners[number][0] == "phrases" and owners[number][1] == rule_id)
    document = scan.document
    for hit in view.find(scan.stream, document.text, document.folded.map.span):
        yield hit.start, hit.end, owners[hit.phrase][2], texts.get(hit.phrase, "")


def _refused(
    scan: Scan, rules: RuleSet, rule: dict[str, Any], block: dict[str, Any], number: int, first: int, last: int
) -> str:
    """What takes a hit back; empty when nothing does."""
    document = scan.document
    if block["kinds"] and document.kind not in block["kinds"]:
        return f"the text is a {document.kind}, the block is for {', '.join(block['kinds'])}"
    countries = named(rule["jurisdictions"], [], scan.countries)
    if not named(block["jurisdictions"], block["not_jurisdictions"], countries):
        return f"the block does not hold in {', '.join(scan.countries)}"
    wanted, category = [*rule["categories"], *block["categories"]], known_category(document.context.category, rules)
    if category is None and wanted and block["unknown_category"] == "skip":
        return f"the block asks for a category ({', '.join(wanted)}), and the text names none"
    if category is not None and wanted and not in_groups(category, wanted, rules):
        return f"category {category} is none of {', '.join(wanted)}"
    if category is not None and in_groups(category, block["not_categories"], rules):
        return f"not_categories bars {category}"

    def own(role: str) -> Iterator[tuple[int, int]]:
        found = scan.by_role.get(role, ())
        return ((a, b) for a, b, r, n in found if r == rule["id"] and n in (number, -1))

    def quoted(span: tuple[int, int]) -> str:
        return f"'{document.words(*scan.span(*span))}'"

    if block["masked"] == "clear" and scan.mask.covers(*scan.span(first, last)):
        return "it stands in a mandated statement, a list of what not to say, or code"
    for span in own("unless"):
        if span[0] <= first and last <= span[1]:
            return f"'unless' covers it with {quoted(span)}"
    if block["needs"] and document.context.relationship not in block["or_told"]:
        low, high = 0, len(scan.stream)
        if block["within"] != "text":
            low, high = sentences_around(scan.stream, first, block["within"] == "neighbours")
        if not any(low <= a < high and (b <= first or a >= last) for a, b in own("needs")):
            return f"'needs' finds nothing near it (within: {block['within']})"
    low, high = scan.stream.sentence(first)
    for span in own("unless_near"):
        if low <= span[0] < high:
            return f"'unless_near' finds {quoted(span)} in its sentence"
    for span in own("cleared_by"):
        return f"'cleared_by' finds {quoted(span)}"
    if block["negated"] == "clear" and scan.reach.negated(first, last):
        return "a negation stands before it"
    if block["negated"] == "clear" and scan.reach.in_report(first, last):
        return "somebody else's words are reported ('so-called', 'scam', 'claims to')"
    if block["asked"] == "clear" and scan.reach.asked(first):
        return "it is asked, and nobody says yes"
    return ""
