"""A few invented rows of every open set, in the shared format, and small frameworks to read them with."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from skillweave.domain.competency import Competency, Framework, Kind
from tests.tiny_frameworks import tiny_framework

Row = Mapping[str, Any]  # Any: a JSON object


def tiny_durable() -> Framework:
    """Three durable skills, as the seed statements name them, under a heading."""
    entries = [
        Competency(code="D", label="Durable", heading=True),
        Competency(code="D.LEA", label="Leadership", parent="D"),
        Competency(code="D.LIS", label="Listening", parent="D"),
        Competency(code="D.PER", label="Persistence", parent="D"),
    ]
    return tiny_framework("as-durable-skills", entries)


def tiny_clusters() -> Framework:
    """Three clusters, one with a pathway below it."""
    entries = [
        Competency(code="AG", label="Agriculture and Food"),
        Competency(code="AG.1", label="Animals", parent="AG"),
        Competency(code="CO", label="Construction"),
        Competency(code="AV", label="Arts, Audio/Video and Media"),
    ]
    return tiny_framework("career-clusters-16", entries, kind=Kind.TECHNICAL)


def tiny_known() -> dict[str, Framework]:
    """Both frameworks by their id."""
    return {one.id: one for one in (tiny_durable(), tiny_clusters())}


def write_tiny_sets(folder: Path) -> Path:
    """Write all sets into a folder and give it back."""
    for name, rows in _FILES.items():
        write_lines(folder / name, rows)
    return folder


def write_lines(path: Path, rows: Iterable[object]) -> Path:
    """Write JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    return path


def _marked(text: str, *quotes: tuple[str, str | None]) -> list[Row]:
    """Mark quotes of a text with their labels."""
    places = ((text.index(quote), quote, label) for quote, label in quotes)
    return [{"start": at, "end": at + len(quote), "text": quote, "label": label} for at, quote, label in places]


def _sentence(name: str, source: str, text: str, gold: list[str], *quotes: tuple[str, str | None]) -> Row:
    return {
        "id": name,
        "source": source,
        "text": text,
        "gold": gold,
        "nil_only": not gold,
        "spans": _marked(text, *quotes),
    }


def _statement(name: str, soc: str, text: str, gold: list[str], **more: object) -> Row:
    return {"id": name, "soc": soc, "text": text, "gold": gold, **more}


def _advert(name: str, doc: str, text: str, skill: str = "", knowledge: str = "") -> Row:
    layers = {"skill": skill, "knowledge": knowledge}
    marked = {layer: _marked(text, (quote, layer)) if quote else [] for layer, quote in layers.items()}
    return {"id": name, "source": "tech" if doc == "d4" else "house", "doc": doc, "text": text, **marked}


_BAKE = _sentence(
    "s1", "house", "You bake bread for the whole town", ["bake bread"], ("bake bread", "bake bread"), ("You", None)
)
_FIX = _sentence("s2", "tech", "🚲 You fix bicycles", ["fix bicycles"], ("fix bicycles", "fix bicycles"))
_FRUIT = _sentence("s3", "tech", "We offer free fruit", [], ("free fruit", None))
_WELSH = _sentence("s4", "techwolf", "You speak Welsh", ["speak Welsh", "bake bread"])

_GREEN = "Weld gates and own a van"

