"""What a post must carry: required tags, tracking link and code, names spelt right, a length that the platform takes.

``post`` finds tags, handles and links in a draft, ``roster`` knows whose codes and links they are, ``utm`` judges
tracking parameters; ``tags``, ``tracking``, ``names``, ``limits`` and, for the front matter, ``named`` make the
findings.
"""

from brieflint.checks.content.check import check

__all__ = ["check"]
