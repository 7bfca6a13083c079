"""Changes in AWS, cell by cell as they happen: CloudTrail events by way of EventBridge and SQS.

A message is deleted at the evaluation *after* the one that took it in: then Dagster has accepted the run requests and the
cursor of that one. If it had not, the message would come again. So each change is asked for at least once.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

import dagster as dg

from estate_assets.automation.jobs import scan_job
from estate_assets.automation.requests import busy_accounts, ranges, scan_request, scanned_accounts
from estate_assets.partitions import cell_of, key_of, targets
from estate_assets.scanner.cloudtrail import ChangeQueue, Message, Places, call_in
from estate_assets.scanner.model import Cell
from estate_assets.scanner.scan import EstateScanner

MOST = 500  # messages an evaluation: some 50 calls of SQS, well within Dagster's minute
NO_QUEUE = "no queue is named: set automation.change_queue (ESTATE_AUTOMATION__CHANGE_QUEUE) to its URL"
Context = dg.SensorEvaluationContext
ScannerParam = dg.ResourceParam[EstateScanner]


@dataclass
class State:
    """The cursor. `waiting`: partition key -> the message that told of it; `taken`: message id -> receipt, to be deleted."""

    waiting: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)


@dg.sensor(
    job=scan_job,
    minimum_interval_seconds=60,
    description=(
        "Reads AWS's change events from the queue in the settings and scans just the cells they touch: soon after a change, "
        "without listing the rest. Changes of an account that a run is at work on wait until it has ended."
    ),
)
def estate_changes(context: Context, scanner: ScannerParam) -> dg.SensorResult | dg.SkipReason:
    """Messages in, a run per account and contiguous range of cells out."""
    if not (url := scanner.settings.automation.change_queue):
        return dg.SkipReason(NO_QUEUE)
    state, queue = State(**json.loads(context.cursor or "{}")), ChangeQueue(scanner.discovery, url)
    queue.delete(state.taken)
    before, state.taken = state.taken, {}
    _take_in(context, state, before, queue, scanner)
    requests = _requests(state, busy_accounts(context.instance))
    skipped = (
        None if requests else f"{len(state.taken)} messages, {len(state.waiting)} cells wait for their account's run"
    )
    return dg.SensorResult(requests, skip_reason=skipped, cursor=json.dumps(vars(state)))


def _take_in(
    context: Context, state: State, before: dict[str, str], queue: ChangeQueue, scanner: EstateScanner
) -> None:
    """The queue's messages into the state. One that comes again after it was taken in is only deleted again."""
    scanned = set(scanned_accounts(context.instance))
    known = set(targets.get_partition_keys())
    places = Places(scanner.registry, {target.partition("/")[2] for target in known})
    for message in queue.receive(MOST):
        cells = [] if message.id in before else _cells(context, message, places)
        if cells is None:
            continue
        state.taken[message.id] = message.receipt
        touched = [cell for cell in cells if cell.account_id in scanned and cell.target in known]
        state.waiting |= {key_of(cell): message.id for cell in touched}


def _cells(context: Context, message: Message, places: Places) -> list[Cell] | None:
    """The cells of a message; None where it can't be read: it stays in the queue, whose dead-letter queue takes it in the end."""
    try:
        call = call_in(message.body)
    except ValueError as error:  # JSONDecodeError is one
        context.log.warning("message %s is left in the queue: %s", message.id, type(error).__name__)
        return None
    return places.cells(call) if call else []


def _requests(state: State, busy: set[str]) -> list[dg.RunRequest]:
    """Runs for the cells that wait, of accounts that no run is at work on; those wait no more."""
    ready = [cell for cell in map(cell_of, state.waiting) if cell.account_id not in busy]
    told = {cell: state.waiting.pop(key_of(cell)) for cell in ready}
    now = datetime.now(UTC)
    return [scan_request(some, "change", now, _occasion([told[cell] for cell in some])) for some in ranges(ready)]


def _occasion(message_ids: list[str]) -> str:
    return hashlib.blake2b("|".join(message_ids).encode(), digest_size=8).hexdigest()
