"""The pages of those who look after the records' use: the audit trail, openings in an emergency, and notices."""

from cara_web.oversight.audit_pages import AuditPages
from cara_web.oversight.emergency_pages import EmergencyPages, OpeningPages
from cara_web.oversight.notice_pages import NoticePages

OVERSIGHT_PAGES = (AuditPages, EmergencyPages, OpeningPages, NoticePages)

__all__ = ["OVERSIGHT_PAGES"]
