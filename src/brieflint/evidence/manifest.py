"""What an evidence bundle says about itself: ``manifest.json``, ``brieflint/evidence@1``."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

SCHEMA = "brieflint/evidence@1"
MANIFEST, REPORT, README = "manifest.json", "report.json", "README.txt"

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d{1,6})?(Z|[+-]\d\d:\d\d))?\Z", re.ASCII)

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,120}(/[A-Za-z0-9][A-Za-z0-9._-]{0,120})?$")
]
Path = Annotated[str, StringConstraints(min_length=1, max_length=4096)]
Count = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tool(_Part):
    """What checked."""

    name: Literal["brieflint"] = "brieflint"
    version: str


class Rules(_Part):
    """The rules in force: the digest that the report names, and those of files with further rules of their own."""

    digest: Digest
    further: list[Digest] = []


class Asked(_Part):
    """What the run was told, as far as it decides the result."""

    paths: list[str]
    options: dict[str, str | bool | list[str]] = Field(description="options of 'brieflint check' that were given")


class Result(_Part):
    """How it ended."""

    exit: Literal[0, 1, 2]
    files: Count
    errors: Count
    warnings: Count
    notes: Count
    suppressed: Count
    unread: Count = Field(description="entries under 'errors' of the report")


class Input(_Part):
    """A file that was read; its content is not in the bundle."""

    path: Path = Field(description="from the folder of the run, or as the user named it")
    sha256: Digest
    bytes: Count
    checked: bool = Field(description="false: read only to judge others, such as a campaign record")
    stdin: bool = False


class Member(_Part):
    """A file in the bundle."""

    name: Name
    role: Literal["report", "config", "waivers", "baseline", "readme"]
    sha256: Digest
    bytes: Count
    path: Path | None = Field(default=None, description="of a copy: where the original was")


class Manifest(_Part):
    """The manifest of an evidence bundle."""

    schema_: Literal["brieflint/evidence@1"] = Field(default="brieflint/evidence@1", alias="schema")
    tool: Tool
    rules: Rules
    time: str | None = Field(
        description="when the check was made, as the caller said; brieflint has no clock of its own",
        pattern=_TIME.pattern.replace("\\Z", "$"),
    )
    asked: Asked
    result: Result
    inputs: list[Input]
    members: list[Member]


def valid_time(text: str) -> bool:
    """Whether a text is a day, or a moment with its time zone, in ISO 8601: ``2026-11-22T09:30:00Z``."""
    match = _TIME.match(text)
    if match is None:
        return False
    try:
        date.fromisoformat(match[1])
        if match[2]:
            datetime.fromisoformat(f"{match[1]}T{match[2]}{'' if match[3] == 'Z' else match[3]}")
    except ValueError:
        return False
    return True


def manifest_schema() -> dict[str, Any]:
    """The JSON Schema of ``manifest.json``."""
    return Manifest.model_json_schema(by_alias=True) | {"title": SCHEMA}
