"""The area manager's outbox: messages to participants, letters to print, and the wording."""

from cara_web.messages.letters import LettersPages
from cara_web.messages.outbox import OutboxPages
from cara_web.messages.wording import WordingPages

MESSAGE_PAGES = (OutboxPages, LettersPages, WordingPages)

__all__ = ["MESSAGE_PAGES"]
