"""What a learner touches: answers are checked, asked for with a control, and kept on this computer only."""

from .asking import ask, knob
from .checking import check, hint, solution
from .kept_answers import my_work, progress, recall, wipe_my_work
from .tables import by_option, of_100, plain, search_result

__all__ = [
    "ask",
    "by_option",
    "check",
    "hint",
    "knob",
    "my_work",
    "of_100",
    "plain",
    "progress",
    "recall",
    "search_result",
    "solution",
    "wipe_my_work",
]
