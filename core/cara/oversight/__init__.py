"""Looking after the records' use: the audit trail in words, and records opened in an emergency.

- :mod:`cara.oversight.reading_audit` - who saw or changed a record, when and why
- :mod:`cara.oversight.breaking_glass` - one record opened in an emergency
- :mod:`cara.oversight.reviewing` - whether that was justified
- :mod:`cara.oversight.notices` - what an account is told of it
"""

from cara.oversight.breaking_glass import break_glass, own_openings
from cara.oversight.lines import AuditLine
from cara.oversight.notices import NoticeKind, ToldOf, mark_read, notices_of
from cara.oversight.openings import Finding, Opening
from cara.oversight.problems import NoSuchOpening, ReviewedAlready
from cara.oversight.reading_audit import AuditPage, AuditSearch, download_audit, read_audit
from cara.oversight.reviewing import OpeningView, list_openings, review_broken_glass, see_opening

__all__ = [
    "AuditLine",
    "AuditPage",
    "AuditSearch",
    "Finding",
    "NoSuchOpening",
    "NoticeKind",
    "Opening",
    "OpeningView",
    "ReviewedAlready",
    "ToldOf",
    "break_glass",
    "download_audit",
    "list_openings",
    "mark_read",
    "notices_of",
    "own_openings",
    "read_audit",
    "review_broken_glass",
    "see_opening",
]
