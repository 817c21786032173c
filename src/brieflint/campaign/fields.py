"""The types of the fields of a campaign record: codes, dates, handles, links, counts.

Each refuses a wrong value with one clause that says what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from math import isfinite
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from brieflint import context as ctx
from brieflint.errors import did_you_mean

PLACES = (
    "first-line", "start", "title", "spoken", "on-screen", "overlay", "every-frame", "first-frame", "throughout",
    "end", "last-frame", "hashtags", "first-comment", "bio", "description", "below-fold",
)  # fmt: skip
"""Where a label may be told to stand. The second row is never good enough: a rule says so, not the schema."""

CURRENCIES = frozenset(
    "AED ARS AUD BDT BGN BHD BRL CAD CHF CLP CNY COP CRC CZK DKK DOP EGP EUR GBP GEL GHS GTQ HKD HUF IDR ILS INR ISK"
    " JOD JPY KES KRW KWD KZT LBP LKR MAD MXN MYR NGN NOK NZD OMR PAB PEN PHP PKR PLN PYG QAR RON RSD SAR SEK SGD THB"
    " TND TRY TWD TZS UAH UGX USD UYU UZS VND XAF XOF ZAR ZMW".split()
)
"""ISO 4217 codes in which creators are paid."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SPOKEN = re.compile(r"spoken-first-[1-9][0-9]?s\Z")


def _short(value: Any) -> str:
    text = str(value)
    return f"'{text if len(text) <= 40 else text[:39] + '…'}'"


def _clean(value: str) -> str:
    found = _CONTROL.search(value)
    if found:
        raise ValueError(f"holds the control character U+{ord(found[0]):04X}: remove it")
    return value


def _quoted(value: Any) -> Any:
    """What YAML reads as a number or a date is refused with the remedy, not turned back into text by guess."""
    if isinstance(value, (int, float, date)) and not isinstance(value, bool):
        raise ValueError(f"{value} is not text: put it in quotes")
    return value


def _matching(pattern: str, what: str) -> Any:
    compiled = re.compile(rf"(?:{pattern})\Z")

    def check(value: str) -> str:
        if not compiled.match(value):
            raise ValueError(f"{_short(value)} is no {what}")
        return value

    return AfterValidator(check)


def _key(name: str) -> Callable[[Any], Any]:
    """The reader of a context key, so that the record and a draft's front matter take the same values."""

    def parse(value: Any) -> Any:
        if value is None or value == []:
            raise ValueError("is empty")
        parsed = ctx.parse_key(name, value)
        return list(parsed) if isinstance(parsed, tuple) else parsed

    return parse


def _country(value: Any) -> str:
    codes = _key("jurisdictions")(value)
    if len(codes) != 1:
        raise ValueError("must be one country code")
    return str(codes[0])


def _slug(value: Any) -> Any:
    return re.sub(r"[\s_]+", "-", value.strip().lower()) if isinstance(value, str) else value


def _prefixed(sign: str) -> Callable[[Any], Any]:
    return lambda value: value if not isinstance(value, str) or value.startswith(sign) else sign + value


def _place(value: str) -> str:
    if value not in PLACES and not _SPOKEN.match(value):
        raise ValueError(f"{_short(value)} is not known; {did_you_mean(value, [*PLACES, 'spoken-first-5s'])}")
    return value


def _currency(value: str) -> str:
    if value.upper() not in CURRENCIES:
        raise ValueError(f"{_short(value)} is no currency code; write three letters, such as EUR or USD")
    return value.upper()


def _ratio(value: Any) -> Any:
    if not isinstance(value, str) or not re.match(r"[1-9]\d{0,3}:[1-9]\d{0,3}\Z", value):
        raise ValueError('is no ratio; write it in quotes, such as "9:16"')
    return value


def _day(value: Any) -> Any:
    """ISO dates only: pydantic would take a number for a day count."""
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d\Z", value):
        return value
    if type(value) is date:
        return value
    raise ValueError(f"{_short(value)} is no date; write year-month-day, such as 2026-05-12")


def _whole(least: int, word: str | None = None) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if word is not None and value == word:
            return value
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= 10**12:
            more = f" or '{word}'" if word else ""
            low, dash, high = str(value).partition("-")
            both = dash and low.strip().isdigit() and high.strip().isdigit()
            span = f": write [{low.strip()}, {high.strip()}]" if both else ""
            raise ValueError(f"{_short(value)} is no whole number from {least}{more}{span}")
        return value

    return check


def _number(most: float) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not isfinite(value):
            figures = "".join(c for c in str(value) if c.isdigit() or c == ".").strip(".")
            remedy = f": write {figures} alone, and the currency under 'currency'" if figures and most > 1 else ""
            raise ValueError(f"{_short(value)} is no number{remedy}")
        if not 0 < value <= most:
            limit = " and at most 1; 0.08 is 8 per cent" if most == 1 else ""
            raise ValueError(f"{_short(value)} must be above 0{limit}")
        return value

    return check


