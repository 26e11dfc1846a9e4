"""Requests of a judge handed in as one batch, and collected; while one is on its way, nothing else is asked."""

from collections.abc import Mapping

from skillweave.errors import JudgeError, RemoteError, SettingsError, SkillweaveError
from skillweave.llm.kept import KeptReplies
from skillweave.llm.pending import Pending, PendingFile
from skillweave.remote.bulk import Batch
from skillweave.remote.client import Client
from skillweave.remote.talk import Ask, fingerprint

_KNOWS_NONE = frozenset({400, 404})
"""How an endpoint answers that is asked for a batch which it does not have."""


class Batches:
    """One batch at a time, noted beside the kept replies."""

    def __init__(self, client: Client, kept: KeptReplies) -> None:
        """Remember the way to the endpoint, and where answers are kept."""
        self._client, self._kept = client, kept
        self.pending = PendingFile(kept.folder)

    def refuse_while_pending(self) -> None:
        """Ask nothing while a batch is on its way: what it holds would be paid twice.

        Raises:
            JudgeError: One is.
        """
        if self.pending.read() is not None:
            raise JudgeError(
                f"a batch is pending ({self.pending.path}), and nothing is asked meanwhile: its requests would be paid "
                "twice. Collect it with `translate --judge --in-bulk`, or delete that file to give it up"
            )

    def hand_in(self, asks: Mapping[str, Ask]) -> Batch:
        """Hand in requests as one batch, remembered before and after, so that a stop in between loses nothing.

        Raises:
            JudgeError: Another one is on its way; errors of `Client.hand_in` otherwise.
        """
        self.refuse_while_pending()
        endpoint = self._client.endpoint
        note = Pending(
            name=fingerprint(sorted(asks))[:16], base_url=endpoint.base_url, model=endpoint.model, keys=frozenset(asks)
        )
        self.pending.write(note)
        try:
            batch = self._client.hand_in(asks, note.name)
        except SkillweaveError as error:
            if not isinstance(error, RemoteError) or error.status is not None:
                self.pending.clear()  # it was refused, here or there; a line that broke may have carried it
            raise
        self.pending.write(note.model_copy(update={"batch": batch.id}))
        return batch

    def collect(self) -> Batch | None:
        """Keep the answers of the batch that is pending, if it has ended, and forget it; None where none is.

        Returns:
            The batch; once it has ended, `done` counts the answers that were kept.

        Raises:
            SettingsError: It was handed in to another endpoint, or for another model.
            RemoteError: The endpoint does not know it; errors of `Client.batch` otherwise.
        """
        note = self.pending.read()
        if note is None:
            return None
        self._refuse_of_another(note)
        try:
            batch = self._client.batch(note.batch) if note.batch else self._client.find_batch(note.name)
            answers = self._client.collect(batch) if batch is not None and batch.ended else {}
        except RemoteError as error:
            if error.status not in _KNOWS_NONE:
                raise
            raise RemoteError(
                f"{error}. A batch is pending there ({self.pending.path}); if it is known to be gone, delete that file"
            ) from error
        if batch is None:
            self._forget_unsent(note)
        if batch is None or not batch.ended:
            return batch
        ours = [key for key in answers if key in note.keys or not note.keys]
        for key in ours:
            self._kept.put(key, answers[key])
        self.pending.clear()
        return batch.model_copy(update={"done": len(ours)})

    def _refuse_of_another(self, note: Pending) -> None:
        """Refuse to look for a batch where it is not."""
        endpoint = self._client.endpoint
        where = note.base_url or endpoint.base_url, note.model or endpoint.model
        if where != (endpoint.base_url, endpoint.model):
            raise SettingsError(
                f"a batch of {where[0]}, model {where[1]}, is pending ({self.pending.path}), but the settings name "
                f"{endpoint.base_url}, model {endpoint.model}: put the old ones back to collect it, or delete that "
                "file to give it up"
            )

    def _forget_unsent(self, note: Pending) -> None:
        """Forget a batch that nobody knows: a stop came before it was handed in."""
        if note.base_url is None:
            raise RemoteError(
                f"{self._client.host} knows no batch of the name {note.name}, and {self.pending.path}, of an earlier "
                "version, does not say where it was handed in; if it is known to be gone, delete that file"
            )
        self.pending.clear()
