"""What writes, behind one protocol: an OpenAI-compatible server, or a local model in a child process."""
