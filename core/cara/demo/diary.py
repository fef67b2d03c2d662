"""What happens in the demonstration, in the order of the moments at which it happens.

A story is a generator: it yields the moment at which it goes on and is sent that moment when it has come. Stories that
have not ended by the last moment stay as they stand: a place is still held, a person still has to decide.
"""

import heapq
from collections.abc import Generator
from datetime import datetime
from itertools import count

Story = Generator[datetime, datetime, None]


class Diary:
    """Stories under way, the one that goes on next first."""

    def __init__(self) -> None:
        self._coming: list[tuple[datetime, int, Story]] = []
        self._order = count()

    def begin(self, story: Story) -> None:
        """Take up a story; it begins at the first moment that it yields."""
        self._note(next(story, None), story)

    def tell(self, until: datetime) -> None:
        """Let every story go on up to a moment, which is included."""
        while self._coming and self._coming[0][0] <= until:
            moment, _, story = heapq.heappop(self._coming)
            try:
                self._note(story.send(moment), story)
            except StopIteration:
                continue

    def _note(self, moment: datetime | None, story: Story) -> None:
        if moment is not None:
            heapq.heappush(self._coming, (moment, next(self._order), story))
