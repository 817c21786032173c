"""Evidence that drafts were checked: a bundle that says what was checked, by which rules, with what result.

It proves nothing about who made it or when. Whoever needs that keeps the digest of the bundle elsewhere, or signs it.
"""
