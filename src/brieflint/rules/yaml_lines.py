"""YAML with the line of every value, so that an error in a rule or a record names its place.

Aliases are refused (a few lines of them can grow to gigabytes), and so are duplicate keys (the first would be lost).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from brieflint.errors import BrieflintError, InputError

Path = tuple[str | int, ...]
MAX_DEPTH = 60


@dataclass(slots=True)
class LinedYaml:
    """Plain data, and the 1-based line of every path in it."""

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """Line of ``path``, or of its nearest parent."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


_loader_class: Any = None


def loader_class() -> Any:
    """PyYAML's safe loader (in C where there is one) with the booleans of YAML 1.2: ``no`` is Norway, not false."""
    global _loader_class  # noqa: PLW0603
    if _loader_class is None:
        import yaml

        base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        _loader_class = type("Yaml12Loader", (base,), {})
        boolean = "tag:yaml.org,2002:bool"
        _loader_class.yaml_implicit_resolvers = {
            first: [pair for pair in pairs if pair[0] != boolean]
            for first, pairs in base.yaml_implicit_resolvers.items()
        }
        _loader_class.add_implicit_resolver(
            boolean, re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
        )
    return _loader_class


def load(text: str, path: str, *, first_line: int = 1, error: type[BrieflintError] = InputError) -> LinedYaml:
    """Load one YAML document.

    Args:
        text: the document.
        path: what messages call the file.
        first_line: line of the file at which ``text`` begins.
        error: the class to raise.

    Raises:
        BrieflintError: of class ``error``, with path and line.
    """
    import yaml

    try:
        if _may_be_deep(text) and _depth(text, yaml) > MOST_LEVELS:
            raise error(f"YAML is nested deeper than {MOST_LEVELS} levels", path=path, line=first_line)
        loader = loader_class()(text)
        try:
            node = loader.get_single_node()
            result = LinedYaml(None)
            if node is not None:
                reader = _Reader(loader, result.lines, path, first_line, error, yaml)
                result.data = reader.value(node, ())
            return result
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + first_line if mark else first_line
        what = " ".join(str(problem.problem or problem.context or "cannot be read").split())
        what, above = _plainly(what, text, mark.index if mark else 0)
        raise error(f"not valid YAML: {what}", path=path, line=line - above) from None
    except yaml.YAMLError as problem:
        raise error(f"not valid YAML: {' '.join(str(problem).split())}", path=path) from None
    except RecursionError:
        raise error("YAML is nested too deep", path=path) from None


MOST_LEVELS = 100
_DEEP = re.compile(r"[ \t?-]{100}")


def _may_be_deep(text: str) -> bool:
    return max(text.count("["), text.count("{")) > MOST_LEVELS or _DEEP.search(text) is not None


def _depth(text: str, yaml: Any) -> int:
    """How deep collections are nested, or a little more than may be: the C parser overruns its stack in deep ones."""
    depth = 0
    for event in yaml.parse(text, Loader=loader_class()):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MOST_LEVELS:
                return depth
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return 0


_SLIPS = (
    (re.compile(r"(?m)^[ ]*\t"), "a tab indents the line: YAML takes blanks only"),
    (re.compile(r"(?m)[:,\[{] *(?P<what>[@`%])"), "a text that begins with {what} belongs in quotes"),
    (re.compile(r"(?m)[:,\[{][ \t]+(?P<what>#\w+)"), "{what} begins a comment: put it in quotes"),
)


def _plainly(what: str, text: str, index: int) -> tuple[str, int]:
    """The parser's words, or what most likely went wrong where they are obscure, and how many lines above."""
    if "unexpected end of stream" in what:
        return "a quotation mark or bracket is not closed", 0
    start = text.rfind("\n", 0, index) + 1
    before = text.rfind("\n", 0, max(0, start - 1)) + 1
    end = text.find("\n", index)
    for above, part in enumerate((text[start : end if end >= 0 else len(text)], text[before:start])):
        for pattern, remedy in _SLIPS:
            found = pattern.search(part)
            if found is not None:
                named = f"'{found['what']}'" if "what" in pattern.groupindex else ""
                return remedy.replace("{what}", named), above
    return what, 0


class _Reader:
    def __init__(
        self, loader: Any, lines: dict[Path, int], path: str, first: int, error: type[BrieflintError], yaml: Any
    ) -> None:
        self.loader = loader
        self.lines = lines
        self.path = path
        self.first = first
        self.error = error
        self.yaml = yaml
        self.seen: set[int] = set()

    def value(self, node: Any, at: Path) -> Any:
        line = node.start_mark.line + self.first
        self.lines[at] = line
        if len(at) > MAX_DEPTH:
            raise self.error("YAML is nested too deep", path=self.path, line=line)
        if id(node) in self.seen:
            raise self.error("YAML aliases (*name) are not allowed: write the value out", path=self.path, line=line)
        self.seen.add(id(node))
        if isinstance(node, self.yaml.MappingNode):
            found: dict[Any, Any] = {}
            for key_node, value_node in node.value:
                key = self.scalar(key_node)
                key_line = key_node.start_mark.line + self.first
                if not isinstance(key, str):
                    raise self.error(f"key {key!r} is not text: put it in quotes", path=self.path, line=key_line)
                if key in found:
                    raise self.error(f"key '{key}' stands twice", path=self.path, line=key_line)
                below = (*at, key)
                found[key] = self.value(value_node, below)
                self.lines[below] = key_line
            return found
        if isinstance(node, self.yaml.SequenceNode):
            return [self.value(child, (*at, k)) for k, child in enumerate(node.value)]
        return self.scalar(node)

    def scalar(self, node: Any) -> Any:
        if not isinstance(node, self.yaml.ScalarNode):
            line = node.start_mark.line + self.first
            raise self.error("a key must be plain text", path=self.path, line=line)
        try:
            value = self.loader.construct_object(node)
        except (ValueError, OverflowError):
            line = node.start_mark.line + self.first
            raise self.error(
                f"'{node.value[:40]}' is no date or number that exists", path=self.path, line=line
            ) from None
        if isinstance(value, str) and not value.isascii():
            return value.encode("utf-8", "replace").decode("utf-8")  # lone surrogates from \ud800 escapes
        return value
