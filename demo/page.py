"""A thread as a page: what GitHub would show of an issue and its comments, near enough to read."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

import cmarkgfm
from cmarkgfm.cmark import Options

STYLE = """
body { background: #f6f8fa; color: #1f2328; margin: 2rem auto; max-width: 60rem; padding: 0 1rem;
  font: 15px/1.6 system-ui, "Noto Sans KR", "Noto Sans CJK KR", sans-serif; }
article { background: #fff; border: 1px solid #d1d9e0; border-radius: 6px; margin: 1rem 0; }
article > header { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0;
  color: #59636e; padding: .5rem 1rem; }
article > div { padding: .25rem 1rem 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
td, th { border: 1px solid #d1d9e0; padding: .35rem .8rem; }
tr:nth-child(even) { background: #f6f8fa; }
pre, code { background: #eff1f3; border-radius: 4px; padding: .1rem .3rem; }
pre { overflow: auto; padding: .8rem; }
blockquote { border-left: 4px solid #d1d9e0; color: #59636e; margin: 1rem 0; padding: 0 1rem; }
.note { border-left: 4px solid #0969da; margin: 1rem 0; padding: .1rem 1rem; }
img { max-width: 100%; }
"""
_ALERT = re.compile(r"<blockquote>\s*<p>\[!(\w+)\]\s*(?:<br\s*/?>)?")


def page(issue: dict[str, Any], comments: Sequence[dict[str, Any]]) -> str:
    """The page of an issue.

    Args:
        issue: As GitHub's API answers it.
        comments: Likewise, oldest first.
    """
    title = html.escape(issue["title"])
    parts = [_article(issue), *map(_article, comments)]
    return (
        f'<!doctype html>\n<html lang="ko"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head>\n<body><h1>{title} <small>#{issue['number']}</small></h1>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _article(one: dict[str, Any]) -> str:
    who, when = html.escape(one["user"]["login"]), html.escape(one["created_at"][:16].replace("T", " "))
    return f"<article><header><b>{who}</b> · {when} UTC</header><div>{rendered(one['body'])}</div></article>"


def rendered(markdown: str) -> str:
    """Markdown as GitHub's own library renders it in a comment, where a line's end is a line's end."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_HARDBREAKS  # our own HTML; GitHub filters the rest
    made: str = cmarkgfm.github_flavored_markdown_to_html(markdown, options=options)
    return _ALERT.sub(r'<blockquote class="note"><p><b>\1</b><br>', made)
