"""What a deployment is made of: for each part the records of AWS's own form, (type, properties, tags)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.estate import Maker

Record = tuple[str, dict[str, Any], dict[str, str]]
SIZES = ("t3.micro", "t3.medium", "m5.large", "m6i.xlarge", "c6g.large", "r5.2xlarge")
ENGINES = ("postgres", "postgres", "mysql", "mariadb", "sqlserver-se", "oracle-se2")
RUNTIMES = ("python3.12", "python3.9", "nodejs20.x", "nodejs16.x", "java21", "go1.x")
TASKS = {
    "checkout": ("send-receipt", "capture-card"), "invoicing": ("render-pdf", "dunning-letters"), "fraud-scoring": ("score-transaction",),
    "payouts": ("bank-transfer",), "basket": ("expire-carts",), "order-history": ("archive-orders",), "returns": ("print-label",),
    "product-catalog": ("resize-images", "import-suppliers"), "pricing": ("currency-rates",), "recommendations": ("train-model",),
    "login": ("verify-captcha",), "profiles": ("delete-user-data",), "consent": ("export-gdpr",), "shipping": ("validate-address",),
    "warehouse": ("sync-inventory",), "parcel-tracking": ("poll-carriers",), "newsletter": ("send-mail", "unsubscribe"),
    "campaigns": ("issue-vouchers",), "experiments": ("assign-variant",), "clickstream": ("parse-events",),
    "lakehouse": ("compact-files",), "reporting": ("nightly-report",), "push-notifications": ("send-push",), "app-backend": ("check-version",),
}  # fmt: skip
STORES = {
    "checkout": "receipts", "invoicing": "customer-invoices", "fraud-scoring": "blocklists", "payouts": "bank-statements", "basket": "carts",
    "order-history": "order-archive", "returns": "labels", "product-catalog": "product-images", "pricing": "price-lists",
    "recommendations": "model-artifacts", "login": "audit-trail", "profiles": "avatars", "consent": "data-exports", "shipping": "manifests",
    "warehouse": "stocktaking", "parcel-tracking": "carrier-feeds", "newsletter": "mail-templates", "campaigns": "landing-pages",
    "experiments": "results", "clickstream": "raw-events", "lakehouse": "parquet-tables", "reporting": "spreadsheets",
    "push-notifications": "device-tokens", "app-backend": "app-releases",
}  # fmt: skip


def servers(m: Maker) -> Iterator[Record]:
    group = m.hex("sg")
    opened = m.odds(0.25)
    rules = [
        {
            "IpProtocol": "tcp",
            "FromPort": 443,
            "ToPort": 443,
            "IpRanges": [{"CidrIp": "0.0.0.0/0" if opened else "10.0.0.0/8"}],
        }
    ]
    name = m.name("sg")
    yield "ec2:security_group", {
        "GroupId": group, "GroupName": name, "VpcId": m.hex("vpc"), "Description": f"traffic of {m.app}", "IpPermissions": rules,
        "SecurityGroupArn": m.arn("ec2", f"security-group/{group}"), "OwnerId": m.account.id,
    }, m.tags(name)  # fmt: skip
    for number in range(1, m.dice.randrange(2, 5)):
        name = m.name(m.dice.choice(("api", "web", "worker")), number)
        tags, instance, address = m.tags(name), m.hex("i"), m.address()
        public = {"PublicIpAddress": m.public_address()} if m.odds(0.3) else {}
        state = m.dice.choices(("running", "stopped", "terminated"), (80, 17, 3))[0]
        yield "ec2:instance", {
            "InstanceId": instance, "InstanceType": m.dice.choice(SIZES), "State": {"Code": 16, "Name": state}, "PrivateIpAddress": address,
            "PrivateDnsName": f"ip-{address.replace('.', '-')}.{m.region}.compute.internal", "LaunchTime": m.time(), **public,
            "SecurityGroups": [{"GroupId": group, "GroupName": m.name("sg")}], "PlatformDetails": "Linux/UNIX", "Architecture": "x86_64",
            "IamInstanceProfile": {"Arn": f"arn:aws:iam::{m.account.id}:instance-profile/{m.name('node')}"}, "ImageId": m.hex("ami"),
        }, tags  # fmt: skip
        yield from volumes(m, instance, name)


def volumes(m: Maker, instance: str, name: str) -> Iterator[Record]:
    volume, loose = m.hex("vol"), m.odds(0.15)
    yield "ec2:volume", {
        "VolumeId": volume, "Size": m.dice.choice((8, 50, 200, 1000)), "VolumeType": m.dice.choice(("gp3", "gp3", "gp2", "io1")),
        "State": "available" if loose else "in-use", "Encrypted": m.odds(0.7), "CreateTime": m.time(),
        "VolumeArn": m.arn("ec2", f"volume/{volume}"), "Attachments": [] if loose else [{"InstanceId": instance, "Device": "/dev/xvda"}],
    }, m.tags(f"{name}-data")  # fmt: skip
    if m.odds(0.3):
        yield "ec2:snapshot", {
            "SnapshotId": m.hex("snap"), "VolumeId": volume, "State": "completed", "StartTime": m.time(), "Encrypted": m.odds(0.6),
            "Description": f"before the upgrade of {m.app}", "VolumeSize": 50,
        }, m.tags(f"{name}-data")  # fmt: skip


def databases(m: Maker) -> Iterator[Record]:
    if m.odds(0.7):
        name = m.name("db", m.dice.randrange(1, 4))
        yield "rds:db_instance", {
            "DBInstanceIdentifier": name, "DBInstanceArn": m.arn("rds", f"db:{name}"), "Engine": m.dice.choice(ENGINES),
            "DBInstanceClass": m.dice.choice(("db.t3.medium", "db.r6g.large", "db.m5.xlarge")), "InstanceCreateTime": m.time(),
            "DBInstanceStatus": m.dice.choices(("available", "stopped", "storage-full", "backing-up"), (80, 10, 5, 5))[0],
            "PubliclyAccessible": m.odds(0.2), "StorageEncrypted": m.odds(0.65), "DeletionProtection": m.odds(0.5), "MultiAZ": m.odds(0.4),
            "BackupRetentionPeriod": m.dice.choice((0, 7, 7, 30)), "AllocatedStorage": 100,
            "Endpoint": {"Address": f"{name}.{m.digits(10)}.{m.region}.rds.amazonaws.com", "Port": 5432},
        }, m.tags(name)  # fmt: skip
        for number in range(m.dice.randrange(3)):
            taken = f"{name}-before-migration-{number}"
            yield "rds:db_snapshot", {
                "DBSnapshotIdentifier": taken, "DBSnapshotArn": m.arn("rds", f"snapshot:{taken}"), "DBInstanceIdentifier": name,
                "Status": "available", "SnapshotCreateTime": m.time(), "Encrypted": m.odds(0.6), "Engine": "postgres", "SnapshotType": "manual",
            }, m.tags(taken)  # fmt: skip
    if m.odds(0.15):
        name = m.name("aurora")
        yield "rds:db_cluster", {
            "DBClusterIdentifier": name, "DBClusterArn": m.arn("rds", f"cluster:{name}"), "Engine": "aurora-postgresql", "Status": "available",
            "StorageEncrypted": m.odds(0.8), "DeletionProtection": m.odds(0.6), "BackupRetentionPeriod": 7, "ClusterCreateTime": m.time(),
            "Endpoint": f"{name}.cluster-{m.digits(10)}.{m.region}.rds.amazonaws.com", "MultiAZ": True,
        }, m.tags(name)  # fmt: skip
    if m.odds(0.6):
        name = m.name(m.dice.choice(("sessions", "state", "lookup")))
        yield "dynamodb:table", {
            "TableName": name, "TableArn": m.arn("dynamodb", f"table/{name}"), "TableStatus": "ACTIVE", "CreationDateTime": m.time(),
            "BillingModeSummary": {"BillingMode": m.dice.choice(("PAY_PER_REQUEST", "PROVISIONED"))}, "DeletionProtectionEnabled": m.odds(0.4),
            "ContinuousBackups": {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED" if m.odds(0.5) else "DISABLED"}},
        }, m.tags(name)  # fmt: skip


def buckets(m: Maker) -> Iterator[Record]:
    for purpose in (STORES[m.app], m.dice.choice(("access-logs", "backups", "uploads"))):
        name = f"acme-{m.name(purpose)}-{m.region}-{m.digits(4)}"
        public = m.odds(0.15)
        yield "s3:bucket", {
            "Name": name, "CreationDate": m.time(), "Encryption": {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
            "PublicAccessBlock": dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), not public),
            "PolicyStatus": {"IsPublic": public},
        }, m.tags(name)  # fmt: skip


def functions(m: Maker) -> Iterator[Record]:
    for task in TASKS[m.app]:
        name = m.name(task)
        yield "lambda:function", {
            "FunctionName": name, "FunctionArn": m.arn("lambda", f"function:{name}"), "Runtime": m.dice.choice(RUNTIMES), "MemorySize": 256,
            "Handler": "app.handler", "LastModified": m.time(), "Role": f"arn:aws:iam::{m.account.id}:role/{name}-role", "Timeout": 30,
            "Description": f"{task.replace('-', ' ')} for {m.app.replace('-', ' ')}", "PackageType": "Zip",
            "State": m.dice.choices(("Active", "Inactive", "Failed"), (90, 6, 4))[0],
        }, m.tags(name)  # fmt: skip
        group = f"/aws/lambda/{name}"
        yield "logs:log_group", {
            "logGroupName": group, "logGroupArn": m.arn("logs", f"log-group:{group}"), "storedBytes": 1, **({"retentionInDays": 30} if m.odds(0.6) else {}),
            "creationTime": 1_700_000_000_000,
        }, m.tags(group)  # fmt: skip
        yield "iam:role", {
            "RoleName": f"{name}-role", "Arn": f"arn:aws:iam::{m.account.id}:role/{m.region}/{name}-role", "RoleId": f"AROA{m.digits(16).upper()}",
            "CreateDate": m.time(), "Description": f"lets {task} of {m.app} run",
        }, m.tags(f"{name}-role")  # fmt: skip


def messaging(m: Maker) -> Iterator[Record]:
    name = m.name("events")
    for queue in (name, f"{name}-dlq"):
        everyone = (
            '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}]}'
        )
        yield "sqs:queue", {
            "QueueArn": m.arn("sqs", queue), "QueueUrl": f"https://sqs.{m.region}.amazonaws.com/{m.account.id}/{queue}",
            "SqsManagedSseEnabled": "true" if m.odds(0.7) else "false", "CreatedTimestamp": "1690000000",
            **({"Policy": everyone} if m.odds(0.08) else {}),
        }, m.tags(queue)  # fmt: skip
    if m.odds(0.6):
        topic = m.name("notifications")
        key = {"KmsMasterKeyId": "alias/aws/sns"} if m.odds(0.5) else {}
        yield (
            "sns:topic",
            {"TopicArn": m.arn("sns", topic), "Owner": m.account.id, "DisplayName": topic, **key},
            m.tags(topic),
        )


def balancers(m: Maker) -> Iterator[Record]:
    if m.odds(0.6):
        name, outside = m.name("lb"), m.odds(0.4)
        yield "elbv2:load_balancer", {
            "LoadBalancerName": name, "LoadBalancerArn": m.arn("elasticloadbalancing", f"loadbalancer/app/{name}/{m.digits(16)}"),
            "Scheme": "internet-facing" if outside else "internal", "Type": "application", "State": {"Code": "active"}, "CreatedTime": m.time(),
            "DNSName": f"{name}-{m.dice.randrange(10**9)}.{m.region}.elb.amazonaws.com", "VpcId": m.hex("vpc"),
        }, m.tags(name)  # fmt: skip


def watching(m: Maker) -> Iterator[Record]:
    for what in m.dice.sample(("high-cpu", "queue-depth", "error-rate", "disk-full", "latency"), 2):
        name = m.name(what)
        yield "cloudwatch:alarm", {
            "AlarmName": name, "AlarmArn": m.arn("cloudwatch", f"alarm:{name}"), "AlarmConfigurationUpdatedTimestamp": m.time(),
            "StateValue": m.dice.choices(("OK", "ALARM", "INSUFFICIENT_DATA"), (80, 10, 10))[0], "AlarmDescription": f"pages {m.team} when {what}",
        }, m.tags(name)  # fmt: skip
    if m.odds(0.5):
        name = m.name(f"{TASKS[m.app][0]}-schedule")
        yield "events:rule", {
            "Name": name, "Arn": m.arn("events", f"rule/{name}"), "State": "ENABLED" if m.odds(0.8) else "DISABLED",
            "ScheduleExpression": m.dice.choice(("rate(5 minutes)", "cron(0 3 * * ? *)")), "EventBusName": "default",
        }, m.tags(name)  # fmt: skip


def secrets(m: Maker) -> Iterator[Record]:
    name = f"{m.app}/{SHORT_OF[m.environment]}/{m.dice.choice(('db-password', 'api-token', 'signing-key'))}"
    yield "secretsmanager:secret", {
        "Name": name, "ARN": m.arn("secretsmanager", f"secret:{name}-{m.digits(6)}"), "CreatedDate": m.time(), "RotationEnabled": m.odds(0.4),
        "Description": f"used by {m.app}",
    }, m.tags(name)  # fmt: skip
    name = f"/{m.app}/{SHORT_OF[m.environment]}/{m.dice.choice(('log-level', 'feature-flags', 'endpoint'))}"
    kind = m.dice.choice(("String", "SecureString"))
    yield (
        "ssm:parameter",
        {"Name": name, "ARN": m.arn("ssm", f"parameter{name}"), "Type": kind, "LastModifiedDate": m.time()},
        m.tags(name),
    )
    if m.odds(0.3):
        key = f"{m.digits(8)}-{m.digits(4)}-4{m.digits(3)}-a{m.digits(3)}-{m.digits(12)}"
        yield "kms:key", {
            "KeyId": key, "Arn": m.arn("kms", f"key/{key}"), "Description": f"{m.name('data')} key", "CreationDate": m.time(), "KeySpec": "SYMMETRIC_DEFAULT",
            "KeyState": m.dice.choices(("Enabled", "Disabled", "PendingDeletion"), (80, 10, 10))[0], "KeyManager": "CUSTOMER",
        }, m.tags(m.name("data"))  # fmt: skip


def containers(m: Maker) -> Iterator[Record]:
    if m.odds(0.35):
        name = m.name("service")
        yield "ecs:service", {
            "serviceName": name, "serviceArn": m.arn("ecs", f"service/core/{name}"), "status": "ACTIVE", "launchType": m.dice.choice(("FARGATE", "EC2")),
            "desiredCount": 2, "createdAt": m.time(), "clusterArn": m.arn("ecs", "cluster/core"),
        }, m.tags(name)  # fmt: skip
    if m.odds(0.1):
        name = m.name("flow")
        yield "stepfunctions:state_machine", {
            "name": name, "stateMachineArn": m.arn("states", f"stateMachine:{name}"), "status": "ACTIVE", "creationDate": m.time(), "type": "STANDARD",
        }, m.tags(name)  # fmt: skip


SHORT_OF = {"production": "prod", "staging": "stg", "development": "dev"}
PARTS = (servers, databases, buckets, functions, messaging, balancers, watching, secrets, containers)