def _version(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError(f"{value} is not text: put it in quotes")
    return value if isinstance(value, int) else ctx.parse_key("brief_version", value)


class Short:
    """Marks a type that may be written shorter: what is written short is spelled out before it is validated.

    Args:
        expand: spells it out.
        schema: the JSON Schema of the short form, from that of the long one.
    """

    def __init__(self, expand: Callable[[Any], Any], schema: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        self.expand = expand
        self.schema = schema

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.expand, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        long = handler(schema)
        return {"anyOf": [long, self.schema(long)]}


def _item_schema(long: dict[str, Any]) -> dict[str, Any]:
    return dict(long.get("items", {}))


def as_field(name: str) -> Short:
    """A text where a mapping is expected stands for the mapping's field of that name."""
    return Short(lambda value: {name: value} if isinstance(value, str) else value, lambda _: {"type": "string"})


ONE = Short(lambda value: value if isinstance(value, list) or value is None else [value], _item_schema)
"""One value stands for a list of one."""

BOTH = Short(lambda value: value if isinstance(value, list) or value is None else [value, value], _item_schema)
"""One value stands for a range that begins and ends there."""

Item = TypeVar("Item")
Many = Annotated[list[Item], ONE]
"""A list that may be written as one value."""

Range = Annotated[list[Item], Field(min_length=2, max_length=2), BOTH]
"""The least and the most."""

_STRING = StringConstraints(strip_whitespace=True)
Text = Annotated[
    str, BeforeValidator(_quoted), StringConstraints(min_length=1, max_length=4000, strip_whitespace=True),
    AfterValidator(_clean),
]  # fmt: skip
Name = Annotated[
    str, BeforeValidator(_quoted), _STRING,
    _matching(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "id; letters, digits, '.', '_' and '-' only"),
]  # fmt: skip
Slug = Annotated[str, BeforeValidator(_slug), _matching(r"[a-z][a-z0-9-]{0,63}", "plain name, such as household")]
Url = Annotated[str, _STRING, _matching(r"https?://[^\s<>\"]{1,2000}", "web address; begin with https://"),
                AfterValidator(_clean)]  # fmt: skip
Handle = Annotated[
    str, BeforeValidator(_quoted), _STRING,
    _matching(r"@?[\w.-]{1,64}|https?://[^\s<>\"]{1,2000}", 'handle; write it in quotes, such as "@kettlo"'),
]  # fmt: skip
Mention = Annotated[str, BeforeValidator(_prefixed("@")), _matching(r"@[\w.-]{1,64}", 'mention, such as "@kettlo"')]
Hashtag = Annotated[str, BeforeValidator(_prefixed("#")), _matching(r"#\w{1,100}", 'hashtag, such as "#tea"')]
Code = Annotated[
    str, BeforeValidator(_quoted), _STRING, _matching(r"[\w%-]{1,40}", "discount code; letters, digits and '-' only")
]
Day = Annotated[date, BeforeValidator(_day)]
Count = Annotated[int, BeforeValidator(_whole(1)), Field(ge=1)]
Whole = Annotated[int, BeforeValidator(_whole(0)), Field(ge=0)]
Amount = Annotated[
    int | float, BeforeValidator(_number(1e12)), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})
]
Rate = Annotated[
    int | float, BeforeValidator(_number(1)), WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 1})
]
Currency = Annotated[str, AfterValidator(_currency), WithJsonSchema({"type": "string", "pattern": "^[A-Za-z]{3}$"})]
Ratio = Annotated[str, BeforeValidator(_ratio)]
Place = Annotated[
    str, AfterValidator(_place),
    WithJsonSchema({"anyOf": [{"enum": list(PLACES)}, {"type": "string", "pattern": "^spoken-first-[1-9][0-9]?s$"}]}),
]  # fmt: skip
Platform = Annotated[str, BeforeValidator(_key("platform")), WithJsonSchema({"enum": list(ctx.PLATFORMS)})]
Surface = Annotated[str, BeforeValidator(_key("surface")), WithJsonSchema({"enum": list(ctx.SURFACES)})]
Relationship = Annotated[str, BeforeValidator(_key("relationship")), WithJsonSchema({"enum": list(ctx.RELATIONSHIPS)})]
Language = Annotated[str, BeforeValidator(_key("language"))]
Country = Annotated[str, BeforeValidator(_country)]
Jurisdictions = Annotated[list[str], Field(min_length=1), Short(_key("jurisdictions"), _item_schema)]
Version = Annotated[
    int | str, BeforeValidator(_version),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string"}]}),
]  # fmt: skip
Days = Annotated[
    int | str, BeforeValidator(_whole(1, "perpetual")),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"const": "perpetual"}]}),
]  # fmt: skip
Rounds = Annotated[
    int | str, BeforeValidator(_whole(0, "unlimited")),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, {"const": "unlimited"}]}),
]  # fmt: skip
