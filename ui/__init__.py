"""Where people meet Dateline: the `dateline` command and the chat page."""
