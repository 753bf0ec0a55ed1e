"""Sphinx's settings for the site. The sources are made by tools/make_site.py; nothing is run and nothing is fetched."""

project = "The Ethical Data Playbook"
author = "The Ethical Data Playbook"
project_copyright = "Text and data: CC BY 4.0. Code: MIT licence."
language = "en"

extensions = ["myst_nb", "sphinx_design"]
source_suffix = {".ipynb": "myst-nb", ".md": "myst-nb"}
exclude_patterns = ["_build", "**/.ipynb_checkpoints"]
nb_execution_mode = "off"
nb_ipywidgets_js = {}  # the controls are stored as words: no script from elsewhere
nb_merge_streams = True
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
myst_enable_extensions = ["colon_fence", "deflist", "attrs_block"]
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type", "myst.header"]

html_theme = "pydata_sphinx_theme"
html_title = project
html_static_path = ["_static"]
templates_path = ["_templates"]
html_css_files = ["site.css"]
html_js_files = [("charts.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_last_updated_fmt = None
html_theme_options = {
    "logo": {"text": "Ethical Data Playbook"},
    "use_edit_page_button": False,
    "secondary_sidebar_items": ["page-toc"],
    "navigation_with_keys": False,
    "show_nav_level": 1,
    "show_toc_level": 2,
    "navbar_align": "left",
    "footer_start": ["licence"],
    "search_bar_text": "Search this site",
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "back_to_top_button": False,
}
# These have no pages beside them: an empty column would only be noise.
html_sidebars = {
    page: []
    for page in ("index", "start", "glossary", "sources", "api", "trainers", "contributors", "changelog", "404")
}
html_context = {"default_mode": "auto"}
html_favicon = "docs/pictures/online_store.svg"
html_use_index = False
