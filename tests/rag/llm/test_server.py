import re
import socket
import threading
from itertools import islice

import pytest
from openai_server import Failure, Hang, Raw, Reply

from rag.errors import ModelUnavailable
from rag.llm.protocol import Delta
from rag.llm.server import ServerLLM, _Loop

KEY = "sk-very-secret"
ASK = [{"role": "user", "content": "Who won?"}]


@pytest.fixture
def open_llm(openai_server):
    """Opens writers on the server, and closes them in the end."""
    opened = []

    def open_one(**settings):
        settings = {"base_url": openai_server.base_url, "api_key": KEY, "max_retries": 0} | settings
        opened.append(ServerLLM(settings.pop("model", "first"), **settings))
        return opened[-1]

    yield open_one
    for llm in opened:
        llm.close()


def text_of(deltas):
    return "".join(delta.text for delta in deltas)


def complaint(llm, messages=ASK):
    with pytest.raises(ModelUnavailable) as caught:
        list(llm.stream(messages, max_tokens=5))
    line = str(caught.value)
    assert "\n" not in line
    assert KEY not in line
    return line


def test_text_arrives_in_pieces_and_the_last_piece_carries_the_counts(openai_server, open_llm):
    openai_server.says(Reply(pieces=("Lind ", "won. ", "[1]"), usage=(40, 6)))
    deltas = [delta for delta in open_llm().stream(ASK, max_tokens=20) if delta != Delta("")]
    assert [delta.text for delta in deltas] == ["Lind ", "won. ", "[1]", ""]
    assert (deltas[-1].prompt_tokens, deltas[-1].completion_tokens) == (40, 6)


