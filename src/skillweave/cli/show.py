"""What a person sees on a terminal: the table of claims and the progress bar."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from skillweave.domain.claim import Status, Translation

_QUOTE = 60


def table_of(translations: Iterable[Translation]) -> Table:
    """Lay out the leading claim of each entry and framework; the others are counted."""
    table = Table(title="Skill claims: suggestions for a person to confirm", title_justify="left", show_lines=False)
    for name in ("entry", "framework", "competency", "score", "confidence", "evidence"):
        table.add_column(name, justify="right" if name in ("score", "confidence") else "left", overflow="fold")
    for translation in translations:
        for cells in _lines(translation):
            table.add_row(*cells)
        table.add_section()
    return table


def _lines(translation: Translation) -> Iterator[tuple[str, ...]]:
    name = plain(translation.id)
    if translation.status is Status.FAILED:
        yield name, "", f"[bold]failed[/bold]: {plain(translation.error or '')}", "", "", ""
    elif translation.status is Status.NOTHING_FOUND:
        yield name, "", "[dim]nothing found (this is not a failing mark)[/dim]", "", "", ""
    counts: dict[str, int] = {}
    for claim in translation.claims:
        counts[claim.framework] = counts.get(claim.framework, 0) + 1
    for claim in translation.claims:
        if claim.rank == 1:
            more = f" [dim]+{counts[claim.framework] - 1}[/dim]" if counts[claim.framework] > 1 else ""
            mark = " [dim](unverified name)[/dim]" if claim.verification == "unverified" else ""
            quote = plain(_short(claim.evidence[0].quote))
            loan = " [dim](borrowed)[/dim]" if claim.calibrated_on == "family" else ""
            sure = "[dim]not calibrated[/dim]" if claim.confidence is None else f"{claim.confidence:.3f}{loan}"
            label = f"{plain(claim.label)}{mark}{more}"
            yield name, claim.framework, label, f"{claim.score:.2f}", sure, f"“{quote}”"


def plain(text: str) -> str:
    """Keep a person's words from being read as markup or as commands to the terminal."""
    from rich.markup import escape

    return escape("".join(character if character.isprintable() else " " for character in text))


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= _QUOTE else f"{words[: _QUOTE - 1]}…"


def print_table(translations: Iterable[Translation]) -> None:
    """Print the table on standard output."""
    Console().print(table_of(translations))


def counting(translations: Iterable[Translation]) -> Iterator[Translation]:
    """Pass translations on and show progress on standard error: on a terminal only, nothing into a file."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.completed} translated"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("translating", total=None)
        for translation in translations:
            bar.advance(task)
            yield translation
