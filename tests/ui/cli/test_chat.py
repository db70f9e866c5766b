"""`dateline chat`: where the page is, what is in the collection at first, and how it ends."""

import signal
import socket
import subprocess
import sys

from command_line import ROOT, parsed


def test_a_taken_port_is_one_line(dateline, filled):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, err = dateline("chat", "--no-browser", "--port", port)
    assert (code, out) == (1, "")
    assert str(port) in err
    assert err.count("\n") == 1


def test_the_chat_fills_an_empty_collection_says_where_it_is_and_ends_on_an_interrupt(home, dateline):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "ui", "chat", "--no-browser", "--port", str(port), "--model", "none"]
    # A shell ignores interrupts for what it runs in the background, and so would everything started from here.
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    run = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    with run:
        said = []
        for line in run.stderr:
            said.append(line)
            if "Dateline is at" in line:
                break
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}" in "".join(said)
    assert (run.returncode, err) == (0, "")
    assert parsed(dateline("stats", "--json")[1])[0]["articles"] == 1
