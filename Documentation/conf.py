# SPDX-License-Identifier: GPL-2.0-only
"""Owns how the documentation is built: plain reStructuredText, plain theme."""

project = 'hni'
author = 'the hni authors'
project_copyright = author

extensions = []
highlight_language = 'none'
exclude_patterns = []
nitpicky = True

html_theme = 'alabaster'
html_theme_options = {
    'description': 'an open multi-host SmartNIC that needs no card',
    'page_width': '1100px',
    'show_powered_by': False,
}
html_sidebars = {'**': ['about.html', 'navigation.html', 'searchbox.html']}
html_show_sourcelink = False
