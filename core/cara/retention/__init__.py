"""How long records are kept: what is due, what is held, and erasing by two people after a time to think again."""
