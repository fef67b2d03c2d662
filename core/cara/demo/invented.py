"""What an instance's settings say in the demonstration: a retention schedule and a safeguarding lead, invented."""

from datetime import date

from cara.demo.data import REGISTER, DemoData
from cara.retention.register import ErasureRegister
from cara.settings import RetentionSettings, SafeguardingSettings

INVENTED = "invented for this demonstration"
LEAD = SafeguardingSettings(lead="manager-1", name="Rosalind Tannerfield", saturday_phone="07700 900799")
"""Whoever answers for safeguarding, and the number that is answered on Saturdays."""


def invented_schedule(kept: DemoData) -> RetentionSettings:
    """Give a schedule that nobody has decided, so short that something is due, with a register in the own folder."""
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
