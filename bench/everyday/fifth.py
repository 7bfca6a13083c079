"""Questions written blind, with what is right for each: an SRE on call, a compliance auditor, a new joiner, a finance analyst."""

from bench import truth as t
from bench.truth import Is

database_server, cluster = t.kind("rds:db_instance"), t.kind("rds:db_cluster")
kubernetes, pool = t.kind("eks:cluster"), t.kind("ecs:cluster")
vpc, nat, igw, pair = (
    t.kind("ec2:vpc"),
    t.kind("ec2:nat_gateway"),
    t.kind("ec2:internet_gateway"),
    t.kind("ec2:key_pair"),
)
people, policy = t.kind("iam:group"), t.kind("iam:policy")
address = Is(lambda one: "PublicIpAddress" in one.properties)
kept = Is(lambda one: "retentionInDays" in one.properties)
own_zone = Is(lambda one: one.properties["Config"]["PrivateZone"])
on_demand = Is(lambda one: one.properties["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST")
robot = Is(lambda one: one.name in ("ci-runner", "backup-robot"))
node = Is(lambda one: one.properties["Runtime"].startswith("nodejs"))
open_source = t.field("Engine", "postgres", "mysql", "mariadb")
licensed = t.field("Engine", "sqlserver-se", "oracle-se2")
dead = Is(lambda one: one.name.endswith("-dlq"))
EVERY_FIVE, AT_THREE = "rate(5 minutes)", "cron(0 3 * * ? *)"


def size(least: int, most: int = 10**6) -> Is:
    return Is(lambda one: least <= one.properties["Size"] <= most)


def pages(team: str) -> Is:
    return Is(lambda one: one.properties["AlarmDescription"].startswith(f"pages {team} "))


WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        ("what monitors are going off right now?", t.alarm & t.state("ALARM"), t.alarm & t.state("OK")),
        ("any database that has run out of space", database_server & t.state("storage-full"), database_server & t.state("available")),
        ("boxes somebody switched off but never threw away", t.instance & t.state("stopped"), t.instance & t.state("running")),
        ("where do messages end up after processing them has failed too often", t.queue & dead, t.queue & ~dead),
        ("monitoring checks that can't say anything because they get too few measurements", t.alarm & t.state("INSUFFICIENT_DATA"), t.alarm & t.state("OK", "ALARM")),
        ("Give me the alerts that wake up the logistics folks", t.alarm & pages("logistics")),
        ("serverless code that is broken and won't start", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("cron jobs someone has turned off", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
        ("warnings about drives filling up in prod", t.alarm & t.named("disk-full") & t.production),
        ("is a database being copied for safety at this very moment?", database_server & t.state("backing-up")),
        ("Which SQL databases would carry on if a data centre burns down?", t.relational & t.field("MultiAZ", True), t.relational & t.field("MultiAZ", False)),
        ("VMs booted in Australia within the last two weeks", t.instance & t.sydney & t.younger(14), t.instance & t.sydney & t.older(14)),
        ("key-value tables I could rewind to an earlier minute", t.table & t.backed_up, t.table & t.not_backed_up),
        ("Kubernetes still sitting on 1.29", kubernetes & t.field("version", "1.29"), kubernetes & t.field("version", "1.33")),
        ("pull up the background worker machines over in Oregon", t.instance & t.named("worker") & t.oregon),
        ("timers set to go off every five minutes", t.rule & t.field("ScheduleExpression", EVERY_FIVE), t.rule & t.field("ScheduleExpression", AT_THREE)),
        ("what tells us when processors are overloaded on staging", t.alarm & t.named("high-cpu") & t.staging),
        ("servers of the very tiniest size we have, and up at the moment", t.instance & t.field("InstanceType", "t3.micro") & t.state("running")),
        ("Please list every firewall that lets the whole world in.", t.group & t.public, t.group & t.private),
        ("Evidence needed: stored credentials that are renewed automatically", t.secret & t.field("RotationEnabled", True), t.secret & t.field("RotationEnabled", False)),
        ("For how long do we keep logs? I want the ones kept forever", t.logs & ~kept, t.logs & kept),
        ("saved copies of databases that a thief could read as they are", t.db_snapshot & t.unencrypted, t.db_snapshot & t.encrypted),
        ("cryptographic keys that are soon going to be destroyed", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("databases anybody on the internet could try to connect to", database_server & t.public, database_server & t.private),
        ("file storage that complete strangers are able to read", t.bucket & t.public, t.bucket & t.private),
        ("configuration values kept as readable text", t.parameter & t.field("Type", "String"), t.parameter & t.field("Type", "SecureString")),
        ("message queues that absolutely anyone may post to", t.queue & t.public, t.queue & t.private),
        ("Kubernetes whose API answers to the outside world", kubernetes & t.public, kubernetes & t.private),
        ("NoSQL tables a tired colleague could drop by mistake", t.table & t.unprotected, t.table & t.protected),
        ("file storage labelled as holding confidential data", t.bucket & t.tagged("DataClass", "confidential"), t.bucket & t.tagged("DataClass", "public", "internal")),
        ("accounts used by automation rather than by a human being", t.user & robot, t.user & ~robot),
        ("SQL databases where at least a month of backups is retained", t.relational & t.field("BackupRetentionPeriod", 30), t.relational & t.field("BackupRetentionPeriod", 0, 7)),
        ("publish/subscribe channels scrambled with a key", t.topic & t.encrypted, t.topic & t.unencrypted),
        ("Under what identity does the code that erases people's personal data run?", t.role & t.named("delete-user-data")),
        ("which set of people has administrator powers", people & t.named("administrators")),
        ("Where is the audit trail of logins archived?", t.bucket & t.named("audit-trail")),
        ("disks in Ireland whose content is unreadable without a key", t.volume & t.ireland & t.encrypted, t.volume & t.ireland & t.unencrypted),
        ("hi, where do we keep users' profile pictures?", t.bucket & t.named("avatars")),
        ("Which piece of code takes the money off a customer's credit card?", t.function & t.named("capture-card")),
        ("I'm looking for the code fetching foreign exchange rates", t.function & t.named("currency-rates")),
        ("ssh keys for getting onto the jump hosts", pair),
        ("what lets machines without outside address reach the internet, in Frankfurt?", nat & t.frankfurt),
        ("DNS domains that only resolve inside our own network", t.zone & own_zone, t.zone & ~own_zone),
        ("what distributes web traffic coming from outside over our servers", t.balancer & t.public, t.balancer & t.private),
        ("settings to switch features on and off", t.parameter & t.named("feature-flags")),
        ("where are the logins for our databases stored", t.secret & t.named("db-password")),
        ("multi-step workflows, orchestrated ones", t.machine),
        ("network segments where a new machine automatically gets an outside address", t.subnet & t.field("MapPublicIpOnLaunch", True), t.subnet & t.field("MapPublicIpOnLaunch", False)),
        ("the isolated cloud networks we have for development", vpc & t.development),
        ("docker workloads for which nobody must look after servers", t.container & t.field("launchType", "FARGATE"), t.container & t.field("launchType", "EC2")),
        ("am I right that some serverless code is written in Java? show it", t.function & t.field("Runtime", "java21")),
        ("code that mails the newsletter out", t.function & t.named("newsletter-send-mail")),
        ("disks we pay for though no server uses them", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("which databases run on an engine with a paid, commercial licence", t.relational & licensed, t.relational & open_source),
        ("NoSQL tables billed by actual use", t.table & on_demand, t.table & ~on_demand),
        ("drives of roughly a terabyte", t.volume & size(1000, 1000)),
        ("pricey disks with guaranteed performance, how many are there?", t.volume & t.field("VolumeType", "io1")),
        ("everything charged to cost center CC-1008", t.tagged("CostCenter", "CC-1008")),
        ("servers belonging to the mobile team", t.instance & t.team("mobile")),
        ("disk copies older than two years that could perhaps go", t.snapshot & t.older(730), t.snapshot & t.younger(730)),
    ],
    "negated": [
        ("RDS databases for which no backups are kept", t.relational & t.not_backed_up, t.relational & t.backed_up),
        ("production buckets that are not public", t.bucket & t.production & t.private, t.bucket & t.production & t.public),
        ("volumes lacking encryption in Virginia", t.volume & t.virginia & t.unencrypted, t.volume & t.virginia & t.encrypted),
        ("secrets nobody ever rotates", t.secret & t.field("RotationEnabled", False), t.secret & t.field("RotationEnabled", True)),
        ("instances that are neither running nor terminated", t.instance & t.state("stopped"), t.instance & t.state("running", "terminated")),
        ("log groups which don't stay around forever", t.logs & kept, t.logs & ~kept),
        ("Aurora clusters that can't be deleted by accident", cluster & t.protected, cluster & t.unprotected),
        ("all the dev queues other than the dead letter ones", t.queue & t.development & ~dead, t.queue & t.development & dead),
        ("functions that use anything but Node", t.function & ~node, t.function & node),
        ("load balancers outside the US", t.balancer & ~t.america, t.balancer & t.america),
        ("sns topics missing a kms key", t.topic & t.unencrypted, t.topic & t.encrypted),
        ("every IAM group except the auditors", people & ~t.named("auditors"), people & t.named("auditors")),
        ("keys no longer enabled", t.key & ~t.state("Enabled"), t.key & t.state("Enabled")),
        ("are there alarms which aren't OK?", t.alarm & ~t.state("OK"), t.alarm & t.state("OK")),
        ("staging servers without a public IP", t.instance & t.staging & ~address, t.instance & t.staging & address),
        ("Kubernetes clusters never exposed to the internet", kubernetes & t.private, kubernetes & t.public),
        ("S3 storage without a single tag", t.bucket & t.untagged, t.bucket & ~t.untagged),
        ("ECS services, just not the Fargate ones", t.container & t.field("launchType", "EC2"), t.container & t.field("launchType", "FARGATE")),
        ("security groups in Oregon that refuse traffic from the internet", t.group & t.oregon & t.private, t.group & t.oregon & t.public),
        ("dynamodb tables where point-in-time recovery was never turned on", t.table & t.not_backed_up, t.table & t.backed_up),
    ],
    "composed": [
        ("production machines in Virginia that are up and have a public IP", t.instance & t.production & t.virginia & t.state("running") & address, t.instance & t.production & t.virginia & t.state("running") & ~address),
        ("encrypted disks of 200 GB or more in Frankfurt that are attached to nothing", t.volume & t.encrypted & size(200) & t.frankfurt & t.state("available"), t.volume & t.encrypted & size(200) & t.frankfurt & t.state("in-use")),
        ("MySQL or MariaDB in prod, backed up but open to deletion", database_server & t.field("Engine", "mysql", "mariadb") & t.production & t.backed_up & t.unprotected, database_server & t.field("Engine", "mysql", "mariadb") & t.production & t.backed_up & t.protected),
        ("lambdas on nodejs16 anywhere in staging except Ireland", t.function & t.field("Runtime", "nodejs16.x") & t.staging & ~t.ireland, t.function & t.field("Runtime", "nodejs16.x") & t.staging & t.ireland),
        ("API tokens of production kept in Europe and not rotated", t.secret & t.named("api-token") & t.production & t.europe & t.field("RotationEnabled", False), t.secret & t.named("api-token") & t.production & t.europe & t.field("RotationEnabled", True)),
        ("public buckets in the US that carry no tags", t.bucket & t.public & t.america & t.untagged, t.bucket & t.private & t.america & t.untagged),
        ("pay-per-request tables with delete protection but no point in time recovery", t.table & on_demand & t.protected & t.not_backed_up, t.table & on_demand & t.protected & t.backed_up),
        ("latency or error rate alarms firing in production", t.alarm & (t.named("latency") | t.named("error-rate")) & t.state("ALARM") & t.production, t.alarm & (t.named("latency") | t.named("error-rate")) & t.state("OK") & t.production),
        ("unencrypted dead-letter queues from dev, leaving out Ireland", t.queue & dead & t.unencrypted & t.development & ~t.ireland, t.queue & dead & t.encrypted & t.development & ~t.ireland),
        ("internet-facing load balancers created in 2026 for staging or development", t.balancer & t.public & t.between("2026-01-01") & (t.staging | t.development), t.balancer & t.private & t.between("2026-01-01") & (t.staging | t.development)),
        ("RDS snapshots from before 2025, encrypted, in Europe", t.db_snapshot & t.before("2025-01-01") & t.encrypted & t.europe, t.db_snapshot & t.before("2025-01-01") & t.unencrypted & t.europe),
        ("which m5.large servers are stopped and were launched over a year ago?", t.instance & t.field("InstanceType", "m5.large") & t.state("stopped") & t.older(365), t.instance & t.field("InstanceType", "m5.large") & t.state("running") & t.older(365)),
        ("clickstream's and reporting's logs that never expire, prod only", t.logs & (t.named("clickstream") | t.named("reporting")) & ~kept & t.production, t.logs & (t.named("clickstream") | t.named("reporting")) & kept & t.production),
        ("event rules set to every 5 minutes but disabled, in US or Sydney", t.rule & t.field("ScheduleExpression", EVERY_FIVE) & t.state("DISABLED") & (t.america | t.sydney), t.rule & t.field("ScheduleExpression", EVERY_FIVE) & t.state("ENABLED") & (t.america | t.sydney)),
        ("Fargate services the payments team owns, without the development ones", t.container & t.field("launchType", "FARGATE") & t.team("payments") & ~t.development, t.container & t.field("launchType", "FARGATE") & t.team("payments") & t.development),
        ("gp2 volumes in use, unencrypted, owned by the catalog team", t.volume & t.field("VolumeType", "gp2") & t.state("in-use") & t.unencrypted & t.team("catalog"), t.volume & t.field("VolumeType", "gp2") & t.state("in-use") & t.encrypted & t.team("catalog")),
        ("aurora that is encrypted and deletion protected although it's not production", cluster & t.encrypted & t.protected & ~t.production, cluster & t.encrypted & t.protected & t.production),
        ("SecureString parameters for the log level, Frankfurt plus Ireland, production", t.parameter & t.field("Type", "SecureString") & t.named("log-level") & t.europe & t.production, t.parameter & t.field("Type", "String") & t.named("log-level") & t.europe & t.production),
        ("Oracle and SQL Server databases that are multi-AZ yet not publicly accessible", database_server & licensed & t.field("MultiAZ", True) & t.private, database_server & licensed & t.field("MultiAZ", True) & t.public),
        ("roles of invoicing in production made since the beginning of 2026", t.role & t.named("invoicing") & t.production & t.between("2026-01-01"), t.role & t.named("invoicing") & t.production & t.before("2026-01-01")),
    ],
    "misspelt": [
        ("stoped servres in sydney", t.instance & t.state("stopped") & t.sydney, t.instance & t.state("running") & t.sydney),
        ("unencrytped volumes in frankfrut", t.volume & t.unencrypted & t.frankfurt, t.volume & t.encrypted & t.frankfurt),
        ("pubilc bukcets", t.bucket & t.public, t.bucket & t.private),
        ("secrets withuot rotaiton in prodcution", t.secret & t.production & t.field("RotationEnabled", False), t.secret & t.production & t.field("RotationEnabled", True)),
        ("internet facing laod balancres in ireland", t.balancer & t.public & t.ireland, t.balancer & t.private & t.ireland),
        ("lamdba functoins with pyhton3.9", t.function & t.field("Runtime", "python3.9"), t.function & t.field("Runtime", "python3.12")),
        ("databses with deletoin protection", t.database & t.protected, t.database & t.unprotected),
        ("dissabled kms kyes", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
        ("dead leter queus in satging", t.queue & dead & t.staging, t.queue & ~dead & t.staging),
        ("secuirty gruops open to teh internet in virgina", t.group & t.public & t.virginia, t.group & t.private & t.virginia),
        ("log grops with no retenton", t.logs & ~kept, t.logs & kept),
        ("kuberentes clutsers in production", kubernetes & t.production),
    ],
    "plain": [
        ("running EC2 instances in us-west-2", t.instance & t.state("running") & t.oregon, t.instance & t.state("stopped") & t.oregon),
        ("unattached EBS volumes in eu-west-1", t.volume & t.state("available") & t.ireland, t.volume & t.state("in-use") & t.ireland),
        ("DynamoDB tables with deletion protection enabled", t.table & t.protected, t.table & t.unprotected),
        ("publicly accessible RDS instances", database_server & t.public, database_server & t.private),
        ("ECS clusters", pool),
        ("internet gateways in production", igw & t.production),
        ("CloudWatch alarms in state ALARM in staging", t.alarm & t.state("ALARM") & t.staging, t.alarm & t.state("OK") & t.staging),
        ("Step Functions state machines in ap-southeast-2", t.machine & t.sydney),
        ("Lambda functions with runtime nodejs20.x", t.function & t.field("Runtime", "nodejs20.x")),
        ("IAM policies named read-only-billing", policy & t.named("read-only-billing")),
        ("Route 53 private hosted zones", t.zone & own_zone, t.zone & ~own_zone),
        ("encrypted EBS snapshots in us-east-1", t.snapshot & t.encrypted & t.virginia, t.snapshot & t.unencrypted & t.virginia),
    ],
}  # fmt: skip
