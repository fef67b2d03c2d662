"""How long records are kept: what is due, what is held, and erasing by two people."""

from cara_web.retention.decision_pages import DecisionPages
from cara_web.retention.erasure_pages import ErasurePages
from cara_web.retention.pages import RetentionPages

RETENTION_PAGES = (RetentionPages, DecisionPages, ErasurePages)

__all__ = ["RETENTION_PAGES"]
