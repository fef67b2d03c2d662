"""Working the outbox off: leasing a job, handing a message to its provider once, and noting how it went.

- :mod:`cara.sending.providers` - what a provider must be able to do
- :mod:`cara.sending.notify`, :mod:`cara.sending.smtp`, :mod:`cara.sending.keeping` - the providers
- :mod:`cara.sending.handing` - the transactions before and after the handing over
- :mod:`cara.sending.receipts` - whether what was handed over arrived
- :mod:`cara.sending.worker` - the worker
"""

from cara.sending.choosing import providers_of
from cara.sending.keeping import Keeping
from cara.sending.providers import Answer, NotNow, Outcome, Outgoing, Provider, Receipt, Refused, Unanswered
from cara.sending.worker import Worker

__all__ = [
    "Answer",
    "Keeping",
    "NotNow",
    "Outcome",
    "Outgoing",
    "Provider",
    "Receipt",
    "Refused",
    "Unanswered",
    "Worker",
    "providers_of",
]
