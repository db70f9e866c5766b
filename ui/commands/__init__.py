"""The commands of `dateline`: each reads its options, asks a package below, and prints what comes back.

What a command needs is imported when it runs, so that `dateline list` never waits for Chroma or Gradio.
"""
