"""`python -m ui` is the `dateline` command."""

import sys

from ui.cli import main

sys.exit(main())
