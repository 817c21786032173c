"""Waivers: what somebody has decided to let stand, for which reason and until when.

``inline`` reads them from comments of a draft, ``store`` from a ``waivers.yaml``, ``ledger`` holds
findings against both.
"""
