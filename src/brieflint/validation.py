"""The first fault that pydantic found in a YAML document, as one line with the place and the likely key."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from brieflint.errors import BrieflintError, did_you_mean
from brieflint.rules.yaml_lines import LinedYaml

Fault = TypeVar("Fault", bound=BrieflintError)


def first_error(
    problem: ValidationError, lined: LinedYaml, name: str, model: type[BaseModel], error: type[Fault]
) -> Fault:
    """The fault that stands first in the file.

    Args:
        problem: what pydantic found.
        lined: the document with the line of every value.
        name: what messages call the file.
        model: the model it was held against; a misspelt key is compared with the keys this knows at that place.
        error: the class to return.
    """
    # A misspelt key is also a missing one; the first says more.
    first = min(problem.errors(), key=lambda e: (lined.line(tuple(e["loc"])), e["type"] == "missing"))
    loc = tuple(first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        message = f"unknown key; {did_you_mean(str(loc[-1]), keys_at(model, loc[:-1]))}"
        if " " in str(loc[-1]) and first["input"] is None:
            message = "unknown key; inside { } a comma ends a value: put a text with a comma in quotes"
        elif " " in str(loc[-1]):
            message = "unknown key; a colon with a blank ends a key: put a text with a colon in quotes"
    elif first["type"] == "missing":
        message = "is required"
    elif first["type"] in _EXPECTED:
        message = f"{_shown(first['input'])} is not {_EXPECTED[first['type']]}"
    elif first["type"] in ("enum", "literal_error"):
        known = [str(k).strip("'") for k in _choices(first["ctx"]["expected"])]
        message = f"{_shown(first['input'])} is not known; {did_you_mean(str(first['input']), known)}"
    elif first["type"] in ("model_type", "dict_type"):
        message = "must be a mapping of keys"
    elif first["type"] == "list_type":
        message = "must be a list"
    where = ".".join(str(part) for part in loc if part != "[key]")
    return error(
        f"'{where}': {' '.join(message.split())}" if where else " ".join(message.split()),
        path=name,
        line=lined.line(loc),
    )


_EXPECTED = {
    "string_type": "text: put it in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}


def _shown(value: Any) -> str:
    text = str(value)
    return f"'{text if len(text) <= 40 else text[:39] + '…'}'"


def _choices(expected: str) -> list[str]:
    """The values of pydantic's ``'a', 'b' or 'c'``."""
    return [part for piece in expected.split(", ") for part in piece.split(" or ")]


def keys_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """Keys that the schema of a model knows at a place."""
    root = model.model_json_schema(by_alias=True)
    node: Any = root
    for part in loc:
        node = resolve(node, root)
        if isinstance(part, int):
            node = node.get("items", {})
        elif part in node.get("properties", {}):
            node = node["properties"][part]
        else:
            node = node.get("additionalProperties", {})
        if not isinstance(node, dict):
            return []
    return sorted(resolve(node, root).get("properties", {}))


def resolve(node: Any, root: dict[str, Any]) -> Any:
    """A node of a JSON Schema with references followed and the null alternative left out."""
    while isinstance(node, dict):
        if "$ref" in node:
            node = root["$defs"][node["$ref"].rsplit("/", 1)[1]]
        elif "anyOf" in node:
            node = next((n for n in node["anyOf"] if n.get("type") != "null"), {})
        else:
            break
    return node
