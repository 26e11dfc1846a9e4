"""A real Ray cluster of two nodes on this machine, in processes of its own; one node can be killed.

Run as a program it starts the nodes, prints the address, and obeys lines on standard input: `kill` kills the second
node as a power cut would, anything else ends the cluster.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

QUICK = {
    "health_check_initial_delay_ms": 0,
    "health_check_period_ms": 500,
    "health_check_timeout_ms": 1_000,
    "health_check_failure_threshold": 3,
}
"""A node that is lost is noticed after two seconds, not after half a minute."""


class Nodes:
    """The cluster, as a test sees it."""

    def __init__(self, process: "subprocess.Popen[str]", address: str) -> None:
        """Keep both."""
        self._process = process
        self.address = address

    def runs(self, process: int) -> bool:
        """Tell whether a process belongs to this cluster."""
        while process > 1:
            if process == self._process.pid:
                return True
            try:
                process = int(Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[1])
            except OSError:
                return False
        return False

    def kill_one(self) -> None:
        """Kill all processes of the second node, and wait until they are gone."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("kill\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline().strip() == "killed"


@contextmanager
def two_nodes(cpus: int = 1, *, quick: bool = False) -> Iterator[Nodes]:
    """Start two nodes with so many processors each, as Ray counts them, and end them afterwards.

    Args:
        cpus: Of each node.
        quick: Whether a lost node is noticed soon. On a busy machine, one that is only slow may then be taken for lost.
    """
    root = Path(__file__).parents[1]
    environment = {
        **os.environ,
        "RAY_USAGE_STATS_ENABLED": "0",
        "PYTHONPATH": os.pathsep.join((str(root / "src"), str(root))),
    }
    words = [str(cpus), *(["quick"] if quick else [])]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.ray_nodes", *words], cwd=root, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Nodes(process, process.stdout.readline().strip())
        process.stdin.write("end\n")
        process.stdin.flush()
        process.wait(timeout=60)
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def main() -> None:
    """Be the cluster."""
    from ray.cluster_utils import Cluster

    cpus = int(sys.argv[1])
    head = {"num_cpus": cpus, "include_dashboard": False, "_system_config": QUICK if "quick" in sys.argv else {}}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    second = cluster.add_node(num_cpus=cpus)
    cluster.wait_for_nodes(timeout=120)
    sys.stdout.write(f"{cluster.address}\n")
    sys.stdout.flush()
    for line in sys.stdin:
        if line.strip() != "kill":
            break
        cluster.remove_node(second, allow_graceful=False)
        sys.stdout.write("killed\n")
        sys.stdout.flush()
    cluster.shutdown()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
