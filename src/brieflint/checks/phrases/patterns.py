"""Regular expressions of phrase rules, tried only on texts that hold one of the words they need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from brieflint.rules.regex_guard import MAX_WIDTH
from brieflint.text.fold import fold_blanks

_WHOLE = 4 * MAX_WIDTH


class Pattern:
    """A regular expression of a rule, and the words of which a text that it matches must hold one."""

    def __init__(self, rule: str, block: int, pattern: str, literals: Iterable[str]) -> None:
        self.rule = rule
        self.block = block
        self._compiled = re.compile(pattern)
        self._literals = tuple(literals)
        # White space in a text is anything until it is folded, so only what stands between blanks is looked for.
        self._parts = tuple(max(literal.split() or [literal], key=len) for literal in self._literals)
        self._whole = pattern.startswith(r"\A") and pattern.endswith(r"\Z")

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Where a folded text matches."""
        if any(literal in text for literal in self._literals) and not self._too_long(text):
            yield from self._compiled.finditer(text)

    def may_match(self, text: str) -> bool:
        """Whether a text whose white space is not folded yet may match."""
        return any(part in text for part in self._parts) and not self._too_long(text)

    def found(self, folded: str) -> bool:
        """Whether a folded text matches."""
        return self._compiled.search(folded) is not None

    def _too_long(self, text: str) -> bool:
        """Whether the pattern is one for a whole text, and a text has too many characters for it."""
        return self._whole and len("".join(text[:_WHOLE].split())) > MAX_WIDTH


def found_in(lowered: list[str], patterns: Iterable[Pattern]) -> bool:
    """Whether a regular expression matches in blocks whose white space is not folded yet."""
    text = "\n".join(lowered)
    whole = ""
    for pattern in patterns:
        if pattern.may_match(text):
            whole = whole or "\n".join(map(fold_blanks, lowered))
            if pattern.found(whole):
                return True
    return False
