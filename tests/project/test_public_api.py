"""What `import skillweave` offers: these names, and no others."""

import inspect
from importlib.resources import files

import pytest

import skillweave

NAMES = [
    "Claim",
    "Competency",
    "Evidence",
    "Experience",
    "Framework",
    "Pipeline",
    "Settings",
    "SkillweaveError",
    "Span",
    "Translation",
    "build_pipeline",
    "load_framework",
    "translate_frame",
]


def test_the_public_names_are_these_and_sorted() -> None:
    """A name comes or goes only on purpose."""
    assert list(skillweave.__all__) == NAMES == sorted(NAMES)


def test_dir_shows_the_public_names() -> None:
    """A person who asks what there is sees them."""
    assert set(NAMES) <= set(dir(skillweave))


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_leads_to_the_thing_of_that_name(name: str) -> None:
    """Each is there, is a class or a function of ours, and says what it is."""
    thing = getattr(skillweave, name)
    assert thing.__name__ == name
    assert thing.__module__.startswith("skillweave.")
    assert inspect.getdoc(thing)


def test_another_name_is_an_attribute_error() -> None:
    """What is not public is refused as Python does it."""
    with pytest.raises(AttributeError, match="no attribute 'Decision'"):
        _ = skillweave.Decision


def test_the_package_says_that_it_is_typed() -> None:
    """Type checkers of users read our annotations."""
    assert (files("skillweave") / "py.typed").is_file()
