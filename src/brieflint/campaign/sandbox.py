"""What a template may do: read the record, branch, loop, include templates of its folder - and build a page of text.

Templates come from repositories, so they are not trusted. Jinja's immutable sandbox keeps attributes of Python out of
reach; here the reachable rest is a closed list, and every way to build text draws on one budget. Time and memory are
bounded from outside, by the process that runs this (:mod:`brieflint.campaign.render_worker`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from jinja2 import BaseLoader
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.nodes import Concat
from jinja2.sandbox import ImmutableSandboxedEnvironment

from brieflint.campaign.marks import ENDS, MARK, LineMarks
from brieflint.campaign.template_files import TemplateFiles
from brieflint.campaign.values import Absent, Node, key_of, tracked
from brieflint.errors import BrieflintError

MOST_OUTPUT = 1024 * 1024
"""Characters of one rendered brief."""

MOST_BUILT = 32 * MOST_OUTPUT
"""Characters that a template may build on the way, all pieces counted."""

_FILTERS = (
    "abs", "capitalize", "count", "d", "default", "dictsort", "first", "float", "int", "items", "join", "last",
    "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "select", "selectattr", "sort",
    "string", "title", "truncate", "unique", "upper", "wordcount",
)  # fmt: skip
_WRITING = ("join", "listed")
_GLOBALS = ("range", "dict", "namespace", "joiner")
_METHODS: dict[type, frozenset[str]] = {
    str: frozenset(
        "upper lower capitalize title strip lstrip rstrip startswith endswith split splitlines removeprefix"
        " removesuffix count find isdigit".split()
    ),
    dict: frozenset(("items", "keys", "values", "get")),
    list: frozenset(("count", "index")),
    tuple: frozenset(("count", "index")),
}
_PLAIN = (str, bytes, int, float, dict, list, tuple, set, frozenset, type(None))
_MOST_NUMBER = 10**18
_ABBREVIATIONS = frozenset("aov cpa cpc cpl cpm cpv ctr cvr emv gmv roas roi ugc url".split())


class TooMuchError(TemplateRuntimeError):
    """A template builds more text than any brief needs."""


class RefusedTemplateError(TemplateRuntimeError):
    """A template that is asked for cannot be read; the argument is the :class:`BrieflintError`."""

    def __init__(self, problem: BrieflintError) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Files(BaseLoader):
    def __init__(self, files: TemplateFiles) -> None:
        self.files = files
        self.shown: set[str] = set()

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            source, shown = self.files.read(template)
        except BrieflintError as problem:
            raise RefusedTemplateError(problem) from None
        self.shown.add(shown)
        return source, shown, lambda: True


class _Generator(CodeGenerator):
    """``a ~ b`` draws on the budget like every other way to build text."""

    def visit_Concat(self, node: Concat, frame: Frame) -> None:  # noqa: N802
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class BriefEnvironment(ImmutableSandboxedEnvironment):
    """The Jinja environment of briefs.

    Args:
        files: the folders that templates are read from.
        marks: write the marks of the source map.
    """

    code_generator_class = _Generator
    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, files: TemplateFiles, *, marks: bool = False) -> None:
        self.source_files = _Files(files)
        super().__init__(
            loader=self.source_files,
            undefined=Absent,
            extensions=[LineMarks] if marks else [],
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
            auto_reload=False,
            cache_size=64,
        )
        self.built = 0
        kept = {name: self.filters[name] for name in _FILTERS}
        self.filters = {name: self._counted(name, function) for name, function in {**kept, **_OWN_FILTERS}.items()}
        self.globals = {name: self.globals[name] for name in _GLOBALS}

    # ------------------------------------------------------------------------------------------ budget

    def spend(self, size: int) -> None:
        """Count characters that are about to be built.

        Raises:
            TooMuchError: the budget is used up.
        """
        self.built += size
        if self.built > MOST_BUILT:
            raise TooMuchError(f"builds more than {MOST_BUILT // MOST_OUTPUT} MiB of text")

    def concat(self, parts: Iterable[str]) -> str:
        """Join the output of a block, macro or capture."""
        kept = []
        for part in parts:
            self.spend(len(part))
            kept.append(part)
        return "".join(kept)

    def joined(self, parts: Sequence[Any]) -> str:
        """``a ~ b``."""
        return self.concat(map(str, parts))

    def _counted(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def counted(*args: Any, **more: Any) -> Any:
            if name in _WRITING:
                for value in args:
                    if isinstance(value, Absent):
                        str(value)  # an absent list is empty in a loop, but an error where it is to be written
            found = function(*args, **more)
            if isinstance(found, (str, list)):
                self.spend(len(found))
            return found

        return counted

    def call(self, context: Any, called: Any, *args: Any, **more: Any) -> Any:
        """Call what a template calls."""
        if isinstance(called, Absent):
            called()
        found = super().call(context, called, *args, **more)
        if isinstance(found, (str, list)):
            self.spend(len(found))
        return found

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Operators with which a few characters make gigabytes."""
        if operator == "**" or (operator == "%" and isinstance(left, (str, bytes))):
            raise SecurityError(f"the operator '{operator}' is not available")
        if operator == "*":
            for sequence, times in ((left, right), (right, left)):
                if isinstance(sequence, (str, bytes, list, tuple)) and isinstance(times, int):
                    self.spend(len(sequence) * max(times, 0))
        if operator == "+" and isinstance(left, (str, bytes, list, tuple)) and isinstance(right, type(left)):
            self.spend(len(left) + len(right))
        found = super().call_binop(context, operator, left, right)
        if isinstance(found, int) and abs(found) > _MOST_NUMBER:
            raise TooMuchError("computes a number of more than 18 digits")
        return found

    # ------------------------------------------------------------------------------------------ reach

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``obj.attribute``."""
        return self._reach(obj, attribute) if isinstance(obj, (Node, Absent)) else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """``obj[argument]``."""
        return self._reach(obj, argument) if isinstance(obj, (Node, Absent)) else super().getitem(obj, argument)

    def _reach(self, obj: Node | Absent, name: Any) -> Any:
        return obj.lookup(name) if isinstance(obj, Node) else obj.child(name)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Of plain values only the listed methods; of Jinja's own objects what Jinja's sandbox allows."""
        if isinstance(obj, _PLAIN):
            return any(isinstance(obj, kind) and attr in names for kind, names in _METHODS.items())
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """No format strings: the closed list of methods has none."""
        return

    def unsafe_undefined(self, obj: Any, attribute: str) -> Any:
        """Refuse at once what lies outside."""
        raise SecurityError(f"'{attribute[:60]}' of {_kind(obj)} is out of reach for a template")


