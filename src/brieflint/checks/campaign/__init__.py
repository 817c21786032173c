"""Checks across a campaign: on its record (``record``), and on the drafts of one creator together (``labels``)."""

from brieflint.checks.campaign.labels import label_drift
from brieflint.checks.campaign.record import check_record

__all__ = ["check_record", "label_drift"]