_FILES: Mapping[str, list[Row]] = {
    "e3_esco/labels.jsonl": [
        {"label": label, "text": "a neighbour's words"} for label in ("bake bread", "fix bicycles", "speak Welsh")
    ],
    "e3_esco/dev.jsonl": [_BAKE, _FIX, _FRUIT],
    "esco_skills/skills.jsonl": [
        {"label": "bake bread", "alt": ["make loaves", "bake bread"], "in_e3": True},
        {"label": "repair bicycles", "e3_label": "fix bicycles", "alt": ["mend bikes"], "in_e3": True},
        {"label": "bake bread", "alt": ["an older concept of the same name"], "in_e3": False},
    ],
    "e4b_esco_transversal/labels.jsonl": [
        {"label": "bake bread", "alt": ["make loaves", "bake bread"], "text": "To make bread."},
        {"label": "fix bicycles", "alt": None, "text": None},
        {"label": "speak Welsh", "alt": [], "text": "To say it."},
    ],
    "e4b_esco_transversal/dev.jsonl": [_BAKE, _WELSH],
    "e1_onet_cluster/dev.jsonl": [
        _statement("t1", "11-1011.00", "Feed the calves.", ["Agriculture & Food"], kind="task"),
        _statement("t2", "11-1011.03", "Frame the walls.", ["Construction"], kind="task"),
        _statement("b1", "11-1011.00", "Feed the calves. Herd them.", ["Agriculture & Food"], kind="bundle"),
        _statement("t3", "27-4014.00", "Of an occupation that was trained on.", ["Construction"], kind="task"),
        _statement("b2", "15-1252.00", "Build. Record.", ["Construction", "Arts, A/V & Media"], kind="bundle"),
    ],
    "e4_onet_gwa/labels.jsonl": [
        {"id": "4.1", "label": "Seeing", "text": "Seeing. To look. Seeing. Again.", "area": "Information Input"},
        {"id": "4.2", "label": "Thinking", "text": "Thinking. To ponder.", "area": "Mental Processes"},
        {"id": "4.3", "label": "Helping", "text": "Helping. To assist.", "area": "Interacting With Others"},
    ],
    "e4_onet_gwa/dev.jsonl": [
        _statement("w1", "11-1011.00", "Look at cows.", ["Seeing"]),
        _statement("w2", "11-1011.03", "Look and think.", ["Seeing", "Thinking"]),
        _statement("w3", "15-1252.00", "Think and help.", ["Thinking", "Helping"]),
        _statement("w4", "15-1252.00", "Help.", ["Helping"]),
        _statement("w5", "27-4014.00", "Of an occupation that was trained on.", ["Helping"]),
    ],
    "e5b_cered_reflection/labels.jsonl": [
        {"label": "Experience", "evidence": True},
        {"label": "Feeling", "evidence": False},
    ],
    "e5b_cered_reflection/dev.jsonl": [
        {"id": "cered-train-49", "text": "I taught.", "gold": "Experience"},
        {"id": "cered-train-50", "text": "I was glad.", "gold": "Feeling"},
        {"id": "cered-train-99", "text": "I tested them.", "gold": "Experience"},
    ],
    "e6_skillspan/dev.jsonl": [
        _advert("a1", "d4", "Write clean Python code", skill="Write clean Python code", knowledge="Python"),
        _advert("a2", "d4", "Posted on Monday"),
        _advert("a3", "d7", "Knows Java", knowledge="Java"),
        _advert("a4", "d1", "Learned from", skill="Learned"),
    ],
    "e6b_green/dev.jsonl": [
        {
            "id": "g1",
            "text": _GREEN,
            "spans": [
                {"start": 15, "end": 24, "text": "own a van", "type": "Qualification"},
                {"start": 0, "end": 10, "text": "Weld gates", "type": "Skill"},
            ],
        },
        {"id": "g2", "text": "A van", "spans": [{"start": 0, "end": 5, "text": "A van", "type": "Qualification"}]},
    ],
    "skillskape/dev.jsonl": [
        {"id": "k1", "text": "You bake bread", "skills": ["bake bread"], "has_unknown": False},
        {"id": "k2", "text": "Free fruit", "skills": [], "has_unknown": True},
    ],
    "skillskape/compass_labels.jsonl": [{"label": "baker", "codes": ["7512.1"]}, {"label": "helping", "codes": ["I5"]}],
    "skillskape/compass_dev.jsonl": [
        {"id": "c1", "text": "I baked bread.", "gold": "baker", "gold_code": "7512.1", "work_type": "Self-employment"},
        {"id": "c2", "text": "I helped.", "gold": "helping", "gold_code": "I5", "work_type": "Unpaid other"},
    ],
    "statements_seed/seed_a.jsonl": [
        {"text": "I ran the crew", "labels": ["Leadership"]},
        {"text": "I wiped the tables", "labels": []},
    ],
    "statements_seed/seed_b.jsonl": [{"text": "I led and heard them out", "labels": ["Leadership", "Listening"]}],
}
