"""A whole story told through the real use cases, with a different canary in every field that identifies somebody."""

import json
import types
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from tests.core.records.copies_asked import SAID_OF_COPIES, ask_for_copies, ask_for_victims_copy
from tests.core.records.keeping_said import SAID_OF_KEEPING, decide_how_long_it_is_kept
from tests.core.records.victims_said import SAID_OF_VICTIMS, brief_and_raise
from tests.instances import NOW, Area

from cara.access import Role, Subject
from cara.casework import (
    PlaceOutcome,
    PlaceSearch,
    Search,
    ask_for_place,
    correct_contact,
    decide_disposal,
    decide_place,
    list_referrals,
    once,
    record_equality,
    record_person,
    refer_to_person,
    review_duplicate,
    see_decisions,
    withdraw,
    worklist,
)
from cara.casework.details import CautionDetails, EqualityAnswers, KeepApart, Needs, PersonContact, PersonDetails
from cara.casework.items import ItemKind
from cara.casework.outbox import approve_translation
from cara.engagement import EngagementKind, Need, OrganisationKind
from cara.engagement.contacts import add_contact, change_contact
from cara.engagement.directory import add_service
from cara.engagement.meetings import record_engagement
from cara.engagement.organisations import add_organisation
from cara.engagement.seeing import see_organisation
from cara.engagement.steps import add_step
from cara.engagement.words import ContactDetails, EngagementDetails, OrganisationDetails, ServiceDetails, StepDetails
from cara.messages.wording import wording_in
from cara.oversight import Finding, break_glass, review_broken_glass
from cara.policy import CaseFacts
from cara.quality import ChecklistEntry, Coverage, record_checklist
from cara.quality.complaints import (
    ComplaintAbout,
    ComplaintChannel,
    ComplaintDetails,
    ComplaintOutcome,
    close_complaint,
    record_complaint,
)
from cara.quality.content import aims_of
from cara.quality.observations import ObservationDetails, record_observation
from cara.quality.samples import ReviewOutcome, SampleDetails, draw_sample, open_case, review_case, see_sample
from cara.quality.supervision import SupervisionDetails, record_supervision
from cara.staff import NewAccount, add_account
from cara.staff.conflicts import Named, declare_conflict
from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.correcting import change_safe_contact, correct_victim, see_details
from cara.victims.deciding import decide_contact
from cara.victims.details import HoursSaid, SafeContactSaid, VictimDetails
from cara.victims.drafts import DraftKind, save_draft
from cara.victims.entering import enter_victim, see_victims
from cara.victims.opening import open_safe_contact, prepare
from cara.victims.states import ContactStatus
from cara.victims.words import ContactWay, Outcome, Told, VictimRelationship, WhyOpened
from cara.victims.workers import take_contact
from cara.vocabulary import Attendance, PoliceRank, WrittenLanguage
from cara.workshops import (
    CaseSearch,
    Marked,
    assign_facilitator,
    cancel_cohort,
    extend,
    give_other_days,
    preview_cancellation,
    record_register,
    save_view,
)

FIELDS = {
    "PersonDetails.given_names": "Quokkagiven",
    "PersonDetails.family_name": "Wombatfamily",
    "PersonDetails.date_of_birth": "1987-03-29",
    "PersonDetails.phone": "07700900417",
    "PersonDetails.email": "numbatmail@example.org",
    "PersonDetails.address": "Bilbyaddress Lane 17",
    "PersonDetails.pnc_id": "2019/7654321Z",
    "PersonDetails.crime_reference": "13/98765432/26",
    "PersonContact.phone": "07700900638",
    "PersonContact.email": "kowarimail@example.org",
    "PersonContact.address": "Tarrkawarra Lane 23",
    "Needs.other_needs": "Potorooneeds",
    "KeepApart.name": "Bandicootapart Name",
    "CautionDetails.officer_name": "Dunnartofficer",
    "CautionDetails.collar_number": "KX7Q94ZV",
    "CautionDetails.authorising_name": "Kowariauthor",
    "EqualityAnswers.first_language": "Dibblerlanguage",
    "CaseFacts.risk_tool_version": "Mulgaratool",
}
"""By the models' own fields: one for each that takes free text."""

