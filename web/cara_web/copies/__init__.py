"""Copies of what is held: the participants' pages and, apart from them, the victims'."""

from cara_web.copies.participants import PARTICIPANTS_PAGES
from cara_web.copies.victims import VICTIMS_PAGES

COPY_PAGES = (*PARTICIPANTS_PAGES, *VICTIMS_PAGES)

__all__ = ["COPY_PAGES"]