def test_request_asks_for_the_same_words_every_time(openai_server, open_llm):
    list(open_llm().stream(ASK, max_tokens=20))
    (sent,) = openai_server.chats
    assert sent.headers["Authorization"] == f"Bearer {KEY}"
    assert sent.body == {
        "model": "first",
        "messages": ASK,
        "max_tokens": 20,
        "temperature": 0.0,
        "seed": 7,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_the_likeliest_first_tokens_come_once_to_who_asks(openai_server, open_llm):
    openai_server.says(Reply(pieces=("Lind ", "won."), likely={"Lind": -0.2, "Not": -2.0}))
    told = [delta.likely for delta in open_llm().stream(ASK, max_tokens=5, likely=True) if delta.text]
    assert told == [{"Lind": -0.2, "Not": -2.0}, None]
    assert all(delta.likely is None for delta in open_llm().stream(ASK, max_tokens=5))
    assert "logprobs" not in openai_server.chats[-1].body


@pytest.mark.parametrize("takes", [True, False], ids=["llama.cpp", "others"])
def test_grammar_is_sent_only_to_servers_that_take_one(openai_server, open_llm, takes):
    list(open_llm(takes_grammar=takes).stream(ASK, max_tokens=5, grammar='root ::= "a"'))
    assert openai_server.chats[0].body.get("grammar") == ('root ::= "a"' if takes else None)


@pytest.mark.parametrize(
    "refused",
    [{"stream_options"}, {"seed", "temperature"}, {"max_tokens"}],
    ids=lambda fields: " ".join(sorted(fields)),
)
def test_fields_that_a_server_refuses_are_left_out_from_then_on(openai_server, open_llm, refused):
    openai_server.refuses = refused
    llm = open_llm()
    assert text_of(llm.stream(ASK, max_tokens=5)) == "Hello there."
    tries = len(openai_server.chats)
    assert text_of(llm.stream(ASK, max_tokens=5)) == "Hello there."
    assert len(openai_server.chats) == tries + 1
    assert not refused & openai_server.chats[-1].body.keys()
    limit = openai_server.chats[-1].body
    # What a reasoning model thinks counts as written, so it may write more.
    assert limit.get("max_tokens") == 5 or limit["max_completion_tokens"] > 1_000


def test_closing_the_iterator_closes_the_connection_of_a_writing_model(openai_server, open_llm):
    openai_server.says(Reply(pieces=("word ",), pause=0.01, endless=True))
    stream = open_llm().stream(ASK, max_tokens=5)
    assert next(delta.text for delta in stream if delta.text) == "word "
    stream.close()
    assert openai_server.client_went.wait(10)


def test_closing_the_iterator_closes_the_connection_of_a_model_that_still_reads(openai_server, open_llm):
    openai_server.says(Hang())
    stream = open_llm().stream(ASK, max_tokens=5)
    while not openai_server.chats:
        assert next(stream) == Delta("")
    stream.close()
    assert openai_server.client_went.wait(10)


def test_streams_run_side_by_side(openai_server, open_llm):
    openai_server.says(Reply(pieces=("a", "b"), pause=0.05))
    llm = open_llm()
    first, second = llm.stream(ASK, max_tokens=5), llm.stream(ASK, max_tokens=5)
    started = [next(delta.text for delta in stream if delta.text) for stream in (first, second)]
    assert started == ["a", "a"]
    assert text_of(first) == text_of(second) == "b"


def test_closing_the_writer_ends_an_answer_under_way(openai_server, open_llm):
    openai_server.says(Reply(pieces=("word ",), pause=0.01, endless=True))
    llm = open_llm()
    stream = llm.stream(ASK, max_tokens=5)
    next(delta for delta in stream if delta.text)
    closing = threading.Thread(target=llm.close)
    closing.start()
    with pytest.raises(ModelUnavailable, match="closed while it answered"):
        list(stream)
    closing.join()
    assert openai_server.client_went.wait(10)


def test_a_closed_writer_stays_closed(open_llm):
    llm = open_llm()
    text_of(llm.stream(ASK, max_tokens=5))
    stream = llm.stream(ASK, max_tokens=5)
    llm.close()
    before = threading.active_count()
    with pytest.raises(ModelUnavailable, match=r"^The writer first is closed; open it again\.$"):
        list(stream)
    with pytest.raises(ModelUnavailable, match="closed"):
        llm.warm_up()
    assert threading.active_count() == before


def test_a_question_that_comes_while_the_writer_closes_is_told_so(open_llm, monkeypatch):
    llm = open_llm()
    text_of(llm.stream(ASK, max_tokens=5))
    closing = threading.Thread(target=llm.close)
    start = _Loop.start

    def start_while_it_closes(loop, work):
        closing.start()
        closing.join(0.5)  # as far as it gets
        return start(loop, work)

    monkeypatch.setattr(_Loop, "start", start_while_it_closes)
    with pytest.raises(ModelUnavailable, match="closed"):
        list(llm.stream(ASK, max_tokens=5))
    closing.join()


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Failure(status=401, message=f"Incorrect API key provided: {KEY}"), r"refuses our key \(401\).*OPENAI_API_KEY"),
        (Failure(status=403), r"refuses our key \(403\)"),
        (Failure(status=429), r"no more requests now \(429\)"),
        (Failure(status=500), r"failed \(500\)"),
        (Failure(status=503), r"failed \(503\)"),
        (Failure(status=400, message=f"prompt of\n9000 tokens, {KEY}"), r"\(400\): prompt of 9000 tokens, …$"),
        (Reply(pieces=("half an",), ending="cut"), "broke off in the middle"),
        (Reply(pieces=("half an",), ending="silent"), "broke off in the middle"),
        (Reply(), "ended its answer without a word"),
        (Reply(pieces=("<think>Well",), finish="length"), "used up its tokens before it wrote a word"),
        (Reply(pieces=("half an",), finish="content_filter"), "withheld its answer"),
        (Reply(pieces=("half an",), error="out of memory"), "gave up in the middle of its answer: out of memory$"),
    ],
    ids=[
        "wrong-key",
        "forbidden",
        "rate",
        "error",
        "overload",
        "refused",
        "cut",
        "unfinished",
        "wordless",
        "thinking",
        "withheld",
        "error-event",
    ],
)
def test_each_failure_is_one_clear_line_without_the_key(openai_server, open_llm, reply, said):
    openai_server.says(reply)
    assert re.search(said, complaint(open_llm()))


