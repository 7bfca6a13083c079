"""Questions written blind, by a release manager, an incident commander, a procurement officer, a data protection officer, an intern."""

from bench import truth as t
from bench.truth import Is


def has(name: str) -> Is:
    return Is(lambda one: name in one.properties)


def lacks(name: str) -> Is:
    return Is(lambda one: name not in one.properties)


def nested(outer: str, inner: str, value: object) -> Is:
    return Is(lambda one: one.properties.get(outer, {}).get(inner) == value)


def runtime(start: str) -> Is:
    return Is(lambda one: str(one.properties.get("Runtime", "")).startswith(start))


def any_of(*texts: str) -> Is:
    return Is(lambda one: any(text in one.name.lower() for text in texts))


server = t.kind("rds:db_instance")
aurora = t.kind("rds:db_cluster")
vpc, nat, igw = t.kind("ec2:vpc"), t.kind("ec2:nat_gateway"), t.kind("ec2:internet_gateway")
pair = t.kind("ec2:key_pair")
eks, ecs = t.kind("eks:cluster"), t.kind("ecs:cluster")
iam_group, policy = t.kind("iam:group"), t.kind("iam:policy")
robots = any_of("ci-runner", "backup-robot")
external, no_external = has("PublicIpAddress"), lacks("PublicIpAddress")
kept, forever = has("retentionInDays"), lacks("retentionInDays")
rotated, unrotated = t.field("RotationEnabled", True), t.field("RotationEnabled", False)
standby, no_standby = t.field("MultiAZ", True), t.field("MultiAZ", False)
fargate, own_hosts = t.field("launchType", "FARGATE"), t.field("launchType", "EC2")
on_demand = nested("BillingModeSummary", "BillingMode", "PAY_PER_REQUEST")
provisioned = nested("BillingModeSummary", "BillingMode", "PROVISIONED")
inner, outer = nested("Config", "PrivateZone", True), nested("Config", "PrivateZone", False)
running, stopped = t.state("running"), t.state("stopped")
nightly, frequent = t.field("ScheduleExpression", "cron(0 3 * * ? *)"), t.field("ScheduleExpression", "rate(5 minutes)")
someone = Is(lambda one: bool({"Team", "team", "Owner"} & set(one.tags)))
dead = t.named("dlq")
off_production = t.staging | t.development

WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        ("Which boxes are powered down right now in Dublin?", t.instance & stopped & t.ireland, t.instance & running & t.ireland),
        ("alerts screaming at this moment on live systems", t.alarm & t.state("ALARM") & t.production, t.alarm & t.state("OK") & t.production),
        ("Show me the disk space warnings that have gone red", t.alarm & t.named("disk-full") & t.state("ALARM"), t.alarm & t.named("disk-full") & t.state("OK")),
        ("monitors that can't make up their mind since too few readings came in", t.alarm & t.state("INSUFFICIENT_DATA"), t.alarm & t.state("OK", "ALARM")),
        ("where do messages end up in Sydney once processing them has failed for good? I want the queues", t.queue & dead & t.sydney, t.queue & ~dead & t.sydney),
        ("Serverless code that is in a failed condition", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("database server has run out of room, which one was it", server & t.state("storage-full"), server & t.state("available")),
        ("any RDS box busy taking its backup as we speak?", server & t.state("backing-up"), server & t.state("available")),
        ("Traffic distributors in Oregon that the outside world can reach", t.balancer & t.public & t.oregon, t.balancer & t.private & t.oregon),
        ("firewall groups in prod letting the entire internet in", t.group & t.public & t.production, t.group & t.private & t.production),
        ("queues into which any stranger may drop a message", t.queue & t.public, t.queue & t.private),
        ("is the control plane of some Kubernetes exposed to the web? list them", eks & t.public, eks & t.private),
        ("Hi, I'm new here! In which bucket do we put the profile pictures people upload?", t.bucket & t.named("avatars")),
        ("what is the function making the product photos smaller or bigger", t.function & t.named("resize-images")),
        ("which of our k8s clusters still sit on version 1.29", eks & t.field("version", "1.29"), eks & t.field("version", "1.33")),
        ("my mentor asks for the SSH login keys registered in Germany", pair & t.frankfurt),
        ("What virtual private networks do we have down in Australia", vpc & t.sydney),
        ("network slices where a fresh machine gets an outside address all by itself", t.subnet & t.field("MapPublicIpOnLaunch", True), t.subnet & t.field("MapPublicIpOnLaunch", False)),
        ("IAM users that are really automation and have no human behind them", t.user & robots, t.user & ~robots),
        ("multi-step workflows we orchestrate on the staging side", t.machine & t.staging),
        ("DNS zones that can only be resolved from inside our own network", t.zone & inner, t.zone & outer),
        ("timers set to go off at three at night", t.rule & nightly, t.rule & frequent),
        ("scheduled triggers somebody has switched off", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
        ("the ECS homes for our containers in Ireland, the clusters themselves please", ecs & t.ireland),
        ("I should find the function that decides which variant of an experiment a visitor sees", t.function & t.named("assign-variant")),
        ("Disks within the EU whose content is stored in the clear", t.volume & t.unencrypted & t.europe, t.volume & t.encrypted & t.europe),
        ("everything classified as confidential that lives in Ireland", t.tagged("DataClass", "confidential") & t.ireland, t.tagged("DataClass", "public", "internal") & t.ireland),
        ("object storage any visitor of the web could read", t.bucket & t.public, t.bucket & t.private),
        ("Right to erasure: which Lambda carries out the wiping of a person's records?", t.function & t.named("delete-user-data")),
        ("For my register of processing: S3 storage with the device tokens for push messages", t.bucket & t.named("device-tokens")),
        ("configuration entries that sit there as readable plain text in production", t.parameter & t.unencrypted & t.production, t.parameter & t.encrypted & t.production),
        ("stored database passwords which get renewed on their own", t.secret & t.named("db-password") & rotated, t.secret & t.named("db-password") & unrotated),
        ("encryption keys counting down to their destruction", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("Which CloudWatch logs do we hoard for all eternity?", t.logs & forever, t.logs & kept),
        ("RDS machines in production that answer to the whole internet", server & t.public & t.production, server & t.private & t.production),
        ("broadcast channels protecting what they send with a KMS key", t.topic & t.encrypted, t.topic & t.unencrypted),
        ("the serverless job through which a reader leaves the mailing list", t.function & t.named("unsubscribe")),
        ("Which database servers need an Oracle licence from us?", server & t.field("Engine", "oracle-se2")),
        ("Microsoft databases we pay for on American soil", server & t.field("Engine", "sqlserver-se") & t.america),
        ("drives we are billed for though no machine uses them", t.volume & t.state("available"), t.volume & t.state("in-use")),
        ("disks of a full 1000 gigs apiece", t.volume & t.field("Size", 1000)),
        ("NoSQL tables for which we only pay what is actually consumed", t.table & on_demand, t.table & provisioned),
        ("container workloads on AWS-managed capacity, so no hosts of our own to buy", t.container & fargate, t.container & own_hosts),
        ("r5 memory monsters that are switched on in Virginia", t.instance & t.field("InstanceType", "r5.2xlarge") & running & t.virginia),
        ("the very smallest computers, micro size, that are up in Australia", t.instance & t.field("InstanceType", "t3.micro") & running & t.sydney),
        ("address translating gateways charged to the production account", nat & t.account("acme-production")),
        ("the pricier io1 drives with growth as the team on the label", t.volume & t.field("VolumeType", "io1") & t.team("growth")),
        ("which lambdas got shipped during the past seven days", t.function & t.younger(7), t.function & t.older(7)),
        ("functions of production still stuck on Python 3.9", t.function & t.field("Runtime", "python3.9") & t.production, t.function & t.field("Runtime", "python3.12") & t.production),
        ("copies of disks dating from earlier than 2024", t.snapshot & t.before("2024-01-01"), t.snapshot & t.between("2024-01-01")),
        ("saved copies of RDS databases, made since New Year 2026", t.db_snapshot & t.between("2026-01-01"), t.db_snapshot & t.before("2026-01-01")),
        ("Feature toggles kept for the staging stage", t.parameter & t.named("feature-flags") & t.staging),
        ("container apps rolled out from 1 October 2026 onwards", t.container & t.between("2026-10-01"), t.container & t.before("2026-10-01")),
        ("Aurora clusters which nobody can drop by accident", aurora & t.protected, aurora & t.unprotected),
        ("database instances having a twin ready in a second data centre", server & standby, server & no_standby),
        ("Dynamo tables I could wind back to an earlier minute should the rollout go wrong", t.table & t.backed_up, t.table & t.not_backed_up),
        ("what permissions do the invoicing functions run under? the roles", t.role & t.named("invoicing")),
        ("groups of people set up in the staging account", iam_group & t.account("acme-staging")),
        ("IAM rulebooks shutting out the root user", policy & t.named("deny-root")),
        ("servers carrying an external address, labelled as belonging to payments", t.instance & external & t.team("payments"), t.instance & no_external & t.team("payments")),
    ],
    "negated": [
        ("RDS instances left without a single day of backups", server & t.not_backed_up, server & t.backed_up),
        ("secrets in production for which rotation was never turned on", t.secret & unrotated & t.production, t.secret & rotated & t.production),
        ("volumes in Oregon not attached to anything", t.volume & t.state("available") & t.oregon, t.volume & t.state("in-use") & t.oregon),
        ("Not one tag on them: which EC2 machines are that bare?", t.instance & t.untagged, t.instance & ~t.untagged),
        ("log groups in staging that lack an expiry", t.logs & forever & t.staging, t.logs & kept & t.staging),
        ("buckets in Sydney outsiders have no way of reading", t.bucket & t.private & t.sydney, t.bucket & t.public & t.sydney),
        ("EKS clusters in every region but Frankfurt", eks & ~t.frankfurt, eks & t.frankfurt),
        ("topics whose messages go out unencrypted in the US", t.topic & t.unencrypted & t.america, t.topic & t.encrypted & t.america),
        ("load balancers located neither in Europe nor in the United States", t.balancer & t.sydney, t.balancer & (t.europe | t.america)),
        ("functions written in anything other than Python", t.function & ~runtime("python"), t.function & runtime("python")),
        ("DynamoDB tables nobody bothered to shield against deletion", t.table & t.unprotected, t.table & t.protected),
        ("database snapshots that went unencrypted in Virginia", t.db_snapshot & t.unencrypted & t.virginia, t.db_snapshot & t.encrypted & t.virginia),
        ("running servers in Virginia devoid of a public IP", t.instance & running & no_external & t.virginia, t.instance & running & external & t.virginia),
        ("EC2 instances that are neither running nor stopped", t.instance & t.state("terminated"), t.instance & t.state("running", "stopped")),
        ("all IAM users with the exception of the ci-runner ones", t.user & ~t.named("ci-runner"), t.user & t.named("ci-runner")),
        ("Frankfurt alarms whose state isn't OK", t.alarm & t.frankfurt & t.state("ALARM", "INSUFFICIENT_DATA"), t.alarm & t.frankfurt & t.state("OK")),
        ("event rules in development that no longer fire", t.rule & t.state("DISABLED") & t.development, t.rule & t.state("ENABLED") & t.development),
        ("prod queues failing to encrypt what they hold", t.queue & t.unencrypted & t.production, t.queue & t.encrypted & t.production),
        ("KMS keys in any state but enabled", t.key & t.state("Disabled", "PendingDeletion"), t.key & t.state("Enabled")),
        ("Postgres instances doing without Multi-AZ", server & t.field("Engine", "postgres") & no_standby, server & t.field("Engine", "postgres") & standby),
        ("S3 buckets in Ireland for which no team or owner is given", t.bucket & t.unowned & t.ireland, t.bucket & someone & t.ireland),
        ("ECS services that don't make use of Fargate", t.container & own_hosts, t.container & fargate),
        ("State machines outside of production", t.machine & off_production, t.machine & t.production),
        ("hosted zones which are by no means private", t.zone & outer, t.zone & inner),
        ("subnets in Frankfurt that refrain from handing out public addresses", t.subnet & t.frankfurt & t.field("MapPublicIpOnLaunch", False), t.subnet & t.frankfurt & t.field("MapPublicIpOnLaunch", True)),
        ("EKS clusters with the API endpoint closed off from the internet", eks & t.private, eks & t.public),
        ("security groups in development, skip those open to the world", t.group & t.private & t.development, t.group & t.public & t.development),
        ("RDS instances, MariaDB ruled out", server & ~t.field("Engine", "mariadb"), server & t.field("Engine", "mariadb")),
        ("SSM parameters in Oregon that are kept unsecured instead of as a SecureString", t.parameter & t.unencrypted & t.oregon, t.parameter & t.encrypted & t.oregon),
        ("lambdas left untouched for more than two years", t.function & t.older(730), t.function & t.younger(730)),
        ("EBS disks in staging yet to be migrated to gp3", t.volume & t.staging & ~t.field("VolumeType", "gp3"), t.volume & t.staging & t.field("VolumeType", "gp3")),
        ("security groups missing the managed-by tag in Ireland", t.group & ~t.tagged("managed-by") & t.ireland, t.group & t.tagged("managed-by") & t.ireland),
        ("Aurora clusters with deletion protection absent", aurora & t.unprotected, aurora & t.protected),
        ("point-in-time recovery is disabled on which tables of Ireland?", t.table & t.not_backed_up & t.ireland, t.table & t.backed_up & t.ireland),
        ("Queues in the data account, dead-letter ones aside", t.queue & ~dead & t.account("acme-data"), t.queue & dead & t.account("acme-data")),
        ("IAM groups barring administrators", iam_group & ~t.named("administrators"), iam_group & t.named("administrators")),
        ("we can't restore: production tables that have nothing to recover from", t.table & t.not_backed_up & t.production, t.table & t.backed_up & t.production),
        ("spare me the latency alarms, give me the other ones firing", t.alarm & t.state("ALARM") & ~t.named("latency"), t.alarm & t.state("ALARM") & t.named("latency")),
        ("unowned load balancers", t.balancer & t.unowned, t.balancer & someone),
        ("Lambda functions in whichever state, as long as it is not Active", t.function & t.state("Inactive", "Failed"), t.function & t.state("Active")),
    ],
    "composed": [
        ("running production servers in Ireland with a public IP", t.instance & running & t.production & t.ireland & external, t.instance & running & t.production & t.ireland & no_external),
        ("unattached volumes of 200 GB or more, not encrypted", t.volume & t.state("available") & t.field("Size", 200, 1000) & t.unencrypted, t.volume & t.state("available") & t.field("Size", 200, 1000) & t.encrypted),
        ("MySQL or MariaDB instances that are encrypted but have no deletion protection", server & t.field("Engine", "mysql", "mariadb") & t.encrypted & t.unprotected, server & t.field("Engine", "mysql", "mariadb") & t.encrypted & t.protected),
        ("public buckets for backups or access logs outside the US", t.bucket & t.public & any_of("-backups-", "-access-logs-") & (t.europe | t.sydney), t.bucket & t.private & any_of("-backups-", "-access-logs-") & (t.europe | t.sydney)),
        ("Node 16 functions of production in Europe, except the failed ones", t.function & t.field("Runtime", "nodejs16.x") & t.production & t.europe & ~t.state("Failed")),
        ("signing keys or API tokens in Secrets Manager which are not rotated and belong to staging", t.secret & any_of("signing-key", "api-token") & unrotated & t.staging, t.secret & any_of("signing-key", "api-token") & rotated & t.staging),
        ("alarms on error rate or latency, in ALARM, on production", t.alarm & any_of("error-rate", "latency") & t.state("ALARM") & t.production, t.alarm & any_of("error-rate", "latency") & t.state("OK") & t.production),
        ("internet-facing load balancers in production created this year, but not in Virginia", t.balancer & t.public & t.production & t.between("2026-01-01") & ~t.virginia, t.balancer & t.private & t.production & t.between("2026-01-01") & ~t.virginia),
        ("stopped instances launched before 2025 in the development environment", t.instance & stopped & t.before("2025-01-01") & t.development, t.instance & running & t.before("2025-01-01") & t.development),
        ("on-demand tables of production with recovery off and without deletion protection", t.table & on_demand & t.production & t.not_backed_up & t.unprotected, t.table & on_demand & t.production & t.backed_up & t.protected),
        ("dead letter queues in Frankfurt or Ireland that lack encryption, staging excluded", t.queue & dead & t.europe & t.unencrypted & (t.production | t.development), t.queue & dead & t.europe & t.encrypted & (t.production | t.development)),
        ("single-AZ production databases on RDS with no backups", server & no_standby & t.production & t.not_backed_up, server & standby & t.production & t.backed_up),
        ("Fargate services outside Frankfurt created in the last 30 days", t.container & fargate & ~t.frankfurt & t.younger(30), t.container & own_hosts & ~t.frankfurt & t.younger(30)),
        ("encrypted EBS snapshots from 2025 located in America", t.snapshot & t.encrypted & t.between("2025-01-01", "2026-01-01") & t.america, t.snapshot & t.unencrypted & t.between("2025-01-01", "2026-01-01") & t.america),
        ("disabled production rules on the 3 a.m. schedule, Sydney left out", t.rule & nightly & t.production & t.state("DISABLED") & ~t.sydney, t.rule & nightly & t.production & t.state("ENABLED") & ~t.sydney),
        ("security groups of the login or app-backend apps open to 0.0.0.0/0 outside production", t.group & any_of("login", "app-backend") & t.public & off_production, t.group & any_of("login", "app-backend") & t.private & off_production),
        ("large m5 or xlarge m6i machines, running, in Oregon, without external IP", t.instance & t.field("InstanceType", "m5.large", "m6i.xlarge") & running & t.oregon & no_external, t.instance & t.field("InstanceType", "m5.large", "m6i.xlarge") & running & t.oregon & external),
        ("log groups of checkout or invoicing in production that keep everything forever", t.logs & any_of("checkout", "invoicing") & t.production & forever, t.logs & any_of("checkout", "invoicing") & t.production & kept),
        ("endpoint or log level parameters in development, plain rather than SecureString, and not in Sydney", t.parameter & any_of("/endpoint", "/log-level") & t.development & t.unencrypted & ~t.sydney, t.parameter & any_of("/endpoint", "/log-level") & t.development & t.encrypted & ~t.sydney),
        ("KMS keys of the acme-production account, disabled or awaiting deletion, but not in Oregon", t.key & t.account("acme-production") & t.state("Disabled", "PendingDeletion") & ~t.oregon, t.key & t.account("acme-production") & t.state("Enabled") & ~t.oregon),
        ("publicly accessible database servers, unencrypted, whatever the engine except Postgres", server & t.public & t.unencrypted & ~t.field("Engine", "postgres"), server & t.private & t.encrypted & ~t.field("Engine", "postgres")),
        ("gp2 or io1 volumes of exactly 8 GiB that are in use in Sydney", t.volume & t.field("VolumeType", "gp2", "io1") & t.field("Size", 8) & t.state("in-use") & t.sydney),
        ("unencrypted SNS topics in production, Europe only, without a team", t.topic & t.unencrypted & t.production & t.europe & t.unowned, t.topic & t.encrypted & t.production & t.europe & t.unowned),
        ("manual database snapshots of the payouts or basket app older than a year and not encrypted", t.db_snapshot & any_of("payouts", "basket") & t.older(365) & t.unencrypted, t.db_snapshot & any_of("payouts", "basket") & t.older(365) & t.encrypted),
    ],
    "misspelt": [
        ("stoped instnaces in frankfrut", t.instance & stopped & t.frankfurt, t.instance & running & t.frankfurt),
        ("unencrypetd volmues in staging", t.volume & t.unencrypted & t.staging, t.volume & t.encrypted & t.staging),
        ("publci S3 buckest of production", t.bucket & t.public & t.production, t.bucket & t.private & t.production),
        ("lamdba fuctions on java21", t.function & t.field("Runtime", "java21")),
        ("intenret facing laod balancers", t.balancer & t.public, t.balancer & t.private),
        ("secrts with rotaiton enabled", t.secret & rotated, t.secret & unrotated),
        ("dynmaodb tabels in sidney", t.table & t.sydney),
        ("NAT gatways in Irland", nat & t.ireland),
        ("disabeld kms kyes", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
        ("datbase snaphsots in oregno", t.db_snapshot & t.oregon),
        ("log gropus whitout retenton in developement", t.logs & forever & t.development, t.logs & kept & t.development),
        ("securty groups for warehosue", t.group & t.named("warehouse")),
    ],
    "plain": [
        ("EC2 instances of type c6g.large in us-west-2", t.instance & t.field("InstanceType", "c6g.large") & t.oregon),
        ("RDS DB instances with MultiAZ enabled in eu-west-1", server & standby & t.ireland, server & no_standby & t.ireland),
        ("internet gateways in us-east-1", igw & t.virginia),
        ("SecureString parameters in eu-central-1", t.parameter & t.encrypted & t.frankfurt, t.parameter & t.unencrypted & t.frankfurt),
        ("CloudWatch alarms in INSUFFICIENT_DATA in ap-southeast-2", t.alarm & t.state("INSUFFICIENT_DATA") & t.sydney, t.alarm & t.state("OK", "ALARM") & t.sydney),
        ("Lambda functions with runtime go1.x", t.function & t.field("Runtime", "go1.x")),
        ("EBS volumes gp2 available", t.volume & t.field("VolumeType", "gp2") & t.state("available"), t.volume & t.field("VolumeType", "gp2") & t.state("in-use")),
        ("ECS services with launch type EC2 in production", t.container & own_hosts & t.production, t.container & fargate & t.production),
        ("RDS DB clusters with StorageEncrypted false", aurora & t.unencrypted, aurora & t.encrypted),
        ("DynamoDB tables with billing mode PROVISIONED in staging", t.table & provisioned & t.staging, t.table & on_demand & t.staging),
        ("EventBridge rules rate(5 minutes) in the acme-development account", t.rule & frequent & t.account("acme-development"), t.rule & nightly & t.account("acme-development")),
        ("IAM policies named read-only-billing", policy & t.named("read-only-billing")),
    ],
}  # fmt: skip
