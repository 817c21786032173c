"""Is the post disclosed as advertising, with words that count in its countries, where a reader sees them?

``mentions`` collects label wordings, ``places`` judges where they stand, ``verdict`` asks each policy what is owed and
what the best mention is worth, ``fixes`` looks for a correction that is certain, ``check`` turns it all into findings.
"""

from brieflint.checks.disclosure.check import check

__all__ = ["check"]
