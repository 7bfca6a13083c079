"""Accounts come and go: the organization's are made known to Dagster. Nothing of one that is gone is deleted."""

import dagster as dg

from estate_assets.partitions import RETIRED, accounts, check_account_ids, retired
from estate_assets.scanner.scan import EstateScanner


@dg.sensor(
    minimum_interval_seconds=3600,
    description=(
        "Asks AWS Organizations (or the settings) for the accounts. New ones become partitions, and the next incremental scan "
        "finds them; of those that are closed or left out, everything is kept, but no schedule or sensor scans them any more."
    ),
)
def estate_accounts(context: dg.SensorEvaluationContext, scanner: dg.ResourceParam[EstateScanner]) -> dg.SensorResult:
    """Account partitions to add, and accounts to mark as gone or as back."""
    found, unlisted = scanner.chosen()
    there = [account.id for account in found]
    check_account_ids(there)
    known = context.instance.get_dynamic_partitions("account")
    marked = set(context.instance.get_dynamic_partitions(RETIRED))
    new = [one for one in there if one not in known]
    back = sorted(marked & set(there))
    gone = [] if unlisted else [one for one in known if one not in there and one not in marked]
    words = ", ".join(
        f"{what} {', '.join(ids)}" for what, ids in (("new:", new), ("back:", back), ("gone:", gone)) if ids
    )
    return dg.SensorResult(
        skip_reason=None if words else "; ".join(error.message for error in unlisted) or f"none came or went of {len(there)}",
        dynamic_partitions_requests=[
            accounts.build_add_request(new), retired.build_add_request(gone), retired.build_delete_request(back),
        ],
        asset_events=[_told(words)] if words else [],
    )  # fmt: skip


def _told(words: str) -> dg.AssetObservation:
    """What happened, where people look: in the asset's history."""
    kept = "Points, ledger and Parquet of accounts that are gone stay as they are."
    return dg.AssetObservation("raw_resources", description=f"Accounts {words}. {kept}", metadata={"accounts": words})
