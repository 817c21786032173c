"""Which phrases of a rule set count for a document: by kind, country, category and the families that are asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from brieflint.checks.countries import named

if TYPE_CHECKING:
    from brieflint.checks.phrases.patterns import Pattern
    from brieflint.document import Document
    from brieflint.rules.matcher import View
    from brieflint.rules.ruleset import RuleSet

ENGLISH_REGIMES = ("au", "ca", "gb", "ie", "nz", "us")


class Scope(NamedTuple):
    """What decides which phrases count.

    Attributes:
        families: those of the rules that are asked for, ``None`` for all; rules of one family stand back for each
            other, so a part of a family cannot be looked for alone.
    """

    kind: str
    countries: tuple[str, ...]
    category: str | None
    families: frozenset[str] | None


def scope_of(document: Document, rules: RuleSet, families: frozenset[str] | None) -> Scope:
    """The scope of a document; one that names no country is for those that speak English."""
    context = document.context
    countries = context.jurisdictions or ENGLISH_REGIMES
    return Scope(document.kind, countries, known_category(context.category, rules), families)


class Views:
    """Parts of the phrase matcher: the wordings that can be hits in a document, and what stands around hits."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.owners = rules.data["phrases"]["owners"]
        self._wordings: dict[Scope, View] = {}
        self._surroundings: dict[tuple[str, bool], View | None] = {}
        self._patterns: dict[Scope, list[Pattern]] = {}

    def known(self, word: str) -> bool:
        """Whether a phrase holds ``word``."""
        return word in self.rules.phrase_matcher.words

    def wordings(self, scope: Scope) -> View:
        """Wordings that count within a scope."""
        brief = scope.kind == "brief"
        if scope not in self._wordings:
            fits: dict[tuple[str, int], bool] = {}

            def active(number: int) -> bool:
                role, rule, block = self.owners[number]
                if role in ("evidence", "forbidding", "demanding"):
                    return brief
                if role != "phrases":
                    return False
                if (rule, block) not in fits:
                    fits[rule, block] = self._fits(self.rules.rules[rule], block, scope)
                return fits[rule, block]

            self._wordings[scope] = self.rules.phrase_matcher.view(active)
        return self._wordings[scope]

    def _fits(self, rule: dict[str, Any], number: int, scope: Scope) -> bool:
        kind, countries, category, families = scope
        if families is not None and rule["id"].split("/")[0] not in families:
            return False
        block = rule["blocks"][number]
        if block["kinds"] and kind not in block["kinds"]:
            return False
        if not named(rule["jurisdictions"], [], countries) or not named(
            block["jurisdictions"], block["not_jurisdictions"], countries
        ):
            return False
        wanted = [*rule["categories"], *block["categories"]]
        if category is None:
            return not (wanted and block["unknown_category"] == "skip")
        if wanted and not in_groups(category, wanted, self.rules):
            return False
        return not in_groups(category, block["not_categories"], self.rules)

    def patterns(self, scope: Scope) -> list[Pattern]:
        """Regular expressions of the rules that count within a scope."""
        if scope not in self._patterns:
            from brieflint.checks.phrases.patterns import Pattern

            self._patterns[scope] = [
                Pattern(rule, block, pattern, literals)
                for rule, block, pattern, literals in self.rules.data["phrases"]["patterns"]
                if self.rules.kinds[rule] in ("phrase", "field") and self._fits(self.rules.rules[rule], block, scope)
            ]
        return self._patterns[scope]

    def near(self, hit: frozenset[str]) -> list[View]:
        """Negation, statements and the cues of the rules that were hit which count in the sentences around a hit."""
        return [view for rule in ("", *sorted(hit)) if (view := self._around(rule, distant=False)) is not None]

    def masks(self) -> View | None:
        """Lead-ins that forbid or demand what follows them."""
        return self._around("", distant=True)

    def distant(self, hit: frozenset[str]) -> list[View]:
        """Cues of the rules that were hit which count wherever they stand in a text."""
        return [view for rule in sorted(hit) if (view := self._around(rule, distant=True)) is not None]

    def _around(self, rule: str, *, distant: bool) -> View | None:
        """What is around the hits of a rule, or of any: what a view learns of words serves other texts."""
        key = (rule, distant)
        if key not in self._surroundings:
            numbers = [
                number
                for number, role, block in self._by_rule.get(rule, ())
                if self._distant(role, rule, block) == distant
            ]
            self._surroundings[key] = self.rules.phrase_matcher.view_of(numbers) if numbers else None
        return self._surroundings[key]

    @cached_property
    def _by_rule(self) -> dict[str, list[tuple[int, str, int]]]:
        """What is around the hits of each rule, or of any: number of the phrase, role, block."""
        found: dict[str, list[tuple[int, str, int]]] = {}
        for number, (role, rule, block) in enumerate(self.owners):
            if role not in ("phrases", "evidence"):
                found.setdefault(rule, []).append((number, role, block))
        return found

    def _distant(self, role: str, rule: str, block: int) -> bool:
        """Whether a phrase counts wherever it stands."""
        if role == "needs":
            return block < 0 or self.rules.rules[rule]["blocks"][block]["within"] == "text"
        return role in ("cleared_by", "forbidding", "demanding")


def views_of(rules: RuleSet) -> Views:
    """The views of a rule set, kept with it."""
    known: Views | None = rules.shared.get("phrase views")
    if known is None:
        known = rules.shared["phrase views"] = Views(rules)
    return known


def known_category(category: str | None, rules: RuleSet) -> str | None:
    """The category, if a group or a rule knows it; one that nobody knows says as much as none."""
    if category is None:
        return None
    known: set[str] | None = rules.shared.get("categories")
    if known is None:
        groups = rules.data["categories"]
        known = {*groups, *(member for members in groups.values() for member in members)}
        for rule in rules.rules.values():
            for part in (rule, *rule.get("blocks", ())):
                known.update(part.get("categories", ()), part.get("not_categories", ()))
        rules.shared["categories"] = known
    return category if category in known else None


def in_groups(category: str | None, groups: list[str], rules: RuleSet) -> bool:
    """Whether a category is one of ``groups`` or belongs to one."""
    known = rules.data["categories"]
    return category is not None and any(category == g or category in known.get(g, ()) for g in groups)