CHUNKS = [
    '{"choices": 5}',
    '{"choices": [5]}',
    '{"choices": [{"delta": null}]}',
    '{"choices": [{"delta": {"content": [1]}}]}',
    '{"choices": [], "usage": {"prompt_tokens": "many", "completion_tokens": 1}}',
    '{"choices": [{"delta": {}, "logprobs": {"content": [{"top_logprobs": [{"token": "No", "logprob": "low"}]}]}}]}',
    "{}",
    "5",
    "[1]",
    "null",
    "no JSON",
]


@pytest.mark.parametrize(
    "reply",
    [
        *(Raw(f"data: {chunk}\n\n".encode()) for chunk in CHUNKS),
        Raw(b"<!doctype html><p>Welcome to the router.</p>\n", "text/html"),
        Raw(b'{"choices": [{"message": {"content": "Hello."}}]}', "application/json"),
        Raw(b""),
        Raw(b"data: [DONE]\n\n"),
    ],
    ids=[*CHUNKS, "a page", "not streamed", "nothing", "only its end"],
)
def test_what_is_no_answer_of_such_a_server_names_the_setting_to_check(openai_server, open_llm, reply):
    openai_server.says(reply)
    with pytest.raises(ModelUnavailable, match=r"not answer as an OpenAI-compatible server .*; check OPENAI_BASE_URL"):
        list(open_llm().stream(ASK, max_tokens=5, likely=True))


def test_text_before_a_cut_still_arrives(openai_server, open_llm):
    openai_server.says(Reply(pieces=("half", " an"), ending="cut"))
    stream = open_llm().stream(ASK, max_tokens=5)
    assert list(islice((delta.text for delta in stream if delta.text), 2)) == ["half", " an"]
    with pytest.raises(ModelUnavailable):
        list(stream)


def test_silence_ends_in_one_line_that_tells_how_long_it_was_waited(openai_server, open_llm):
    openai_server.says(Hang())
    assert "sent nothing for 0.3 s" in complaint(open_llm(read_seconds=0.3))


def test_unreachable_server_is_named_by_host_and_port_only(open_llm):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    line = complaint(open_llm(base_url=f"http://me:hush@127.0.0.1:{port}/v1"))
    assert line.startswith(f"The model server at 127.0.0.1:{port} cannot be reached")
    assert "hush" not in line


def test_unknown_model_is_answered_with_the_known_ones(openai_server, open_llm):
    openai_server.says(Failure(status=404, message="model not found"))
    openai_server.models = [(f"m{n}", "us") for n in range(9)]
    line = complaint(open_llm(model="gpt-9"))
    assert "has no model 'gpt-9'; it offers m0, m1, m2, m3, m4, m5 and 3 more" in line


def test_address_without_the_protocol_says_where_to_look(openai_server, open_llm):
    openai_server.says(Failure(status=404))
    assert "OPENAI_BASE_URL" in complaint(open_llm(base_url=openai_server.base_url + "/chat"))


def test_overload_that_passes_is_not_noticed(openai_server, open_llm):
    openai_server.says(Failure(status=503, headers=(("Retry-After-Ms", "1"),)), "Fine.")
    assert text_of(open_llm(max_retries=1).stream(ASK, max_tokens=5)) == "Fine."


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b'{"data": null}', b'{"data": ["a"]}', b'{"data": [{"object": "x"}]}']
)
def test_what_is_no_list_of_models_names_the_setting_to_check(openai_server, open_llm, body):
    openai_server.models = Raw(body, "application/json")
    with pytest.raises(ModelUnavailable, match="OPENAI_BASE_URL"):
        open_llm().models()


def test_a_model_that_is_offered_and_not_found_is_not_called_missing(openai_server, open_llm):
    openai_server.says(Failure(status=404))
    assert "has no such address (404)" in complaint(open_llm())


def test_models_are_listed_with_their_owners(openai_server, open_llm):
    assert open_llm().models() == [("first", "us"), ("second", "us")]


def test_proxy_settings_are_not_used_for_our_own_machine(openai_server, open_llm, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert text_of(open_llm().stream(ASK, max_tokens=5)) == "Hello there."
