"""How the documents become a site: `make docs`."""

project = "Estate"
author = "The Estate authors"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "Estate"
myst_heading_anchors = 3
exclude_patterns = ["_build"]
suppress_warnings = [
    "myst.xref_missing"
]  # links to files beside the docs (../README.md) are for readers of the repository
