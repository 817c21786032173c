"""The guard before ``regex:``: only patterns that cannot hang are let in, whoever wrote them.

A pattern from a repository is parsed with the standard library's own parser and refused unless every repetition is
bounded, no repetition holds another variable one, two variable repetitions do not follow each other over characters
they share, and a literal of three letters must occur. What is left matches in time linear in the text for any practical
purpose: the greatest width is small and every attempt begins at a literal.
"""

from __future__ import annotations

import re
from typing import Any

from brieflint.errors import RuleError

MAX_REPEAT = 80
MAX_WIDTH = 400
_EMOJI = 4
_LEAST_LITERAL = 3

try:  # Python 3.11 and newer
    from re import _constants as _c  # type: ignore[attr-defined]
    from re import _parser as _p  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    import sre_constants as _c
    import sre_parse as _p


def guard(pattern: str, path: str, line: int) -> list[str]:
    """Check one pattern.

    Returns:
        Literals (lower case) of which every match contains one, for the prefilter.

    Raises:
        RuleError: the pattern is not valid or not bounded; the message says which part and what to do.
    """

    def refuse(what: str) -> RuleError:
        return RuleError(f"regex refused: {what}", path=path, line=line)

    try:
        tree: Any = _p.parse(pattern)
    except (re.error, RecursionError, OverflowError) as problem:
        raise refuse(f"not a valid pattern ({problem})") from None
    if pattern.startswith("(?") and tree.state.flags & ~re.UNICODE.value:
        raise refuse("flags are not allowed; the text is folded to lower case already")
    _walk(list(tree), refuse, inside_repeat=False)
    if tree.getwidth()[1] > MAX_WIDTH:
        raise refuse(f"a match could be longer than {MAX_WIDTH} characters")
    literal = max(_literals(list(tree)), key=len, default="")
    if len(literal) < _LEAST_LITERAL and (not literal or literal[0].isalnum() or literal.isspace()):
        raise refuse("no three letters in a row, and no sign, must occur in every match; add a fixed word")
    needed = _needed(list(tree))
    best = max(needed, key=_worth, default=[literal])
    return sorted({text.lower() for text in max([literal], best, key=_worth)})


def _walk(items: list[Any], refuse: Any, *, inside_repeat: bool) -> None:
    previous_variable: Any = None
    for op, argument in items:
        if op in (_c.MAX_REPEAT, _c.MIN_REPEAT, getattr(_c, "POSSESSIVE_REPEAT", None)):
            low, high, inner = argument
            if high > MAX_REPEAT:
                raise refuse(f"a repetition without a bound of {MAX_REPEAT} or less; write {{0,{MAX_REPEAT}}}")
            variable = low != high
            if variable and inside_repeat:
                raise refuse("a variable repetition inside another")
            if variable and previous_variable is not None and _overlap(previous_variable, list(inner)):
                raise refuse("two variable repetitions in a row over characters they share")
            _walk(list(inner), refuse, inside_repeat=inside_repeat or variable or high > 1)
            previous_variable = list(inner) if variable else None
            continue
        if op in (_c.GROUPREF, _c.GROUPREF_EXISTS):
            raise refuse("back-references")
        if op == _c.SUBPATTERN:
            _walk(list(argument[3]), refuse, inside_repeat=inside_repeat)
        elif op == _c.BRANCH:
            if inside_repeat:
                raise refuse("alternatives inside a repetition")
            for branch in argument[1]:
                _walk(list(branch), refuse, inside_repeat=inside_repeat)
        elif op in (_c.ASSERT, _c.ASSERT_NOT):
            _walk(list(argument[1]), refuse, inside_repeat=inside_repeat)
        elif getattr(_c, "ATOMIC_GROUP", None) is not None and op == _c.ATOMIC_GROUP:
            _walk(list(argument), refuse, inside_repeat=inside_repeat)
        if op not in (_c.AT, _c.ASSERT, _c.ASSERT_NOT):
            previous_variable = None


def _overlap(left: list[Any], right: list[Any]) -> bool:
    """Whether two one-character repetitions can match the same character (anything longer counts as yes)."""
    if len(left) != 1 or len(right) != 1:
        return True
    one, two = _matcher(left[0]), _matcher(right[0])
    if one is None or two is None:
        return True
    return any(one.fullmatch(chr(c)) and two.fullmatch(chr(c)) for c in range(32, 383))


def _matcher(item: Any) -> re.Pattern[str] | None:
    op, argument = item
    if op == _c.LITERAL:
        return re.compile(re.escape(chr(argument)))
    if op == _c.IN:
        simple = {_c.CATEGORY_SPACE: r"\s", _c.CATEGORY_WORD: r"\w", _c.CATEGORY_DIGIT: r"\d"}
        parts = []
        for kind, value in argument:
            if kind == _c.LITERAL:
                parts.append(re.escape(chr(value)))
            elif kind == _c.RANGE:
                parts.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
            elif kind == _c.CATEGORY and value in simple:
                parts.append(simple[value])
            else:
                return None
        return re.compile(f"[{''.join(parts)}]")
    return None


def _worth(literals: list[str]) -> tuple[int, int]:
    """How much a set of literals tells: its shortest decides; an emoji is rarer than any word."""
    return min(len(text.strip()) + _EMOJI * sum(c > "\uffff" for c in text) for text in literals), -len(literals)


def _needed(items: list[Any]) -> list[list[str]]:
    """Sets of literals of which every match contains one."""
    found = [[run] for run in _literals(items)]
    for op, argument in items:
        if op == _c.SUBPATTERN:
            found += _needed(list(argument[3]))
        elif op in (_c.MAX_REPEAT, _c.MIN_REPEAT) and argument[0] >= 1:
            found += _needed(list(argument[2]))
        elif op == _c.BRANCH:
            best = [max(_needed(list(branch)), key=_worth, default=[]) for branch in argument[1]]
            if all(best):
                found.append([text for texts in best for text in texts])
    return found


def _literals(items: list[Any]) -> list[str]:
    """Runs of literal characters that every match must contain."""
    runs: list[str] = []
    current = ""
    for op, argument in items:
        if op == _c.LITERAL:
            current += chr(argument)
            continue
        runs.append(current)
        current = ""
        if op == _c.SUBPATTERN:
            runs += _literals(list(argument[3]))
        elif op in (_c.MAX_REPEAT, _c.MIN_REPEAT) and argument[0] >= 1:
            runs += _literals(list(argument[2]))
    runs.append(current)
    return [run for run in runs if run]
