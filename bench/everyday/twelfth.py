"""Questions written without knowing how the search understands them."""

from bench import truth as t
from bench.truth import Is


def _has(name: str) -> Is:
    return Is(lambda one: name in one.properties)


def _lacks(name: str) -> Is:
    return Is(lambda one: name not in one.properties)


def _pages(team: str) -> Is:
    return Is(lambda one: one.properties.get("AlarmDescription", "").startswith(f"pages {team} "))


with_address = t.instance & _has("PublicIpAddress")
without_address = t.instance & _lacks("PublicIpAddress")
kept_for_ever = t.logs & _lacks("retentionInDays")
kept_a_while = t.logs & _has("retentionInDays")
dead_letters = t.queue & t.named("-dlq")
db_instance, db_cluster = t.kind("rds:db_instance"), t.kind("rds:db_cluster")
kubernetes, ecs_cluster = t.kind("eks:cluster"), t.kind("ecs:cluster")
vpc, nat, igw, key_pair = (
    t.kind("ec2:vpc"),
    t.kind("ec2:nat_gateway"),
    t.kind("ec2:internet_gateway"),
    t.kind("ec2:key_pair"),
)
iam_group, policy = t.kind("iam:group"), t.kind("iam:policy")
two_zones, one_zone = t.field("MultiAZ", True), t.field("MultiAZ", False)
rotated, not_rotated = t.field("RotationEnabled", True), t.field("RotationEnabled", False)
robots = t.user & Is(lambda one: one.name in ("ci-runner", "backup-robot"))
persons = t.user & Is(lambda one: one.name in ("ada.king", "grace.hopper", "linus.berg", "mei.tan"))
inside = t.zone & Is(lambda one: one.properties["Config"]["PrivateZone"] is True)
outside = t.zone & Is(lambda one: one.properties["Config"]["PrivateZone"] is False)
on_demand = Is(lambda one: one.properties.get("BillingModeSummary", {}).get("BillingMode") == "PAY_PER_REQUEST")
provisioned = Is(lambda one: one.properties.get("BillingModeSummary", {}).get("BillingMode") == "PROVISIONED")
plain_text, secure = t.field("Type", "String"), t.field("Type", "SecureString")
nightly = t.rule & t.field("ScheduleExpression", "cron(0 3 * * ? *)")
often = t.rule & t.field("ScheduleExpression", "rate(5 minutes)")
fargate, on_ec2 = t.field("launchType", "FARGATE"), t.field("launchType", "EC2")
gives_address, gives_none = t.field("MapPublicIpOnLaunch", True), t.field("MapPublicIpOnLaunch", False)
terabyte = t.field("Size", 1000)

WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        ("Which virtual machines have their own address on the internet?", with_address, without_address),
        ("disks we're billed for although nothing is plugged into them", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("Kindly share the list of servers which are switched off in N. Virginia", t.instance & t.state("stopped") & t.virginia, t.instance & t.state("running") & t.virginia),
        ("Where do we still run Oracle? Licence renewal is coming up", db_instance & t.field("Engine", "oracle-se2")),
        ("Relational databases of the real production system that someone could wipe out by accident because the safeguard is off", t.relational & t.production & t.unprotected, t.relational & t.production & t.protected),
        ("is any of our file storage readable by the whole world", t.bucket & t.public, t.bucket & t.private),
        ("passwords and tokens that get renewed by themselves, without anyone having to remember", t.secret & rotated, t.secret & not_rotated),
        ("what's alerting right now on the live side? I'm on call", t.alarm & t.state("ALARM") & t.production, t.alarm & t.state("OK") & t.production),
        ("Application logs we hold on to forever, I want to know what they cost us", kept_for_ever, kept_a_while),
        ("firewalls that let anybody on the internet in", t.group & t.public, t.group & t.private),
        ("Show me encryption keys that are waiting to be destroyed", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("k8s control planes one can call from outside our network", kubernetes & t.public, kubernetes & t.private),
        ("container workloads in Europe for which we don't look after any hosts ourselves", t.container & fargate & t.europe, t.container & on_ec2 & t.europe),
        ("timed jobs that somebody has paused", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
        ("which schedules of the staging systems are set for three in the night", nightly & t.staging, often & t.staging),
        ("Serverless code that is stuck on Node 16", t.function & t.field("Runtime", "nodejs16.x")),
        ("where do the payments team's undeliverable messages end up", dead_letters & t.team("payments")),
        ("real persons who can log in to the production account", persons & t.account("acme-production"), robots & t.account("acme-production")),
        ("DNS domains that only resolve within our own networks", inside, outside),
        ("network segments where a fresh machine automatically gets an internet address", t.subnet & gives_address, t.subnet & gives_none),
        ("through what do the private networks in Sydney make their outbound connections? the NAT things", nat & t.sydney),
        ("copies of disks from before 2023 that lie around in the clear", t.snapshot & t.unencrypted & t.before("2023-01-01"), t.snapshot & t.encrypted & t.before("2023-01-01")),
        ("For which NoSQL stores are we unable to go back to how the data was an hour ago?", t.table & t.not_backed_up, t.table & t.backed_up),
        ("key-value stores charged by usage instead of reserved throughput", t.table & on_demand, t.table & provisioned),
        ("relational databases in Germany having a standby copy in another data centre", t.relational & two_zones & t.frankfurt, t.relational & one_zone & t.frankfurt),
        ("SQL databases whose automatic backups stay available for a whole month", t.relational & t.field("BackupRetentionPeriod", 30)),
        ("what spreads traffic coming from the public internet across our servers in Ireland", t.balancer & t.public & t.ireland, t.balancer & t.private & t.ireland),
        ("multi-step workflows of production", t.machine & t.production),
        ("config entries for feature switches saved as readable text", t.parameter & t.named("feature-flags") & plain_text, t.parameter & t.named("feature-flags") & secure),
        ("notification channels where the messages aren't protected with a key", t.topic & t.unencrypted, t.topic & t.encrypted),
        ("permissions under which the code for the dunning letters runs", t.role & t.named("dunning-letters")),
        ("Storage with the customer invoices of production, please - the external auditors want evidence", t.bucket & t.named("customer-invoices") & t.production),
        ("I need to know where product pictures are kept in the United States", t.bucket & t.named("product-images") & t.america),
        ("boxes that were started before 2022 and are still up", t.instance & t.state("running") & t.before("2022-01-01")),
        ("the r5 boxes that are left on in the dev environment, we could save money there", t.instance & t.field("InstanceType", "r5.2xlarge") & t.development & t.state("running"), t.instance & t.field("InstanceType", "r5.2xlarge") & t.development & t.state("stopped")),
        ("hard drives of 1000 GB in the dev environment", t.volume & terabyte & t.development),
        ("stored database logins for the live environment", t.secret & t.named("db-password") & t.production),
        ("stored keys that the identity squad signs things with", t.secret & t.named("signing-key") & t.team("identity")),
        ("SSH credentials of the jump hosts in Oregon", key_pair & t.oregon),
        ("virtual networks we have set up in the US", vpc & t.america),
        ("which groups are staff accounts sorted into, in the production account", iam_group & t.account("acme-production")),
        ("the access rules that allow looking at the bills but nothing more", policy & t.named("read-only-billing")),
        ("URGENT which db ran out of disk", db_instance & t.state("storage-full"), db_instance & t.state("available")),
        ("Relational DBs with a backup job going on at this moment", db_instance & t.state("backing-up")),
        ("on-demand code that is broken and won't start", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("As an architect I'd like to see who still depends on Microsoft's database", db_instance & t.field("Engine", "sqlserver-se")),
        ("everything marked confidential that sits in Australia", t.tagged("DataClass", "confidential") & t.sydney),
        ("what do I book on cost centre CC-1002 for Frankfurt", t.tagged("CostCenter", "CC-1002") & t.frankfurt),
        ("monitors that can't say good or bad, having received too few measurements", t.alarm & t.state("INSUFFICIENT_DATA")),
        ("Which warnings wake up the mobile team when responses become slow?", t.alarm & t.named("latency") & _pages("mobile")),
        ("dumps taken ahead of a migration this year and not scrambled in any way", t.db_snapshot & t.unencrypted & t.between("2026-01-01"), t.db_snapshot & t.encrypted & t.between("2026-01-01")),
        ("sir, which all Aurora ones are safe against accidental removal", db_cluster & t.protected, db_cluster & t.unprotected),
        ("can strangers put messages into any of our queues", t.queue & t.public, t.queue & t.private),
        ("hi, where do the builds of our phone app get uploaded to", t.bucket & t.named("app-releases")),
        ("Code that produces the data export a customer may demand under GDPR", t.function & t.named("export-gdpr")),
        ("machines brought up during the past seven days", t.instance & t.younger(7)),
        ("the gates, NAT ones aside, by which our European networks meet the internet", igw & t.europe),
        ("logs of whatever fetches the exchange rates", t.logs & t.named("currency-rates")),
        ("application settings touched within the last two weeks", t.parameter & t.younger(14)),
        ("Warnings about disks filling up, pre-production", t.alarm & t.named("disk-full") & t.staging),
    ],
    "negated": [
        ("running servers in Ireland that have no public IP", without_address & t.state("running") & t.ireland, with_address & t.state("running") & t.ireland),
        ("API tokens nobody rotates", t.secret & t.named("api-token") & not_rotated, t.secret & t.named("api-token") & rotated),
        ("Load balancers in Virginia which are not facing the internet", t.balancer & t.private & t.virginia, t.balancer & t.public & t.virginia),
        ("production db instances lacking Multi-AZ", db_instance & t.production & one_zone, db_instance & t.production & two_zones),
        ("ec2 instances neither running nor terminated", t.instance & t.state("stopped"), t.instance & t.state("running", "terminated")),
        ("all KMS keys except those enabled", t.key & t.state("Disabled", "PendingDeletion"), t.key & t.state("Enabled")),
        ("EBS volumes in Oregon on which no team or owner tag was put", t.volume & t.unowned & t.oregon, t.volume & ~t.unowned & t.oregon),
        ("lambdas that are written in anything but Python or Node", t.function & t.field("Runtime", "java21", "go1.x"), t.function & t.field("Runtime", "python3.12", "python3.9", "nodejs20.x", "nodejs16.x")),
        ("Any EKS cluster not yet on 1.33?", kubernetes & ~t.field("version", "1.33"), kubernetes & t.field("version", "1.33")),
        ("relational databases in Frankfurt that can't be deleted by accident", t.relational & t.protected & t.frankfurt, t.relational & t.unprotected & t.frankfurt),
        ("RDS snapshots left unencrypted, US regions", t.db_snapshot & t.unencrypted & t.america, t.db_snapshot & t.encrypted & t.america),
        ("alarms in Sydney that aren't OK", t.alarm & t.sydney & t.state("ALARM", "INSUFFICIENT_DATA"), t.alarm & t.sydney & t.state("OK")),
        ("Event rules of production that no longer fire since they were turned off", t.rule & t.production & t.state("DISABLED"), t.rule & t.production & t.state("ENABLED")),
        ("queues without encryption, staging only please", t.queue & t.unencrypted & t.staging, t.queue & t.encrypted & t.staging),
        ("IAM users who are not human", robots, persons),
        ("backup buckets anywhere other than Europe", t.bucket & t.named("-backups-") & ~t.europe, t.bucket & t.named("-backups-") & t.europe),
        ("SQL databases are having zero backups, which ones?", t.relational & t.not_backed_up, t.relational & t.backed_up),
        ("what in the data account, Sydney region, was given no tags at all", t.untagged & t.account("acme-data") & t.sydney, ~t.untagged & t.account("acme-data") & t.sydney),
        ("ssm parameters of production stored with encryption missing", t.parameter & t.production & t.unencrypted, t.parameter & t.production & t.encrypted),
        ("Security groups of staging closed to the outside world", t.group & t.private & t.staging, t.group & t.public & t.staging),
    ],
    "composed": [
        ("unencrypted disks of at least 200 GB in production, Frankfurt", t.volume & t.unencrypted & t.field("Size", 200, 1000) & t.production & t.frankfurt, t.volume & t.encrypted & t.field("Size", 200, 1000) & t.production & t.frankfurt),
        ("MySQL or MariaDB instances that are publicly accessible but not encrypted", db_instance & t.field("Engine", "mysql", "mariadb") & t.public & t.unencrypted, db_instance & t.field("Engine", "mysql", "mariadb") & t.private & t.encrypted),
        ("Stopped machines in the US owned by the growth team", t.instance & t.state("stopped") & t.america & t.team("growth"), t.instance & t.state("running") & t.america & t.team("growth")),
        ("running m5.large or m6i.xlarge servers in dev that have a public IP", with_address & t.state("running") & t.development & t.field("InstanceType", "m5.large", "m6i.xlarge"), without_address & t.state("running") & t.development & t.field("InstanceType", "m5.large", "m6i.xlarge")),
        ("public buckets with uploads, anywhere except Sydney", t.bucket & t.public & t.named("-uploads-") & ~t.sydney, t.bucket & t.private & t.named("-uploads-") & ~t.sydney),
        ("Production secrets created before 2024 and without rotation", t.secret & t.production & t.before("2024-01-01") & not_rotated, t.secret & t.production & t.before("2024-01-01") & rotated),
        ("detached gp2 volumes, 50 gigs or more, which could be migrated or dropped", t.volume & t.state("available") & t.field("VolumeType", "gp2") & t.field("Size", 50, 200, 1000), t.volume & t.state("in-use") & t.field("VolumeType", "gp2") & t.field("Size", 50, 200, 1000)),
        ("DynamoDB session tables in prod, deletion protection off and no point-in-time recovery", t.table & t.named("-sessions-") & t.production & t.unprotected & t.not_backed_up, t.table & t.named("-sessions-") & t.production & t.protected & t.backed_up),
        ("Fargate services of staging or development in either Ireland or Oregon", t.container & fargate & (t.staging | t.development) & (t.ireland | t.oregon), t.container & on_ec2 & (t.staging | t.development) & (t.ireland | t.oregon)),
        ("Lambda functions on Python 3.9 or Node 16 for prod, last modified before 2024", t.function & t.field("Runtime", "python3.9", "nodejs16.x") & t.production & t.before("2024-01-01")),
        ("high-cpu and latency alarms that are in ALARM, but only those of production", t.alarm & (t.named("high-cpu") | t.named("latency")) & t.state("ALARM") & t.production, t.alarm & (t.named("high-cpu") | t.named("latency")) & t.state("OK") & t.production),
        ("dead letter queues, unencrypted, production, not in Europe", dead_letters & t.unencrypted & t.production & ~t.europe, dead_letters & t.encrypted & t.production & ~t.europe),
        ("load balancers created in 2026, internet-facing and belonging to the catalog or the orders team", t.balancer & t.between("2026-01-01") & t.public & (t.team("catalog") | t.team("orders")), t.balancer & t.between("2026-01-01") & t.private & (t.team("catalog") | t.team("orders"))),
        ("EBS snapshots without encryption, taken before 2024 and belonging to the data account", t.snapshot & t.unencrypted & t.before("2024-01-01") & t.account("acme-data"), t.snapshot & t.encrypted & t.before("2024-01-01") & t.account("acme-data")),
        ("Multi-AZ Postgres instances with encryption on, yet without deletion protection", db_instance & t.field("Engine", "postgres") & two_zones & t.encrypted & t.unprotected),
        ("production db instances on db.t3.medium that keep backups for 7 days and are available", db_instance & t.production & t.field("DBInstanceClass", "db.t3.medium") & t.state("available") & t.field("BackupRetentionPeriod", 7)),
        ("security groups open to the internet for shipping, warehouse or parcel tracking, but not the development ones", t.group & t.public & (t.named("shipping") | t.named("warehouse") | t.named("parcel-tracking")) & ~t.development, t.group & t.private & (t.named("shipping") | t.named("warehouse") | t.named("parcel-tracking")) & ~t.development),
        ("secrets of checkout or payouts that are db passwords or signing keys", t.secret & (t.named("checkout/") | t.named("payouts/")) & (t.named("db-password") | t.named("signing-key"))),
        ("every 5 minutes schedules, enabled, in Virginia or Oregon, non-production", often & t.state("ENABLED") & (t.virginia | t.oregon) & ~t.production),
        ("everything of the platform team in Ireland tagged production, excluding subnets", t.team("platform") & t.ireland & ~t.subnet & (t.tagged("Environment", "production", "prod") | t.tagged("env", "prod"))),
    ],
    "misspelt": [
        ("stoped instnaces in sydney", t.instance & t.state("stopped") & t.sydney, t.instance & t.state("running") & t.sydney),
        ("unencryptd volumes in stagign", t.volume & t.unencrypted & t.staging, t.volume & t.encrypted & t.staging),
        ("pubilc buckest in production", t.bucket & t.public & t.production, t.bucket & t.private & t.production),
        ("secrtes without rotaiton in frankfrut", t.secret & not_rotated & t.frankfurt, t.secret & rotated & t.frankfurt),
        ("lambda fucntions on pyhton 3.12", t.function & t.field("Runtime", "python3.12")),
        ("securty gorups open to the internet in irealnd", t.group & t.public & t.ireland, t.group & t.private & t.ireland),
        ("mysql databsaes in prodcution", db_instance & t.field("Engine", "mysql") & t.production),
        ("alrams in state ALARM in oregno", t.alarm & t.state("ALARM") & t.oregon, t.alarm & t.state("OK") & t.oregon),
        ("interanl load balancres in developmnet", t.balancer & t.private & t.development, t.balancer & t.public & t.development),
        ("log gruops with no retnetion in virgnia", kept_for_ever & t.virginia, kept_a_while & t.virginia),
        ("disabeld kms kyes", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
        ("dynmodb tabels with deletoin protection", t.table & t.protected, t.table & t.unprotected),
    ],
    "plain": [
        ("RDS instances with storage encrypted in us-east-1", db_instance & t.encrypted & t.virginia, db_instance & t.unencrypted & t.virginia),
        ("ECS clusters in eu-central-1", ecs_cluster & t.frankfurt),
        ("available EBS volumes in ap-southeast-2", t.volume & t.state("available") & t.sydney, t.volume & t.state("in-use") & t.sydney),
        ("internet-facing load balancers in us-west-2", t.balancer & t.public & t.oregon, t.balancer & t.private & t.oregon),
        ("SNS topics in staging", t.topic & t.staging),
        ("private hosted zones in Route 53", inside, outside),
        ("c6g.large EC2 instances, state running", t.instance & t.field("InstanceType", "c6g.large") & t.state("running"), t.instance & t.field("InstanceType", "c6g.large") & t.state("stopped")),
        ("io1 volumes", t.volume & t.field("VolumeType", "io1")),
        ("NAT gateways in eu-west-1", nat & t.ireland),
        ("S3 buckets for access logs in production", t.bucket & t.named("-access-logs-") & t.production),
        ("IAM roles with tag managed-by terraform", t.role & t.tagged("managed-by", "terraform")),
        ("Step Functions state machines", t.machine),
    ],
}  # fmt: skip
