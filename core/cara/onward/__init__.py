"""Help for victims: a service of the directory offered to a victim, and followed until it is answered.

- :mod:`cara.onward.states` - how far an onward referral comes
- :mod:`cara.onward.offering` - what fits, offering it, what came of it
- :mod:`cara.onward.waiting` - what waits for an answer, and the numbers

It belongs to the victim's side: nothing that tells a participant anything knows it.
"""
