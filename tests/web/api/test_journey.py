"""The whole way of a referral through the interface, on both databases."""

from tests.web.api.answers import problem

from cara.records import audit


def test_a_program_checks_holds_records_confirms_and_reads(program, database):
    verdict = program.post("/checks", program.case(), key="").json()
    offers = program.post("/offers", {"facts": program.case()["facts"], "search": {"district": "north"}}, key="").json()
    assert verdict["verdict"] == "eligible"
    assert offers["offers"][0]["place"]["cohort"] == "N1"

    entered = program.post("/referrals", program.holding(offers["offers"][0]["place"]["cohort"]))
    reference = entered.json()["reference"]
    assert entered.status_code == 201
    assert entered.headers["location"] == f"/api/v1/referrals/{reference}"
    assert entered.json()["held_until"] == "2026-11-23T11:00:00Z"

    program.record(reference)
    confirmed = program.post(f"/referrals/{reference}/confirmation")
    assert (confirmed.status_code, confirmed.json()["status"]) == (200, "booked")

    read = program.get(f"/referrals/{reference}").json()
    assert (read["status"], read["place"]["cohort"], read["person"]["family_name"]) == ("booked", "N1", "Testperson")
    assert [step["status"] for step in read["history"]] == ["held", "booked"]
    with database.read() as unit:
        assert audit.verify(unit).whole


def test_what_was_decided_is_read_rule_by_rule(program):
    reference = program.hold()
    program.record(reference)
    program.post(f"/referrals/{reference}/confirmation")

    told = program.get(f"/referrals/{reference}/decisions").json()

    assert [kept["decision"]["stage"] for kept in told["decisions"]] == ["confirm", "check"]
    assert all(rule["source"]["title"] for rule in told["decisions"][0]["decision"]["rules"])


def test_a_case_that_the_rules_do_not_clear_goes_to_a_person(program, calling, rows):
    body = {**program.holding(), **program.case(earlier_matters=({"outcome": "caution"},))}
    before = rows()

    refused = problem(program.post("/referrals", body), 409)
    assert refused["type"] == "urn:cara:problem:not-cleared"
    assert refused["decision"]["verdict"] == "needs_a_person"
    assert rows() == before

    del body["cohort"]
    entered = program.post("/referrals", {**body, "ask": "person"})
    assert (entered.status_code, entered.json()["status"]) == (201, "awaiting_decision")


def test_where_no_place_fits_the_area_manager_is_asked(program):
    search = {"impossible": ["2026-12-05", "2026-12-12", "2026-12-19"]}
    told = program.post("/offers", {"facts": program.case()["facts"], "search": search}, key="").json()
    assert (told["offers"], bool(told["bindings"])) == ([], True)

    entered = program.post("/referrals", {"ask": "place", **program.case(), "search": search})
    assert (entered.status_code, entered.json()["status"], entered.json()["place"]) == (201, "awaiting_place", None)


def test_a_place_that_was_taken_meanwhile_is_told_with_the_next_offers(program, rows):
    program.area.cohort("ONE", weeks=1, capacity=1)
    program.hold("ONE")
    before = rows()

    refused = problem(program.post("/referrals", program.holding("ONE")), 409)

    assert refused["type"] == "urn:cara:problem:the-place-is-gone"
    assert refused["why"]
    assert len(refused["offers"]["offers"]) == 3
    assert rows() == before


def test_the_key_of_a_place_that_was_gone_serves_the_next_choice(program):
    program.area.cohort("ONE", weeks=1, capacity=1)
    program.hold("ONE")
    assert program.post("/referrals", program.holding("ONE"), key="choosing-1").status_code == 409
    assert program.post("/referrals", program.holding("N1"), key="choosing-1").status_code == 201


def test_a_hold_that_ran_out_says_so_and_how_to_go_on(program, inhabited):
    reference = program.hold()
    program.record(reference)
    inhabited.go_on(minutes=61)

    refused = problem(program.post(f"/referrals/{reference}/confirmation"), 409)
    assert refused["type"] == "urn:cara:problem:the-hold-ran-out"
    next_place = refused["offers"]["offers"][0]["place"]["cohort"]

    held = program.post(f"/referrals/{reference}/next", {"ask": "hold", "cohort": next_place})
    assert (held.status_code, held.json()["status"]) == (200, "held")
    assert program.post(f"/referrals/{reference}/confirmation").json()["status"] == "booked"


def test_a_confirmation_that_is_refused_names_the_rules_and_goes_on_when_corrected(program):
    reference = program.hold()
    program.record(reference, admission_signed=False)

    refused = problem(program.post(f"/referrals/{reference}/confirmation"), 409)
    assert refused["type"] == "urn:cara:problem:not-confirmed"
    assert refused["uncovered"]
    assert {rule["rule_id"] for rule in refused["decision"]["rules"]} >= set(refused["uncovered"])

    assert program.put(f"/referrals/{reference}/caution", program.area.caution().model_dump(mode="json")).is_success
    assert program.post(f"/referrals/{reference}/confirmation").json()["status"] == "booked"


def test_a_confirmation_says_what_has_not_been_recorded(program):
    refused = problem(program.post(f"/referrals/{program.hold()}/confirmation"), 409)
    assert refused["missing"] == ["person", "needs", "caution"]


def test_a_held_referral_can_be_put_before_a_person(program):
    asked = program.post(f"/referrals/{program.hold()}/next", {"ask": "person"})
    assert asked.json()["status"] == "awaiting_decision"


def test_after_its_hold_ran_out_a_referral_can_wait_for_a_place(program, inhabited):
    reference = program.hold()
    too_soon = problem(program.post(f"/referrals/{reference}/next", {"ask": "place"}), 409)
    assert too_soon["referral_status"] == "held"

    inhabited.go_on(minutes=61)
    asked = program.post(f"/referrals/{reference}/next", {"ask": "place"})
    assert asked.json()["status"] == "awaiting_place"


def test_a_referral_is_withdrawn_and_its_place_is_free(program):
    program.area.cohort("ONE", weeks=1, capacity=1)
    withdrawn = program.post(f"/referrals/{program.hold('ONE')}/withdrawal", {"reason": "Entered twice"})
    assert withdrawn.json()["status"] == "withdrawn"
    assert program.hold("ONE")


def test_places_are_offered_for_a_referral_by_what_was_recorded(program):
    reference = program.hold()
    program.record(reference)
    program.put(f"/referrals/{reference}/needs", {"access": ["step_free"]})

    told = program.post(f"/referrals/{reference}/offers", {}, key="").json()

    assert {offer["place"]["venue"]["code"] for offer in told["offers"]} == {"south-1"}


def test_changed_facts_are_decided_again(program):
    reference = program.hold()
    changed = program.put(f"/referrals/{reference}/facts", program.case(earlier_matters=({"outcome": "caution"},)))
    assert changed.json()["status"] == "awaiting_decision"
    assert len(program.get(f"/referrals/{reference}/decisions").json()["decisions"]) == 2
