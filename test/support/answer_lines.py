"""A reader that stays: each line that it is sent is a question, and each line that it says the answer, both JSON."""

import json
import os
import sys
import traceback


def answer_lines(look):
    """`look` gets what was asked as keyword arguments; what it raises is said as `error`."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # libraries print what they do
    for line in sys.stdin:
        try:
            answer = look(**json.loads(line))
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)
