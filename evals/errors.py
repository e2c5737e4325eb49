"""Errors of the evals; the tree goes on from corpus/errors.py, whose root is shown to the user.

BadInput
├── BadSuite    a suite or a file of cases that breaks the schema; names file and line
└── BadRun      a folder that holds no run, or one of another version
"""

from corpus.errors import BadInput

__all__ = ["BadInput", "BadRun", "BadSuite"]


class BadSuite(BadInput):
    """A suite or a file of cases that breaks the schema."""


class BadRun(BadInput):
    """A folder that holds no run, or one of another version."""
