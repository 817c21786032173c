"""What a user can get wrong, as values with one plain line each.

The library raises these; only the command line catches them. Anything else that escapes is a defect of brieflint.
"""

from __future__ import annotations


class BrieflintError(Exception):
    """Something brieflint could not do, said in one line.

    Args:
        message: what is wrong and what to do about it, without a line break.
        path: the file the message is about, as the user named it.
        line: 1-based line in that file, where one is known.
    """

    def __init__(self, message: str, *, path: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line

    def __str__(self) -> str:
        place = self.path or ""
        if self.path and self.line:
            place = f"{self.path}:{self.line}"
        return f"{place}: {self.message}" if place else self.message


class UsageError(BrieflintError):
    """The command line or a library call asks for something that does not exist."""


class ConfigError(BrieflintError):
    """A configuration file cannot be used."""


class RuleError(BrieflintError):
    """A rule file is not valid, or fails its own examples."""


class InputError(BrieflintError):
    """A file that was to be checked cannot be read as what it claims to be."""


class ForeignFile(InputError):  # noqa: N818 - named for what it is; mostly no error
    """A file whose suffix fits and whose content is none of ours; worth a word only when somebody named it."""


class MissingError(InputError):
    """Something has to be installed before files like this one can be read: the same thing for all of them."""


def did_you_mean(word: str, known: list[str] | tuple[str, ...]) -> str:
    """A remedy for a misspelt key: the nearest known one, or the list when nothing is near and the list is short."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    names = ", ".join(sorted(known))
    return f"known: {names}" if len(names) <= 400 else f"{len(known)} names are known"
