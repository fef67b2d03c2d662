"""The first page of the area manager: what is overdue and what comes next."""

from cara_web.today.pages import TodayPages, show_today

__all__ = ["TodayPages", "show_today"]
