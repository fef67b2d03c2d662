"""The participant's copy. Nothing in this room knows the victim's side: an import contract holds it to that."""
