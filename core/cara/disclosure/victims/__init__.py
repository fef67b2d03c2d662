"""The victim's copy. Nothing of it is written from anything of the participant's."""
