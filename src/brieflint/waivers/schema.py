"""What a ``waivers.yaml`` may say.

Pydantic validates it when its content is new; a check of drafts never imports this.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from brieflint.campaign.fields import Day

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _glob(value: str) -> str:
    if "\\" in value:
        raise ValueError("write folders with '/', on Windows too")
    if value.startswith("./"):
        raise ValueError("leave out './': names begin at the folder of this file")
    if ".." in value.split("/") or (len(value) > 1 and value[1] == ":"):
        raise ValueError("only files in the folder of this file, or below it, can be named")
    return value


_ONE_OR_MORE = {"type": "string", "minLength": 1}
_SCHEMA = WithJsonSchema({"anyOf": [_ONE_OR_MORE, {"type": "array", "items": _ONE_OR_MORE, "minItems": 1}]})
Rules = Annotated[list[Text], BeforeValidator(_listed), Field(min_length=1), _SCHEMA]
Globs = Annotated[list[Annotated[Text, AfterValidator(_glob)]], BeforeValidator(_listed), Field(min_length=1), _SCHEMA]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(_Strict):
    """One decision: what may stand where, why, who says so, and until when."""

    rule: Rules = Field(description="a rule or a family, or a list of them")
    files: Globs = Field(description="globs as in .gitignore, from the folder of this file")
    reason: Text
    approver: Text = Field(description="who decided")
    until: Day | None = Field(default=None, description="the last day on which it holds")
    excerpt: Text | None = Field(default=None, description="only findings on these words, or on some of them")
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = Field(
        default=None, description="only this one finding, as the JSON report names it"
    )


class WaiverFile(_Strict):
    """A ``waivers.yaml``."""

    schema_: Literal["brieflint/waivers@1"] = Field(alias="schema")
    waivers: list[Entry]
