"""Phrase rules: find wordings that may not be said, and leave alone what only sounds like them.

``words`` prepares the tokens (hashtags are split), ``reach`` judges negation, questions and report, ``masks`` blanks
mandated statements and ban lists, ``check`` turns hits into findings.
"""

from brieflint.checks.phrases.check import check

__all__ = ["check"]
