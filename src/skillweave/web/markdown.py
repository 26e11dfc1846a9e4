"""Guidelines as pages: Markdown without HTML, images or addresses that run something."""

from functools import cache

from markdown_it import MarkdownIt


class Html(str):
    """HTML that is safe as it stands: templates do not escape it."""

    __slots__ = ()

    def __html__(self) -> str:
        """Say so to the templates."""
        return str(self)


def to_html(markdown: str) -> Html:
    """Make HTML of a guideline.

    HTML in it is shown as text, images are left out, since nothing is loaded from elsewhere, and addresses are those
    that a browser only opens. Headings begin one level lower: the page has a heading of its own.
    """
    tokens = _reader().parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    return Html(_reader().renderer.render(tokens, _reader().options, {}))


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
