"""The victim's side: who may be contacted how, what was said, what may be raised, and what has to be done for safety.

Nothing here may reach the participant: no room that tells participants anything imports this one, and its tables and
its keys are its own.
"""
