"""What every use case shares: what it refuses in words, and what it tells the audit trail."""

from cara.acting.problems import NotAccepted, Problem, from_validation, reason_given
from cara.acting.telling import SYSTEM, new_code, new_key, tell

__all__ = ["SYSTEM", "NotAccepted", "Problem", "from_validation", "new_code", "new_key", "reason_given", "tell"]