SAID = {
    "account": "Quollaccount",
    "district wished": "Phascogaledistrict",
    "override": "Boodieoverride",
    "disposal declined": "Thylacinedeclined",
    "place decided": "Cuscusplace",
    "duplicate reviewed": "Wallaroosame",
    "withdrawn": "Pademelonwithdrawn",
    "answer to a program": "Antechinusanswer",
    "why the glass was broken": "Kultarrbroken",
    "what the reviewer noted": "Ningauinoted",
    "conflict by name": "Planigaleconflict",
    "note on a partner": "Antechinomyspartner",
    "contact at a partner": "Pseudantechinuscontact",
    "contact before": "Dasyuridbefore",
    "topic of a meeting": "Phascolosorextopic",
    "next step": "Myoictisstep",
    "contact of a service": "Murexiaservice",
    "how to refer there": "Neophascogalehow",
    "translator": "Monjontranslator",
    "reason at a workshop": "Chuditchreason",
    "behaviour at a workshop": "Kalutabehaviour",
    "who authorised": "Mardoauthorised",
    "why longer": "Parmalonger",
    "other days": "Nabarlekother",
    "cohort cancelled": "Quendacancelled",
    "victim": "Bilbarravictim",
    "victim before": "Dalgytebefore",
    "children of a victim": "Kangaroochildren",
    "why there may be contact": "Wambengercontact",
    "phone of a victim": "07700900823",
    "phone before": "07700900824",
    "mailbox of a victim": "pottoroomail@example.org",
    "address of a victim": "Woyliestreet 12",
    "code word": "Burrunjuckcode",
    "what to mind": "Mundardaminding",
    "note on an attempt": "Tarsipesattempt",
    "draft of a worker": "Honeypossumdraft",
    "view that was saved": "Sminthopsisview",
    "note on a checklist": "Kangarillachecklist",
    "strengths observed": "Djoongaristrengths",
    "to improve": "Nabarlekimprove",
    "topics of supervision": "Warabitopics",
    "why a case was opened": "Yallaraopened",
    "findings of a review": "Itjarifindings",
    "complaint": "Wopilkaracomplaint",
    "answer to a complaint": "Mingkirianswer",
}
NOT_FREE = {"KeepApart.reference", "CaseFacts.referral_source"}
"""Codes of ours that look like text."""

CANARIES = FIELDS | SAID | SAID_OF_VICTIMS | SAID_OF_COPIES | SAID_OF_KEEPING


def fields_of_free_text() -> set[str]:
    """Every field of what people enter whose type takes any text, and the day of birth."""
    models = (PersonDetails, PersonContact, Needs, KeepApart, CautionDetails, EqualityAnswers, CaseFacts)
    found = {f"{model.__name__}.{name}" for model in models for name in _taking_text(model)}
    return (found | {"PersonDetails.date_of_birth"}) - NOT_FREE


def _taking_text(model: type[BaseModel]) -> Iterator[str]:
    yield from (name for name, field in model.model_fields.items() if _takes_text(field.annotation))


def _takes_text(annotation: Any) -> bool:
    if annotation is str:
        return True
    if isinstance(annotation, types.UnionType) or get_origin(annotation) is not None:
        return any(_takes_text(part) for part in get_args(annotation))
    return False


def _of(model: str) -> dict[str, str]:
    return {name.partition(".")[2]: text for name, text in FIELDS.items() if name.startswith(f"{model}.")}


def person() -> PersonDetails:
    return PersonDetails.model_validate(_of("PersonDetails"))


