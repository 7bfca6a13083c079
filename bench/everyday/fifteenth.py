"""Questions written blind: a site reliability engineer, a controller, a new colleague, a security analyst, a manager from Italy."""

from bench import truth as t
from bench.truth import Is


def has(name: str) -> Is:
    return Is(lambda one: bool(one.properties.get(name)))


def starts(name: str, text: str) -> Is:
    return Is(lambda one: str(one.properties.get(name, "")).startswith(text))


def at_least(name: str, size: int) -> Is:
    return Is(lambda one: name in one.properties and one.properties[name] >= size)


def billing(mode: str) -> Is:
    return Is(lambda one: one.properties.get("BillingModeSummary", {}).get("BillingMode") == mode)


def zone_is(private: str) -> Is:
    return Is(lambda one: one.properties.get("Config", {}).get("PrivateZone") is private)


db, aurora, eks = t.kind("rds:db_instance"), t.kind("rds:db_cluster"), t.kind("eks:cluster")
vpc, nat, igw, pair = (t.kind(f"ec2:{one}") for one in ("vpc", "nat_gateway", "internet_gateway", "key_pair"))
ecs, group, policy = t.kind("ecs:cluster"), t.kind("iam:group"), t.kind("iam:policy")
robot = t.named("ci-runner") | t.named("backup-robot")
dlq = Is(lambda one: one.name.endswith("-dlq"))
address = has("PublicIpAddress")
kept = has("retentionInDays")
rotated, unrotated = t.field("RotationEnabled", True), t.field("RotationEnabled", False)
twin, single = t.field("MultiAZ", True), t.field("MultiAZ", False)
plain_text, secure = t.field("Type", "String"), t.field("Type", "SecureString")
python, node = starts("Runtime", "python"), starts("Runtime", "nodejs")
fargate, on_ec2 = t.field("launchType", "FARGATE"), t.field("launchType", "EC2")
auto_ip, no_auto_ip = t.field("MapPublicIpOnLaunch", True), t.field("MapPublicIpOnLaunch", False)
shared_out = t.field("PubliclyAccessible", True)
lower = t.staging | t.development

WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        ("Which of our boxes carry an address that is visible from the internet?", t.instance & address, t.instance & ~address),
        ("hard disks we keep paying for although no machine uses them", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("Auditor asks: on what disks does the data sit in the clear?", t.volume & t.unencrypted, t.volume & t.encrypted),
        ("databases where the safety catch against accidental removal is off", t.database & t.unprotected, t.database & t.protected),
        ("show me credentials in the vault that nothing swaps out automatically", t.secret & unrotated, t.secret & rotated),
        ("where do we hoard log output for all eternity", t.logs & ~kept, t.logs & kept),
        ("Is there any firewall that lets the whole world in?", t.group & t.public, t.group & t.private),
        ("Load balancers customers out there on the web can hit", t.balancer & t.public, t.balancer & t.private),
        ("message queues whose waiting messages are stored unciphered", t.queue & t.unencrypted, t.queue & t.encrypted),
        ("What monitors are red right now", t.alarm & t.state("ALARM"), t.alarm & t.state("OK")),
        ("monitoring checks that can't judge anything as too few measurements arrive", t.alarm & t.state("INSUFFICIENT_DATA")),
        ("Did somebody schedule crypto keys to be destroyed? Which?", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("vault credentials the payments people answer for, made in 2026", t.secret & t.team("payments") & t.between("2026-01-01", "2027-01-01")),
        ("serverless code stuck on Node version 16", t.function & t.field("Runtime", "nodejs16.x"), t.function & t.field("Runtime", "nodejs20.x")),
        ("I'm taking over the Java serverless stuff in Oregon, what have we there?", t.function & t.field("Runtime", "java21") & t.oregon),
        ("serverless functions that are broken and can't be called at the moment", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("scheduled timers somebody has paused", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
        ("timetables saying once a day at three in the morning (active or paused, I don't mind)", t.rule & t.field("ScheduleExpression", "cron(0 3 * * ? *)"), t.rule & t.field("ScheduleExpression", "rate(5 minutes)")),
        ("Our DB ran out of room!! which ones have no disk space left", db & t.state("storage-full"), db & t.state("available")),
        ("relational databases in the middle of a backup as we speak", db & t.state("backing-up")),
        ("We couldn't restore these databases, because no automatic backup is made of them", t.database & t.not_backed_up, t.database & t.backed_up),
        ("SQL databases from which we hold on to a full month of backups", t.relational & t.field("BackupRetentionPeriod", 30)),
        ("if one data centre burns down, which production SQL databases have no standby elsewhere", t.relational & t.production & single, t.relational & t.production & twin),
        ("Virtual machines that are powered off but still around", t.instance & t.state("stopped"), t.instance & t.state("running")),
        ("servers someone spun up during the last 48 hours", t.instance & t.younger(2)),
        ("file storage a total stranger could read from", t.bucket & t.public, t.bucket & t.private),
        ("In which place are saved the profile pictures of the users?", t.bucket & t.named("avatars")),
        ("file storage the data platform crew looks after", t.bucket & t.team("data-platform")),
        ("the piece of code which mails out our newsletter", t.function & t.named("send-mail")),
        ("Where does the Lambda live that changes the size of pictures?", t.function & t.named("resize-images")),
        ("Kubernetes whose control plane answers to the outside world", eks & t.public, eks & t.private),
        ("k8s still lagging on 1.29", eks & t.field("version", "1.29"), eks & t.field("version", "1.33")),
        ("network segments handing out a public IP to anything started inside", t.subnet & auto_ip, t.subnet & no_auto_ip),
        ("how do private hosts in Australia get out to the internet - the NATs please", nat & t.sydney),
        ("robot logins, as opposed to those of real people", t.user & robot, t.user & ~robot),
        ("Grace Hopper is leaving us; find every login she has", t.user & t.named("grace.hopper")),
        ("user groups for admins", group & t.named("administrators")),
        ("The permission document that lets somebody look at billing without changing it", policy & t.named("read-only-billing")),
        ("domains that only resolve from inside our own network", t.zone & zone_is(True), t.zone & zone_is(False)),
        ("config values lying around readable, i.e. saved as plain text", t.parameter & plain_text, t.parameter & secure),
        ("settings with which features get toggled on and off", t.parameter & t.named("feature-flags")),
        ("NoSQL tables for which we get billed by the request", t.table & billing("PAY_PER_REQUEST"), t.table & billing("PROVISIONED")),
        ("Where do messages end up after nobody managed to process them?", t.queue & dlq, t.queue & ~dlq),
        ("queues into which just anybody may drop a message", t.queue & t.public, t.queue & t.private),
        ("pub/sub channels in Ireland lacking encryption", t.topic & t.unencrypted & t.ireland, t.topic & t.encrypted & t.ireland),
        ("containers for which we don't look after any hosts ourselves", t.container & fargate, t.container & on_ec2),
        ("multi-step workflows the developers play with (dev only)", t.machine & t.development, t.machine & t.production),
        ("Finance would like to see the largest drives, say 500 gigabytes and up", t.volume & at_least("Size", 500)),
        ("servers of the memory-heavy r5 sort, for the cost review", t.instance & starts("InstanceType", "r5.")),
        ("S3 storage nobody ever put a single label on", t.bucket & t.untagged, t.bucket & ~t.untagged),
        ("whose are these? databases carrying no team's name", t.database & t.unowned, t.database & ~t.unowned),
        ("Microsoft SQL boxes, since the licence renewal is coming up", db & t.field("Engine", "sqlserver-se")),
        ("copies of databases that were taken earlier than 2023", t.db_snapshot & t.before("2023-01-01"), t.db_snapshot & t.between("2023-01-01")),
        ("snapshots of disks, stored in Germany, that were left unencrypted", t.snapshot & t.frankfurt & t.unencrypted, t.snapshot & t.frankfurt & t.encrypted),
        ("file stores marked as holding confidential stuff", t.bucket & t.tagged("DataClass", "confidential"), t.bucket & t.tagged("DataClass", "public")),
        ("ssh keys for the jump hosts on the European side", pair & t.named("bastion") & t.europe),
        ("the virtual networks we run staging in", vpc & t.staging),
        ("Roles that came into being since the first of November 2026", t.role & t.between("2026-11-01"), t.role & t.before("2026-11-01")),
        ("which alarms wake up the logistics folks", t.alarm & starts("AlarmDescription", "pages logistics ")),
        ("As junior I look for the passwords with which the apps sign in to their production database", t.secret & t.production & t.named("db-password")),
    ],
    "negated": [
        ("RDS instances that don't run multi-AZ", db & single, db & twin),
        ("buckets in Oregon which are not open to the public", t.bucket & t.oregon & t.private, t.bucket & t.oregon & t.public),
        ("production secrets lacking rotation", t.secret & t.production & unrotated, t.secret & t.production & rotated),
        ("dev log groups without any retention configured", t.logs & t.development & ~kept, t.logs & t.development & kept),
        ("anything but Python: Lambda functions in Frankfurt", t.function & t.frankfurt & ~python, t.function & t.frankfurt & python),
        ("CloudWatch alarms in a state other than OK", t.alarm & ~t.state("OK"), t.alarm & t.state("OK")),
        ("relational databases neither encrypted nor guarded from deletion", t.relational & t.unencrypted & t.unprotected, t.relational & t.encrypted & t.protected),
        ("queues of the mobile team, dead-letter ones left out", t.queue & t.team("mobile") & ~dlq, t.queue & t.team("mobile") & dlq),
        ("ECS services nobody runs on Fargate", t.container & on_ec2, t.container & fargate),
        ("load balancers no one from the internet can reach", t.balancer & t.private, t.balancer & t.public),
        ("DynamoDB tables missing point-in-time recovery", t.table & t.not_backed_up, t.table & t.backed_up),
        ("non-encrypted EBS snapshots", t.snapshot & t.unencrypted, t.snapshot & t.encrypted),
        ("EKS clusters that haven't been upgraded to 1.33 yet", eks & t.field("version", "1.29"), eks & t.field("version", "1.33")),
        ("SNS topics for which nobody bothered to turn encryption on", t.topic & t.unencrypted, t.topic & t.encrypted),
        ("RDS databases outside Europe that aren't production", t.relational & ~t.europe & lower, t.relational & t.europe & t.production),
        ("public hosted zones only, none of the private ones", t.zone & zone_is(False), t.zone & zone_is(True)),
        ("running instances in Virginia with no public IP", t.instance & t.state("running") & t.virginia & ~address, t.instance & t.state("running") & t.virginia & address),
        ("KMS keys which can't be used because they are not enabled", t.key & ~t.state("Enabled"), t.key & t.state("Enabled")),
        ("Subnets never assigning public addresses by themselves", t.subnet & no_auto_ip, t.subnet & auto_ip),
        ("lambdas with zero tags on them", t.function & t.untagged, t.function & ~t.untagged),
    ],
    "composed": [
        ("stopped instances in Sydney launched more than a year ago", t.instance & t.state("stopped") & t.sydney & t.older(365)),
        ("unencrypted gp2 volumes in us-west-2", t.volume & t.unencrypted & t.field("VolumeType", "gp2") & t.oregon, t.volume & t.encrypted & t.field("VolumeType", "gp2") & t.oregon),
        ("MySQL or MariaDB databases reachable from the internet, but not the ones in development", db & t.field("Engine", "mysql", "mariadb") & shared_out & ~t.development),
        ("production Aurora clusters in Europe with deletion protection off", aurora & t.production & t.europe & t.unprotected, aurora & t.production & t.europe & t.protected),
        ("world-readable buckets of production in America", t.bucket & t.public & t.production & t.america, t.bucket & t.private & t.production & t.america),
        ("Lambda functions on python3.9 or nodejs16.x in production, except in Ireland", t.function & t.field("Runtime", "python3.9", "nodejs16.x") & t.production & ~t.ireland),
        ("secrets in staging holding an API token that is not rotated", t.secret & t.staging & t.named("api-token") & unrotated, t.secret & t.staging & t.named("api-token") & rotated),
        ("alarms about latency or error rate that are firing in production", t.alarm & (t.named("latency") | t.named("error-rate")) & t.state("ALARM") & t.production, t.alarm & (t.named("latency") | t.named("error-rate")) & t.state("OK") & t.production),
        ("dead letter queues in dev that are not encrypted, Frankfurt only", t.queue & dlq & t.development & t.unencrypted & t.frankfurt, t.queue & dlq & t.development & t.encrypted & t.frankfurt),
        ("backup buckets of the data account created in 2026", t.bucket & t.named("backups") & t.account("acme-data") & t.between("2026-01-01", "2027-01-01")),
        ("DynamoDB tables with provisioned capacity that hold sessions and have no delete protection", t.table & billing("PROVISIONED") & t.named("sessions") & t.unprotected, t.table & billing("PROVISIONED") & t.named("sessions") & t.protected),
        ("internet-facing load balancers owned by identity or growth, not in staging", t.balancer & t.public & (t.team("identity") | t.team("growth")) & ~t.staging),
        ("running t3.micro or t3.medium instances of the orders team", t.instance & t.state("running") & starts("InstanceType", "t3.") & t.team("orders")),
        ("io1 volumes of at least 200 GB that are not attached", t.volume & t.field("VolumeType", "io1") & at_least("Size", 200) & t.state("available"), t.volume & t.field("VolumeType", "io1") & at_least("Size", 200) & t.state("in-use")),
        ("manual database snapshots older than three years, unencrypted and from production", t.db_snapshot & t.older(1096) & t.unencrypted & t.production, t.db_snapshot & t.older(1096) & t.encrypted & t.production),
        ("Fargate services in eu-west-1 or ap-southeast-2 that run staging", t.container & fargate & (t.ireland | t.sydney) & t.staging),
        ("terraform-managed security groups open to 0.0.0.0/0 in the development environment", t.group & t.tagged("managed-by", "terraform") & t.public & t.development, t.group & t.tagged("managed-by", "terraform") & t.private & t.development),
        ("disabled schedules of the nightly report or of compacting files, in any region but Virginia", t.rule & t.state("DISABLED") & (t.named("nightly-report") | t.named("compact-files")) & ~t.virginia),
        ("RDS Postgres instances with 7 days of backups and encryption, single-AZ, in production", db & t.field("Engine", "postgres") & t.field("BackupRetentionPeriod", 7) & t.encrypted & single & t.production),
        ("production subnets in Frankfurt or Virginia auto-assigning public IPs, excluding those of the data account", t.subnet & t.production & (t.frankfurt | t.virginia) & auto_ip & ~t.account("acme-data"), t.subnet & t.production & (t.frankfurt | t.virginia) & no_auto_ip & ~t.account("acme-data")),
    ],
    "misspelt": [
        ("unencrpyted volumes in frankfrut", t.volume & t.unencrypted & t.frankfurt, t.volume & t.encrypted & t.frankfurt),
        ("publc s3 buckts", t.bucket & t.public, t.bucket & t.private),
        ("stoped instnaces in producton", t.instance & t.state("stopped") & t.production, t.instance & t.state("running") & t.production),
        ("secerts without rotaiton in stagign", t.secret & unrotated & t.staging, t.secret & rotated & t.staging),
        ("lamdba functoins with pyhton 3.9", t.function & t.field("Runtime", "python3.9")),
        ("interent-facing laod balancers in virgnia", t.balancer & t.public & t.virginia, t.balancer & t.private & t.virginia),
        ("log gorups with no retenton in irleand", t.logs & ~kept & t.ireland, t.logs & kept & t.ireland),
        ("dynmaodb tabels with deletion protecton", t.table & t.protected, t.table & t.unprotected),
        ("disbaled kms kyes", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
        ("sqs qeues of the payemnts taem", t.queue & t.team("payments")),
        ("databse snapshtos older than 2 yeras", t.db_snapshot & t.older(730), t.db_snapshot & t.younger(730)),
        ("securty groups opne to the world in sydeny", t.group & t.public & t.sydney, t.group & t.private & t.sydney),
    ],
    "plain": [
        ("EC2 instances of type c6g.large", t.instance & t.field("InstanceType", "c6g.large")),
        ("RDS DB instances with engine oracle-se2", db & t.field("Engine", "oracle-se2")),
        ("Route 53 hosted zones", t.zone),
        ("internet gateways in us-east-1", igw & t.virginia),
        ("IAM roles in the acme-staging account", t.role & t.account("acme-staging")),
        ("Step Functions state machines", t.machine),
        ("SSM parameters of type SecureString in production", t.parameter & secure & t.production, t.parameter & plain_text & t.production),
        ("EventBridge rules with state ENABLED in eu-central-1", t.rule & t.state("ENABLED") & t.frankfurt, t.rule & t.state("DISABLED") & t.frankfurt),
        ("ECS clusters", ecs),
        ("SQS queues in ap-southeast-2", t.queue & t.sydney),
        ("publicly accessible RDS instances", db & shared_out, db & ~shared_out),
        ("KMS keys with key state PendingDeletion", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
    ],
}  # fmt: skip
