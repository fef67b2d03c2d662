"""The words of what participants are told: on which occasion, by which way, in which language, by which template."""

from cara.vocabulary.words import Word


class Occasion(Word):
    """Why a participant is written to. The set is closed: nothing else is ever sent."""

    BOOKED = "booked", "Booked"
    PLACE_TO_FOLLOW = "place_to_follow", "A place will follow"
    MOVED = "moved", "Moved to other days"
    CANCELLED = "cancelled", "Cancelled: new days follow"
    REMINDER_WEEK = "reminder_week", "Reminder a week before"
    REMINDER_DAY = "reminder_day", "Reminder the day before"
    MISSED = "missed", "Please contact us"
    COMPLETED = "completed", "Completed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Channel(Word):
    """By which way a message goes."""

    SMS = "sms", "Text message"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letter"


class WrittenLanguage(Word):
    """A language in which there is wording. English is complete; another is sent once a translator has approved it."""

    ENGLISH = "en", "English"
    POLISH = "pl", "Polish"
    PUNJABI = "pa", "Punjabi"
    URDU = "ur", "Urdu"

    @property
    def is_right_to_left(self) -> bool:
        """Whether it is written from right to left; Gurmukhi, in which Punjabi is written here, is not."""
        return self is WrittenLanguage.URDU


class Template(Word):
    """One text of the wording. The set is closed; an area may word a template in its own way, and add none."""

    SHORT_BOOKED = "short.booked", "Short message: booked"
    SHORT_PLACE_TO_FOLLOW = "short.place_to_follow", "Short message: a place will follow"
    SHORT_MOVED = "short.moved", "Short message: other days"
    SHORT_CANCELLED = "short.cancelled", "Short message: new days follow"
    SHORT_REMINDER_WEEK = "short.reminder_week", "Short message: a week before"
    SHORT_REMINDER_DAY = "short.reminder_day", "Short message: the day before"
    SHORT_MISSED = "short.missed", "Short message: please contact us"
    SHORT_COMPLETED = "short.completed", "Short message: completed"
    SHORT_WITHDRAWN = "short.withdrawn", "Short message: withdrawn"
    SHORT_CONTACT = "short.contact", "Short message: whom to ask"
    SHORT_NO_CONTACT = "short.no_contact", "Short message: whom to ask, where no contact is set"
    EMAIL_SUBJECT = "email.subject", "Email: subject"
    EMAIL_GREETING = "email.greeting", "Email: first line"
    EMAIL_NOT_READ = "email.not_read", "Email: last line"
    HEADING_BOOKED = "heading.booked", "Letter heading: booked"
    HEADING_PLACE_TO_FOLLOW = "heading.place_to_follow", "Letter heading: a place will follow"
    HEADING_MOVED = "heading.moved", "Letter heading: other days"
    HEADING_CANCELLED = "heading.cancelled", "Letter heading: new days follow"
    HEADING_REMINDER_WEEK = "heading.reminder_week", "Letter heading: a week before"
    HEADING_REMINDER_DAY = "heading.reminder_day", "Letter heading: the day before"
    HEADING_MISSED = "heading.missed", "Letter heading: please contact us"
    HEADING_COMPLETED = "heading.completed", "Letter heading: completed"
    HEADING_WITHDRAWN = "heading.withdrawn", "Letter heading: withdrawn"
    OPENING_BOOKED = "opening.booked", "Letter opening: booked"
    OPENING_PLACE_TO_FOLLOW = "opening.place_to_follow", "Letter opening: a place will follow"
    OPENING_MOVED = "opening.moved", "Letter opening: other days"
    OPENING_CANCELLED = "opening.cancelled", "Letter opening: new days follow"
    OPENING_REMINDER_WEEK = "opening.reminder_week", "Letter opening: a week before"
    OPENING_REMINDER_DAY = "opening.reminder_day", "Letter opening: the day before"
    OPENING_MISSED = "opening.missed", "Letter opening: please contact us"
    OPENING_COMPLETED = "opening.completed", "Letter opening: completed"
    OPENING_WITHDRAWN = "opening.withdrawn", "Letter opening: withdrawn"
    REFERENCE = "letter.reference", "Letter: reference"
    HOURS = "letter.hours", "Letter: the hours of a day"
    HOURS_TO_FOLLOW = "letter.hours_to_follow", "Letter: hours that are not published"
    WHERE = "letter.where", "Letter: heading of the place"
    STEP_FREE = "letter.step_free", "Letter: a step-free building"
    NOT_STEP_FREE = "letter.not_step_free", "Letter: a building with steps"
    HEARING_LOOP = "letter.hearing_loop", "Letter: a hearing loop"
    IF_LATE = "letter.if_late", "Letter: heading of what follows lateness and absence"
    TELL_US = "letter.tell_us", "Letter: tell us before the day"
    LATE_MEANS = "letter.late_means", "Letter: what coming late means"
    MISSED_MEANS = "letter.missed_means", "Letter: what a missed workshop means"
    ASK_POLICE = "letter.ask_police", "Letter: what is not known about either"
    LATE_REFUSED = "late.refused_entry", "Letter: the late are refused"
    LATE_ADMITTED = "late.admitted", "Letter: the late are admitted"
    LATE_DECIDED = "late.facilitators_decide", "Letter: facilitators decide about the late"
    MISSED_BOTH = "missed.repeat_both", "Letter: both workshops are repeated"
    MISSED_ONE = "missed.repeat_missed", "Letter: the missed workshop is repeated"
    MISSED_DECIDED = "missed.police_decide", "Letter: the police decide about absence"
    NEEDS = "letter.needs", "Letter: heading of what somebody may need"
    NEEDS_ASK = "letter.needs_ask", "Letter: whom to ask for it"
    CONTACT = "letter.contact", "Letter: whom to ask"
    RUN_BY = "letter.run_by", "Letter: who runs the workshops"

    @classmethod
    def short(cls, occasion: Occasion) -> "Template":
        """Give the template of an occasion's short message."""
        return cls(f"short.{occasion.value}")

    @classmethod
    def heading(cls, occasion: Occasion) -> "Template":
        """Give the template of an occasion's letter's heading."""
        return cls(f"heading.{occasion.value}")

    @classmethod
    def opening(cls, occasion: Occasion) -> "Template":
        """Give the template of an occasion's letter's first paragraph."""
        return cls(f"opening.{occasion.value}")

    @property
    def shows_unopened(self) -> bool:
        """Whether it can be read without opening anything: on a locked screen or in a list of mails."""
        return self.value.partition(".")[0] in {"short", "email"}
