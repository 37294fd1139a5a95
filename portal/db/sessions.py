"""Two kinds of session, so that a reader cannot be handed to code that writes."""

from typing import NewType

from sqlalchemy.orm import Session

ReadSession = NewType("ReadSession", Session)
# A session that may write may also be asked questions.
WriteSession = NewType("WriteSession", ReadSession)
