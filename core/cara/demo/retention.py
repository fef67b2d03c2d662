"""A retention schedule for the demonstration: invented, and said to be."""

from datetime import date

from cara.demo.data import REGISTER, DemoData
from cara.retention.register import ErasureRegister
from cara.settings import RetentionSettings

INVENTED = "invented for this demonstration"


def invented_schedule(kept: DemoData) -> RetentionSettings:
    """Give a schedule that nobody has decided, so short that something is due, with a register in the demonstration's own folder."""
    register = kept.folder / REGISTER
    ErasureRegister(register).make()
    return RetentionSettings(
        case_months=5,
        victim_months=5,
        concern_months=24,
        decided_by=f"Nobody ({INVENTED})",
        decided_on=date(2026, 1, 1),
        source=f"No document: {INVENTED}",
        erasures=register,
    )
