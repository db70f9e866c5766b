"""Questions that ask for an overview: "Summarise the trial", "What's new at the harbour?". Pure.

No one sentence answers them: what is wanted is what each of several articles says.
"""

from __future__ import annotations

import re

_PLEASE = r"(?:please\s+|(?:can|could|would|will)\s+you\s+(?:please\s+)?)?"
_OF = r"(?:of|on|about)"
_PRESS = (
    r"(?:the\s+|these\s+|your\s+|my\s+)?"
    r"(?:articles?|news(?:papers?)?|papers?|press|reports?|outlets?|media|collection|sources?)"
)
_ASKS = re.compile(
    rf"""^\W*{_PLEASE}(?:
        (?:summari[sz]e|sum\s+up|outline|recap)\s+(?:for\s+me\s+)?
            (?:what\s+(?:is|has\s+been)\s+(?:said|reported|written)\s+about\s+)?
        | (?:(?:give|write|show|get|make)\s+(?:me\s+|us\s+)?)?(?:an?\s+|the\s+)?(?:(?:short|brief|quick)\s+)?
            (?:overview|summary|recap|rundown|run-down|timeline|digest)\s+{_OF}\s+
        | tell\s+(?:me|us)\s+(?:more\s+|all\s+|everything\s+|something\s+)?about\s+
        | (?:catch|fill|bring)\s+(?:me|us)\s+(?:up\s+(?:on|to\s+date\s+(?:on|with))|in\s+on)\s+
        | brief\s+(?:me|us)\s+on\s+
        | what(?:\s+else)?\s+(?:do|does|did|have|has)\s+{_PRESS}\s+
            (?:say|said|report(?:ed)?|write|written|(?:tell|told)(?:\s+us)?)\s+(?:about|on)\s+
        | what(?:\s+else)?\s+(?:has\s+been|was|is)\s+(?:reported|said|written)\s+(?:about|on)\s+
        | what\s+(?:do|can)\s+(?:we|you|i)\s+(?:know|tell\s+(?:me|us)|say|learn)\s+(?:about|of|on)\s+
        | what(?:['’]s|\s+is|\s+are|\s+has\s+been)\s+(?:been\s+)?
            (?:new|going\s+on|happening|(?:the|some)\s+latest(?:\s+news)?|the\s+news
                |the\s+(?:current\s+)?(?:state|status)\s+of\s+(?:affairs|play|things))
            \s+(?:with|in|on|about|at|from|around|of|regarding)\s+
        | (?:(?:is|are)\s+there\s+)?(?:any|some|the)?\s*(?:latest|recent|new)?\s*(?:news|updates?|coverage)
            \s+(?:on|about|of|from|regarding)\s+
    )(?P<topic>\S.*?)[\s?.!]*$""",
    re.VERBOSE | re.I,
)
_A_CLAUSE = re.compile(r"^(?:how|why|when|where|who|which|whether|if)\b", re.I)  # "Tell me about how …" asks how


def topic(question: str) -> str:
    """Return what a question wants an overview of ("the trial"), as written; "" of any other question."""
    found = _ASKS.match(" ".join(question.split()))
    return "" if found is None or _A_CLAUSE.match(found["topic"]) else found["topic"]
