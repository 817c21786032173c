"""Front matter: what a draft says about itself, in YAML between two ``---`` lines at its top.

Only what a person writes there is read: mappings, lists and scalars, with the scalar types of YAML 1.2, so that
``language: no`` is Norwegian and not false. Aliases, tags and repeated keys are refused.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any

from brieflint.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPEN = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\r|\n)")
_CLOSE = re.compile(r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HALF = r"\\(?:u|U0000)[dD][89a-fA-F][0-9a-fA-F]{2}"
_SURROGATE_ESCAPE = re.compile(rf"(?<!\\)((?:\\\\)*)({_HALF})({_HALF})?")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]{1,3})?|[0-9]+[eE][-+]?[0-9]{1,3})\Z")
_WORDS: dict[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_PLAIN = r"[A-Za-z][A-Za-z0-9_./+-]*(?: [A-Za-z0-9_./+-]+)*"
_ITEM = re.compile(rf'[ ]*(?:"([^"\\\r\n]*)"|({_PLAIN}))[ ]*\Z')
_PLAIN_LINE = re.compile(rf'([A-Za-z_][A-Za-z0-9_-]*):[ ]+(?:\[([^\[\]\r\n]*)\]|("[^"\\\r\n]*"|{_PLAIN}))[ ]*\Z')
_DEEPEST = 32
_LONGEST = 100_000
_REMEDY = "mend the YAML between the '---' lines, or put a value with ':' or '#' in quotes"


def split_front_matter(source: str, path: str) -> tuple[int, dict[str, object]]:
    """Where the text of a draft begins, and what its front matter says.

    Args:
        source: the file as stored; a byte-order mark before the first ``---`` is skipped.
        path: how the user named it, for messages.

    Returns:
        The offset right after the closing line's line end, and the mapping. Without front matter, and where a first
        ``---`` is never closed (a thematic break), the offset after a byte-order mark and an empty mapping.

    Raises:
        InputError: the front matter is not a plain YAML mapping with text keys; names the line of the file.
    """
    found = _find(source)
    if found is None:
        return (1 if source.startswith("\ufeff") else 0), {}
    start, end, body = found
    plain = read_plain_lines(source[start:end])
    return body, plain if plain is not None else _Builder(source, start, end, path).build()


def read_plain_lines(text: str) -> dict[str, object] | None:
    """Front matter of nothing but ``key: word`` and ``key: [word, word]`` lines, as most drafts have it.

    YAML reads such lines the same way, at the price of loading YAML. ``None`` where anything else stands.
    """
    if len(text) > _LONGEST:
        return None
    if not text.isprintable() and not text.replace("\n", "").replace("\r", "").isprintable():
        return None
    found: dict[str, object] = {}
    for line in _LINE_END.split(text):
        if not line:
            continue
        match = _PLAIN_LINE.match(line)
        if match is None or match[1] in found or match[1] in _WORDS:
            return None
        if match[2] is None:
            value = _item(match[3])
        elif match[2].strip(" "):
            items = [_item(item) for item in match[2].split(",")]
            value = None if _REFUSED in items else items
            if value is None:
                return None
        else:
            value = []
        if value is _REFUSED:
            return None
        found[match[1]] = value
    return found or None


_REFUSED = object()


def _item(text: str) -> object:
    match = _ITEM.match(text)
    if match is None:
        return _REFUSED
    if match[1] is not None:
        return match[1]
    word = match[2]
    return _WORDS.get(word, word)


def key_lines(source: str, body: int) -> dict[str, int]:
    """The 1-based line of each top-level key of front matter that :func:`split_front_matter` has read.

    Args:
        source: the file as stored.
        body: the offset that :func:`split_front_matter` gave.
    """
    found = _find(source)
    if found is None or found[2] != body:
        return {}
    builder = _Builder(source, found[0], found[1], "")
    builder.build()
    return builder.lines


def _find(source: str) -> tuple[int, int, int] | None:
    """``(start, end, body)``: the YAML itself, and where the text begins."""
    opening = _OPEN.match(source)
    if opening is None:
        return None
    closing = _CLOSE.search(source, opening.end())
    if closing is None:
        return None
    return opening.end(), closing.start(), closing.end()


class _Builder:
    """Builds the mapping from YAML events: no recursion, and nothing that an event could set off."""

    def __init__(self, source: str, start: int, end: int, path: str) -> None:
        # Neither replacement touches a line end, so lines of this text are lines of the file.
        text = _SURROGATE.sub("\ufffd", source[start:end])
        self.text = _SURROGATE_ESCAPE.sub(_defuse, text)
        self.path = path
        self.lines: dict[str, int] = {}

    def fail(self, message: str, index: int) -> InputError:
        """The error to raise for what stands at a character of the YAML."""
        return InputError(f"front matter: {message}", path=self.path, line=self.line(index))

    def line(self, index: int) -> int:
        """The line of the file in which a character of the YAML stands."""
        return 2 + bisect_right(self._line_ends, index)

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.end() for match in _LINE_END.finditer(self.text)]

    def build(self) -> dict[str, object]:
        """The mapping that the YAML holds."""
        import yaml

        if len(self.text) > _LONGEST:
            raise self.fail(f"longer than {_LONGEST} characters: keep the text of the draft below it", 0)
        try:
            return self._from_events(self._events(yaml))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            index = mark.index if mark is not None else 0
            problem = " ".join((error.problem or "not YAML").split())
            raise self.fail(f"{problem}: {_REMEDY}", index) from None
        except yaml.reader.ReaderError as error:
            character = error.character if isinstance(error.character, int) else 0
            index = self.text.find(chr(character))
            raise self.fail(f"character U+{character:04X} is not allowed: remove it", max(index, 0)) from None

    def _events(self, yaml: Any) -> Iterator[Any]:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return iter(yaml.parse(self.text, Loader=loader))

    def _from_events(self, events: Iterator[Any]) -> dict[str, object]:
        root: dict[str, object] | None = None
        # The open collections, outermost first, each with the key that waits for its value.
        stack: list[tuple[dict[str, object] | list[object], str | None]] = []
        for event in events:
            name = type(event).__name__
            index = event.start_mark.index
            if name in ("SequenceEndEvent", "MappingEndEvent"):
                stack.pop()
                continue
            if name == "DocumentStartEvent":
                if root is not None or event.explicit:
                    raise self.fail("a second YAML document: remove the line", index)
                continue
            if name == "AliasEvent":
                raise self.fail(f"the alias '*{event.anchor}' is not supported: write the value out", index)
            if name not in ("ScalarEvent", "SequenceStartEvent", "MappingStartEvent"):
                continue
            if event.tag is not None:
                raise self.fail(f"the tag '{event.tag}' is not supported: remove it", index)
            value: object
            if name == "ScalarEvent":
                value = _scalar(event.value) if event.implicit[0] else event.value
            else:
                value = {} if name == "MappingStartEvent" else []
            if not stack:
                if value is None:
                    continue
                if not isinstance(value, dict):
                    kind = "a list" if isinstance(value, list) else "a single value"
                    raise self.fail(f"holds {kind}: write 'key: value' lines", index)
                root = value
            elif self._place(stack, value, event, index):
                continue
            if isinstance(value, (dict, list)):
                if len(stack) >= _DEEPEST:
                    raise self.fail(f"nested more than {_DEEPEST} deep: write it flatter", index)
                stack.append((value, None))
        return root if root is not None else {}

    def _place(
        self, stack: list[tuple[dict[str, object] | list[object], str | None]], value: object, event: Any, index: int
    ) -> bool:
        """Put a value where it belongs; whether it was a key."""
        parent, key = stack[-1]
        if isinstance(parent, list):
            parent.append(value)
            return False
        if key is not None:
            parent[key] = value
            stack[-1] = (parent, None)
            return False
        if not isinstance(value, str):
            if isinstance(value, (dict, list)):
                raise self.fail(
                    "a key must be a word, not a list or mapping: quote it if it begins with '{' or '['", index
                )
            raise self.fail(f"the key '{event.value}' is not text: put it in quotes", index)
        if value in parent:
            raise self.fail(f"the key '{value}' stands twice: remove one", index)
        parent[value] = None
        stack[-1] = (parent, value)
        if len(stack) == 1:
            self.lines[value] = self.line(index)
        return True


def _defuse(match: re.Match[str]) -> str:
    """A pair of surrogate escapes as the character that it means, any other as U+FFFD."""
    halves = [int(half[-4:], 16) for half in match.groups()[1:] if half is not None]
    if len(halves) == 2 and halves[0] < 0xDC00 <= halves[1]:
        return match[1] + f"\\U{0x10000 + (halves[0] - 0xD800) * 0x400 + halves[1] - 0xDC00:08X}"
    return match[1] + "\\uFFFD" * len(halves)


def _scalar(text: str) -> object:
    """A plain scalar by the YAML 1.2 core schema; dates stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text