def live_through_everything(area: Area) -> None:
    """Enter every canary by the use case that takes it."""
    add_account(area.database, NewAccount("quoll-1", SAID["account"], Role.FACILITATOR, "provider"), now=NOW)
    area.complete(reference := area.hold("N1", _wishes(), **_of("CaseFacts")), **_of("PersonDetails"))
    area.record(reference, person=person(), needs=_needs())
    area.sign(reference, **_of("CautionDetails"))
    record_equality(area.instance, area.officer, reference, EqualityAnswers(**_of("EqualityAnswers")), now=NOW)
    area.confirm(reference)
    corrected = PersonContact.model_validate(_of("PersonContact"))
    correct_contact(area.instance, area.manager, reference, corrected, seen=1, now=NOW)
    area.see(reference)
    _look_for_the_person(area)
    save_view(area.instance, area.manager, SAID["view that was saved"], CaseSearch(), now=NOW)
    _oversee(area, reference)
    _decide_disposals(area)
    _decide_places(area)
    _review_a_duplicate(area)
    withdraw(area.instance, area.officer, reference, SAID["withdrawn"], now=NOW)
    decide_how_long_it_is_kept(area, reference)
    _work_with_partners(area)
    _hold_workshops(area)
    _contact_victims(area)
    body = json.dumps({"said": SAID["answer to a program"]})
    once(area.instance, "program-1", "refer", "key-1", "0" * 64, lambda: (201, body), NOW)


def _wishes() -> PlaceSearch:
    return PlaceSearch(district=SAID["district wished"])


def _needs() -> Needs:
    return Needs(**_of("Needs"), keep_apart=(KeepApart(**_of("KeepApart")),))


def _oversee(area: Area, reference: str) -> None:
    """Open the record in an emergency, review that, and declare a conflict with somebody not referred yet."""
    for code, role in (("director-1", Role.DIRECTOR), ("manager-2", Role.AREA_MANAGER)):
        add_account(area.database, NewAccount(code, f"Account {code}", role, "provider"), now=NOW)
    officer, manager = (replace(subject, proved_at=NOW) for subject in (area.other_officer, area.manager))
    opened = break_glass(area.instance, officer, reference, SAID["why the glass was broken"], now=NOW)
    review_broken_glass(
        area.instance, manager, opened.code, Finding.JUSTIFIED, SAID["what the reviewer noted"], now=NOW
    )
    named = Named(given_names="Ana", family_name=SAID["conflict by name"], date_of_birth=date(1990, 1, 1))
    declare_conflict(area.database, manager, "facilitator-1", named, now=NOW)
    polish = wording_in(WrittenLanguage.POLISH)
    approve_translation(area.instance, manager, polish.language, polish.digest, SAID["translator"], now=NOW)


def _work_with_partners(area: Area) -> None:
    """Add an organisation with somebody to ask for, meet it, plan what comes next, and change it."""
    instance, manager = area.instance, area.manager
    police = OrganisationDetails(name="Police team", kind=OrganisationKind.POLICE_TEAM, note=SAID["note on a partner"])
    code = add_organisation(instance, manager, police, now=NOW)
    before, after = (ContactDetails(name=SAID[said]) for said in ("contact before", "contact at a partner"))
    contact = add_contact(instance, manager, code, before, now=NOW)
    change_contact(instance, manager, code, contact, after, seen=1, now=NOW)
    meeting = {"kind": EngagementKind.MEETING, "held_on": date(2026, 11, 2), "led_by": manager.code}
    done = EngagementDetails(**meeting, topic=SAID["topic of a meeting"])
    record_engagement(instance, manager, code, done, now=NOW)
    step = StepDetails(what=SAID["next step"], who=manager.code, due_on=date(2026, 12, 1))
    add_step(instance, manager, code, step, now=NOW)
    see_organisation(instance, manager, code, now=NOW)
    service = {"name": "Advice", "needs": (Need.DEBT,), "contact": SAID["contact of a service"]}
    days = {"checked_on": date(2026, 11, 2), "review_on": date(2027, 5, 2)}
    add_service(instance, manager, ServiceDetails(**service, **days, how_to_refer=SAID["how to refer there"]), now=NOW)


