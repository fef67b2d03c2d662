"""The figures computed a second time and otherwise: by the database, in SQL that shares nothing with the core."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Date, bindparam, text

from cara.figures import Quarter
from cara.records import Unit
from cara.records.columns import UtcDateTime

LONDON = ZoneInfo("Europe/London")
CAME = """
came AS (
    SELECT e.id, m.referral_id, w.number, w.day, w.cohort_id
    FROM expected_attendance e
    JOIN membership m ON m.id = e.membership_id
    JOIN workshop w ON w.id = e.workshop_id
    JOIN attendance_mark a ON a.expected_id = e.id
    WHERE e.ended_at IS NULL AND a.mark IN ('here', 'late')
      AND NOT EXISTS (SELECT 1 FROM attendance_mark c WHERE c.corrects_id = a.id)
)
"""
CAUTIONS = """
cautions AS (
    SELECT id, caution_on, extended_to FROM referral
    WHERE confirmed_at IS NOT NULL AND caution_on >= :first AND caution_on < :until
)
"""
STEPS = "(before IS NULL OR before <> after)"

SECONDS = f"""
{CAME}, seconds AS (
    SELECT e.id, m.referral_id, w.id AS workshop, w.day, w.cohort_id, coalesce((
        SELECT max(one.day) FROM came one WHERE one.referral_id = m.referral_id AND one.number = 1 AND one.day < w.day
    ), {{long_ago}}) AS since
    FROM expected_attendance e
    JOIN membership m ON m.id = e.membership_id
    JOIN workshop w ON w.id = e.workshop_id
    WHERE e.ended_at IS NULL AND w.number = 2 AND w.status = 'held' AND w.day >= :first AND w.day < :until
      AND m.referral_id IN (SELECT referral_id FROM victim)
), safe AS (
    SELECT s.id AS second, v.id AS victim FROM seconds s JOIN victim v ON v.referral_id = s.referral_id
    WHERE coalesce((
        SELECT c.after FROM victim_change c WHERE c.victim_id = v.id AND {{changed_on}} <= s.day
        ORDER BY c.at DESC, c.id DESC LIMIT 1
    ), 'none') NOT IN ('unsafe', 'no_contact')
), tries AS (
    SELECT f.second, a.outcome FROM safe f
    JOIN seconds s ON s.id = f.second
    JOIN contact_attempt a ON a.victim_id = f.victim AND {{tried_on}} BETWEEN s.since AND s.day
)
"""

QUERIES = {
    "12": f"""
        WITH {SECONDS}
        SELECT count(CASE WHEN EXISTS (SELECT 1 FROM tries WHERE second = s.id) THEN 1 END), count(*)
        FROM seconds s WHERE s.id IN (SELECT second FROM safe)""",
    "13": f"""
        WITH {SECONDS}
        SELECT count(DISTINCT CASE WHEN outcome = 'spoke' THEN second END), count(DISTINCT second) FROM tries""",
    "14": f"""
        WITH {SECONDS}, running AS (
            SELECT workshop_id, account_id FROM workshop_facilitator WHERE active
        )
        SELECT count(CASE WHEN (SELECT count(*) FROM running f WHERE f.workshop_id = s.workshop) >= 2
            AND NOT EXISTS (
                SELECT 1 FROM running f WHERE f.workshop_id = s.workshop AND NOT EXISTS (
                    SELECT 1 FROM briefing_read r
                    JOIN briefing b ON b.id = r.briefing_id AND b.status = 'released'
                    JOIN membership m ON m.id = b.membership_id
                    WHERE m.referral_id = s.referral_id AND m.cohort_id = s.cohort_id
                      AND r.account_id = f.account_id AND {{read_in_time}}
                )
            ) THEN 1 END), count(*)
        FROM seconds s WHERE EXISTS (
            SELECT 1 FROM victim v JOIN victim_feedback b ON b.victim_id = v.id
            WHERE v.referral_id = s.referral_id AND {{fed_back_on}} <= s.day
        )""",
    "15": f"""
        WITH {SECONDS}
        SELECT count(CASE WHEN EXISTS (SELECT 1 FROM concern c WHERE c.referral_id = s.referral_id) OR EXISTS (
            SELECT 1 FROM onward_referral o JOIN victim v ON v.id = o.victim_id WHERE v.referral_id = s.referral_id
        ) THEN 1 END), count(*)
        FROM seconds s WHERE s.id IN (SELECT second FROM tries WHERE outcome = 'spoke')""",
    "1": "SELECT count(*), NULL FROM referral WHERE entered_on >= :first AND entered_on < :until",
    "2": f"""
        WITH decided AS (
            SELECT referral_id, min(at) AS at FROM status_change
            WHERE {STEPS} AND after NOT IN ('rules_pending', 'awaiting_decision', 'withdrawn') GROUP BY referral_id
        )
        SELECT count(CASE WHEN EXISTS (
            SELECT 1 FROM status_change s WHERE s.referral_id = d.referral_id AND s.after = 'declined'
        ) THEN 1 END), count(*) FROM decided d WHERE d.at >= :begins AND d.at < :ends""",
    "5": f"""
        WITH {CAME}, {CAUTIONS}
        SELECT count(CASE WHEN EXISTS (
            SELECT 1 FROM came WHERE referral_id = c.id AND number = 1 AND day <= {{day_42}}
        ) THEN 1 END), count(*) FROM cautions c WHERE {{day_42}} < :today""",
    "6": f"""
        WITH {CAME}, {CAUTIONS}
        SELECT count(CASE WHEN (
            SELECT count(DISTINCT number) FROM came WHERE referral_id = c.id AND day <= {{day_112}}
        ) = 2 THEN 1 END), count(*) FROM cautions c
        WHERE {{day_112}} < :today AND (extended_to IS NULL OR extended_to < :today)""",
    "7": """
        SELECT count(CASE WHEN a.mark IN ('here', 'late') THEN 1 END), count(*)
        FROM (
            SELECT m.referral_id, min(e.id) AS id FROM expected_attendance e
            JOIN membership m ON m.id = e.membership_id
            JOIN workshop w ON w.id = e.workshop_id
            WHERE w.number = 1 GROUP BY m.referral_id
        ) f
        JOIN expected_attendance e ON e.id = f.id AND e.ended_at IS NULL
        JOIN workshop w ON w.id = e.workshop_id AND w.day >= :first AND w.day < :until
        JOIN attendance_mark a ON a.expected_id = e.id
        WHERE a.id NOT IN (SELECT corrects_id FROM attendance_mark WHERE corrects_id IS NOT NULL)""",
    "8": f"""
        WITH {CAME}
        SELECT count(CASE WHEN EXISTS (
            SELECT 1 FROM came two
            WHERE two.referral_id = one.referral_id AND two.number = 2 AND two.day > one.day AND two.day < :today
        ) THEN 1 END), count(*)
        FROM came one JOIN workshop w ON w.cohort_id = one.cohort_id AND w.number = 2 AND w.day < :today
        WHERE one.number = 1 AND one.day >= :first AND one.day < :until""",
    "9": f"""
        WITH {CAME}, gaps AS (
            SELECT two.id, two.day, max(one.day) AS last FROM came two
            LEFT JOIN came one ON one.referral_id = two.referral_id AND one.number = 1 AND one.day < two.day
            WHERE two.number = 2 AND two.day >= :first AND two.day < :until GROUP BY two.id, two.day
        )
        SELECT count(CASE WHEN {{gap}} BETWEEN 21 AND 35 THEN 1 END), count(*) FROM gaps""",
    "10": f"""
        WITH {CAUTIONS}
        SELECT count(CASE WHEN EXISTS (
            SELECT 1 FROM status_change s
            WHERE s.referral_id = c.id AND s.after IN ('returned', 'ask_police') AND {STEPS}
        ) THEN 1 END), count(*) FROM cautions c
        WHERE {{day_112}} < :today AND (extended_to IS NULL OR extended_to < :today)""",
    "16": f"""
        WITH {CAME}
        SELECT count(CASE WHEN people BETWEEN 4 AND 12 THEN 1 END), count(*) FROM (
            SELECT w.id, count(came.id) AS people FROM workshop w
            LEFT JOIN came ON came.cohort_id = w.cohort_id AND came.number = w.number
            WHERE w.status = 'held' AND w.day >= :first AND w.day < :until GROUP BY w.id
        ) filled""",
    "17": """
        SELECT (
            SELECT coalesce(sum(minutes), 0) FROM supervision_session WHERE held_on >= :first AND held_on < :until
        ), (
            SELECT count(DISTINCT f.account_id) FROM workshop_facilitator f JOIN workshop w ON w.id = f.workshop_id
            WHERE f.active AND w.status = 'held' AND w.day >= :first AND w.day < :until
        )""",
    "18": """
        SELECT count(CASE WHEN total * 10 >= agreed * aims THEN 1 END), count(*) FROM (
            SELECT o.id, o.agreed, sum(s.score) AS total, count(*) AS aims FROM observation o
            JOIN observation_score s ON s.observation_id = o.id
            JOIN workshop w ON w.id = o.workshop_id AND w.day >= :first AND w.day < :until
            WHERE o.agreed IS NOT NULL GROUP BY o.id, o.agreed
        ) judged""",
    "19": """
        SELECT count(CASE WHEN EXISTS (
            SELECT 1 FROM workshop_change c
            WHERE c.workshop_id = w.id AND c.after IN ('cancelled', 'not_held') AND {cancelled_late}
        ) THEN 1 END), count(*) FROM workshop w WHERE w.day >= :first AND w.day < :until""",
    "21": """
        SELECT count(CASE WHEN EXISTS (
            SELECT 1 FROM signpost_step p WHERE p.signpost_id = s.id AND p.after = 'accepted'
        ) THEN 1 END), count(*) FROM signpost s WHERE s.offered_at >= :begins AND s.offered_at < :ends""",
}
SUMMER = "CASE WHEN {at} >= '2026-03-29 01:00:00' THEN '+1 hour' ELSE '+0 hours' END"
"""What SQLite, which knows no time zones, adds to a moment between October 2025 and October 2026."""

IN_WORDS = {
    "sqlite": {
        "long_ago": "'0001-01-01'",
        "changed_on": f"date(c.at, {SUMMER.format(at='c.at')})",
        "tried_on": f"date(a.at, {SUMMER.format(at='a.at')})",
        "fed_back_on": f"date(b.at, {SUMMER.format(at='b.at')})",
        "read_in_time": f"datetime(r.at, {SUMMER.format(at='r.at')}) < datetime(s.day, '+9 hours', '+30 minutes')",
        "day_42": "date(c.caution_on, '+42 days')",
        "day_112": "date(c.caution_on, '+112 days')",
        "gap": "julianday(day) - julianday(last)",
        "cancelled_late": "date(c.at) >= date(w.day, '-14 days')",
    },
    "postgresql": {
        "long_ago": "DATE '0001-01-01'",
        "changed_on": "CAST(c.at AT TIME ZONE 'Europe/London' AS date)",
        "tried_on": "CAST(a.at AT TIME ZONE 'Europe/London' AS date)",
        "fed_back_on": "CAST(b.at AT TIME ZONE 'Europe/London' AS date)",
        "read_in_time": "r.at AT TIME ZONE 'Europe/London' < s.day + TIME '09:30'",
        "day_42": "c.caution_on + 42",
        "day_112": "c.caution_on + 112",
        "gap": "day - last",
        "cancelled_late": "CAST(c.at AS date) >= w.day - 14",
    },
}
"""How each database counts days."""


def second(unit: Unit, number: str, quarter: Quarter, today: date) -> tuple[int, int | None]:
    """Compute one figure in SQL."""
    given = {"first": quarter.first, "until": quarter.until, "today": today}
    moments = {"begins": quarter.first, "ends": quarter.until}
    query = QUERIES[number].format(**IN_WORDS[unit.dialect])
    kinds = [bindparam(name, type_=Date()) for name in given if f":{name}" in query]
    kinds += [bindparam(name, type_=UtcDateTime()) for name in moments if f":{name}" in query]
    values = {**given, **{name: datetime.combine(day, time(), LONDON).astimezone(UTC) for name, day in moments.items()}}
    asked = {name: value for name, value in values.items() if f":{name}" in query}
    numerator, denominator = unit.execute(text(query).bindparams(*kinds), asked).one()
    return int(numerator), None if denominator is None else int(denominator)
