"""Working with partners and stakeholders.

- :mod:`cara.engagement.organisations` - police teams, boards, services and groups, by district and community
- :mod:`cara.engagement.contacts` - whom to ask for there
- :mod:`cara.engagement.meetings` - what was done
- :mod:`cara.engagement.steps` - what comes next
- :mod:`cara.engagement.plan` - the plan and its gaps
- :mod:`cara.engagement.awareness` - awareness sessions beside counts of referrals
- :mod:`cara.engagement.directory` - services to which participants are signposted
- :mod:`cara.engagement.signposts` - what was offered, accepted and reached
"""

from cara.engagement.problems import NoSuchPartner, NoSuchService, NoSuchSignpost, SignpostElsewhere
from cara.engagement.words import EngagementKind, Need, OrganisationKind

__all__ = [
    "EngagementKind",
    "Need",
    "NoSuchPartner",
    "NoSuchService",
    "NoSuchSignpost",
    "OrganisationKind",
    "SignpostElsewhere",
]
