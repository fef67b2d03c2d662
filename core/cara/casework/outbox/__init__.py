"""Messages to participants, from the moment that something happens until it is known that they arrived.

- :mod:`cara.casework.outbox.telling` - write a message in the transaction that causes it
- :mod:`cara.casework.outbox.listing` - see what waits, went, failed or is held
- :mod:`cara.casework.outbox.deciding` - try again, hold, cancel
- :mod:`cara.casework.outbox.anew` - write anew, to a number or address that was corrected
- :mod:`cara.casework.outbox.printing` - letters to print
- :mod:`cara.casework.outbox.wording` - look at the wording, approve a translation
"""

from cara.casework.outbox.deciding import NoSuchMessage, cancel_message, hold_message, try_again
from cara.casework.outbox.listing import (
    MessageLine,
    MessagePage,
    MessageSearch,
    MessageSeen,
    Tab,
    ToldLine,
    download_messages,
    list_messages,
    see_message,
    told_of,
)
from cara.casework.outbox.printing import letters_to_print, mark_printed, print_letters
from cara.casework.outbox.telling import drop_reminders, tell_participant
from cara.casework.outbox.wording import (
    NoSuchLanguage,
    WordingSeen,
    approve_translation,
    let_wording_go,
    see_wordings,
)
from cara.casework.outbox.words import MessageEventKind, MessageStatus, WhyNot

__all__ = [
    "MessageEventKind",
    "MessageLine",
    "MessagePage",
    "MessageSearch",
    "MessageSeen",
    "MessageStatus",
    "NoSuchLanguage",
    "NoSuchMessage",
    "Tab",
    "ToldLine",
    "WhyNot",
    "WordingSeen",
    "approve_translation",
    "cancel_message",
    "download_messages",
    "drop_reminders",
    "hold_message",
    "let_wording_go",
    "letters_to_print",
    "list_messages",
    "mark_printed",
    "print_letters",
    "see_message",
    "see_wordings",
    "tell_participant",
    "told_of",
    "try_again",
]
