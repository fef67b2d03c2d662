"""The picture of an awareness session: referrals month by month, with the session's month marked. No claim in it."""

from dataclasses import dataclass

from cara.engagement.awareness import MONTHS_AROUND, Month, Session

WIDTH, HEIGHT = 336, 150
TOP, BASE = 26, 112
STEP, BAR = 48, 30


@dataclass(frozen=True, slots=True)
class Bar:
    """One month's bar, in the units of the picture."""

    x: int
    y: int
    height: int
    middle: int
    label: str
    referrals: int
    is_session: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture's measures and its bars; every label is at least 12 pixels at its smallest width."""

    width: int
    height: int
    base: int
    bar: int
    bars: tuple[Bar, ...]

    @property
    def says(self) -> str:
        """Say all that is in it, for whoever does not see it."""
        return ", ".join(f"{bar.label} {bar.referrals}{'' if bar.is_over else ' so far'}" for bar in self.bars)


def bars_of(session: Session) -> Bars:
    """Draw the months around a session."""
    most = max((month.referrals for month in session.months), default=0) or 1
    drawn = tuple(_bar(number, month, most) for number, month in enumerate(session.months))
    return Bars(WIDTH, HEIGHT, BASE, BAR, drawn)


def _bar(number: int, month: Month, most: int) -> Bar:
    height = round((BASE - TOP) * month.referrals / most)
    x = number * STEP + (STEP - BAR) // 2
    return Bar(
        x=x,
        y=BASE - height,
        height=height,
        middle=x + BAR // 2,
        label=f"{month.first:%b}",
        referrals=month.referrals,
        is_session=number == MONTHS_AROUND,
        is_over=month.is_over,
    )
