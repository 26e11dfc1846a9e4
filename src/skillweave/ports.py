"""The seams to the outside: what fills them must keep the promises that stand here."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from skillweave.domain.question import Answer as JudgeAnswer
from skillweave.domain.question import Question
from skillweave.domain.queue import (
    Added,
    Answer,
    ClaimOpinions,
    Finished,
    ItemShown,
    NewItem,
    Next,
    RunMade,
    SettledItem,
)
from skillweave.domain.review import Decision, Recorded, ReviewKind, SkipReason
from skillweave.errors import SkillweaveError

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")
TaskT_contra = TypeVar("TaskT_contra", contravariant=True)
ResultT_co = TypeVar("ResultT_co", covariant=True)

Matrix = NDArray[np.float32]
Offsets = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Encoding:
    """One text through an encoder, in one pass.

    Attributes:
        sentence: (dim,), unit length: the whole text.
        rows: (n, dim), one row a token, special and padding tokens removed, not normalised; from an encoder that knows
            no words one row, the whole text.
        offsets: (n, 2), start and end of each row in code points of the text; sorted, inside, not overlapping.
    """

    sentence: Matrix
    rows: Matrix
    offsets: Offsets


class Embedder(Protocol):
    """Turns texts into vectors.

    Promises, each proved by `tests/contracts/test_embedder.py`:

    - `encode` gives one `Encoding` a text, in the order given.
    - Offsets count code points of the text given, are sorted, lie inside it and do not overlap.
    - Numbers are finite float32; sentence vectors have unit length.
    - The same text gives the same numbers within 1e-5, whatever the batch around it.
    - A text too long for the model raises `TextError`; it is never cut silently.
    - `sentences` agrees with `encode`.
    """

    @property
    def model_id(self) -> str:
        """Name of the model and the first 8 digits of its file's hash; of an endpoint, of its address and model."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str], /) -> Sequence[Encoding]:
        """Encode texts with a row for every token."""
        ...

    def sentences(self, texts: Sequence[str], /) -> Matrix:
        """Encode texts as wholes, (len(texts), dim)."""
        ...


class Judge(Protocol):
    """Looks at what is uncertain after the ranking.

    Promises, each proved by `tests/contracts/test_judge.py`:

    - One answer a question and one judgement a candidate, in the order given.
    - Every quote is verbatim in the text, at its place.
    - What is demonstrated or implied has a quote; what failed says why and has none.
    - Only what was offered is added, each once.
    - What cannot be read is a failed judgement, never one that says "not shown", and never missing.
    - The same questions give the same answers.
    """

    @property
    def judge_id(self) -> str:
        """Name of the judge, with the version of its prompt and a hash of what changes its answers."""
        ...

    def judge(self, questions: Sequence[Question], /) -> Sequence[JudgeAnswer]:
        """Answer questions, each on its own.

        Raises:
            RemoteError: The judge cannot be reached; what it answered before is kept.
            BudgetError: Asking might pass a limit; what was answered is kept.
        """
        ...


