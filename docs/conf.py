"""How Sphinx builds these pages: Markdown, warnings are errors, nothing is fetched from elsewhere."""

project = "CARA"
author = "The authors of the CARA platform"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "CARA"
exclude_patterns = ["_build"]
myst_heading_anchors = 3
nitpicky = True
