"""What every driver does around its peer: cases from standard input, predictions to standard output, in JSON lines.

A driver runs inside its peer's own environment, so this module needs the standard library only. A line in is
`{"id": "...", "text": "..."}`; a line out is `{"id": "...", "ranking": [["name", 0.9], ...]}` and, where the peer
decides by itself, `"claims"` of the same form. Names are the peer's own; `run.py` turns them into codes.
"""

import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

Scores = Mapping[str, float]
Said = tuple[Scores, Scores | None]
"""Scores of what the peer ranks, and of what it claims at its own threshold; None for a peer that only ranks."""


def serve(predict: Callable[[Path, Sequence[str]], Iterable[Said]]) -> None:
    """Read all cases, ask the peer, and answer.

    Args:
        predict: Gives what is said of each text, in their order; its first argument is the folder of the encoder, which
            is the process's only argument.
    """
    cases = [json.loads(line) for line in sys.stdin if line.strip()]
    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):  # peers print what they are doing
        said = predict(Path(sys.argv[1]), [case["text"] for case in cases])
        for case, (ranking, claims) in zip(cases, said, strict=True):
            answer = {"id": case["id"], "ranking": _best_first(ranking)}
            if claims is not None:
                answer["claims"] = _best_first(claims)
            out.write(json.dumps(answer) + "\n")


def _best_first(scores: Scores) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
