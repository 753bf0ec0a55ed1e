"""Reading what people really have: `read` a play's columns, `read_all` of them, `understand` before either.

`files` turns bytes into records, `rows` records into columns, `values` texts into numbers, times and yes-no;
`exports` knows the files of many programs (`exports.toml`), and `matching` says which column of a file is which column
of a play.
"""

from .matching import Match
from .reader import Question, Reading, Understanding, read, read_all, understand
from .values import EXPECTED

__all__ = ["EXPECTED", "Match", "Question", "Reading", "Understanding", "read", "read_all", "understand"]
