"""What is known about a draft - who, where, for which country - and where each fact came from.

Resolution, strongest first: command-line flags, the file's front matter, the first matching ``[[overrides]]`` of the
configuration, the campaign record, the configuration's ``[context]``, built-in defaults.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from brieflint.errors import did_you_mean

KINDS = ("caption", "script", "description", "overlay", "transcript", "brief")
PLATFORMS = (
    "instagram", "tiktok", "youtube", "x", "facebook", "linkedin", "threads", "pinterest", "snapchat", "twitch",
    "podcast", "blog", "newsletter",
)  # fmt: skip
SURFACES = (
    "post", "reel", "story", "short", "video", "live", "carousel", "pin", "thread", "article", "episode", "stream",
    "email",
)  # fmt: skip
RELATIONSHIPS = ("paid", "gifted", "affiliate", "employee", "own-brand", "none", "unknown")

_ISO_3166 = frozenset(
    "ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by"
    " bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et eu fi fj"
    " fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq"
    " ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh"
    " mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl"
    " pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td"
    " tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw".split()
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*\Z")
_SLUG = re.compile(r"[\w][\w .&/+-]{0,79}\Z")


@dataclass(frozen=True, slots=True)
class Context:
    """The facts a check may use. ``origins`` names the source of each key that somebody set."""

    kind: str = "caption"
    platform: str | None = None
    surface: str | None = None
    jurisdictions: tuple[str, ...] = ()
    language: str | None = None
    relationship: str = "unknown"
    category: str | None = None
    creator: str | None = None
    deliverable: str | None = None
    campaign: str | None = None
    brief_version: str | None = None
    platform_tool: bool = False
    product_claims: tuple[Any, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The ``context`` of ``brieflint read --format json``: every key with its value and where it came from."""
        values = {name: getattr(self, name) for name in KEYS}
        return {
            name: {
                "value": list(value) if isinstance(value, tuple) else value,
                "from": self.origins.get(name, "default"),
            }
            for name, value in values.items()
        }


def _one_of(known: Sequence[str]) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        text = str(value).strip().lower().replace("_", "-") if isinstance(value, str) else str(value)
        if text not in known:
            raise ValueError(f"'{_short(value)}' is not known; {did_you_mean(text, list(known))}")
        return text

    return parse


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _jurisdictions(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, (list, tuple)) else [value]
    found: list[str] = []
    for item in items:
        if not isinstance(item, str):
            raise ValueError(f"'{_short(item)}' is no country code; write two letters, such as us")
        for code in item.replace(",", " ").lower().split():
            code = "gb" if code == "uk" else code
            if code not in _ISO_3166:
                raise ValueError(f"'{_short(code)}' is no country code; write two letters, such as us, uk, de")
            if code not in found:
                found.append(code)
    return tuple(found)


def _language(value: Any) -> str:
    text = str(value).strip().lower().replace("_", "-")
    if not isinstance(value, str) or not _LANGUAGE.match(text):
        raise ValueError(f"'{_short(value)}' is no language code; write a BCP 47 tag, such as en or pt-br")
    primary = text.split("-")[0]
    return "no" if primary in ("nb", "nn") else primary


def _name(value: Any) -> str:
    if not isinstance(value, (str, int)) or isinstance(value, bool) or not _SLUG.match(str(value)):
        raise ValueError(f"'{_short(value)}' is no plain name")
    return str(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"'{_short(value)}' is neither true nor false")
    return value


def _listed(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


KEYS: dict[str, Callable[[Any], Any]] = {
    "kind": _one_of(KINDS),
    "platform": _one_of(PLATFORMS),
    "surface": _one_of(SURFACES),
    "jurisdictions": _jurisdictions,
    "language": _language,
    "relationship": _one_of(RELATIONSHIPS),
    "category": _name,
    "creator": _name,
    "deliverable": _name,
    "campaign": _name,
    "brief_version": _name,
    "platform_tool": _flag,
    "product_claims": _listed,
}
"""Every context key with the function that reads its value (``ValueError`` says what is wrong with it)."""


def parse_key(key: str, value: Any) -> Any:
    """The value of one context key, checked.

    Raises:
        ValueError: one clause that says what is wrong and what would be right.
    """
    return KEYS[key](value)


def resolve(layers: Sequence[tuple[str, Mapping[str, Any]]]) -> Context:
    """Merge layers of parsed values, strongest first; each is ``(origin, values)``."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin, layer in layers:
        for key, value in layer.items():
            if key not in values and value is not None:
                values[key] = value
                origins[key] = origin
    return Context(**values, origins=origins)


def kind_from_name(name: str) -> str | None:
    """The kind that a file name tells: ``<deliverable>.<part>.<ext>``, part with or without a number."""
    pieces = name.lower().split(".")
    if len(pieces) >= 3:
        part = re.sub(r"[-_]?\d+\Z", "", pieces[-2])
        if part in KINDS:
            return part
    return None
