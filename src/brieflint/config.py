"""Find and read ``brieflint.toml`` or ``[tool.brieflint]``, the nearest one upwards from the file being checked."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from brieflint import context as ctx
from brieflint.errors import ConfigError, did_you_mean
from brieflint.findings import SEVERITIES
from brieflint.sources.decode import note_read

FAIL_ON = (*SEVERITIES, "never")
OCR_ENGINES = ("auto", "tesseract", "paddle")
"""What may read pictures; ``auto`` takes PP-OCR where it is installed and Tesseract otherwise."""

_TOP = (
    *("context", "overrides", "select", "ignore", "exclude", "rules", "severity", "fail_on", "ocr_engine"),
    *("waivers", "baseline", "calendar"),
)


class Override(NamedTuple):
    """Context for the files that match one of ``files`` (globs as in .gitignore, from the config's folder)."""

    files: tuple[str, ...]
    values: Mapping[str, Any]


@dataclass(slots=True)
class Config:
    """Settings of one configuration file; an absent file is all defaults."""

    path: str | None = None
    root: Path = field(default_factory=Path)
    context: Mapping[str, Any] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    fail_on: str | None = None
    ocr_engine: str | None = None
    waivers: str | None = None
    baseline: str | None = None
    calendar: Mapping[str, Any] = field(default_factory=dict)
    _specs: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def _matches(self, globs: tuple[str, ...], file: Path) -> bool:
        try:
            relative = Path(_absolute(file)).relative_to(_absolute(self.root))
        except ValueError:
            return False
        spec = self._specs.get(globs)
        if spec is None:
            import pathspec

            spec = self._specs[globs] = pathspec.GitIgnoreSpec.from_lines(globs)
        return bool(spec.match_file(relative.as_posix()))

    def excluded(self, file: Path) -> bool:
        """Whether ``exclude`` names this file."""
        return bool(self.exclude) and self._matches(self.exclude, file)

    def override_for(self, file: Path) -> Mapping[str, Any]:
        """Values of the first ``[[overrides]]`` that matches."""
        for override in self.overrides:
            if self._matches(override.files, file):
                return override.values
        return {}


def _absolute(path: Path) -> str:
    import os

    return os.path.abspath(path)


class ConfigFinder:
    """Finds the configuration of each file, reading every configuration once."""

    def __init__(self, explicit: str | None = None) -> None:
        self._fixed = read_config(Path(explicit), explicit) if explicit else None
        self._by_folder: dict[Path, Config] = {}

    def for_file(self, file: Path) -> Config:
        """The nearest configuration upwards from ``file``.

        Raises:
            ConfigError: that configuration cannot be used.
        """
        if self._fixed is not None:
            return self._fixed
        return self.for_folder(Path(_absolute(file)).parent)

    def for_folder(self, folder: Path) -> Config:
        """The nearest configuration from ``folder`` upwards."""
        if self._fixed is not None:
            return self._fixed
        config: Config | None = None
        passed: list[Path] = []
        for here in (folder, *folder.parents):
            config = self._by_folder.get(here)
            if config is not None:
                break
            passed.append(here)
            config = _config_in(here)
            if config is not None:
                break
        config = config or Config(root=passed[-1])
        self._by_folder.update(dict.fromkeys(passed, config))
        return config


def _config_in(folder: Path) -> Config | None:
    own = folder / "brieflint.toml"
    if own.is_file():
        return read_config(own, _display(own))
    project = folder / "pyproject.toml"
    if project.is_file():
        return read_config(project, _display(project), optional=True)
    return None


def _display(path: Path) -> str:
    """A path as messages show it: relative to where the user stands, when it lies below."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def read_config(path: Path, display: str, *, optional: bool = False) -> Config | None:
    """Read one configuration file.

    Args:
        optional: the file is a ``pyproject.toml`` that may hold no ``[tool.brieflint]``.

    Raises:
        ConfigError: with the file, the key and what would be right.
    """
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise ConfigError(f"cannot be read: {problem.strerror or problem}", path=display) from None
    if optional and b"brieflint" not in raw:  # somebody else's: not even parsed
        return None
    note_read(path, display, raw, "config")
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ConfigError("is not UTF-8: save it as UTF-8", path=display) from None
    except tomllib.TOMLDecodeError as problem:
        raise ConfigError(f"not valid TOML: {problem}", path=display) from None
    if path.name == "pyproject.toml":
        tool = data.get("tool", {})
        if "brieflint" not in tool:
            return None if optional else Config(path=display, root=path.parent)
        data = tool["brieflint"]
        if not isinstance(data, dict):
            raise ConfigError("'tool.brieflint' must be a table", path=display)
    return _parse(data, display, path.parent)


def _parse(data: Mapping[str, Any], display: str, root: Path) -> Config:
    _known(data, _TOP, display, "")
    overrides = data.get("overrides", [])
    if not isinstance(overrides, list) or not all(isinstance(o, dict) for o in overrides):
        raise ConfigError("'overrides' must be [[overrides]] tables", path=display)
    parsed = []
    for number, item in enumerate(overrides, 1):
        where = f"overrides[{number}]"
        files = _strings(item.get("files"), display, f"{where}.files")
        if not files:
            raise ConfigError(f'{where} needs files = ["glob", ...]', path=display)
        values = {k: v for k, v in item.items() if k != "files"}
        parsed.append(Override(files, _context(values, display, where)))
    severity = data.get("severity", {})
    if not isinstance(severity, dict):
        raise ConfigError("'severity' must be a table of rule = \"severity\"", path=display)
    for rule, level in severity.items():
        if level not in SEVERITIES:
            raise ConfigError(f'severity."{rule}" must be one of {", ".join(SEVERITIES)}', path=display)
    fail_on = data.get("fail_on")
    if fail_on is not None and fail_on not in FAIL_ON:
        raise ConfigError(f"fail_on must be one of {', '.join(FAIL_ON)}", path=display)
    ocr_engine = data.get("ocr_engine")
    if ocr_engine is not None and ocr_engine not in OCR_ENGINES:
        raise ConfigError(f"ocr_engine must be one of {', '.join(OCR_ENGINES)}", path=display)
    context = data.get("context", {})
    if not isinstance(context, dict):
        raise ConfigError("'context' must be a table", path=display)
    return Config(
        path=display,
        root=root,
        context=_context(context, display, "context"),
        overrides=tuple(parsed),
        select=_strings(data.get("select"), display, "select"),
        ignore=_strings(data.get("ignore"), display, "ignore"),
        exclude=_strings(data.get("exclude"), display, "exclude"),
        rules=_strings(data.get("rules"), display, "rules"),
        severity=severity,
        fail_on=fail_on,
        ocr_engine=ocr_engine,
        waivers=_file(data.get("waivers"), display, "waivers"),
        baseline=_file(data.get("baseline"), display, "baseline"),
        calendar=_calendar(data.get("calendar", {}), display),
    )


def _calendar(data: Any, display: str) -> dict[str, Any]:
    """``[calendar]``: which columns of a content calendar hold what."""
    if not isinstance(data, dict):
        raise ConfigError("'calendar' must be a table", path=display)
    _known(data, ("text", "skip", *ctx.KEYS), display, "calendar")
    parsed: dict[str, Any] = {}
    for key, value in data.items():
        if key == "text":
            parsed[key] = _strings(value, display, "calendar.text")
        elif key == "skip":
            if not isinstance(value, dict):
                raise ConfigError("'calendar.skip' must be a table of column = [values]", path=display)
            parsed[key] = {column: _strings(v, display, f"calendar.skip.{column}") for column, v in value.items()}
        elif isinstance(value, str):
            parsed[key] = value
        else:
            raise ConfigError(f"'calendar.{key}' must be the name of a column", path=display)
    return parsed


def _known(data: Mapping[str, Any], keys: tuple[str, ...], display: str, where: str) -> None:
    for key in data:
        if key not in keys:
            place = f"{where}.{key}" if where else key
            raise ConfigError(f"unknown key '{place}'; {did_you_mean(key, keys)}", path=display)


def _file(value: Any, display: str, key: str) -> str | None:
    """The name of a file, from the folder of the configuration."""
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise ConfigError(f"'{key}' must be the name of a file", path=display)
    return value


def _strings(value: Any, display: str, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ConfigError(f"'{where}' must be a list of strings", path=display)


def _context(values: Mapping[str, Any], display: str, where: str) -> dict[str, Any]:
    _known(values, tuple(ctx.KEYS), display, where)
    parsed = {}
    for key, value in values.items():
        try:
            parsed[key] = ctx.parse_key(key, value)
        except ValueError as problem:
            raise ConfigError(f"'{where}.{key}': {problem}", path=display) from None
    return parsed