class ClaimStore(Protocol):
    """The review queues of one tenant, as reviewers work them.

    Promises, each proved by `tests/contracts/test_claim_store*.py`:

    - Adding the same items of the same run again changes nothing.
    - No item is ever held by two persons; a person who asks again gets the item that they hold.
    - Nobody reviews an item twice, and who reviewed it does not adjudicate it.
    - A decision on a version that is not the claim's present one raises `ConflictError`, and nothing is kept.
    - A decision sent again is answered as it was the first time; another decision under the same id raises.
    - A decision under an ended lease is kept if the version fits.
    - What another reviewer decided is not shown to a reviewer before an item is final.
    - History only grows. What the store shows after it is opened again is the same.
    - Ids of another tenant raise `NotFoundError`, as unknown ones do.

    `now` is aware and in UTC; `person` is a person's id.
    """

    @property
    def tenant(self) -> str:
        """The tenant that the store was opened for."""
        ...

    def add(
        self, queue: str, items: Sequence[NewItem], run: RunMade, now: dt.datetime, *, again: bool = False
    ) -> Added:
        """Put translated texts into a queue.

        Args:
            queue: Id of the queue.
            items: Evidence must be verbatim, else `RefusedError` names every item where it is not.
            run: Which translation they come from.
            now: The time.
            again: Also add texts that are in the queue from another run already.
        """
        ...

    def next_item(self, queue: str, person: str, now: dt.datetime, *, kind: ReviewKind = ReviewKind.REVIEW) -> Next:
        """Take the next item for a person, or say why there is none.

        The one that they hold comes first, under a lease of a new name.
        """
        ...

    def take(self, item: str, person: str, now: dt.datetime, lease: str | None = None) -> Next:
        """Take one item that a link names.

        Args:
            item: Its id.
            person: Who takes it.
            now: The time.
            lease: What the lease is called from now on, also one that the person holds; a new name without it.

        Raises:
            ConflictError: `lease_lost`: another person holds it.
        """
        ...

    def show(self, item: str, person: str, now: dt.datetime) -> ItemShown:
        """Show an item as this person may see it; changes nothing."""
        ...

    def decide(self, decision: Decision, person: str, now: dt.datetime) -> Answer:
        """Keep a decision and renew the lease, in one transaction.

        Raises:
            ConflictError: `stale_version`, `id_reused` or `moved_on`.
            RefusedError: The item is final, a span lies outside the text, or the competency is not known.
        """
        ...

    def finish(self, item: str, person: str, now: dt.datetime) -> Finished:
        """Close a person's review and settle the item.

        Raises:
            RefusedError: `undecided_claims`, with the first one in `about`.
        """
        ...

    def skip(self, item: str, person: str, reason: SkipReason, now: dt.datetime) -> None:
        """Hand an item back, for others."""
        ...

    def reveal(self, item: str, person: str, now: dt.datetime) -> ItemShown:
        """Show the suggestions of a blind item; what was added before and is suggested is confirmed as blind."""
        ...

    def renew(self, item: str, person: str, now: dt.datetime) -> dt.datetime | None:
        """Renew a person's lease; None where it has gone to another or the item is done."""
        ...

    def release(self, item: str, person: str, now: dt.datetime, lease: str | None = None) -> None:
        """End a person's lease; nothing where they hold none, or one of another name than `lease`."""
        ...

    def reopen(self, item: str, person: str, now: dt.datetime) -> None:
        """Lead an item back to `open`; its decisions stay in force until they are changed."""
        ...

    def reviews_of(self, item: str) -> tuple[ClaimOpinions, ...]:
        """Give what each reviewer who has finished holds of each claim, for who settles the differences."""
        ...

    def history(self, item: str) -> tuple[Recorded, ...]:
        """Give all decisions on an item, in the order in which they were kept."""
        ...

    def settled(self, queue: str, since: dt.datetime | None = None) -> Sequence[SettledItem]:
        """Give the final items of a queue, in the order in which they became final."""
        ...


class Work(Protocol[TaskT_contra, ResultT_co]):
    """What a worker does, over and over; it is made once in each worker and holds what is slow to load."""

    @property
    def about(self) -> object:
        """Say what it works with; the same in every worker."""
        ...

    def __call__(self, task: TaskT_contra, /) -> ResultT_co:
        """Do one task; doing it twice does no harm."""
        ...


@dataclass(frozen=True, slots=True)
class Ended(Generic[ResultT]):
    """How a task ended: with a result, with an error of ours, or its worker is lost.

    Attributes:
        name: The name under which the task was given.
        result: None where there is none.
        error: What the work has raised on purpose.
        lost: The worker ended while it had the task.
        begun: Whether the worker had begun it; False where a lost worker ended while it still loaded.
    """

    name: str
    result: ResultT | None = None
    error: SkillweaveError | None = None
    lost: bool = False
    begun: bool = True


class Runner(Protocol[TaskT_contra, ResultT]):
    """Hands tasks to workers; what is to be done with a task that was lost is for the caller to say.

    Promises, each proved by `tests/contracts/test_runner.py`:

    - Every task that is given ends exactly once, in any order.
    - A worker that is lost is a task that is lost, and is replaced; the tasks of others go on.
    - A task whose worker ended while it loaded is told from one that was begun; workers that end so again and again
      are given up with an error.
    - An error that the work raises on purpose comes back with its type; any other error rises from `take`.
    - Where it is told how long a task may take, one that takes longer is lost with its worker.
    - Results do not depend on the number of workers.
    - After `close`, no worker is left.
    """

    @property
    def capacity(self) -> int:
        """The number of tasks that can be worked on at a time."""
        ...

    def open(self) -> object:
        """Start and wait until the first worker is ready; give what its work says about itself.

        Raises:
            SkillweaveError: What the making of the work raises.
            BatchError: Workers end before they are ready.
        """
        ...

    def give(self, name: str, task: TaskT_contra, /) -> None:
        """Give a task to a worker that has none; no more than `capacity` at a time."""
        ...

    def take(self, timeout_s: float, /) -> Sequence[Ended[ResultT]]:
        """Wait for tasks to end, but no longer than told; nothing where none did."""
        ...

    def close(self) -> None:
        """End all workers at once, whatever they do."""
        ...
