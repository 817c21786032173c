"""What a brief says that the record leaves to the law: labels by country and language, and where they stand."""

from __future__ import annotations

from typing import Any

from brieflint.rules.ruleset import RuleSet

_VIDEO = ("reel", "short", "video", "live", "stream")
_AUDIO = ("episode",)
_USUAL = {
    "caption": ("first-line",),
    "video": ("spoken", "on-screen"),
    "story": ("every-frame",),
    "audio": ("spoken",),
}
"""Where a label stands if the record does not say."""

_PLATFORM_NAMES = {
    "instagram": "Instagram", "tiktok": "TikTok", "youtube": "YouTube", "x": "X", "facebook": "Facebook",
    "linkedin": "LinkedIn", "threads": "Threads", "pinterest": "Pinterest", "snapchat": "Snapchat", "twitch": "Twitch",
    "podcast": "podcast", "blog": "blog", "newsletter": "newsletter",
}  # fmt: skip

_COUNTRY_NAMES = {
    "de": {
        "ae": "die Vereinigten Arabischen Emirate", "at": "Österreich", "au": "Australien", "be": "Belgien",
        "br": "Brasilien", "ca": "Kanada", "ch": "die Schweiz", "cn": "China", "de": "Deutschland", "dk": "Dänemark",
        "es": "Spanien", "eu": "die Europäische Union", "fi": "Finnland", "fr": "Frankreich",
        "gb": "das Vereinigte Königreich", "ie": "Irland", "in": "Indien", "it": "Italien", "jp": "Japan",
        "kr": "Südkorea", "lu": "Luxemburg", "mx": "Mexiko", "nl": "die Niederlande", "no": "Norwegen",
        "nz": "Neuseeland", "pl": "Polen", "ru": "Russland", "se": "Schweden", "sg": "Singapur", "tr": "die Türkei",
        "us": "die USA",
    },
    "fr": {
        "ae": "les Émirats arabes unis", "at": "l'Autriche", "au": "l'Australie", "be": "la Belgique",
        "br": "le Brésil", "ca": "le Canada", "ch": "la Suisse", "cn": "la Chine", "de": "l'Allemagne",
        "dk": "le Danemark", "es": "l'Espagne", "eu": "l'Union européenne", "fi": "la Finlande", "fr": "la France",
        "gb": "le Royaume-Uni", "ie": "l'Irlande", "in": "l'Inde", "it": "l'Italie", "jp": "le Japon",
        "kr": "la Corée du Sud", "lu": "le Luxembourg", "mx": "le Mexique", "nl": "les Pays-Bas", "no": "la Norvège",
        "nz": "la Nouvelle-Zélande", "pl": "la Pologne", "ru": "la Russie", "se": "la Suède", "sg": "Singapour",
        "tr": "la Turquie", "us": "les États-Unis",
    },
}  # fmt: skip
"""For the languages of the bundled templates; English names are those of the policies."""

Leaf = dict[str, Any]
"""A value and the record's key that it stands for."""


def leaf(value: Any, key: str) -> Leaf:
    """A value with the place in the record that it comes from."""
    return {"value": value, "key": key}


def extras(data: dict[str, Any], number: int, language: str, rules: RuleSet, written: str = "") -> dict[str, Any]:
    """What templates get beside the record, for one creator.

    Args:
        data: the record.
        number: which of its creators.
        language: of the creator's posts, and so of the labels.
        written: the language of the template, if that is another.
        rules: where labels and names of countries and platforms come from.

    Returns:
        ``language``, ``labels`` (each with ``label``, ``countries`` and ``codes``), ``places`` (each with ``where`` and
        ``how``), ``who`` (how to address the creator) and ``names`` (``platforms``, ``countries``).
    """
    creator = data["creators"][number]
    countries, at = data["jurisdictions"], "jurisdictions"
    if "jurisdictions" in creator:
        countries, at = creator["jurisdictions"], f"creators.{number}.jurisdictions"
    names = _country_names(data, countries, written or language, rules)
    return {
        "language": language,
        "labels": _labels(data["disclosure"], countries, at, language, names, rules),
        "places": _places(data["disclosure"], creator),
        "who": _who(creator, number),
        "names": {"platforms": _PLATFORM_NAMES, "countries": names},
    }


