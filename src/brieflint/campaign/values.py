"""Record values as templates see them: each knows its place in the record, and none can break out of its line.

A value that the record could hold but does not is :class:`Absent`: false in ``{% if %}``, empty in ``{% for %}``, an
error when written. A name that no record knows is an error wherever it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from jinja2 import Undefined
from jinja2.exceptions import TemplateRuntimeError
from jinja2.utils import missing

from brieflint.campaign.marks import value_mark

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BLOCK = re.compile(
    r"#{1,6}(?=\s|\Z)|[-+*](?=\s|\Z)|>|[-=*_]{3,}\Z|[-*_](?:\s+[-*_]){2,}\s*\Z|`{3}|~{3}|\||\[[^\]]*\]:"
)
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|\Z)")


class NotSetError(TemplateRuntimeError):
    """A template writes what the record does not set; the argument is the dotted path."""


class UnknownNameError(TemplateRuntimeError):
    """A template asks for what no record has; the arguments are the name and the known ones."""

    def __init__(self, name: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(f"'{name}' is not known")
        self.name = name
        self.known = known


class Written:
    """Whether values are written with their marks; switched by the source map."""

    marks = False


def _written(key: str, text: str) -> str:
    return value_mark(key, text) if Written.marks and key else text


class TrackedStr(str):
    """A text of the record; ``key`` is its dotted path."""

    key: str

    def __str__(self) -> str:
        return _written(self.key, str.__str__(self))


class TrackedInt(int):
    """A whole number of the record."""

    key: str

    def __str__(self) -> str:
        return _written(self.key, int.__repr__(self))


class TrackedFloat(float):
    """A number of the record."""

    key: str

    def __str__(self) -> str:
        return _written(self.key, float.__repr__(self))


def tracked(value: Any, key: str) -> Any:
    """A scalar that remembers its place in the record."""
    made: Any
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        made = TrackedStr(harmless(value))
    elif isinstance(value, int):
        made = TrackedInt(value)
    else:
        made = TrackedFloat(value)
    made.key = key
    return made


def key_of(value: Any) -> str:
    """The place of a value in the record; empty for one that does not come from there."""
    return str(getattr(value, "key", "")) if isinstance(value, (TrackedStr, TrackedInt, TrackedFloat)) else ""


def harmless(text: str) -> str:
    """A text as one line of Markdown that opens no block, no tag and no comment."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    line = _TAG.sub("&lt;", line)
    if _BLOCK.match(line):
        return "\\" + line
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


class Absent(Undefined):
    """What is not there; with a ``path``, the record could hold it and does not."""

    __slots__ = ("path", "shape")

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None, **more: Any
    ) -> None:
        super().__init__(hint, obj, name)
        self.path: str = more.get("path", "")
        self.shape: Any = more.get("shape")
        self._undefined_exception = self._error  # type: ignore[assignment]

    def _error(self, _: str) -> TemplateRuntimeError:
        if self.path:
            return NotSetError(self.path)
        if self._undefined_hint:
            return TemplateRuntimeError(self._undefined_hint)
        if self._undefined_obj is not missing:
            return TemplateRuntimeError(f"there is no '{self._undefined_name}' here")
        return UnknownNameError(str(self._undefined_name))

    def _fail(self) -> NoReturn:
        raise self._error("")

    def child(self, name: Any) -> Absent:
        """What would stand below it, were it there."""
        if not self.path:
            self._fail()
        return Absent(path=f"{self.path}.{name}", shape=_below(self.shape, name, self.path))

    def __str__(self) -> str:
        return self._fail()

    def __bool__(self) -> bool:
        return False if self.path else self._fail()

    def __iter__(self) -> Iterator[Any]:
        return iter(()) if self.path else self._fail()

    def __len__(self) -> int:
        return 0 if self.path else self._fail()

    def __contains__(self, _: object) -> bool:
        return False if self.path else self._fail()

    def __eq__(self, other: object) -> bool:
        return self is other if self.path else self._fail()

    def __ne__(self, other: object) -> bool:
        return self is not other if self.path else self._fail()

    def __hash__(self) -> int:
        return hash(self.path) if self.path else self._fail()


class Node(Mapping[str, Any]):
    """A mapping of the record. ``shape`` tells the keys that it could have; ``None`` means those that it has."""

    __slots__ = ("_data", "_path", "_shape")

    def __init__(self, data: Mapping[str, Any], path: str, shape: Any) -> None:
        self._data = data
        self._path = path
        self._shape = shape

    def lookup(self, name: Any) -> Any:
        """The value of a key, wrapped; :class:`Absent` when the record could have it.

        Raises:
            UnknownNameError: no record has such a key.
        """
        if isinstance(name, str) and name in self._data:
            path = f"{self._path}.{name}" if self._path else str.__str__(name)
            shape = _below(self._shape, name, self._path) if self._shape is not None else None
            found = wrap(self._data[name], path, shape)
            # A table of names has no place in the record; what was looked up in it has.
            return tracked(str.__str__(found), key_of(name)) if isinstance(found, str) and key_of(name) else found
        if self._shape is None:
            raise UnknownNameError(str(name), tuple(self._data))
        path = f"{self._path}.{name}" if self._path else str(name)
        return Absent(path=path, shape=_below(self._shape, name, self._path))

    def __getitem__(self, name: str) -> Any:
        if name not in self._data:
            raise KeyError(name)
        return self.lookup(name)

    def __iter__(self) -> Iterator[str]:
        return (tracked(key, f"{self._path}.{key}") for key in self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __str__(self) -> str:
        raise TemplateRuntimeError(f"'{self._path}' is a mapping: write one of its keys ({', '.join(self._data)})")


def _below(shape: Any, name: Any, path: str) -> Any:
    """The shape of a key, of an item of a list, or of any key of an open mapping."""
    if isinstance(shape, dict):
        for key in (name, "[]" if isinstance(name, int) else "*"):
            if key in shape:
                return shape[key]
        raise UnknownNameError(f"{path}.{name}" if path else str(name), tuple(k for k in shape if k not in ("[]", "*")))
    raise UnknownNameError(f"{path}.{name}" if path else str(name))


def wrap(value: Any, path: str, shape: Any) -> Any:
    """A value of the record for a template: mappings and lists cannot be changed, scalars know their place.

    A mapping of exactly ``value`` and ``key`` is a value with the place it stands for.
    """
    if isinstance(value, dict):
        if value.keys() == {"value", "key"} and shape is None:
            return tracked(value["value"], value["key"])
        return Node(value, path, shape)
    if isinstance(value, list):
        below = shape.get("[]") if isinstance(shape, dict) else None
        return tuple(wrap(item, f"{path}.{number}", below) for number, item in enumerate(value))
    return tracked(value, path)
