"""Stories go on in the order of their moments."""

from datetime import UTC, datetime, timedelta

from cara.demo.diary import Diary

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
DAY = timedelta(days=1)


def story(told, name, *moments):
    for moment in moments:
        now = yield moment
        told.append((name, now))


def test_stories_go_on_in_the_order_of_their_moments():
    told, diary = [], Diary()
    diary.begin(story(told, "a", MONDAY + DAY, MONDAY + 3 * DAY))
    diary.begin(story(told, "b", MONDAY + 2 * DAY))
    diary.tell(MONDAY + 5 * DAY)
    assert told == [("a", MONDAY + DAY), ("b", MONDAY + 2 * DAY), ("a", MONDAY + 3 * DAY)]


def test_what_happens_at_the_same_moment_happens_in_the_order_in_which_it_was_begun():
    told, diary = [], Diary()
    for name in "abc":
        diary.begin(story(told, name, MONDAY))
    diary.tell(MONDAY)
    assert [name for name, _ in told] == ["a", "b", "c"]


def test_a_story_stays_as_it_stands_at_the_last_moment():
    told, diary = [], Diary()
    diary.begin(story(told, "a", MONDAY, MONDAY + DAY))
    diary.tell(MONDAY + DAY - timedelta(seconds=1))
    assert told == [("a", MONDAY)]


def test_a_story_without_a_moment_is_over_at_once():
    diary = Diary()
    diary.begin(story([], "a"))
    diary.tell(MONDAY)
