"""Copies of what is held about somebody, on request (UK GDPR, Article 15): the participant's and the victim's, apart.

Nothing about the victim is ever in a participant's copy, and nothing of the participant's in a victim's. What people wrote
in their own words leaves only once somebody has read it, and a copy leaves only once a second person has confirmed it.
The two sides are rooms of their own, which know nothing of each other; what they share here knows of neither.
"""
