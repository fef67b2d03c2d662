"""The pages of reports."""

from cara_web.reports.quarterly_pages import QuarterlyPages

REPORT_PAGES = (QuarterlyPages,)

__all__ = ["REPORT_PAGES"]
