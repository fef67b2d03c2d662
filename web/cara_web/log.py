"""The log: one line of JSON a record, with references, codes and numbers only."""

import json
import logging
import traceback
from datetime import UTC, datetime

from cara.vocabulary import CaraError

REQUESTS = logging.getLogger("cara_web.requests")
FAULTS = logging.getLogger("cara_web.faults")
SIGN_INS = logging.getLogger("cara_web.sign_ins")
_FIELDS = "cara_fields"


class OneLineOfJson(logging.Formatter):
    """Write a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line: time, level, logger, message, and the fields given with it."""
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, _FIELDS, {}),
        }
        return json.dumps(said, ensure_ascii=True)


def note(logger: logging.Logger, level: int, message: str, **fields: object) -> None:
    """Write one record with fields."""
    logger.log(level, message, extra={_FIELDS: fields})


def note_fault(error: Exception, request_id: str) -> None:
    """Write where a fault happened. Its message may quote what somebody typed, so only our own errors are quoted."""
    frames = traceback.extract_tb(error.__traceback__)
    note(
        FAULTS,
        logging.ERROR,
        "fault",
        request_id=request_id,
        error=type(error).__name__,
        detail=str(error) if isinstance(error, CaraError) else "",
        where=[
            f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-8:]
        ],
    )
