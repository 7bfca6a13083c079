"""RDS instances, clusters and snapshots; DynamoDB tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from estate_assets.demo import secrets
from estate_assets.demo.seed.place import workload

if TYPE_CHECKING:
    from estate_assets.demo.seed.place import Place

_ENGINES = (("postgres", "16.4"), ("mysql", "8.0.39"), ("mariadb", "10.11.9"))
_CLASSES = ("db.t3.medium", "db.r6g.large", "db.m6i.xlarge")


def plant(place: Place) -> None:
    """The databases of one region."""
    subnets = place.found["subnets"][3:6]
    place.client("rds").create_db_subnet_group(
        DBSubnetGroupName="private", DBSubnetGroupDescription="Private subnets", SubnetIds=subnets
    )
    place.count("rds:subnet_group")
    for number in place.some(14, least=2):
        _instance(place, number)
    for number in place.some(5):
        _cluster(place, number)
    for number in place.some(18, least=2):
        _table(place, number)


def _instance(place: Place, number: int) -> None:
    rds = place.client("rds")
    engine, version = _ENGINES[number % len(_ENGINES)]
    name = place.name(number, "db")
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        Engine=engine, EngineVersion=version, DBInstanceClass=_CLASSES[number % len(_CLASSES)],
        DBName=workload(number).team, AllocatedStorage=(20, 100, 500)[number % 3],
        MasterUsername="root_user", MasterUserPassword=secrets.RDS_MASTER_PASSWORD,
        DBSubnetGroupName="private", VpcSecurityGroupIds=place.found["groups"][:1],
        StorageEncrypted=number % 3 != 1, PubliclyAccessible=number % 4 == 0, DeletionProtection=number % 3 == 0,
        MultiAZ=number % 2 == 0, BackupRetentionPeriod=(7, 1, 30)[number % 3],
        Tags=place.tag_list(number, name),
    )  # fmt: skip
    place.count("rds:db_instance")
    if number % 3 != 1:
        snapshot = f"{name}-before-upgrade"
        tags = place.tag_list(number, snapshot)
        rds.create_db_snapshot(DBSnapshotIdentifier=snapshot, DBInstanceIdentifier=name, Tags=tags)
        place.count("rds:db_snapshot")
    if number % 7 == 1:
        rds.stop_db_instance(DBInstanceIdentifier=name)


def _cluster(place: Place, number: int) -> None:
    rds = place.client("rds")
    name = place.name(number, "aurora")
    engine, version = (("aurora-postgresql", "15.4"), ("aurora-mysql", "8.0.mysql_aurora.3.05.2"))[number % 2]
    tags = place.tag_list(number, name)
    rds.create_db_cluster(
        DBClusterIdentifier=name,
        Engine=engine, EngineVersion=version, MasterUsername="root_user",
        MasterUserPassword=secrets.RDS_CLUSTER_PASSWORD, DBSubnetGroupName="private",
        StorageEncrypted=number % 2 == 0, DeletionProtection=number % 2 == 0, Tags=tags,
    )  # fmt: skip
    place.count("rds:db_cluster")
    for replica in ("writer", "replica"):
        rds.create_db_instance(
            DBInstanceIdentifier=f"{name}-{replica}", DBClusterIdentifier=name, Engine=engine,
            DBInstanceClass="db.r6g.large", PubliclyAccessible=False, StorageEncrypted=number % 2 == 0, Tags=tags,
        )  # fmt: skip
        place.count("rds:db_instance")
    rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier=f"{name}-monthly", DBClusterIdentifier=name, Tags=tags)
    place.count("rds:db_cluster_snapshot")


def _table(place: Place, number: int) -> None:
    dynamodb = place.client("dynamodb")
    name = place.name(number, ("sessions", "events", "locks")[number % 3])
    billing: dict[str, Any] = {"BillingMode": "PAY_PER_REQUEST"}
    if number % 2:
        units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
        billing = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": units}
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        DeletionProtectionEnabled=number % 3 == 0,
        Tags=place.tag_list(number, name),
        **billing,
    )
    if number % 4 == 0:
        recovery = {"PointInTimeRecoveryEnabled": True}
        dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=recovery)
    place.count("dynamodb:table")
