"""The chain: a question in, a stream of events out, the last of which holds the whole answer.

One path for every caller: the chat and the command line show the events, `ask` drains them for programs and the
evaluations.
"""

from __future__ import annotations

import logging
from collections.abc import Container, Generator, Iterator, Sequence
from contextlib import closing
from hashlib import blake2s

from index.articles import encodable
from index.collection import Collection
from rag.answer import (
    Answer,
    Event,
    EvidenceFound,
    Finished,
    Hit,
    Retrieved,
    Token,
)
from rag.caution import THRESHOLDS, Caution
from rag.config import RagConfig
from rag.errors import ModelUnavailable, QuestionTooLong
from rag.llm.fetch import Report
from rag.llm.protocol import LLM, Message
from rag.question.described import describes_one
from rag.question.rewrite import needs_model, rewriting, trusted
from rag.question.understand import understand
from rag.question.understood import Understood
from rag.reader.read import shipped
from rag.retrieval.answerable import fit, why_not
from rag.retrieval.budget import tokens
from rag.retrieval.find import Finder
from rag.retrieval.found import Place
from rag.retrieval.retrieve import Retriever
from rag.writer import Writer, open_writer
from rag.writing.draft import Draft
from rag.writing.write import write

log = logging.getLogger(__name__)

LONGEST_QUESTION = 2_000
"""Characters; a question longer than this is a pasted article."""
EMPTY = "The collection is empty; `dateline add` puts articles into it."
_UNSEEN = "\ufeff\u200b\u200e\u200f\u2060 "  # what a copied question may begin or end with