def _hold_workshops(area: Area) -> None:
    """Give somebody longer, give the cohort other days, record who came, and cancel another cohort."""
    instance, manager = area.instance, area.manager
    reference = area.booked("N2", family_name="Other", crime_reference="13/22222/26")
    longer = {"authorised_by": SAID["who authorised"], "reason": SAID["why longer"]}
    extend(instance, manager, reference, NOW.date() + timedelta(days=130), **longer, now=NOW)
    days = (date(2027, 1, 9), date(2027, 2, 6))
    give_other_days(instance, manager, "N2", *days, reason=SAID["other days"], now=NOW)
    said = {"reason": SAID["reason at a workshop"], "behaviour": SAID["behaviour at a workshop"]}
    marked = Marked(seat=1, mark=Attendance.LEFT_EARLY, **said)
    record_register(instance, manager, "N2-1", [marked], now=datetime(2027, 1, 9, 16, tzinfo=UTC))
    _judge_quality(area, datetime(2027, 1, 9, 16, tzinfo=UTC))
    ask_for_copies(area, reference, datetime(2027, 1, 9, 16, tzinfo=UTC))
    seen = preview_cancellation(instance, manager, "W1", now=NOW).digest
    cancel_cohort(instance, manager, "W1", seen=seen, reason=SAID["cohort cancelled"], now=NOW)


def _contact_victims(area: Area) -> None:
    """Enter a victim, decide that there may be contact, make it, and correct everything that was said."""
    instance, said = area.instance, _of_safe_contact()
    account = add_account(
        area.database, NewAccount("worker-1", "Worker", Role.VICTIM_CONTACT_WORKER, "provider"), now=NOW
    )
    worker = Subject(account, "worker-1", Role.VICTIM_CONTACT_WORKER, "provider")
    who = VictimDetails(
        given_names="Ana",
        family_name=SAID["victim before"],
        relationship=VictimRelationship.EX_PARTNER,
        children=SAID["children of a victim"],
        told=Told.EXPECTS_CALL,
    )
    reference = area.booked("S1", family_name="Another", crime_reference="13/33333/26")
    before = said.model_copy(update={"phone": SAID["phone before"]})
    code = enter_victim(instance, area.officer, reference, who, before, now=NOW)
    decide_contact(instance, area.manager, code, ContactStatus.DUE, SAID["why there may be contact"], now=NOW)
    take_contact(instance, worker, code, now=NOW)
    save_draft(instance, worker, code, DraftKind.DETAILS, {"note": (SAID["draft of a worker"],)}, now=NOW)
    attempt = AttemptMade(way=ContactWay.CALL, outcome=Outcome.SPOKE, note=SAID["note on an attempt"])
    record_attempt(instance, worker, code, attempt, now=NOW)
    change_safe_contact(instance, worker, code, said, seen=1, now=NOW)
    _, seen = see_details(instance, worker, code, now=NOW)
    corrected = who.model_copy(update={"family_name": SAID["victim"], "date_of_birth": date(1990, 4, 2)})
    correct_victim(instance, worker, code, corrected, seen=seen, now=NOW)
    save_draft(instance, worker, code, DraftKind.ATTEMPT, {"note": (SAID["draft of a worker"],)}, now=NOW)
    see_victims(instance, area.officer, reference, now=NOW)
    prepare(instance, worker, code, now=NOW)
    open_safe_contact(instance, worker, code, ContactWay.CALL, WhyOpened.SAFEGUARDING, now=NOW)
    brief_and_raise(area, worker, code)
    ask_for_victims_copy(area, worker, code, NOW)


def _of_safe_contact() -> SafeContactSaid:
    return SafeContactSaid(
        phone=SAID["phone of a victim"],
        email=SAID["mailbox of a victim"],
        address=SAID["address of a victim"],
        ways=(ContactWay.CALL,),
        hours=(HoursSaid(weekday=0, begins=time(9), ends=time(20)),),
        code_word=SAID["code word"],
        instructions=SAID["what to mind"],
        review_on=date(2027, 1, 31),
    )


