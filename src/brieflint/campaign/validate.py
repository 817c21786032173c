"""Hold a campaign record against its models, and give it its one form; needed only when it is not in the cache."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from brieflint.campaign.record import Campaign
from brieflint.errors import InputError
from brieflint.rules.yaml_lines import LinedYaml
from brieflint.validation import first_error, resolve


def validate(lined: LinedYaml, path: str) -> dict[str, Any]:
    """The record as plain JSON: only what was written, in one form, and with every id filled in.

    Aliases are resolved (``uk`` is ``gb``), one value stands as a list where a list may stand, dates are ISO text.

    Raises:
        InputError: with path, line and what would be right.
    """
    if not isinstance(lined.data, dict):
        raise InputError("is no campaign record: write 'key: value' lines", path=path, line=1)
    try:
        model = Campaign.model_validate(lined.data)
    except ValidationError as problem:
        raise first_error(problem, lined, path, Campaign, InputError) from None
    data: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    faults = sorted(_faults(data), key=lambda fault: lined.line(fault[0]))
    if faults:
        at, message = faults[0]
        where = ".".join(str(part) for part in at)
        raise InputError(f"'{where}': {message}", path=path, line=lined.line(at))
    _fill_ids(data)
    return data


def shape() -> Any:
    """The keys a record may have, nested; ``[]`` for the items of a list, ``*`` for any key, ``None`` for a value."""
    root = Campaign.model_json_schema(by_alias=True)

    def below(node: Any) -> Any:
        node = resolve(node, root)
        if "properties" in node:
            return {key: below(value) for key, value in node["properties"].items()}
        if "items" in node:
            return {"[]": below(node["items"])}
        more = node.get("additionalProperties")
        return {"*": below(more)} if isinstance(more, dict) else None

    return below(root)


Place = tuple[str | int, ...]


def _faults(data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """What no single field can see: ids that stand twice, and ranges that end before they begin."""
    for name in ("key_messages", "fixed_text", "script", "must_have", "creators"):
        yield from _repeated(data.get(name, ()), (name,))
    term = data.get("term", {})
    if term.get("start", "") > term.get("end", "9"):
        yield ("term", "end"), f"{term['end']} is before the start, {term['start']}"
    for number, creator in enumerate(data.get("creators", ())):
        at: Place = ("creators", number, "deliverables")
        yield from _repeated(creator.get("deliverables", ()), at)
        for k, deliverable in enumerate(creator.get("deliverables", ())):
            for key in ("seconds", "words", "live"):
                low, high = deliverable.get(key, (0, 0))
                if low > high:
                    yield (*at, k, key), f"{low} is more than {high}: write the smaller first"


def _repeated(items: Any, at: Place) -> Iterator[tuple[Place, str]]:
    seen = set()
    for number, item in enumerate(items):
        name = item.get("id", "").casefold()
        if name and name in seen:
            yield (*at, number, "id"), f"'{item['id']}' stands twice: ids must differ"
        seen.add(name)


def _fill_ids(data: dict[str, Any]) -> None:
    """Ids for what has none, so that findings and files can name it."""
    for name, prefix in (("key_messages", "m"), ("fixed_text", "t"), ("script", "s"), ("must_have", "h")):
        _number(data.get(name, ()), lambda item, prefix=prefix: prefix)
    _number(data.get("creators", ()), lambda _: "creator-")
    for creator in data.get("creators", ()):
        _number(
            creator.get("deliverables", ()),
            lambda d: "-".join([*(d[k] for k in ("platform", "surface") if k in d), ""]) or "deliverable-",
        )


def _number(items: Any, prefix: Any) -> None:
    taken = {item["id"].casefold() for item in items if "id" in item}
    for number, item in enumerate(items, 1):
        if "id" not in item:
            name = f"{prefix(item)}{number}"
            while name.casefold() in taken:
                name += "x"
            taken.add(name.casefold())
            item["id"] = name
