"""Questions written blind: an engineer on call, an auditor, someone in finance, a junior developer, a person whose English is second."""

from bench import truth as t
from bench.truth import Is


def has(name: str) -> Is:
    return Is(lambda one: name in one.properties)


def number(name: str, low: float, high: float = 10**9) -> Is:
    return Is(lambda one: name in one.properties and low <= one.properties[name] <= high)


def runs(*prefixes: str) -> Is:
    return Is(lambda one: str(one.properties.get("Runtime", "")).startswith(prefixes))


def sized(*prefixes: str) -> Is:
    return Is(lambda one: str(one.properties.get("InstanceType", "")).startswith(prefixes))


def engine(*names: str) -> Is:
    return Is(lambda one: one.resource_type == "rds:db_instance" and one.properties["Engine"] in names)


def billed(mode: str) -> Is:
    return Is(lambda one: one.properties.get("BillingModeSummary", {}).get("BillingMode") == mode)


def every(text: str) -> Is:
    return Is(lambda one: one.properties.get("ScheduleExpression", "").startswith(text))


def pages(team: str) -> Is:
    return Is(lambda one: one.properties.get("AlarmDescription", "").startswith(f"pages {team} when"))


def inner(holds: bool) -> Is:
    return Is(lambda one: one.properties.get("Config", {}).get("PrivateZone") is holds)


db, cluster = t.kind("rds:db_instance"), t.kind("rds:db_cluster")
vpc, nat, igw, pair = (
    t.kind("ec2:vpc"),
    t.kind("ec2:nat_gateway"),
    t.kind("ec2:internet_gateway"),
    t.kind("ec2:key_pair"),
)
ecs, eks, users, policy = t.kind("ecs:cluster"), t.kind("eks:cluster"), t.kind("iam:group"), t.kind("iam:policy")
addressed, expiring, dead = has("PublicIpAddress"), has("retentionInDays"), t.named("-dlq")
rotated, fixed = t.field("RotationEnabled", True), t.field("RotationEnabled", False)
zones, one_zone = t.field("MultiAZ", True), t.field("MultiAZ", False)
terraform = t.tagged("managed-by", "terraform")
protect, protect_not = t.protected, t.unprotected

WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        ("Did anybody shut down servers in Ireland and then leave them lying around?", t.instance & t.ireland & t.state("stopped"), t.instance & t.ireland & t.state("running")),
        ("disks we keep paying for that are not plugged into any machine", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("I want to clean up: show me disk snapshots taken more than four years ago", t.snapshot & t.older(4 * 365.25), t.snapshot & t.younger(4 * 365.25)),
        ("which live buckets could a stranger on the web get into?", t.bucket & t.production & t.public, t.bucket & t.production & t.private),
        ("firewalls of the payments team that let the whole world in", t.group & t.team("payments") & t.public, t.group & t.team("payments") & t.private),
        ("Network segments in which a new machine is handed a public address automatically", t.subnet & t.field("MapPublicIpOnLaunch", True), t.subnet & t.field("MapPublicIpOnLaunch", False)),
        ("traffic distributors in Sydney you can only get to from the inside", t.balancer & t.sydney & t.private, t.balancer & t.sydney & t.public),
        ("DynamoDB tables we would be able to wind back to an earlier moment", t.table & t.backed_up, t.table & t.not_backed_up),
        ("For the bill: NoSQL tables in Virginia where every request is charged instead of reserved capacity", t.table & t.virginia & billed("PAY_PER_REQUEST"), t.table & t.virginia & billed("PROVISIONED")),
        ("MySQL servers that anyone could try to connect to over the internet", engine("mysql") & t.public, engine("mysql") & t.private),
        ("relational databases where we can go back a whole month with the automatic backups", t.relational & t.field("BackupRetentionPeriod", 30), t.relational & t.field("BackupRetentionPeriod", 0)),
        ("Aurora clusters a careless colleague could wipe with one click", cluster & protect_not, cluster & protect),
        ("copies of the staging databases, taken ahead of a migration, whose content is not scrambled", t.db_snapshot & t.staging & t.unencrypted, t.db_snapshot & t.staging & t.encrypted),
        ("what serverless code do we still have in Java?", t.function & runs("java")),
        ("our lambdas which are broken, I mean AWS says they failed", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("Which piece of serverless code delivers push messages to people's phones?", t.function & t.named("send-push")),
        ("development logs that just pile up for all eternity", t.logs & t.development & ~expiring, t.logs & t.development & expiring),
        ("where do messages end up in Oregon once processing them has failed too often", t.queue & t.oregon & dead, t.queue & t.oregon & ~dead),
        ("queues into which absolutely anybody may drop messages", t.queue & t.public, t.queue & t.private),
        ("SNS topics in the live environment whose messages get scrambled with a key at rest", t.topic & t.production & t.encrypted, t.topic & t.production & t.unencrypted),
        ("I'm on call, what is ringing in production right now?", t.alarm & t.production & t.state("ALARM"), t.alarm & t.production & t.state("OK")),
        ("monitors in Frankfurt that have too few measurements to say whether things are fine", t.alarm & t.frankfurt & t.state("INSUFFICIENT_DATA")),
        ("alerts warning us that a disk has no room left, production only", t.alarm & t.production & t.named("disk-full")),
        ("Which alerts wake up the fellows from logistics?", t.alarm & pages("logistics")),
        ("timed jobs starting at three o'clock in the night", t.rule & every("cron(0 3"), t.rule & every("rate(5")),
        ("schedules somebody has put on pause", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
        ("Auditor asks for proof: stored database passwords that get replaced automatically", t.secret & t.named("db-password") & rotated, t.secret & t.named("db-password") & fixed),
        ("credentials held in Secrets Manager for fraud detection", t.secret & t.named("fraud-scoring")),
        ("config values of the live systems saved as clear text", t.parameter & t.production & t.unencrypted, t.parameter & t.production & t.encrypted),
        ("encryption keys that are scheduled to be destroyed", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("which permissions role does the job that compacts files in the lakehouse run with?", t.role & t.named("compact-files")),
        ("IAM logins that belong to robots rather than human beings", t.user & (t.named("ci-runner") | t.named("backup-robot")), t.user & ~(t.named("ci-runner") | t.named("backup-robot"))),
        ("in which IAM group do the admins sit", users & t.named("administrators")),
        ("the policy which allows to look at the bills but change nothing", policy & t.named("read-only-billing")),
        ("DNS zones that only resolve within our own network", t.zone & inner(True), t.zone & inner(False)),
        ("containers we run without looking after the hosts ourselves, in Sydney please", t.container & t.sydney & t.field("launchType", "FARGATE"), t.container & t.sydney & t.field("launchType", "EC2")),
        ("Are there step-by-step workflows deployed in the dev environment?", t.machine & t.development),
        ("gateways through which our private subnets in the US get out to the internet", nat & t.america),
        ("SSH key pairs that were made in the past twelve months", pair & t.younger(365), pair & t.older(366)),
        ("Kubernetes clusters that still have to be upgraded from 1.29", eks & t.field("version", "1.29"), eks & t.field("version", "1.33")),
        ("which k8s control planes can be called from the open internet", eks & t.public, eks & t.private),
        ("which virtual networks have we got on German soil", vpc & t.frankfurt),
        ("help, which databases have run out of disk space?", db & t.state("storage-full"), db & t.state("available")),
        ("Oracle databases that would survive one data centre burning down", engine("oracle-se2") & zones, engine("oracle-se2") & one_zone),
        ("dev machines with an address of their own on the internet", t.instance & t.development & addressed, t.instance & t.development & ~addressed),
        ("EBS disks that hold more than half a terabyte, Australia", t.volume & t.sydney & number("Size", 501), t.volume & t.sydney & number("Size", 0, 499)),
        ("Where do we put the profile pictures of our users?", t.bucket & t.named("avatars")),
        ("photos of the things we sell: in which S3 buckets are they", t.bucket & t.named("product-images")),
        ("storage in northern Virginia where the access logs get collected", t.bucket & t.virginia & t.named("access-logs")),
        ("Secrets with no team written on them, so we don't know whom to call", t.secret & t.unowned, t.secret & ~t.unowned),
        ("buckets somebody has labelled as confidential data", t.bucket & t.tagged("DataClass", "confidential"), t.bucket & t.tagged("DataClass", "public")),
        ("relational databases that came out of Terraform", t.relational & terraform),
        ("servers that were launched within the last 48 hours", t.instance & t.younger(2), t.instance & t.older(2)),
        ("S3 storage that has existed since before 2022", t.bucket & t.before("2022-01-01"), t.bucket & t.between("2022-01-01")),
        ("new credentials in Secrets Manager, since the first of November", t.secret & t.between("2026-11-01"), t.secret & t.before("2026-11-01")),
        ("what does the growth team have in the way of Lambda code?", t.function & t.team("growth")),
        ("all databases behind the shopping basket", t.database & t.named("basket")),
        ("how many virtual machines has the mobile team got turned on at the moment", t.instance & t.team("mobile") & t.state("running"), t.instance & t.team("mobile") & t.state("stopped")),
        ("Please list the container services living in the data account", t.container & t.account("acme-data")),
        ("Postgres in production that sits in a single availability zone only", engine("postgres") & t.production & one_zone, engine("postgres") & t.production & zones),
    ],
    "negated": [
        ("Databases in Sydney lacking any safeguard against being deleted", t.database & t.sydney & protect_not, t.database & t.sydney & protect),
        ("production secrets that never get rotated", t.secret & t.production & fixed, t.secret & t.production & rotated),
        ("EBS snapshots nobody bothered to encrypt", t.snapshot & t.unencrypted, t.snapshot & t.encrypted),
        ("upload buckets anywhere but in Europe", t.bucket & t.named("uploads") & ~t.europe, t.bucket & t.named("uploads") & t.europe),
        ("log groups for which no retention was ever set", t.logs & ~expiring, t.logs & expiring),
        ("staging servers that do not have a public IP", t.instance & t.staging & ~addressed, t.instance & t.staging & addressed),
        ("Is there an EKS cluster whose endpoint isn't open to the public?", eks & t.private, eks & t.public),
        ("queues carrying not one single tag", t.queue & t.untagged, t.queue & ~t.untagged),
        ("Lambda functions written in neither Python nor Node.js", t.function & ~runs("python", "nodejs"), t.function & runs("python", "nodejs")),
        ("RDS where automatic backups are switched off", t.relational & t.not_backed_up, t.relational & t.backed_up),
        ("KMS keys you can't encrypt with at present because they are not enabled", t.key & ~t.state("Enabled"), t.key & t.state("Enabled")),
        ("the identity team's load balancers, but none that face the internet", t.balancer & t.team("identity") & t.private, t.balancer & t.team("identity") & t.public),
        ("volumes in Frankfurt of any type other than gp3", t.volume & t.frankfurt & ~t.field("VolumeType", "gp3"), t.volume & t.frankfurt & t.field("VolumeType", "gp3")),
        ("production database instances missing a standby in another zone", db & t.production & one_zone, db & t.production & zones),
        ("ECS services that don't use Fargate", t.container & ~t.field("launchType", "FARGATE"), t.container & t.field("launchType", "FARGATE")),
        ("topics going without encryption in Ireland", t.topic & t.ireland & t.unencrypted, t.topic & t.ireland & t.encrypted),
        ("EventBridge rules in development that no longer fire", t.rule & t.development & t.state("DISABLED"), t.rule & t.development & t.state("ENABLED")),
        ("SQS queues of the orders team with server-side encryption left out", t.queue & t.team("orders") & t.unencrypted, t.queue & t.team("orders") & t.encrypted),
        ("DynamoDB tables nobody turned point-in-time recovery on for, in the live environment", t.table & t.production & t.not_backed_up, t.table & t.production & t.backed_up),
        ("subnets that refuse to give public addresses to what is started in them, Oregon", t.subnet & t.oregon & t.field("MapPublicIpOnLaunch", False), t.subnet & t.oregon & t.field("MapPublicIpOnLaunch", True)),
    ],
    "composed": [
        ("running servers in Oregon with a public IP that belong to the logistics team", t.instance & t.oregon & t.team("logistics") & t.state("running") & addressed),
        ("unencrypted disks of 200 GB or more, in use, in production, either in Frankfurt or in Ireland", t.volume & t.europe & t.production & t.unencrypted & t.state("in-use") & number("Size", 200), t.volume & t.europe & t.production & t.encrypted & t.state("in-use") & number("Size", 200)),
        ("MySQL or MariaDB outside of production that has no deletion protection", engine("mysql", "mariadb") & ~t.production & protect_not, engine("mysql", "mariadb") & ~t.production & protect),
        ("production functions still on Python 3.9, except those in the US", t.function & t.production & ~t.america & t.field("Runtime", "python3.9")),
        ("public buckets made since the start of 2025 but not in production", t.bucket & t.public & t.between("2025-01-01") & ~t.production, t.bucket & t.private & t.between("2025-01-01") & ~t.production),
        ("API tokens in Secrets Manager that are older than two years and have rotation off, production or staging", t.secret & t.named("api-token") & t.older(730.5) & fixed & (t.production | t.staging), t.secret & t.named("api-token") & t.older(730.5) & rotated & (t.production | t.staging)),
        ("latency and error-rate alarms that are in ALARM, leaving out development", t.alarm & (t.named("latency") | t.named("error-rate")) & t.state("ALARM") & ~t.development, t.alarm & (t.named("latency") | t.named("error-rate")) & t.state("OK") & ~t.development),
        ("dead letter queues in Virginia or Oregon, not encrypted and without any tags", t.queue & dead & t.america & t.unencrypted & t.untagged, t.queue & dead & t.america & t.encrypted & t.untagged),
        ("internal load balancers of team payments or team orders in Ireland", t.balancer & t.private & t.ireland & (t.team("payments") | t.team("orders")), t.balancer & t.public & t.ireland & (t.team("payments") | t.team("orders"))),
        ("production DynamoDB tables with provisioned capacity that have point-in-time recovery but no deletion protection", t.table & t.production & billed("PROVISIONED") & t.backed_up & protect_not),
        ("EC2 instances stopped, launched over three years ago and with nobody's team on them", t.instance & t.state("stopped") & t.older(3 * 365.25) & t.unowned, t.instance & t.state("running") & t.older(3 * 365.25) & t.unowned),
        ("data-platform's log groups which keep everything forever, dev ones excluded", t.logs & t.team("data-platform") & ~expiring & ~t.development, t.logs & t.team("data-platform") & expiring & ~t.development),
        ("encrypted database snapshots from before 2024, in Sydney or Frankfurt, and not of staging", t.db_snapshot & t.encrypted & t.before("2024-01-01") & (t.sydney | t.frankfurt) & ~t.staging, t.db_snapshot & t.unencrypted & t.before("2024-01-01") & (t.sydney | t.frankfurt) & ~t.staging),
        ("enabled KMS keys created in 2026 in any European region, but no development keys", t.key & t.state("Enabled") & t.between("2026-01-01", "2027-01-01") & t.europe & ~t.development),
        ("Fargate services belonging to growth or to the catalog team, in production or staging", t.container & t.field("launchType", "FARGATE") & (t.team("growth") | t.team("catalog")) & (t.production | t.staging)),
        ("active rules that go off every five minutes in us-east-1, other than production", t.rule & t.state("ENABLED") & every("rate(5") & t.virginia & ~t.production),
        ("feature flag parameters kept as secure strings in staging, apart from Sydney", t.parameter & t.named("feature-flags") & t.encrypted & t.staging & ~t.sydney, t.parameter & t.named("feature-flags") & t.unencrypted & t.staging & ~t.sydney),
        ("production IAM roles that are newer than 20 days and have no team or owner on them", t.role & t.production & t.younger(20) & t.unowned),
        ("security groups open to the world and managed by terraform, dev or staging, but not in Ireland", t.group & t.public & terraform & (t.development | t.staging) & ~t.ireland, t.group & t.private & terraform & (t.development | t.staging) & ~t.ireland),
        ("Aurora that is both encrypted and deletion-protected, production, not in America", cluster & t.encrypted & protect & t.production & ~t.america, cluster & t.unencrypted & protect_not & t.production & ~t.america),
    ],
    "misspelt": [
        ("stoped instnaces in frankfrut", t.instance & t.frankfurt & t.state("stopped"), t.instance & t.frankfurt & t.state("running")),
        ("unencrpyted voluems in prodcution", t.volume & t.production & t.unencrypted, t.volume & t.production & t.encrypted),
        ("publci s3 bukcets in virgina", t.bucket & t.virginia & t.public, t.bucket & t.virginia & t.private),
        ("lamdba fucntions on nodejs 16", t.function & t.field("Runtime", "nodejs16.x")),
        ("secerts in stagign with rotaiton turned on", t.secret & t.staging & rotated, t.secret & t.staging & fixed),
        ("kuberentes clutsers in irleand", eks & t.ireland),
        ("dead lettre qeues of the catlog team", t.queue & dead & t.team("catalog"), t.queue & ~dead & t.team("catalog")),
        ("laod balacners facing the intenret in developement", t.balancer & t.development & t.public, t.balancer & t.development & t.private),
        ("log gruops without retnetion in prodution", t.logs & t.production & ~expiring, t.logs & t.production & expiring),
        ("dynmaodb tabels with deletoin protecton", t.table & protect, t.table & protect_not),
        ("disabeld encrytpion kyes", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
        ("mariadb databsaes in oregno", engine("mariadb") & t.oregon),
    ],
    "plain": [
        ("t3.micro EC2 instances in us-east-1", t.instance & t.virginia & t.field("InstanceType", "t3.micro")),
        ("staging S3 buckets in ap-southeast-2", t.bucket & t.sydney & t.staging),
        ("IAM user ci-runner", t.user & t.named("ci-runner")),
        ("SQL Server RDS DB instances", engine("sqlserver-se")),
        ("NAT gateways eu-west-1", nat & t.ireland),
        ("CloudWatch alarms high-cpu in the state OK", t.alarm & t.named("high-cpu") & t.state("OK"), t.alarm & t.named("high-cpu") & t.state("ALARM")),
        ("internet gateways in eu-central-1", igw & t.frankfurt),
        ("io1 EBS volumes", t.volume & t.field("VolumeType", "io1")),
        ("ECS clusters in us-west-2", ecs & t.oregon),
        ("Step Functions state machines", t.machine),
        ("Route 53 public hosted zones", t.zone & inner(False), t.zone & inner(True)),
        ("SSM parameters named log-level in production", t.parameter & t.named("log-level") & t.production),
    ],
}  # fmt: skip
