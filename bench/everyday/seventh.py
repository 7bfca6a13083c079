from bench import truth as t
from bench.truth import Is

db, cluster = t.kind("rds:db_instance"), t.kind("rds:db_cluster")
eks, nat, pair, vpc = t.kind("eks:cluster"), t.kind("ec2:nat_gateway"), t.kind("ec2:key_pair"), t.kind("ec2:vpc")
igw, ecs = t.kind("ec2:internet_gateway"), t.kind("ecs:cluster")
iam_group, policy = t.kind("iam:group"), t.kind("iam:policy")
has_ip = Is(lambda one: bool(one.properties.get("PublicIpAddress")))
kept = Is(lambda one: one.properties.get("retentionInDays") is not None)
rotated, unrotated = t.field("RotationEnabled", True), t.field("RotationEnabled", False)
multi, single = t.field("MultiAZ", True), t.field("MultiAZ", False)
zoned_private = Is(lambda one: one.properties.get("Config", {}).get("PrivateZone") is True)
zoned_public = Is(lambda one: one.properties.get("Config", {}).get("PrivateZone") is False)
robots = t.field("UserName", "ci-runner", "backup-robot")
dead = Is(lambda one: one.name.endswith("-dlq"))


def runtime(start: str) -> Is:
    return Is(lambda one: str(one.properties.get("Runtime", "")).startswith(start))


def size(start: str) -> Is:
    return Is(lambda one: str(one.properties.get("InstanceType", "")).startswith(start))


def gigabytes(least: int) -> Is:
    return Is(lambda one: one.properties.get("Size", 0) >= least)


def billed(mode: str) -> Is:
    return Is(lambda one: one.properties.get("BillingModeSummary", {}).get("BillingMode") == mode)


at_three = t.field("ScheduleExpression", "cron(0 3 * * ? *)")
every_five = t.field("ScheduleExpression", "rate(5 minutes)")

WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        ("disks we keep paying for although they hang on no machine", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("virtual servers somebody has powered off but not thrown away", t.instance & t.state("stopped"), t.instance & t.state("running")),
        ("do we still have any drives of the old gp2 kind?", t.volume & t.field("VolumeType", "gp2")),
        ("Where are the pricey disks with guaranteed IOPS (io1)", t.volume & t.field("VolumeType", "io1")),
        ("lambda logs that pile up forever because no one gave them an expiry", t.logs & ~kept, t.logs & kept),
        ("NoSQL tables we pay for by the request", t.table & billed("PAY_PER_REQUEST"), t.table & billed("PROVISIONED")),
        ("hourly bill in Sydney: which NATs do we have there", nat & t.sydney),
        ("copies of EBS disks that have been lying around for more than three years", t.snapshot & t.older(1095), t.snapshot & t.younger(1095)),
        ("drives of 1000 gigs in our American regions", t.volume & gigabytes(1000) & t.america),
        ("everything that is charged to cost centre CC-1002", t.tagged("CostCenter", "CC-1002")),
        ("Buckets nobody bothered to put a single label on", t.bucket & t.untagged, t.bucket & ~t.untagged),
        ("burstable t3 boxes that are up at the moment, any size", t.instance & size("t3.") & t.state("running"), t.instance & size("t3.") & t.state("stopped")),
        ("for the licence talk with Oracle: on which database servers do we run their engine?", db & t.field("Engine", "oracle-se2")),
        ("RDS servers that were shut down and are just sitting there", db & t.state("stopped"), db & t.state("available")),
        ("which relational databases hold on to a whole 30 days of backups", t.relational & t.field("BackupRetentionPeriod", 30)),
        ("container workloads where we don't pay for hosts of our own, i.e. on fargate", t.container & t.field("launchType", "FARGATE"), t.container & t.field("launchType", "EC2")),
        ("file buckets the whole world can look into", t.bucket & t.public, t.bucket & t.private),
        ("show me firewall groups that let in anybody from anywhere", t.group & t.public, t.group & t.private),
        ("stored passwords and tokens that somebody has to change by hand, since nothing renews them", t.secret & unrotated, t.secret & rotated),
        ("SQL databases I could connect to from a coffee shop's wifi", t.relational & t.public, t.relational & t.private),
        ("config values in Parameter Store sitting there in clear text", t.parameter & t.field("Type", "String"), t.parameter & t.field("Type", "SecureString")),
        ("encryption keys that are scheduled to be destroyed", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("Message queues into which any stranger may post", t.queue & t.public, t.queue & t.private),
        ("is there a Kubernetes control plane exposed to the internet?", eks & t.public, eks & t.private),
        ("list of servers having an address of their own on the internet", t.instance & has_ip, t.instance & ~has_ip),
        ("the login our CI uses in each account", t.user & t.named("ci-runner")),
        ("what policy gives people a look at the bills without letting them change anything", policy & t.named("read-only-billing")),
        ("audit wants all buckets whose content is classed as confidential", t.bucket & t.tagged("DataClass", "confidential")),
        ("subnets where every new machine gets a public address on its own", t.subnet & t.field("MapPublicIpOnLaunch", True), t.subnet & t.field("MapPublicIpOnLaunch", False)),
        ("which user groups are meant for admins", iam_group & t.named("administrators")),
        ("pub/sub topics whose messages are protected with a key at rest", t.topic & t.encrypted, t.topic & t.unencrypted),
        ("secrets we use for signing stuff", t.secret & t.named("signing-key")),
        ("DNS domains that resolve only from the inside", t.zone & zoned_private, t.zone & zoned_public),
        ("pre-migration database copies that anyone holding them could read, as they were never encrypted", t.db_snapshot & t.unencrypted, t.db_snapshot & t.encrypted),
        ("IAM roles that came into being since the first of November 2026", t.role & t.between("2026-11-01"), t.role & t.before("2026-11-01")),
        ("where do product photos live, s3", t.bucket & t.named("product-images")),
        ("need the function that makes PDFs out of invoices", t.function & t.named("render-pdf")),
        ("lambdas stuck on node 16", t.function & t.field("Runtime", "nodejs16.x")),
        ("quick, which functions are broken (failed)?", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("poison messages of checkout, in what queues do they end up?", t.queue & dead & t.named("checkout")),
        ("on/off switches for features, just the dev ones, in parameter store", t.parameter & t.named("feature-flags") & t.development),
        ("the timers somebody set for 3 in the morning", t.rule & at_three),
        ("workflow orchestrations we have out in Oregon", t.machine & t.oregon),
        ("user sessions: which dynamo tables store them", t.table & t.named("sessions")),
        ("ssh keypair to get on the bastion in N. Virginia pls", pair & t.virginia),
        ("database passwords for staging, where are they kept", t.secret & t.named("db-password") & t.staging),
        ("the role the GDPR export job runs under", t.role & t.named("export-gdpr")),
        ("what lambdas did somebody deploy or touch in the past 7 days", t.function & t.younger(7), t.function & t.older(7)),
        ("what alarms are ringing right now?", t.alarm & t.state("ALARM"), t.alarm & t.state("OK")),
        ("Monitors that cannot tell us anything for lack of data", t.alarm & t.state("INSUFFICIENT_DATA"), t.alarm & t.state("OK")),
        ("have any database servers run out of space", db & t.state("storage-full"), db & t.state("available")),
        ("Aurora clusters a slip of the mouse could wipe out, i.e. nothing stops a delete", cluster & t.unprotected, cluster & t.protected),
        ("MySQL servers that would survive the loss of a zone because a standby waits in another", db & t.field("Engine", "mysql") & multi, db & t.field("Engine", "mysql") & single),
        ("Load balancers taking traffic straight from customers on the internet", t.balancer & t.public, t.balancer & t.private),
        ("Kubernetes still at 1.29 - I want to see what must be upgraded", eks & t.field("version", "1.29"), eks & t.field("version", "1.33")),
        ("key-value tables we can rewind to any moment if somebody messes up the data", t.table & t.backed_up, t.table & t.not_backed_up),
        ("what does the platform team have in Frankfurt", t.team("platform") & t.frankfurt),
        ("alerts about processors being too busy, for live systems only", t.alarm & t.named("high-cpu") & t.production),
        ("our private networks (VPC) over in Ireland", vpc & t.ireland),
        ("balancers that logistics is responsible for", t.balancer & t.team("logistics")),
    ],
    "negated": [
        ("production drives without encryption", t.volume & t.production & t.unencrypted, t.volume & t.production & t.encrypted),
        ("running machines that have no public IP", t.instance & t.state("running") & ~has_ip, t.instance & t.state("running") & has_ip),
        ("IAM users of real people, so neither the CI nor the backup robot", t.user & ~robots, t.user & robots),
        ("load balancers that can't be reached from outside", t.balancer & t.private, t.balancer & t.public),
        ("queues anywhere but in production", t.queue & ~t.production, t.queue & t.production),
        ("functions written in something other than Python", t.function & ~runtime("python"), t.function & runtime("python")),
        ("log groups which don't keep their lines forever", t.logs & kept, t.logs & ~kept),
        ("EC2 in Ireland that isn't running", t.instance & t.ireland & ~t.state("running"), t.instance & t.ireland & t.state("running")),
        ("KMS keys nobody can use at present, because they are not enabled", t.key & ~t.state("Enabled"), t.key & t.state("Enabled")),
        ("lambda functions lacking tags altogether", t.function & t.untagged, t.function & ~t.untagged),
        ("SNS topics on which nobody tagged a team or an owner", t.topic & t.unowned, t.topic & ~t.unowned),
        ("every RDS instance except the postgres ones", db & ~t.field("Engine", "postgres"), db & t.field("Engine", "postgres")),
        ("scheduled rules that won't fire, since someone disabled them", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
        ("SQS in Sydney where encryption never got turned on", t.queue & t.sydney & t.unencrypted, t.queue & t.sydney & t.encrypted),
        ("prod database instances missing a second availability zone", db & t.production & single, db & t.production & multi),
        ("security groups in us-east-1 that do not expose anything to the internet", t.group & t.virginia & t.private, t.group & t.virginia & t.public),
        ("Hosted zones that aren't private", t.zone & zoned_public, t.zone & zoned_private),
        ("RDS databases nobody takes backups of", t.relational & t.not_backed_up, t.relational & t.backed_up),
        ("tables with deletion protection off in eu-central-1", t.table & t.frankfurt & t.unprotected, t.table & t.frankfurt & t.protected),
        ("EKS clusters whose API endpoint is closed to the public", eks & t.private, eks & t.public),
    ],
    "composed": [
        ("running production instances in Frankfurt with a public IP", t.instance & t.state("running") & t.production & t.frankfurt & has_ip, t.instance & t.state("running") & t.production & t.frankfurt & ~has_ip),
        ("disks over 100 GB that are attached to something but not encrypted, in staging", t.volume & gigabytes(101) & t.state("in-use") & t.unencrypted & t.staging, t.volume & gigabytes(101) & t.state("in-use") & t.encrypted & t.staging),
        ("secrets of the payments or the orders team in the US that don't rotate", t.secret & (t.team("payments") | t.team("orders")) & t.america & unrotated, t.secret & (t.team("payments") | t.team("orders")) & t.america & rotated),
        ("publicly readable buckets in Europe, for production, made this year (2026)", t.bucket & t.public & t.europe & t.production & t.between("2026-01-01"), t.bucket & t.private & t.europe & t.production & t.between("2026-01-01")),
        ("postgres RDS instances having neither backups nor deletion protection", db & t.field("Engine", "postgres") & t.not_backed_up & t.unprotected, db & t.field("Engine", "postgres") & t.backed_up & t.protected),
        ("Python 3.9 lambdas in the acme-data account last modified before 2026", t.function & t.field("Runtime", "python3.9") & t.account("acme-data") & t.before("2026-01-01"), t.function & t.field("Runtime", "python3.9") & t.account("acme-data") & t.between("2026-01-01")),
        ("on-demand DynamoDB tables with point-in-time recovery but without delete protection", t.table & billed("PAY_PER_REQUEST") & t.backed_up & t.unprotected),
        ("dead letter queues in Oregon or Virginia, unencrypted, prod", t.queue & dead & t.america & t.unencrypted & t.production, t.queue & dead & t.america & t.encrypted & t.production),
        ("latency and error-rate alarms in alarm state that concern production", t.alarm & (t.named("latency") | t.named("error-rate")) & t.state("ALARM") & t.production, t.alarm & (t.named("latency") | t.named("error-rate")) & t.state("OK") & t.production),
        ("internet-facing load balancers more than 400 days old, everywhere except Sydney", t.balancer & t.public & t.older(400) & ~t.sydney, t.balancer & t.private & t.older(400) & ~t.sydney),
        ("identity's log groups in Europe with no retention set", t.logs & t.team("identity") & t.europe & ~kept, t.logs & t.team("identity") & t.europe & kept),
        ("MySQL or MariaDB, single-AZ and storage unencrypted", db & t.field("Engine", "mysql", "mariadb") & single & t.unencrypted, db & t.field("Engine", "mysql", "mariadb") & multi & t.encrypted),
        ("which t3.micro and t3.medium are stopped, in dev, and yet hold a public IP?", t.instance & t.field("InstanceType", "t3.micro", "t3.medium") & t.state("stopped") & t.development & has_ip),
        ("fargate services belonging to mobile or growth but not those in Ireland", t.container & t.field("launchType", "FARGATE") & (t.team("mobile") | t.team("growth")) & ~t.ireland),
        ("manual RDS snapshots from before 2025 which are encrypted and come from production", t.db_snapshot & t.before("2025-01-01") & t.encrypted & t.production, t.db_snapshot & t.before("2025-01-01") & t.unencrypted & t.production),
        ("unattached gp3 volumes, encrypted, 200 GB and up", t.volume & t.state("available") & t.field("VolumeType", "gp3") & t.encrypted & gigabytes(200), t.volume & t.state("in-use") & t.field("VolumeType", "gp3") & t.encrypted & gigabytes(200)),
        ("encrypted topics outside Europe that the data-platform team owns", t.topic & t.encrypted & ~t.europe & t.team("data-platform"), t.topic & t.unencrypted & ~t.europe & t.team("data-platform")),
        ("enabled rules, every five minutes, in Frankfurt, but no dev please", t.rule & t.state("ENABLED") & every_five & t.frankfurt & ~t.development, t.rule & t.state("DISABLED") & every_five & t.frankfurt & ~t.development),
        ("log-level parameters for staging that are SecureString and managed by terraform", t.parameter & t.named("log-level") & t.staging & t.field("Type", "SecureString") & t.tagged("managed-by", "terraform")),
        ("node 16 or go1.x functions that are active in production, in either of the two US regions", t.function & t.field("Runtime", "nodejs16.x", "go1.x") & t.state("Active") & t.production & t.america),
    ],
    "misspelt": [
        ("stoped instnaces in virgina", t.instance & t.state("stopped") & t.virginia, t.instance & t.state("running") & t.virginia),
        ("unencrpyted snapshtos of ebs volumes", t.snapshot & t.unencrypted, t.snapshot & t.encrypted),
        ("pubilc bukcets in prodution", t.bucket & t.public & t.production, t.bucket & t.private & t.production),
        ("sercets with rotaiton enabled", t.secret & rotated, t.secret & unrotated),
        ("lamda funtions using jaav 21", t.function & t.field("Runtime", "java21")),
        ("sql sevrer databses", db & t.field("Engine", "sqlserver-se")),
        ("disalbed kms kyes", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
        ("intenral load balacners in sydeny", t.balancer & t.private & t.sydney, t.balancer & t.public & t.sydney),
        ("daed letter qeues in frankfrut", t.queue & dead & t.frankfurt),
        ("dynamdb tabels without detetion protection", t.table & t.unprotected, t.table & t.protected),
        ("disk full alrams for stagign", t.alarm & t.named("disk-full") & t.staging),
        ("aurora clsuters with encyrption", cluster & t.encrypted, cluster & t.unencrypted),
    ],
    "plain": [
        ("EC2 instances of type m5.large", t.instance & t.field("InstanceType", "m5.large")),
        ("internet gateways in ap-southeast-2", igw & t.sydney),
        ("ECS clusters", ecs),
        ("RDS DB instances with status backing-up", db & t.state("backing-up")),
        ("IAM policies named deploy-anything", policy & t.named("deploy-anything")),
        ("SSM parameters of type SecureString in us-west-2", t.parameter & t.field("Type", "SecureString") & t.oregon, t.parameter & t.field("Type", "String") & t.oregon),
        ("Step Functions state machines", t.machine),
        ("ECS services with launch type EC2", t.container & t.field("launchType", "EC2"), t.container & t.field("launchType", "FARGATE")),
        ("EBS volumes in state available in eu-west-1", t.volume & t.state("available") & t.ireland, t.volume & t.state("in-use") & t.ireland),
        ("publicly accessible RDS instances", db & t.public, db & t.private),
        ("CloudWatch alarms in INSUFFICIENT_DATA in eu-central-1", t.alarm & t.state("INSUFFICIENT_DATA") & t.frankfurt, t.alarm & t.state("OK") & t.frankfurt),
        ("EventBridge rules in us-east-1", t.rule & t.virginia),
    ],
}  # fmt: skip
