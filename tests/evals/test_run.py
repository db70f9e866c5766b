"""Asking the cases: only what the parts need, on real parts; failures counted; a stopped run goes on."""

from dataclasses import replace

import pytest

from evals.ablation import unchanged_without_citations
from evals.datasets import open_dataset
from evals.measures.metrics import Part
from evals.measures.score import score_cases
from evals.run import DEPTH, ask, run
from rag.answer import Status
from rag.errors import ModelUnavailable


@pytest.fixture(scope="module")
def dataset(small_set):
    return open_dataset(str(small_set))


@pytest.fixture(scope="module")
def cases(dataset):
    return {case.id: case for case in dataset.cases}


def texts(dataset):
    known = {article.id: article.text for article in dataset.articles}
    return known.__getitem__


def test_retrieval_alone_answers_nothing(small_chain, cases, quoting):
    writer = quoting()
    outcome = ask(small_chain(writer), cases["cost"], parts=[Part.RETRIEVAL])
    assert outcome.answer is None
    assert writer.asked == 0
    assert 0 < len(outcome.hits) <= DEPTH
    assert outcome.hits[0].article_id == "bridge"
    assert outcome.hits[0].gold == (0,)


def test_evidence_and_refusals_search_once_and_write_nothing(small_chain, cases, quoting):
    writer = quoting()
    outcome = ask(small_chain(writer), cases["cost"], parts=[Part.EVIDENCE, Part.REFUSALS])
    assert (outcome.hits, outcome.written, writer.asked) == ((), False, 0)
    assert outcome.answer.status is Status.ANSWERED
    assert outcome.answer.evidence


def test_answers_are_written_when_there_is_a_writer(small_chain, cases, quoting):
    outcome = ask(small_chain(quoting()), cases["cost"], parts=[Part.ANSWERS])
    assert outcome.written
    assert "31 million crowns" in outcome.answer.text
    assert not ask(small_chain(), cases["cost"], parts=[Part.ANSWERS]).written


def test_a_whole_run_scores_as_it_should(small_chain, dataset, quoting):
    outcomes = run(small_chain(quoting()), dataset.cases, parts=list(Part))
    rows = score_cases(dataset.cases, outcomes, parts=list(Part), text_of=texts(dataset))
    for row in rows:
        assert row.error == ""
        assert row.scores.get("quote_exact", 1.0) == 1.0
    right = {row.id for row in rows if row.scores["right"]}
    assert {"vote", "cost", "prize"} <= right
    assert all(row.scores["citation_precision"] == 1.0 for row in rows if row.id in right and row.answerable)


def test_a_writer_that_fails_is_an_error_though_the_chain_shows_quotes_instead(small_chain, cases, quoting):
    writer = quoting(error=ModelUnavailable("the server is gone"))
    outcome = ask(small_chain(writer), cases["cost"], parts=[Part.ANSWERS])
    assert outcome.answer is None
    assert "the server is gone" in outcome.error


def test_a_case_that_raises_scores_zero_and_the_others_are_still_asked(small_chain, dataset, quoting):
    writer = quoting(error=RuntimeError("boom\nboom"))
    progress = []
    outcomes = run(small_chain(writer), dataset.cases, parts=[Part.ANSWERS], progress=progress.append)
    rows = score_cases(dataset.cases, outcomes, parts=[Part.ANSWERS], text_of=texts(dataset))
    failed = [row for row in rows if row.error]
    assert len(rows) == len(dataset.cases)
    assert {row.error for row in failed} == {"RuntimeError: boom boom"}
    assert [row.scores["right"] for row in failed] == [0.0] * len(failed)
    assert progress == list(range(len(dataset.cases) + 1))


def test_a_stopped_run_goes_on_where_it_was(small_chain, dataset, quoting, tmp_path):
    file, parts = tmp_path / "kept.jsonl", [Part.ANSWERS, Part.RETRIEVAL]
    first = quoting()
    before = run(small_chain(first), dataset.cases[:3], parts=parts, resume=file, fingerprint="one")
    file.write_bytes(file.read_bytes() + b'{"key": "cut sho')
    second = quoting()
    after = run(small_chain(second), dataset.cases, parts=parts, resume=file, fingerprint="one")
    assert after[:3] == before
    assert first.asked == 3
    assert second.asked <= len(dataset.cases) - 3


def test_what_was_kept_under_another_program_or_of_a_changed_case_is_not_used(small_chain, dataset, quoting, tmp_path):
    from dataclasses import replace

    file, case = tmp_path / "kept.jsonl", dataset.cases[0]
    run(small_chain(quoting()), [case], parts=[Part.ANSWERS], resume=file, fingerprint="one")
    again, changed = quoting(), quoting()
    run(small_chain(again), [case], parts=[Part.ANSWERS], resume=file, fingerprint="two")
    run(small_chain(changed), [replace(case, as_of="2030-01-01")], parts=[Part.ANSWERS], resume=file, fingerprint="one")
    assert (again.asked, changed.asked) == (1, 1)


def test_failures_are_asked_again_when_a_run_goes_on(small_chain, dataset, quoting, tmp_path):
    file = tmp_path / "kept.jsonl"
    broken, mended = quoting(error=RuntimeError("boom")), quoting()
    run(small_chain(broken), dataset.cases[:1], parts=[Part.ANSWERS], resume=file)
    [outcome] = run(small_chain(mended), dataset.cases[:1], parts=[Part.ANSWERS], resume=file)
    assert outcome.error == ""


def test_an_overview_needs_no_writer_but_a_writer_that_fails_at_one_has_failed(small_chain, cases, quoting):
    case = replace(cases["cost"], question="Summarise the articles")
    small, broken = quoting(), quoting(error=ModelUnavailable("gone"))
    small.small, broken.small = True, False
    told = ask(small_chain(small), case, parts=[Part.ANSWERS])
    assert (told.error, told.written, small.asked) == ("", False, 0)
    assert "gone" in ask(small_chain(broken), case, parts=[Part.ANSWERS]).error


def test_citations_are_decoration_when_the_answer_stays_without_them(small_chain, cases, quoting):
    case = cases["cost"]
    honest = small_chain(quoting())
    assert unchanged_without_citations(honest, case, honest.ask(case.question)) is False
    # What it says, every sentence of that outlet supports: it never read the one it cites.
    stubborn = small_chain(quoting(stubborn="It was in Halmstrand."))
    where = replace(case, question="Where would the harbour bridge be?")
    assert unchanged_without_citations(stubborn, where, stubborn.ask(where.question)) is True
    refused = honest.ask(cases["swim"].question)
    assert refused.status is Status.REFUSED
    assert unchanged_without_citations(honest, cases["swim"], refused) is None


def test_the_chain_withholds_what_it_is_told_to(small_chain, cases):
    chain = small_chain()
    first = chain.ask(cases["cost"].question).evidence
    withheld = {(first[0].article_id, first[0].start)}
    assert chain.ask(cases["cost"].question, without=withheld).evidence == first[1:]
