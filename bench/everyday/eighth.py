"""Questions written blind by a database administrator, a network engineer, a product manager and a German-speaking consultant."""

from bench import truth as t
from bench.truth import Is

engine = lambda *names: t.field("Engine", *names)  # noqa: E731
sql = t.kind("rds:db_instance")
aurora = t.kind("rds:db_cluster")
eks, ecs = t.kind("eks:cluster"), t.kind("ecs:cluster")
vpc, nat, igw = t.kind("ec2:vpc"), t.kind("ec2:nat_gateway"), t.kind("ec2:internet_gateway")
pair, people, policy = t.kind("ec2:key_pair"), t.kind("iam:group"), t.kind("iam:policy")
outside = Is(lambda one: "PublicIpAddress" in one.properties)
expires = Is(lambda one: "retentionInDays" in one.properties)
hidden = Is(lambda one: one.properties.get("Config", {}).get("PrivateZone") is True)
on_demand = Is(lambda one: one.properties.get("BillingModeSummary", {}).get("BillingMode") == "PAY_PER_REQUEST")
reserved = Is(lambda one: one.properties.get("BillingModeSummary", {}).get("BillingMode") == "PROVISIONED")
robot = t.named("ci-runner") | t.named("backup-robot")
dead = t.named("-dlq")
python = t.field("Runtime", "python3.12", "python3.9")
running, stopped = t.state("running"), t.state("stopped")
rotated, unrotated = t.field("RotationEnabled", True), t.field("RotationEnabled", False)
two_zones, one_zone = t.field("MultiAZ", True), t.field("MultiAZ", False)
internal, facing = t.field("Scheme", "internal"), t.field("Scheme", "internet-facing")
ringing, fine, blind = t.state("ALARM"), t.state("OK"), t.state("INSUFFICIENT_DATA")


def pages(team: str) -> Is:
    return Is(lambda one: one.properties.get("AlarmDescription", "").startswith(f"pages {team} when"))


WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        ("MySQL servers somebody could drop by accident because nothing blocks the delete", sql & engine("mysql") & t.unprotected, sql & engine("mysql") & t.protected),
        ("on which Oracle databases would we be down if one data centre failed, since there's no standby?", sql & engine("oracle-se2") & one_zone, sql & engine("oracle-se2") & two_zones),
        ("relational databases that have run out of disk space", sql & t.state("storage-full"), sql & t.state("available")),
        ("is any SQL Server switched off at the moment", sql & engine("sqlserver-se") & stopped, sql & engine("sqlserver-se") & t.state("available")),
        ("Postgres databases nobody is taking nightly copies of", t.relational & engine("postgres", "aurora-postgresql") & t.not_backed_up, t.relational & engine("postgres", "aurora-postgresql") & t.backed_up),
        ("those database copies we took ahead of the migration - which are readable without any key?", t.db_snapshot & t.unencrypted, t.db_snapshot & t.encrypted),
        ("NoSQL tables we could rewind to how they looked yesterday afternoon", t.table & t.backed_up, t.table & t.not_backed_up),
        ("tables in dynamo that we pay per call instead of for reserved capacity", t.table & on_demand, t.table & reserved),
        ("which key-value tables keep the user sessions?", t.table & t.named("-sessions-")),
        ("SQL databases whose backups stay around for a whole month", t.relational & t.field("BackupRetentionPeriod", 30), t.relational & t.field("BackupRetentionPeriod", 0, 7)),
        ("any MariaDB that's busy making its backup right now?", sql & engine("mariadb") & t.state("backing-up"), sql & engine("mariadb") & t.state("available")),
        ("show the saved copies of databases from before 2024, I'd like to throw them out", t.db_snapshot & t.before("2024-01-01"), t.db_snapshot & t.between("2024-01-01")),
        ("Aurora databases with a lock against being dropped", aurora & t.protected, aurora & t.unprotected),
        ("firewalls in front of our servers that let in just anybody from the internet", t.group & t.public, t.group & t.private),
        ("what spreads incoming traffic, but only for clients inside our own network?", t.balancer & internal, t.balancer & facing),
        ("network segments where a fresh machine gets an outside address by itself", t.subnet & t.field("MapPublicIpOnLaunch", True), t.subnet & t.field("MapPublicIpOnLaunch", False)),
        ("address translation for outbound traffic down in Sydney", nat & t.sydney),
        ("private clouds (the network kind) that belong to the staging account", vpc & t.account("acme-staging")),
        ("DNS domains that resolve only from the inside", t.zone & hidden, t.zone & ~hidden),
        ("VMs that are up right now and have an address on the open internet", t.instance & running & outside, t.instance & running & ~outside),
        ("Kubernetes control planes reachable from the whole world", eks & t.public, eks & t.private),
        ("ssh keys for the jump hosts, the ones more than two years old", pair & t.older(730), pair & t.younger(730)),
        ("which k8s is lagging behind on 1.29?", eks & t.field("version", "1.29"), eks & t.field("version", "1.33")),
        ("subnets over in availability zone c of Ireland", t.subnet & t.field("AvailabilityZone", "eu-west-1c")),
        ("load balancing towards the internet that was put up in the last 90 days", t.balancer & facing & t.younger(90), t.balancer & internal & t.younger(90)),
        ("where do the product photos live?", t.bucket & t.named("product-images")),
        ("the code that sends push messages to people's phones", t.function & t.named("send-push")),
        ("i need whatever serverless thing turns an invoice into a PDF", t.function & t.named("render-pdf")),
        ("small program that judges if a payment is fraudulent", t.function & t.named("score-transaction")),
        ("file storage with our customers' profile pictures", t.bucket & t.named("avatars")),
        ("timers meant to start the nightly report", t.rule & t.named("nightly-report")),
        ("settings for turning features on and off in the live system", t.parameter & t.named("feature-flags") & t.production),
        ("which alerts would wake the logistics people up?", t.alarm & pages("logistics")),
        ("whats on fire right now? i mean alerts that are going off", t.alarm & ringing, t.alarm & fine),
        ("monitoring that can't say good or bad as no measurements come in", t.alarm & blind, t.alarm & (fine | ringing)),
        ("alerts about us answering too slowly", t.alarm & t.named("latency")),
        ("where do messages go that could not be processed?", t.queue & dead, t.queue & ~dead),
        ("step-by-step workflows around orders: basket, order history, returns", t.machine & (t.named("basket") | t.named("returns") | t.named("order-history"))),
        ("folders in the cloud where visitors' uploads land, US only", t.bucket & t.named("-uploads-") & t.america),
        ("Do we have mail templates for the newsletter lying around, and in which storage?", t.bucket & t.named("mail-templates")),
        ("Please show me all database passwords which do not get changed automatically", t.secret & t.named("db-password") & unrotated, t.secret & t.named("db-password") & rotated),
        ("Which hard disks are hanging on no server and only cost money?", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("I search for container workloads that run on machines which the customer must maintain himself", t.container & t.field("launchType", "EC2"), t.container & t.field("launchType", "FARGATE")),
        ("log files which are kept eternally", t.logs & ~expires, t.logs & expires),
        ("Encryption keys that will soon be gone because their removal was already ordered", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled", "Disabled")),
        ("Exist there serverless programs which are still written for the old Node 16?", t.function & t.field("Runtime", "nodejs16.x"), t.function & t.field("Runtime", "nodejs20.x")),
        ("serverless code in a broken condition", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("Which logins belong to machines and not to humans?", t.user & robot, t.user & ~robot),
        ("Under which permissions runs the job that fetches the currency rates?", t.role & t.named("currency-rates")),
        ("the rights package with which one may just look at the bills", policy & t.named("read-only-billing")),
        ("For the audit I need the team of auditors in each account, so the user group", people & t.named("auditors")),
        ("Message queues into which everybody, also strangers, can throw something", t.queue & t.public, t.queue & t.private),
        ("channels for sending out notifications which are secured by no encryption key at all", t.topic & t.unencrypted, t.topic & t.encrypted),
        ("Configuration values that lie there as normal readable text", t.parameter & t.unencrypted, t.parameter & t.encrypted),
        ("file stores somebody has marked as holding confidential data", t.bucket & t.tagged("DataClass", "confidential")),
        ("memory-heavy r5 machines that are sitting there powered down", t.instance & t.field("InstanceType", "r5.2xlarge") & stopped, t.instance & t.field("InstanceType", "r5.2xlarge") & running),
        ("disks where we're paying extra for guaranteed IOPS", t.volume & t.field("VolumeType", "io1"), t.volume & t.field("VolumeType", "gp2", "gp3")),
        ("scheduled triggers that someone has turned off", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
        ("cron jobs set for three in the morning", t.rule & t.field("ScheduleExpression", "cron(0 3 * * ? *)"), t.rule & t.field("ScheduleExpression", "rate(5 minutes)")),
        ("copies of server disks made during 2025", t.snapshot & t.between("2025-01-01", "2026-01-01")),
    ],
    "negated": [
        ("databases that lack encryption of their storage", t.database & t.unencrypted, t.database & t.encrypted),
        ("Amazon RDS instances in America not spread across several zones", sql & t.america & one_zone, sql & t.america & two_zones),
        ("production secrets nobody has set up rotation for", t.secret & t.production & unrotated, t.secret & t.production & rotated),
        ("EBS volumes in Oregon attached to nothing", t.volume & t.oregon & t.state("available"), t.volume & t.oregon & t.state("in-use")),
        ("For which log groups in Frankfurt has one forgotten to set an expiry?", t.logs & t.frankfurt & ~expires, t.logs & t.frankfurt & expires),
        ("load balancers in Virginia that can't be reached from the internet", t.balancer & t.virginia & internal, t.balancer & t.virginia & facing),
        ("RDS with neither deletion protection nor automatic backups", t.relational & t.unprotected & t.not_backed_up, t.relational & t.protected & t.backed_up),
        ("S3 buckets carrying no team or owner tag", t.bucket & t.unowned, t.bucket & ~t.unowned),
        ("which EC2 instances aren't running?", t.instance & ~running, t.instance & running),
        ("lambdas written in anything but Python", t.function & ~python, t.function & python),
        ("point-in-time recovery is off - on which tables?", t.table & t.not_backed_up, t.table & t.backed_up),
        ("KMS keys that are unusable at present", t.key & t.state("Disabled", "PendingDeletion"), t.key & t.state("Enabled")),
        ("running staging servers, no public IP", t.instance & t.staging & running & ~outside, t.instance & t.staging & running & outside),
        ("all IAM users, leave out ci-runner and backup-robot", t.user & ~robot, t.user & robot),
        ("disk snapshots that were never encrypted", t.snapshot & t.unencrypted, t.snapshot & t.encrypted),
        ("ECS services which don't use Fargate, Europe", t.container & t.europe & t.field("launchType", "EC2"), t.container & t.europe & t.field("launchType", "FARGATE")),
        ("RDS instances on an engine other than Postgres", sql & ~engine("postgres"), sql & engine("postgres")),
        ("security groups missing tags altogether", t.group & t.untagged, t.group & ~t.untagged),
        ("alarms whose state is not OK", t.alarm & (ringing | blind), t.alarm & fine),
        ("EKS endpoints closed to the public", eks & t.private, eks & t.public),
    ],
    "composed": [
        ("MySQL or MariaDB in production, Frankfurt or Ireland, with deletion protection off", sql & engine("mysql", "mariadb") & t.production & t.europe & t.unprotected, sql & engine("mysql", "mariadb") & t.production & t.europe & t.protected),
        ("unencrypted 1000 GB volumes in use in Virginia", t.volume & t.unencrypted & t.field("Size", 1000) & t.state("in-use") & t.virginia, t.volume & t.encrypted & t.field("Size", 1000) & t.state("in-use") & t.virginia),
        ("staging or development servers that are stopped but still hold a public address", t.instance & stopped & outside & (t.staging | t.development), t.instance & running & outside & (t.staging | t.development)),
        ("buckets for backups or uploads in Europe that are open to the public", t.bucket & (t.named("-backups-") | t.named("-uploads-")) & t.europe & t.public, t.bucket & (t.named("-backups-") | t.named("-uploads-")) & t.europe & t.private),
        ("API tokens owned by the payments team which are not rotated and older than one year", t.secret & t.named("api-token") & t.team("payments") & unrotated & t.older(365)),
        ("production functions on python 3.9, active, everywhere except Frankfurt", t.function & t.production & t.field("Runtime", "python3.9") & t.state("Active") & ~t.frankfurt),
        ("internet-facing balancers of the dev environment created this year, not those in Sydney", t.balancer & facing & t.development & t.between("2026-01-01") & ~t.sydney),
        ("staging disks under 100 GB, type gp3, with encryption", t.volume & t.staging & t.field("Size", 8, 50) & t.field("VolumeType", "gp3") & t.encrypted, t.volume & t.staging & t.field("Size", 8, 50) & t.field("VolumeType", "gp3") & t.unencrypted),
        ("multi-AZ SQL databases in the US that are backed up but whose storage is not encrypted", t.relational & two_zones & t.america & t.backed_up & t.unencrypted, t.relational & two_zones & t.america & t.backed_up & t.encrypted),
        ("Which DynamoDB tables are on demand and protected against deletion, yet cannot be restored to a point in time?", t.table & on_demand & t.protected & t.not_backed_up),
        ("dead-letter queues without encryption: staging, Sydney", t.queue & dead & t.unencrypted & t.staging & t.sydney, t.queue & dead & t.encrypted & t.staging & t.sydney),
        ("firing alarms on CPU or error rate in production", t.alarm & (t.named("high-cpu") | t.named("error-rate")) & ringing & t.production, t.alarm & (t.named("high-cpu") | t.named("error-rate")) & fine & t.production),
        ("EBS snapshots from Ireland, unencrypted and taken before 2025", t.snapshot & t.ireland & t.unencrypted & t.before("2025-01-01"), t.snapshot & t.ireland & t.encrypted & t.before("2025-01-01")),
        ("plain String parameters for log levels or endpoints, production only, Oregon", t.parameter & t.unencrypted & (t.named("log-level") | t.named("endpoint")) & t.production & t.oregon),
        ("security groups open to the world that belong to production, sit in Europe and have no owner", t.group & t.public & t.production & t.europe & t.unowned, t.group & t.private & t.production & t.europe & t.unowned),
        ("Fargate services started in 2026 but not in a European region", t.container & t.field("launchType", "FARGATE") & t.between("2026-01-01", "2027-01-01") & ~t.europe),
        ("publicly accessible Postgres instances of class db.r6g.large, and please none of the stopped ones", sql & engine("postgres") & t.public & t.field("DBInstanceClass", "db.r6g.large") & ~stopped, sql & engine("postgres") & t.private & t.field("DBInstanceClass", "db.r6g.large") & ~stopped),
        ("t3 machines running in the shared account launched prior to 2025", t.instance & t.field("InstanceType", "t3.micro", "t3.medium") & running & t.account("acme-shared") & t.before("2025-01-01")),
        ("terraform-managed topics of the catalog or growth team that do have a KMS key", t.topic & t.tagged("managed-by", "terraform") & (t.team("catalog") | t.team("growth")) & t.encrypted, t.topic & t.tagged("managed-by", "terraform") & (t.team("catalog") | t.team("growth")) & t.unencrypted),
        ("enabled five-minute schedules in development, both American regions", t.rule & t.state("ENABLED") & t.field("ScheduleExpression", "rate(5 minutes)") & t.development & t.america),
    ],
    "misspelt": [
        ("unencrpyted myslq databses", sql & engine("mysql") & t.unencrypted, sql & engine("mysql") & t.encrypted),
        ("lamdba functoins using go", t.function & t.field("Runtime", "go1.x")),
        ("secruity groups open to teh internet in virgina", t.group & t.public & t.virginia, t.group & t.private & t.virginia),
        ("pubilc bukcets in prodcution", t.bucket & t.public & t.production, t.bucket & t.private & t.production),
        ("volmes not atached in stagign", t.volume & t.staging & t.state("available"), t.volume & t.staging & t.state("in-use")),
        ("secrest wiht rotaiton enabled in sidney", t.secret & rotated & t.sydney, t.secret & unrotated & t.sydney),
        ("log gruops wihtout retentoin in irland", t.logs & ~expires & t.ireland, t.logs & expires & t.ireland),
        ("intenral load balencers oregon", t.balancer & internal & t.oregon, t.balancer & facing & t.oregon),
        ("dynamdob tabels with deletoin protecion", t.table & t.protected, t.table & t.unprotected),
        ("cloudwtach alrams about queue dpeth", t.alarm & t.named("queue-depth")),
        ("kubernets clusers in the developmnet acount", eks & t.account("acme-development")),
        ("stoped instnaces in franfkurt", t.instance & stopped & t.frankfurt, t.instance & running & t.frankfurt),
    ],
    "plain": [
        ("Aurora clusters in eu-west-1", aurora & t.ireland),
        ("NAT gateways", nat),
        ("internet gateways in us-east-1", igw & t.virginia),
        ("VPCs in ap-southeast-2", vpc & t.sydney),
        ("Step Functions state machines", t.machine),
        ("ECS clusters in account acme-data", ecs & t.account("acme-data")),
        ("Route 53 hosted zones", t.zone),
        ("KMS keys with state Enabled", t.key & t.state("Enabled"), t.key & t.state("Disabled", "PendingDeletion")),
        ("EC2 instances of type c6g.large", t.instance & t.field("InstanceType", "c6g.large")),
        ("IAM roles of the warehouse application", t.role & t.named("warehouse-")),
        ("gp2 volumes in eu-central-1", t.volume & t.field("VolumeType", "gp2") & t.frankfurt),
        ("SSM parameters of type SecureString", t.parameter & t.field("Type", "SecureString"), t.parameter & t.field("Type", "String")),
    ],
}  # fmt: skip
