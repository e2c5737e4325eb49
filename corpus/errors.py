"""What can go wrong, as one tree whose root is shown to the user.

CoachError                  one clear line for the person; the CLI prints it and exits 2
├── BadInput                the person gave something that cannot be used
│   ├── UnreadableDocument  a file or URL that is no article
│   └── InvalidCard         a cards file with an error in it
├── LibraryError            the library refuses: unknown id, same id with other content
├── IndexUnusable           the index is missing, damaged or made by other parts; says how to repair it
└── Busy                    another process is writing
"""


class CoachError(Exception):
    """Root of all errors whose message is fit to be read by a user."""


class BadInput(CoachError):
    """The person gave something that cannot be used."""


class UnreadableDocument(BadInput):
    """A file or URL that is no article: empty, huge, binary, unknown encoding."""


class InvalidCard(BadInput):
    """A cards file, a card or a map that breaks the schema."""


class LibraryError(CoachError):
    """The library refuses an operation: unknown id, or an id that is taken."""


class IndexUnusable(CoachError):
    """The index cannot answer; the message names the command that repairs it."""


class Busy(CoachError):
    """Another process holds the library's write lock."""
