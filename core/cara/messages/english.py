"""The English wording, complete: every template of the closed set. The other languages are translated from it."""

from collections.abc import Mapping

from cara.vocabulary import Template

_T = Template

ENGLISH: Mapping[Template, str] = {
    _T.SHORT_BOOKED: "You have two appointments: {days}. Place: {place}. Please keep both.",
    _T.SHORT_PLACE_TO_FOLLOW: "You have two appointments. You will be told the days and the place by {by}.",
    _T.SHORT_MOVED: "There is a change. Please come on {days}. Place: {place}.",
    _T.SHORT_CANCELLED: "There is no appointment on {days}. You will be told new days.",
    _T.SHORT_REMINDER_WEEK: "Reminder: you have an appointment on {day}. Place: {place}.",
    _T.SHORT_REMINDER_DAY: "Reminder: you have an appointment tomorrow, {day}. Place: {place}.",
    _T.SHORT_MISSED: "Please contact us about your appointment on {day} as soon as you can.",
    _T.SHORT_COMPLETED: "Thank you for keeping both appointments. A letter follows.",
    _T.SHORT_WITHDRAWN: "Your appointments have been cancelled. You do not need to come.",
    _T.SHORT_CONTACT: "Questions: {contact}.",
    _T.SHORT_NO_CONTACT: "Questions? See your letter.",
    _T.EMAIL_SUBJECT: "Your appointment",
    _T.EMAIL_GREETING: "Hello,",
    _T.EMAIL_NOT_READ: "Nobody reads answers to this address.",
    _T.HEADING_BOOKED: "Your two workshops",
    _T.HEADING_PLACE_TO_FOLLOW: "Your workshops: the days will follow",
    _T.HEADING_MOVED: "There is a change to your workshops",
    _T.HEADING_CANCELLED: "There is no workshop on these days",
    _T.HEADING_REMINDER_WEEK: "Your workshop is next week",
    _T.HEADING_REMINDER_DAY: "Your workshop is tomorrow",
    _T.HEADING_MISSED: "Please contact us about your workshop",
    _T.HEADING_COMPLETED: "You have completed both workshops",
    _T.HEADING_WITHDRAWN: "You do not need to come to the workshops",
    _T.OPENING_BOOKED: "Your conditional caution from {police} asks you to come to two workshops. You need to come to both.",
    _T.OPENING_PLACE_TO_FOLLOW: "Your conditional caution from {police} asks you to come to two workshops. A place has been "
    "promised to you. You will be told the days and the place by {by}.",
    _T.OPENING_MOVED: "Please come to every workshop below. What you were told before about the day or the place no "
    "longer holds.",
    _T.OPENING_CANCELLED: "There is no workshop for you on {days}. You will be told new days. You do not need to do "
    "anything until then.",
    _T.OPENING_REMINDER_WEEK: "This is a reminder that you need to come to a workshop on {day}.",
    _T.OPENING_REMINDER_DAY: "This is a reminder that you need to come to a workshop tomorrow, {day}.",
    _T.OPENING_MISSED: "Please contact us about your workshop on {day} as soon as you can. If something kept you from it, tell "
    "us. If there is something that shows it, keep it.",
    _T.OPENING_COMPLETED: "Thank you for coming to both workshops. We have told {police} that you attended. Keep this letter.",
    _T.OPENING_WITHDRAWN: "Your place in the workshops has been cancelled. If you do not know why, ask {police}.",
    _T.REFERENCE: "Reference: {reference}",
    _T.HOURS: "{begins} to {ends}",
    _T.HOURS_TO_FOLLOW: "the time is told to you before the day",
    _T.WHERE: "Where",
    _T.STEP_FREE: "The building is step-free.",
    _T.NOT_STEP_FREE: "The building is not step-free.",
    _T.HEARING_LOOP: "It has a hearing loop.",
    _T.IF_LATE: "If you are late or cannot come",
    _T.TELL_US: "Tell us as soon as you know, before the day. {police} decide what it means for your caution.",
    _T.LATE_MEANS: "If you come late: {means}.",
    _T.MISSED_MEANS: "If you miss a workshop: {means}.",
    _T.ASK_POLICE: "ask {police}",
    _T.LATE_REFUSED: "refused entry",
    _T.LATE_ADMITTED: "admitted, and the lateness recorded",
    _T.LATE_DECIDED: "the two facilitators decide",
    _T.MISSED_BOTH: "both workshops are taken again",
    _T.MISSED_ONE: "the missed workshop is taken again",
    _T.MISSED_DECIDED: "the police decide case by case",
    _T.NEEDS: "If you need anything to be able to come",
    _T.NEEDS_ASK: "Tell the officer who gave you the caution: for example an interpreter, or help with getting around.",
    _T.CONTACT: "You can reach us here: {contact}.",
    _T.RUN_BY: "The workshops are run by {provider}.",
}
"""Each template's English text."""
