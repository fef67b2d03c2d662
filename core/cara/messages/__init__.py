"""What each recipient may be told. A participant's view has no field about the victim, so nothing can slip in.

- :mod:`cara.messages.participant` - the view, the only thing that anything here is written from
- :mod:`cara.messages.english`, :mod:`cara.messages.wording` - the closed set of templates, in each language
- :mod:`cara.messages.writing`, :mod:`cara.messages.letters` - by which way, and what is said
- :mod:`cara.messages.calendar`, :mod:`cara.messages.typesetting` - calendar file and PDF
- :mod:`cara.messages.moments` - when something may leave
"""

from cara.messages.participant import Appointment, Contact, Meeting, ParticipantView

__all__ = ["Appointment", "Contact", "Meeting", "ParticipantView"]
