"""The commands that the web application adds to ``cara``: serving an instance, and the demonstration."""