def _judge_quality(area: Area, now: datetime) -> None:
    """Say what the workshop covered."""
    aims = dict.fromkeys((aim.code for aim in aims_of(area.instance)), Coverage.COVERED)
    entry = ChecklistEntry(aims=aims, note=SAID["note on a checklist"])
    record_checklist(area.instance, area.manager, "N2-1", entry, now=now)
    director = replace(area.manager, role=Role.DIRECTOR)
    _observe_and_supervise(area, director, now)
    _review_a_case(area, director, now)
    said = {"channel": ComplaintChannel.EMAIL, "about": ComplaintAbout.VENUE, "said": SAID["complaint"]}
    code = record_complaint(area.instance, director, ComplaintDetails(received_on=now.date(), **said), now=now)
    close_complaint(area.instance, director, code, ComplaintOutcome.UPHELD, SAID["answer to a complaint"], now=now)


def _observe_and_supervise(area: Area, director: Subject, now: datetime) -> None:
    assign_facilitator(area.instance, area.manager, "N2-2", "quoll-1", now=now)
    held = datetime(2027, 2, 6, 16, tzinfo=UTC)
    record_register(area.instance, area.manager, "N2-2", [Marked(seat=1, mark=Attendance.HERE)], now=held)
    written = {"strengths": SAID["strengths observed"], "to_improve": SAID["to improve"]}
    observed = ObservationDetails(facilitator="quoll-1", scores={"signposts": 3}, **written)
    record_observation(area.instance, director, "N2-2", observed, now=held)
    session = {"facilitator": "quoll-1", "held_on": now.date(), "minutes": 60}
    topics = SupervisionDetails(**session, topics=SAID["topics of supervision"])
    record_supervision(area.instance, director, topics, now=now)


def _review_a_case(area: Area, director: Subject, now: datetime) -> None:
    days = {"since": date(2027, 1, 1), "until": date(2027, 3, 1)}
    sample = draw_sample(area.instance, director, SampleDetails(**days, size=1, seed=1), now=now)
    case = see_sample(area.instance, director, sample, now=now).cases[0].code
    open_case(area.instance, director, sample, case, SAID["why a case was opened"], now=now)
    review_case(area.instance, director, sample, case, ReviewOutcome.GOOD, SAID["findings of a review"], now=now)


def _look_for_the_person(area: Area) -> None:
    name = f"{FIELDS['PersonDetails.given_names']} {FIELDS['PersonDetails.family_name']}"
    assert list_referrals(area.instance, area.officer, Search(name), now=NOW).lines


def _decide_disposals(area: Area) -> None:
    for approve, said in ((True, SAID["override"]), (False, SAID["disposal declined"])):
        code = area.item_of(reference := area.referred(), area.supervisor)
        decide_disposal(
            area.instance, area.supervisor, code, approve=approve, rank=PoliceRank.SERGEANT, reason=said, now=NOW
        )
        see_decisions(area.instance, area.supervisor, reference, now=NOW)


def _decide_places(area: Area) -> None:
    reference = ask_for_place(area.instance, area.officer, area.facts(), area.restricted(), _wishes(), now=NOW)
    decide_place(
        area.instance,
        area.manager,
        area.item_of(reference, area.manager),
        outcome=PlaceOutcome.ACCEPTED,
        reason=SAID["place decided"],
        place_by=date(2027, 1, 9),
        now=NOW,
    )


def _review_a_duplicate(area: Area) -> None:
    reference = refer_to_person(area.instance, area.other_officer, area.facts(), area.restricted(), now=NOW)
    changes = _of("PersonDetails") | {"crime_reference": "13/11111/26"}
    record_person(area.instance, area.other_officer, reference, PersonDetails.model_validate(changes), now=NOW)
    items = worklist(area.instance, area.manager, now=NOW)
    (item,) = (item for item in items if item.kind is ItemKind.POSSIBLE_DUPLICATE)
    review_duplicate(area.instance, area.manager, item.code, same=True, reason=SAID["duplicate reviewed"], now=NOW)