def _country_names(data: dict[str, Any], countries: list[str], language: str, rules: RuleSet) -> dict[str, str]:
    """Names of all countries that the record may speak of; a code where there is no name."""
    rights = data.get("usage_rights", {})
    territories = [code for use in ("organic", "paid") for code in rights.get(use, {}).get("territory", ())]
    names = {code: code.upper() for code in (*countries, *territories)}
    names |= {code: policy["name"] for code, policy in rules.policies.items()}
    return names | _COUNTRY_NAMES.get(language.split("-", maxsplit=1)[0], {})


def _labels(
    disclosure: dict[str, Any], countries: list[str], at: str, language: str, names: dict[str, str], rules: RuleSet
) -> list[dict[str, Any]]:
    """Each label once, with the countries in which it is the one to write."""
    found: dict[str, dict[str, Any]] = {}
    for number, code in enumerate(countries):
        place = f"{at}.{number}"
        label, key = _label(disclosure, code, place, language, rules)
        if label is None:
            continue
        entry = found.setdefault(label, {"label": leaf(label, key), "countries": [], "codes": []})
        entry["countries"].append(leaf(names[code], place))
        entry["codes"].append(leaf(code.upper(), place))
    return list(found.values())


def _label(disclosure: dict[str, Any], code: str, place: str, language: str, rules: RuleSet) -> tuple[str | None, str]:
    """The label of the record, or else the one that the law of the country wants in this language."""
    if code in disclosure.get("labels", {}):
        return disclosure["labels"][code], f"disclosure.labels.{code}"
    if "label" in disclosure:
        return disclosure["label"], "disclosure.label"
    if code not in rules.policies:
        return None, place
    write = rules.policies[code]["write"]
    return write.get(language.split("-", maxsplit=1)[0]) or next(iter(write.values())), place


def _places(disclosure: dict[str, Any], creator: dict[str, Any]) -> list[dict[str, Any]]:
    """Where the label stands in each kind of content that this creator makes."""
    told = disclosure.get("placement", {})
    found = []
    for kind in _kinds(creator):
        if kind in told:
            how = [leaf(place, f"disclosure.placement.{kind}.{k}") for k, place in enumerate(told[kind])]
        else:
            how = [leaf(place, "disclosure") for place in _USUAL[kind]]
        found.append({"where": kind, "how": how})
    rest = [kind for kind in told if kind not in _USUAL]
    for kind in rest:
        how = [leaf(place, f"disclosure.placement.{kind}.{k}") for k, place in enumerate(told[kind])]
        found.append({"where": kind, "how": how})
    return found


def _kinds(creator: dict[str, Any]) -> list[str]:
    kinds: dict[str, None] = {}
    for deliverable in creator.get("deliverables", ()):
        surface = deliverable.get("surface")
        if surface == "story":
            kinds["story"] = None
        elif surface in _AUDIO or (surface is None and deliverable.get("platform") == "podcast"):
            kinds["audio"] = None
        else:
            kinds["caption"] = None
            if surface in _VIDEO or deliverable.get("platform") in ("tiktok", "youtube"):
                kinds["video"] = None
    return list(kinds) or ["caption", "video", "story"]


def _who(creator: dict[str, Any], number: int) -> Leaf:
    if "name" in creator:
        return leaf(creator["name"], f"creators.{number}.name")
    for platform, handle in creator.get("handles", {}).items():
        if not handle.startswith("http"):
            return leaf(handle, f"creators.{number}.handles.{platform}")
    return leaf(creator["id"], f"creators.{number}.id")