class QAChain:
    """Answers questions about one collection; safe to use from several threads.

    Without a writer the evidence is the answer.
    """

    def __init__(
        self,
        collection: Collection,
        writer: LLM | None = None,
        *,
        note: str = "",
        caution: Caution = Caution.BALANCED,
        retriever: Retriever | None = None,
        read: bool = True,
    ) -> None:
        """Build on an open collection.

        Args:
            collection: Where to look; stays open until `close`.
            writer: What writes answers; None: quotes only.
            note: One line that tells why there is no writer, given with every quoted answer.
            caution: How sure an answer must be.
            retriever: What finds passages in the collection; None: the usual one.
            read: Whether the reader reads the best sentences again; False where only passages are wanted, or to measure
                what it is worth.

        Raises:
            ReaderUnavailable: The reader cannot be loaded.
        """
        self.collection = collection
        self._writer = Writer(writer, note)
        self.caution = caution
        self._finder = Finder(collection, retriever or Retriever(collection), shipped() if read else None)
        tokens("")  # reads the vocabulary now, so that the first question does not wait for it

    @property
    def writer(self) -> LLM | None:
        """What writes answers now; None: quotes only."""
        return self._writer.llm

    @property
    def note(self) -> str:
        """Why there is no writer now, in one line."""
        return self._writer.note

    def use(self, writer: LLM | None, note: str = "") -> None:
        """Have the questions asked from now on answered by this writer, or with quotes and this note.

        The writer before it is not closed: it may still answer a question asked earlier.
        """
        self._writer = Writer(writer, note)  # in one step: a question in between finds the one pair or the other

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Message] = (),
        id: str = "",  # noqa: A002  # the contract's name for it
        as_of: str | None = None,
        evidence_only: bool = False,
        without: Container[Place] = (),
        ignore: Container[str] = (),
    ) -> Answer:
        """Return the whole answer; see `stream` for the arguments."""
        for event in self.stream(
            question,
            history=history,
            id=id,
            as_of=as_of,
            evidence_only=evidence_only,
            without=without,
            ignore=ignore,
        ):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("every stream ends with Finished")

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Message] = (),
        id: str = "",  # noqa: A002
        as_of: str | None = None,
        evidence_only: bool = False,
        without: Container[Place] = (),
        ignore: Container[str] = (),
    ) -> Iterator[Event]:
        """Yield what happens on the way to the answer; the last event is always `Finished`.

        Closing the iterator stops the writer.

        Args:
            question: In plain language.
            history: The earlier turns, oldest first; used only to read a follow-up.
            id: Given back in the answer; made from the question when empty.
            as_of: ISO day; articles published later are not read.
            evidence_only: Answer with quotes even though there is a writer.
            without: Evidence to withhold, by article id and start; nothing takes its place. The evaluation asks so
                whether an answer hung on what it cited.
            ignore: Keys of readings of the question to leave out; see `rag.question.understood.Reading`.

        Raises:
            QuestionTooLong: It has more than `LONGEST_QUESTION` characters.
        """
        question = on_one_line(question)
        draft = Draft(id or blake2s(question.encode(), digest_size=6).hexdigest(), question)
        used = self._writer  # which another thread may change in the middle of the question
        writer = None if evidence_only else used.llm
        rewritten = None
        if writer is not None and "standalone" not in ignore:
            rewritten = yield from self._rewritten(draft, history, writer)
        understood = self.understand(question, history=history, standalone=rewritten, as_of=as_of, ignore=ignore)
        overview_of = understood.overview_of
        hits = self._finder.passages(understood)
        draft.standalone = understood.standalone
        draft.understood = understood.to_dict()
        draft.describes_one = describes_one(understood)
        draft.clock.retrieve = draft.clock.now()
        yield Retrieved(understood.standalone, tuple(hits), draft.clock.retrieve, understood)

        draft.found = self._finder.sentences(understood, hits).without(without)
        draft.alike = self._finder.retriever.alike
        doubted = writer is not None and writer.taught and overview_of is None
        thresholds = THRESHOLDS[self.caution]
        why = why_not(understood, hits, draft.found, thresholds, doubted=doubted)
        if why and not self.collection.stats().articles:
            why = EMPTY
        draft.clock.evidence = draft.clock.now()
        yield EvidenceFound(draft.evidence, not why, draft.clock.evidence)

        if why:
            yield Finished(draft.refused(why))
        elif overview_of is not None and (writer is None or writer.small):
            # One sentence of each article is an overview as it stands; a small writer would give one of them.
            yield Finished(draft.told())
        elif writer is None:
            yield Finished(draft.quoted(used.note))
        else:
            try:
                yield from write(writer, draft, understood, thresholds=thresholds, fit=fit(hits))
            except ModelUnavailable as error:
                log.info("the writer failed: %s", error)  # the answer's note tells it
                yield Finished(draft.quoted(f"No written answer: {error}"))

    def search(
        self, question: str, *, history: Sequence[Message] = (), k: int = 10, as_of: str | None = None
    ) -> list[Hit]:
        """Return the best `k` passages for the question, without choosing or writing anything."""
        return self._finder.retriever.retrieve(self.understand(question, history=history, as_of=as_of), k=k)

    def understand(
        self,
        question: str,
        *,
        history: Sequence[Message] = (),
        standalone: str | None = None,
        as_of: str | None = None,
        ignore: Container[str] = (),
    ) -> Understood:
        """Return how the chain reads a question; see `stream` and `rag.question.understand` for the arguments."""
        stats = self.collection.stats()
        return understand(
            on_one_line(question),
            history=history,
            standalone=standalone,
            outlets=stats.sources,
            as_of=as_of,
            newest_day=stats.last_day,
            ignore=ignore,
        )

    def close(self) -> None:
        """Stop the writer and release the collection."""
        if (writer := self.writer) is not None:
            writer.close()
        self.collection.close()

    def __enter__(self) -> QAChain:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _rewritten(self, draft: Draft, history: Sequence[Message], writer: LLM) -> Generator[Event, None, str | None]:
        """Return a follow-up as the writer makes it stand alone, where rules are not enough, else None.

        A small writer is not asked: it reads for seconds, and no evidence would be shown until then.
        """
        if writer.small or not needs_model(draft.question, history):
            return None
        written = ""
        try:
            with closing(rewriting(draft.question, history, writer)) as deltas:
                for delta in deltas:
                    draft.count(delta.prompt_tokens, delta.completion_tokens)
                    written += delta.text
                    yield Token("")  # a chance to stop it
        except ModelUnavailable as error:
            log.warning("the rules read a follow-up that the writer should have rewritten: %s", error)
            return None  # a writer that is gone is told with the answer
        return trusted(written, draft.question, history)


def open_chain(config: RagConfig | None = None, *, fetch: bool = True, progress: Report | None = None) -> QAChain:
    """Return a chain over the collection and with the writer that the settings name; close it after use.

    Args:
        config: None: from the environment and `dateline.toml`.
        fetch: Whether a local writer that is not on this machine yet is fetched first (1.1 GB, once).
        progress: Told how far the fetch is.

    Raises:
        CollectionError: The collection cannot be opened.
        ModelUnavailable: The writer asked for by name cannot be had.
    """
    config = config or RagConfig.read()
    collection = Collection.open(config)  # first: that it is in use should not take a gigabyte to find out
    try:
        writer = open_writer(config, fetch=fetch, progress=progress)
    except BaseException:
        collection.close()
        raise
    return QAChain(collection, writer.llm, note=writer.note, caution=config.caution)


def on_one_line(question: str) -> str:
    """Return a question as it is read: its white space folded, and without characters that cannot be encoded.

    Raises:
        QuestionTooLong: It has more than `LONGEST_QUESTION` characters.
    """
    # An argument that is not UTF-8 comes with lone surrogates, which neither the searches nor a server take.
    question = " ".join(encodable(question).split()).strip(_UNSEEN)
    if len(question) > LONGEST_QUESTION:
        raise QuestionTooLong(
            f"The question has {len(question):,} characters; at most {LONGEST_QUESTION:,} are read. Shorten it."
        )
    return question
