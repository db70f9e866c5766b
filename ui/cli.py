"""The `dateline` command: what a failure looks like, and where each command is.

Exit codes: 0 fine, 1 a failure, 2 bad usage, 130 interrupted. A failure is one line on stderr.
"""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from evals.cli import eval_command
from ui import terminal
from ui.commands import asking, chatting, collection, models, searching, settings, verifying

app = typer.Typer(
    name="dateline",
    help="Ask your news articles; every sentence of the answer points to the characters that say so.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("chat")(chatting.chat)
app.command("ask")(asking.ask)
app.command("search")(searching.search)
app.command("add")(collection.add)
app.command("remove")(collection.remove)
app.command("list")(collection.list_articles)
app.command("show")(collection.show)
app.command("stats")(collection.stats)
app.command("rebuild")(collection.rebuild)
app.command("eval")(eval_command)
app.command("verify")(verifying.verify)
app.command("models")(models.models)
app.command("config")(settings.show_settings)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        terminal.say(f"dateline {version('dateline')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _without_command(
    context: typer.Context,
    _: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        context.get_help()  # prints it
        raise typer.Exit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (that of the process by default) and return its exit code."""
    terminal.prepare()
    try:
        # Without standalone mode the exceptions reach us, and what is said about them is one line.
        code = app(None if arguments is None else list(arguments), prog_name="dateline", standalone_mode=False)
        return int(code or 0)
    except terminal.ReaderGone:
        terminal.leave_quietly()
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001  # the edge: everything ends as one line and an exit code
        return _explain(error)


def _explain(error: Exception) -> int:
    """Say in one line what went wrong and return the exit code."""
    from index.config import wants_traceback
    from index.errors import DatelineError, SettingsError

    if wants_traceback():
        traceback.print_exception(error)
    match error:
        case typer.TyperException():
            context: typer.Context | None = getattr(error, "ctx", None)
            more = f" (see `{context.command_path} --help`)" if context else ""
            terminal.note(f"dateline: {error.format_message()}{more}")
            return error.exit_code
        case SettingsError():
            terminal.note(f"dateline: {error}")
            return 2 if error.from_flag else 1
        case DatelineError():
            terminal.note(f"dateline: {error}")
        case OSError() if error.strerror:
            terminal.note(f"dateline: {error.filename or 'a file'}: {error.strerror}; {_next_step(error)}")
        case _:
            terminal.note(
                f"dateline: unexpected {type(error).__name__}: {error} (DATELINE_DEBUG=1 shows the traceback)"
            )
    return 1


def _next_step(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "check the path"
        case IsADirectoryError():
            return "name a file, not a folder"
        case PermissionError():
            return "change its permissions, or name another"
        case _ if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return "make room on the disk, or write it elsewhere"
        case _:
            return "name another, or try again"


if __name__ == "__main__":
    sys.exit(main())
