"""Copies of what is held: the participants' pages and, apart from them, the victims'."""

from cara_web.copies.participants import ParticipantsCopyPages
from cara_web.copies.participants_steps import ParticipantsStepPages
from cara_web.copies.victims import VictimsCopyPages
from cara_web.copies.victims_steps import VictimsStepPages

COPY_PAGES = (ParticipantsCopyPages, ParticipantsStepPages, VictimsCopyPages, VictimsStepPages)

__all__ = ["COPY_PAGES"]
