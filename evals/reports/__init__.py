"""What a result is shown as: figures and curves, the HTML report, Markdown."""
