"""`skillweave doctor`: is everything here that is needed?"""

import platform
from importlib.metadata import PackageNotFoundError, version

import click

from skillweave.cli.encoders import COARSE, is_elsewhere
from skillweave.cli.gate import tell_notes, who_is_replaced
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
@click.option(
    "--ask-endpoint",
    is_flag=True,
    help="Also send one sentence of ours to the endpoint that the settings name as the encoder; without this, nothing "
    "is sent.",
)
@settings_options
def doctor(ask_endpoint: bool, settings: Settings) -> int:
    """Check the installation: versions, the encoder and its hash, the frameworks, and a translation."""
    if ask_endpoint and not is_elsewhere(settings):
        raise SettingsError(
            f'--ask-endpoint is about embedder.kind = "endpoint"; the settings name {settings.embedder.kind}'
        )
    click.echo(f"python {platform.python_version()} on {platform.platform()}")
    for name in _SHOWN:
        click.echo(f"{name} {_version(name)}")
    tried = _endpoint(settings, ask=ask_endpoint) if is_elsewhere(settings) else _translation(settings)
    faults = [fault for fault in (_encoder(), _frameworks(settings), tried) if fault]
    for fault in faults:
        click.echo(f"FAULT: {fault}", err=True)
    if faults:
        return SettingsError.exit_code
    click.echo(
        f"all is well; {'one sentence of ours was sent, no other' if ask_endpoint else 'nothing was sent anywhere'}"
    )
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


def _endpoint(settings: Settings, *, ask: bool) -> str | None:
    """Look whether all is there that the endpoint needs; ask it only where told."""
    from skillweave.embedding.endpoint import PROBE
    from skillweave.remote_wiring import PUBLIC
    from skillweave.wiring import load_encoders

    try:
        found = load_encoders(settings).elsewhere
        if found is None:
            return None
        client, kept = found.vectors.client, found.vectors.kept
        click.echo(f"the encoder is an endpoint: {found.entries.model_id} at {client.host}; {COARSE}")
        click.echo(f"its vectors are kept in {kept.folder}, what is sent is written down in {found.sent_log}")
        click.echo(f"{who_is_replaced(found.gate)} are replaced")
        tell_notes(found.gate)
        if not ask:
            click.echo("whether it answers was not tried, nor a translation: --ask-endpoint sends it one sentence")
            return None
        (vector,) = client.embed([PUBLIC.let_out(PROBE)], purpose="doctor")
        click.echo(f"it answers: {len(vector)} numbers for {PROBE!r}")
    except SkillweaveError as error:
        return str(error)
    if kept.dim not in (None, len(vector)):
        return f"vectors of {kept.dim} numbers are kept in {kept.folder}: delete it, the model has changed"
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
