"""What each recipient may be told. A participant's view has no field about the victim, so nothing can slip in."""

from cara.messages.participant import Appointment, Meeting, ParticipantView

__all__ = ["Appointment", "Meeting", "ParticipantView"]