def _kind(obj: Any) -> str:
    if isinstance(obj, str):
        return "a text"
    if isinstance(obj, (int, float)):
        return "a number"
    return "a list or mapping" if isinstance(obj, (list, tuple, dict, Node)) else "this"


# ---------------------------------------------------------------------------------------------- filters


def _replace(text: Any, old: str, new: str) -> str:
    whole = str.__str__(text) if isinstance(text, str) else str(text)
    if len(whole) // max(1, len(old)) * len(new) > MOST_OUTPUT:
        raise TooMuchError("replaces by more than 1 MiB of text")
    return whole.replace(old, new)


def _trim(text: Any) -> str:
    """Without blanks at both ends; the marks of the source map are no text."""
    whole = str(text)
    head = ENDS[0].match(whole)
    tail = ENDS[1].search(whole, head.end() if head else 0)
    before = "".join(MARK.findall(head[0])) if head else ""
    after = "".join(MARK.findall(tail[0])) if tail else ""
    return before + whole[head.end() if head else 0 : tail.start() if tail else len(whole)] + after


def _round(number: Any, digits: int = 0) -> Any:
    return round(number, min(max(digits, -6), 6)) if digits else round(number)


def _listed(items: Iterable[Any], word: str = "and") -> str:
    """Items as a person lists them: a, b and c."""
    parts = [str(item) for item in items]
    return f" {word} ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _words(value: Any) -> Any:
    """A plain name as words: ``code-sales`` is code sales, ``cpa`` is CPA."""
    parts = str.__str__(value).replace("_", "-").split("-")
    return tracked(" ".join(p.upper() if p.lower() in _ABBREVIATIONS else p for p in parts), key_of(value))


def _percent(rate: Any, space: str = "") -> Any:
    """A share as per cent: 0.08 is 8%."""
    return tracked(f"{round(float(rate) * 100, 2):g}{space}%", key_of(rate))


def _money(amount: Any, currency: Any = "") -> Any:
    """An amount without needless decimals, with its currency."""
    number = float(amount)
    shown = f"{number:.0f}" if number == int(number) else f"{number:.2f}"
    return tracked(f"{shown} {str.__str__(currency)}".strip() if currency else shown, key_of(amount))


def _named(value: Any, table: Any) -> Any:
    """The text that a table has for a plain name, or else the name as words."""
    return tracked(str.__str__(table[value]), key_of(value)) if value in table else _words(value)


def _digits(value: Any) -> Any:
    """The number inside a plain name: 5 in ``spoken-first-5s``."""
    return tracked("".join(c for c in str.__str__(value) if c.isdigit()), key_of(value))


def _stopped(text: Any) -> Any:
    """A text that ends as a sentence does."""
    whole = str.__str__(text).rstrip()
    return tracked(whole if whole[-1:] in ".!?…。！？" else whole + ".", key_of(text))


_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}


def _day(value: Any, language: Any = "en") -> Any:
    """A date as people write it: 12 May 2026, 12.05.2026, 12 mai 2026; as it is in any other language."""
    whole, spoken = str.__str__(value), str.__str__(language).split("-")[0]
    parts = whole.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts) or not 1 <= int(parts[1]) <= 12:
        return value
    year, month, day = (int(part) for part in parts)
    if spoken == "de":
        return tracked(f"{day:02}.{month:02}.{year}", key_of(value))
    if spoken not in _MONTHS:
        return value
    number = "1er" if spoken == "fr" and day == 1 else str(day)
    return tracked(f"{number} {_MONTHS[spoken][month - 1]} {year}", key_of(value))


_OWN_FILTERS: dict[str, Callable[..., Any]] = {
    "replace": _replace,
    "trim": _trim,
    "round": _round,
    "listed": _listed,
    "words": _words,
    "named": _named,
    "digits": _digits,
    "percent": _percent,
    "money": _money,
    "stopped": _stopped,
    "day": _day,
}
