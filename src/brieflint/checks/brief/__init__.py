"""Rules for briefs: what a brief prescribes, what it lacks, and what it would make a creator say.

``scripts`` finds ready-made texts, ``labels`` judges prescribed disclosure labels, ``topics`` tells what a brief lacks,
``claims`` judges what it asks to be said, ``record`` does the same on the fields of a campaign record.
"""

from brieflint.checks.brief.check import check, settled

__all__ = ["check", "settled"]
