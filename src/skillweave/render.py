"""Fills templates, always escaped; knows nothing of what is on the page."""

from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, TemplateNotFound

_EVENTS_PER_CHUNK = 200


def render(template: str, /, **values: object) -> str:
    """Fill a template.

    Every value is escaped for HTML, whatever the template's name; a name that has no value raises. A NUL
    becomes U+FFFD and a lone surrogate "?", because neither can stand in a page.

    Args:
        template: `package:name`; the file lies in the folder `templates` of that package. Names in `include`,
            `extends` and `import` are looked for in the same folder.
        values: What the template may use.

    Raises:
        ValueError: The template's name has no package, or there is no such package or file.
    """
    return _template(template).render(**values)


def stream(template: str, /, **values: object) -> Iterator[str]:
    """Fill a template piece by piece, so that a long page is never in memory as a whole.

    Takes what `render` takes and, joined, gives what `render` gives. An iterator among the values is gone
    through while the pieces are made.

    Raises:
        ValueError: The template's name has no package, or there is no such package or file.
    """
    chunks = _template(template).stream(**values)
    chunks.enable_buffering(_EVENTS_PER_CHUNK)
    return iter(chunks)


def _template(reference: str) -> Template:
    package, colon, name = reference.partition(":")
    if not colon:
        raise ValueError(f"a template is named package:file, got {reference!r}")
    try:
        return _environment(package).get_template(name)
    except (ModuleNotFoundError, TemplateNotFound) as error:
        raise ValueError(f"there is no template {name!r} in the folder templates of {package!r}") from error


@cache
def _environment(package: str) -> Environment:
    return Environment(  # the loader reads from wheels and zip files too
        loader=PackageLoader(package, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _printable(value: object) -> object:
    """Replace what no HTML file can hold; exact `str` only, for text that is already escaped is a subclass."""
    if type(value) is not str:
        return value
    return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
