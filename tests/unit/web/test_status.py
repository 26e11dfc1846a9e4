"""What machines learn: whether the server is alive and ready, and figures without anybody's name."""

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from tests.seed import Seeded
from tests.web_app import ORIGIN
from tests.web_site import InProcess, serve


def _caller(site: InProcess, host: str, **headers: str) -> TestClient:
    return TestClient(site.app, base_url=ORIGIN, client=(host, 1), headers=headers)


def test_alive(site: InProcess) -> None:
    """The process says that it answers."""
    assert _caller(site, "203.0.113.9").get("/healthz").status_code == 200


def test_ready_or_not(fresh_site: InProcess) -> None:
    """Faults make the answer 503; their details stay on this machine."""
    fresh_site.faults["disk"] = "3 MB are left in /srv"
    near, far = (_caller(fresh_site, host).get("/readyz") for host in ("127.0.0.1", "203.0.113.9"))

    assert (near.status_code, near.json()) == (503, {"ready": False, "faults": {"disk": "3 MB are left in /srv"}})
    assert (far.status_code, far.json()) == (503, {"ready": False, "faults": ["disk"]})


def test_no_fault_is_ready(site: InProcess) -> None:
    """Without a fault the answer is 200."""
    assert _caller(site, "203.0.113.9").get("/readyz").json() == {"ready": True, "faults": []}


def test_figures_for_this_machine(site: InProcess) -> None:
    """Items by state, decisions, and whether the server is ready."""
    text = _caller(site, "127.0.0.1").get("/metrics").text

    assert f'skillweave_items{{queue="{site.north.queues["Half done"]}",state="final"}} 2.0' in text
    assert f'skillweave_decisions{{queue="{site.north.queues["Half done"]}"}} 6.0' in text
    assert "skillweave_ready 1.0" in text


def test_figures_name_nobody(site: InProcess) -> None:
    """No person, title or word of a text is among the figures, and nothing of another school."""
    text = _caller(site, "127.0.0.1").get("/metrics").text

    assert "Reviewer" not in text
    assert "Log" not in text
    assert site.south.queues["Spring"] not in text


@pytest.mark.parametrize(
    ("host", "headers"),
    [
        ("203.0.113.9", {}),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.9"}),
        ("127.0.0.1", {"forwarded": "for=203.0.113.9"}),
        ("203.0.113.9", {"authorization": "Bearer "}),
        ("203.0.113.9", {"authorization": "Bearer wrong"}),
    ],
)
def test_figures_are_not_for_everybody(site: InProcess, host: str, headers: dict[str, str]) -> None:
    """From elsewhere, or through a proxy, there is no such page."""
    assert _caller(site, host, **headers).get("/metrics").status_code == 404


@pytest.mark.parametrize(("token", "status"), [("the collector's", 200), ("another", 404)])
def test_token_opens_the_figures(filled_database: Seeded, token: str, status: int) -> None:
    """A collector elsewhere has a token."""
    site = serve(filled_database, {"metrics_token": SecretStr("the collector's")})

    assert _caller(site, "203.0.113.9", authorization=f"Bearer {token}").get("/metrics").status_code == status
