"""Makes every link that holds the repository's public address, which stands in pyproject.toml alone.

python -m tools.links   prints the badges for README.md
"""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def repository() -> str:
    """The public address, as [project.urls] gives it."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Repository"]


def launch(page: str | None = None, ref: str = "HEAD") -> str:
    """Where Binder opens a page of the course, else its first; name a tag or a commit to get what was built before."""
    if page is None:
        from start import START_PAGE as page
    owner_and_name = repository().removeprefix("https://github.com/")
    return f"https://mybinder.org/v2/gh/{owner_and_name}/{ref}?urlpath=lab/tree/{page}"


def badges() -> list[str]:
    """README's badges in Markdown: tests, then Binder."""
    tests = f"{repository()}/actions/workflows/test.yml"
    return [
        f"[![Tests]({tests}/badge.svg)]({tests})",
        f"[![Open in Binder](https://mybinder.org/badge_logo.svg)]({launch()})",
    ]


if __name__ == "__main__":
    print("\n".join(badges()))
