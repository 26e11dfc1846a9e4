"""`skillweave doctor`: is everything here that is needed?"""

import platform
from importlib.metadata import PackageNotFoundError, version

import click

from skillweave.cli.options import settings_options
from skillweave.errors import SettingsError, SkillweaveError
from skillweave.settings import Settings

_SHOWN = (
    "skillweave",
    "torch",
    "sentence-transformers",
    "transformers",
    "scikit-learn",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "openai",
)


@click.command()
@settings_options
def doctor(settings: Settings) -> int:
    """Check the installation: versions, the encoder and its hash, the frameworks, and a translation."""
    click.echo(f"python {platform.python_version()} on {platform.platform()}")
    for name in _SHOWN:
        click.echo(f"{name} {_version(name)}")
    faults = [fault for fault in (_encoder(), _frameworks(settings), _translation(settings)) if fault]
    for fault in faults:
        click.echo(f"FAULT: {fault}", err=True)
    if faults:
        return SettingsError.exit_code
    click.echo("all is well; nothing was sent anywhere")
    return 0


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "is missing"


def _encoder() -> str | None:
    from skillweave.embedding.packaged import packaged_model

    try:
        folder = packaged_model()
    except SkillweaveError as error:
        return str(error)
    click.echo(f"encoder: {folder}, hashes as pinned")
    return None


def _frameworks(settings: Settings) -> str | None:
    from skillweave.frameworks.concepts import load_concepts
    from skillweave.frameworks.load import load_frameworks
    from skillweave.wiring import cache_folder, frameworks_folder

    try:
        folder = frameworks_folder(settings)
        concepts = load_concepts(folder)
        found = load_frameworks(folder, concepts=concepts)
    except SkillweaveError as error:
        return str(error)
    entries = sum(len(one.competencies) for one in found)
    counts = f"{len(found)} with {entries} entries and {len(concepts.concepts)} skill concepts"
    click.echo(f"frameworks: {counts} in {folder.resolve()}")
    click.echo(f"vectors of framework texts are kept in {cache_folder(settings)}")
    return None


def _translation(settings: Settings) -> str | None:
    from skillweave.domain.experience import Experience
    from skillweave.wiring import build_pipeline

    text = "I fed the calves every morning and wrote down how much milk they drank."
    try:
        pipeline = build_pipeline(["career-clusters-2024"], settings=settings)
        found = pipeline.translate(Experience(id="doctor", text=text))
    except SkillweaveError as error:
        return str(error)
    source = settings.parameters_file or "packaged"
    click.echo(f"parameters: {pipeline.provenance.parameters} ({source}), fitted on {pipeline.parameters.fitted_on}")
    labels = ", ".join(claim.label for claim in found.claims) or "nothing found"
    click.echo(f"a translation: {text!r} -> {labels}")
    return None
