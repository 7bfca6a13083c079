"""Questions written blind: somebody on call at night, a compliance officer, a product manager, an intern, an engineer from Poland."""

from bench import truth as t
from bench.truth import Is

f = t.field
has_ip = Is(lambda one: "PublicIpAddress" in one.properties)
forever = t.logs & Is(lambda one: "retentionInDays" not in one.properties)
kept_30 = t.logs & f("retentionInDays", 30)
on_demand = Is(lambda one: (one.properties.get("BillingModeSummary") or {}).get("BillingMode") == "PAY_PER_REQUEST")
provisioned = Is(lambda one: (one.properties.get("BillingModeSummary") or {}).get("BillingMode") == "PROVISIONED")
inner_zone = t.zone & Is(lambda one: one.properties["Config"]["PrivateZone"] is True)
outer_zone = t.zone & Is(lambda one: one.properties["Config"]["PrivateZone"] is False)
instance_db, aurora = t.kind("rds:db_instance"), t.kind("rds:db_cluster")
eks, ecs_cluster = t.kind("eks:cluster"), t.kind("ecs:cluster")
vpc, nat, igw, pair = (
    t.kind("ec2:vpc"), t.kind("ec2:nat_gateway"), t.kind("ec2:internet_gateway"), t.kind("ec2:key_pair"),
)  # fmt: skip
people, policy = t.kind("iam:group"), t.kind("iam:policy")
robot = t.named("ci-runner") | t.named("backup-robot")
stopped, running = t.instance & t.state("stopped"), t.instance & t.state("running")
loose, attached = t.volume & t.state("available"), t.volume & t.state("in-use")
every_five, nightly = f("ScheduleExpression", "rate(5 minutes)"), f("ScheduleExpression", "cron(0 3 * * ? *)")
rotated, unrotated = t.secret & f("RotationEnabled", True), t.secret & f("RotationEnabled", False)
firing, calm, blind = (
    t.alarm & t.state("ALARM"), t.alarm & t.state("OK"), t.alarm & t.state("INSUFFICIENT_DATA"),
)  # fmt: skip
not_production = t.staging | t.development


def pages(team: str) -> Is:
    return Is(lambda one: str(one.properties.get("AlarmDescription", "")).startswith(f"pages {team} when"))


def zone_letter(letter: str) -> Is:
    return Is(lambda one: str(one.properties.get("AvailabilityZone", "")).endswith(letter))


PARAPHRASED = [
    ("Which of our servers carry an outside address of their own?", t.instance & has_ip, t.instance & ~has_ip),
    ("disks lying around that no machine is using any more", loose, attached),
    ("Can somebody outside the company connect to any of our relational databases? Show me those", t.relational & t.public, t.relational & t.private),
    ("file stores the whole world can look into", t.bucket & t.public, t.bucket & t.private),
    ("where do we hang on to logs for ever because nobody set an expiry", forever, kept_30),
    ("credentials in the vault that never get swapped automatically", unrotated, rotated),
    ("Relational databases that would survive losing a data centre", t.relational & f("MultiAZ", True), t.relational & f("MultiAZ", False)),
    ("I'm on call: what is going off in prod right now?", firing & t.production, calm & t.production),
    ("alerts that have gone blind since no measurements are coming in", blind, firing | calm),
    ("timed jobs somebody has turned off", t.rule & t.state("DISABLED"), t.rule & t.state("ENABLED")),
    ("what kicks off every five minutes?", t.rule & every_five, t.rule & nightly),
    ("encryption keys that are scheduled to be destroyed for good", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
    ("Lambda code somebody left on Node 16", t.function & f("Runtime", "nodejs16.x")),
    ("serverless code written in Java and hosted in Ireland", t.function & f("Runtime", "java21") & t.ireland),
    ("Where do the messages end up that could not be processed? Only Germany please", t.queue & t.named("-dlq") & t.frankfurt, t.queue & ~t.named("-dlq") & t.frankfurt),
    ("message queues that keep their contents in the clear", t.queue & t.unencrypted, t.queue & t.encrypted),
    ("is there a queue any stranger could post to?", t.queue & t.public, t.queue & t.private),
    ("Kubernetes whose control plane is reachable from the open internet", eks & t.public, eks & t.private),
    ("which k8s clusters still have to be lifted from 1.29?", eks & f("version", "1.29"), eks & f("version", "1.33")),
    ("containers running without any hosts for us to look after", t.container & f("launchType", "FARGATE"), t.container & f("launchType", "EC2")),
    ("network segments in which a fresh machine gets an outside IP by itself", t.subnet & f("MapPublicIpOnLaunch", True), t.subnet & f("MapPublicIpOnLaunch", False)),
    ("domains that only resolve inside our own network", inner_zone, outer_zone),
    ("Which AWS logins belong to robots rather than to human beings?", t.user & robot, t.user & ~robot),
    ("Mei Tan is leaving us, I need all her user accounts", t.user & t.named("mei.tan")),
    ("the NATs we pay for in Australia", nat & t.sydney),
    ("SSH keys made earlier than 2024", pair & t.before("2024-01-01"), pair & t.between("2024-01-01")),
    ("NoSQL tables one careless click could wipe out", t.table & t.unprotected, t.table & t.protected),
    ("dynamo tables that we are unable to rewind to an earlier moment", t.table & t.not_backed_up, t.table & t.backed_up),
    ("DynamoDB billed by actual use instead of a fixed capacity", t.table & on_demand, t.table & provisioned),
    ("MySQL with no guard against accidental removal", instance_db & f("Engine", "mysql") & t.unprotected, instance_db & f("Engine", "mysql") & t.protected),
    ("hand-made database copies lying around in plain form, not scrambled", t.db_snapshot & t.unencrypted, t.db_snapshot & t.encrypted),
    ("hard disks above half a terabyte in the United States", t.volume & f("Size", 1000) & t.america),
    ("Finance asks: which disks are still on the older, dearer general-purpose generation instead of gp3?", t.volume & f("VolumeType", "gp2"), t.volume & f("VolumeType", "gp3")),
    ("staging machines that are powered down", stopped & t.staging, running & t.staging),
    ("Load balancers we have put up in the past seven days", t.balancer & t.younger(7), t.balancer & t.older(7)),
    ("LBs only our own network can talk to", t.balancer & t.private, t.balancer & t.public),
    ("firewalls in Oregon letting the entire internet in", t.group & t.public & t.oregon, t.group & t.private & t.oregon),
    ("where are the logins for our databases stored", t.secret & t.named("db-password")),
    ("prod settings anyone with access can read because they're kept as plain text", t.parameter & t.unencrypted & t.production, t.parameter & t.encrypted & t.production),
    ("our feature toggles, all of them", t.parameter & t.named("feature-flags")),
    ("notification channels with no encryption at rest", t.topic & t.unencrypted, t.topic & t.encrypted),
    ("orchestrated multi-step workflows we run in Europe", t.machine & t.europe),
    ("the piece of code that turns bills into PDFs", t.function & t.named("render-pdf")),
    ("In which bucket do we save the pictures of our users' profiles?", t.bucket & t.named("avatars")),
    ("lambda which mails out the newsletter", t.function & t.named("newsletter-send-mail")),
    ("For the privacy officer: the function that hands people a copy of their data under GDPR", t.function & t.named("export-gdpr")),
    ("Load balancers the finance people cannot book to any cost centre", t.balancer & ~t.tagged("CostCenter"), t.balancer & t.tagged("CostCenter")),
    ("EC2 boxes in Virginia with no team's name on them, who do I ask?", t.instance & t.unowned & t.virginia, t.instance & ~t.unowned & t.virginia),
    ("S3 with data we have classed as confidential", t.bucket & t.tagged("DataClass", "confidential")),
    ("Container services that came out of Terraform", t.container & t.tagged("managed-by", "terraform")),
    ("Aurora sitting on unprotected plain storage, i.e. no encryption", aurora & t.unencrypted, aurora & t.encrypted),
    ("database has no more disk space, which one is it?", instance_db & t.state("storage-full"), instance_db & t.state("available")),
    ("SQL databases for which we would lose everything, as automatic backup is off", t.relational & t.not_backed_up, t.relational & t.backed_up),
    ("On which databases do we pay a licence to Oracle or Microsoft?", instance_db & f("Engine", "oracle-se2", "sqlserver-se"), instance_db & f("Engine", "postgres", "mysql", "mariadb")),
    ("how many virtual networks does the data account have", vpc & t.account("acme-data")),
    ("alarms for slow answers which wake up the mobile team", t.alarm & t.named("latency") & pages("mobile")),
    ("permission document letting its holder roll out whatever he likes", policy & t.named("deploy-anything")),
    ("copies of server disks dating from 2022 or before", t.snapshot & t.before("2023-01-01"), t.snapshot & t.between("2023-01-01")),
    ("Which IAM identity does the parcel-tracking code run as?", t.role & t.named("parcel-tracking")),
    ("crypto keys that someone has switched off", t.key & t.state("Disabled"), t.key & t.state("Enabled")),
]  # fmt: skip

NEGATED = [
    ("volumes in Frankfurt that aren't encrypted", t.volume & t.unencrypted & t.frankfurt, t.volume & t.encrypted & t.frankfurt),
    ("buckets without a single tag", t.bucket & t.untagged, t.bucket & ~t.untagged),
    ("production RDS instances lacking deletion protection", instance_db & t.unprotected & t.production, instance_db & t.protected & t.production),
    ("EC2 instances in Sydney that have no public IP", t.instance & ~has_ip & t.sydney, t.instance & has_ip & t.sydney),
    ("python 3.9 functions located anywhere but in Europe", t.function & f("Runtime", "python3.9") & ~t.europe, t.function & f("Runtime", "python3.9") & t.europe),
    ("secrets which don't belong to production", t.secret & not_production, t.secret & t.production),
    ("log groups in us-west-2 where retention was never set", forever & t.oregon, kept_30 & t.oregon),
    ("EKS clusters not yet upgraded to 1.33", eks & f("version", "1.29"), eks & f("version", "1.33")),
    ("alarms in Oregon that are neither OK nor in alarm", blind & t.oregon, (firing | calm) & t.oregon),
    ("RDS instances in Ireland with any engine but postgres", instance_db & ~f("Engine", "postgres") & t.ireland, instance_db & f("Engine", "postgres") & t.ireland),
    ("load balancers in us-east-1 that do not face the internet", t.balancer & t.private & t.virginia, t.balancer & t.public & t.virginia),
    ("queues of the returns app, leaving out the dead-letter ones", t.queue & t.named("returns") & ~t.named("-dlq"), t.queue & t.named("returns") & t.named("-dlq")),
    ("db instances whose status is anything but available", instance_db & t.state("stopped", "storage-full", "backing-up"), instance_db & t.state("available")),
    ("hosted zones that are non-private", outer_zone, inner_zone),
    ("DynamoDB tables no team has claimed", t.table & t.unowned, t.table & ~t.unowned),
    ("Nobody switched on point-in-time recovery for these staging tables", t.table & t.not_backed_up & t.staging, t.table & t.backed_up & t.staging),
    ("ECS services that don't use Fargate", t.container & f("launchType", "EC2"), t.container & f("launchType", "FARGATE")),
    ("KMS keys that cannot be used at present", t.key & t.state("Disabled", "PendingDeletion"), t.key & t.state("Enabled")),
    ("SNS topics in Virginia missing a KMS key", t.topic & t.unencrypted & t.virginia, t.topic & t.encrypted & t.virginia),
    ("is any S3 bucket of the catalog team failing to stay private?", t.bucket & t.team("catalog") & t.public, t.bucket & t.team("catalog") & t.private),
]  # fmt: skip

COMPOSED = [
    ("running m5.large instances in production that have a public IP", running & f("InstanceType", "m5.large") & t.production & has_ip, running & f("InstanceType", "m5.large") & t.production & ~has_ip),
    ("unattached gp2 volumes larger than 100 GB, encrypted or not, outside the US", loose & f("VolumeType", "gp2") & f("Size", 200, 1000) & ~t.america, attached & f("VolumeType", "gp2") & f("Size", 200, 1000) & ~t.america),
    ("postgres RDS instances in production with encryption but only in a single availability zone", instance_db & f("Engine", "postgres") & t.production & t.encrypted & f("MultiAZ", False), instance_db & f("Engine", "postgres") & t.production & t.encrypted & f("MultiAZ", True)),
    ("uploads and backups buckets in Europe open to the public", t.bucket & (t.named("uploads") | t.named("backups")) & t.europe & t.public, t.bucket & (t.named("uploads") | t.named("backups")) & t.europe & t.private),
    ("secrets of the payments team, production only, except those that are rotated", unrotated & t.team("payments") & t.production, rotated & t.team("payments") & t.production),
    ("alarms in ALARM state about high CPU or a full disk, in Ireland or Frankfurt", firing & (t.named("high-cpu") | t.named("disk-full")) & t.europe),
    ("python or java lambdas from the data account which failed or went inactive", t.function & f("Runtime", "python3.12", "python3.9", "java21") & t.account("acme-data") & t.state("Failed", "Inactive")),
    ("Fargate services in staging and development created this year", t.container & f("launchType", "FARGATE") & not_production & t.between("2026-01-01")),
    ("internet-facing load balancers in production, but not in Europe, older than two years", t.balancer & t.public & t.production & ~t.europe & t.older(730)),
    ("on-demand DynamoDB tables with deletion protection but without point-in-time recovery in Oregon", t.table & on_demand & t.protected & t.not_backed_up & t.oregon, t.table & on_demand & t.protected & t.backed_up & t.oregon),
    ("event rules that run nightly at three, are enabled and live in Sydney", t.rule & nightly & t.state("ENABLED") & t.sydney),
    ("unencrypted RDS snapshots taken since October 2026 for production databases", t.db_snapshot & t.unencrypted & t.between("2026-10-01") & t.production, t.db_snapshot & t.encrypted & t.between("2026-10-01") & t.production),
    ("SecureString parameters for endpoints or log levels in dev, Virginia", t.parameter & t.encrypted & (t.named("endpoint") | t.named("log-level")) & t.development & t.virginia, t.parameter & t.unencrypted & (t.named("endpoint") | t.named("log-level")) & t.development & t.virginia),
    ("stopped t3 instances, micro or medium, not in the production account, with no public address", stopped & f("InstanceType", "t3.micro", "t3.medium") & ~t.account("acme-production") & ~has_ip, stopped & f("InstanceType", "t3.micro", "t3.medium") & ~t.account("acme-production") & has_ip),
    ("private production subnets (no auto-assigned public IP) in zone b of Frankfurt or Virginia", t.subnet & t.production & f("MapPublicIpOnLaunch", False) & zone_letter("b") & t.region("eu-central-1", "us-east-1")),
    ("EKS on 1.29 with a public endpoint, or any EKS in Sydney", (eks & f("version", "1.29") & t.public) | (eks & t.sydney)),
    ("security groups of the login or consent app that admit the whole internet, staging left out", t.group & (t.word("login") | t.word("consent")) & t.public & (t.production | t.development), t.group & (t.word("login") | t.word("consent")) & t.private & (t.production | t.development)),
    ("Aurora clusters with both encryption and deletion protection in the American regions", aurora & t.encrypted & t.protected & t.america, aurora & t.unencrypted & t.unprotected & t.america),
    ("production log groups of the checkout or basket app with a 30-day retention", kept_30 & t.production & (t.named("checkout") | t.named("basket")), forever & t.production & (t.named("checkout") | t.named("basket"))),
    ("io1 volumes of 1000 GB that are in use yet unencrypted", attached & f("VolumeType", "io1") & f("Size", 1000) & t.unencrypted, attached & f("VolumeType", "io1") & f("Size", 1000) & t.encrypted),
]  # fmt: skip

MISSPELT = [
    ("unatached volmues in Frankfrut", loose & t.frankfurt, attached & t.frankfurt),
    ("encrpyted databse snapshots in Oregn", t.db_snapshot & t.encrypted & t.oregon, t.db_snapshot & t.unencrypted & t.oregon),
    ("lamdba functoins runing python3.12 in producton", t.function & f("Runtime", "python3.12") & t.production),
    ("pubilc bukets in irelnad", t.bucket & t.public & t.ireland, t.bucket & t.private & t.ireland),
    ("stoped instnaces in vriginia", stopped & t.virginia, running & t.virginia),
    ("secrtes wihtout rotaion in stagign", unrotated & t.staging, rotated & t.staging),
    ("dead lettre quues in sydeny", t.queue & t.named("-dlq") & t.sydney, t.queue & ~t.named("-dlq") & t.sydney),
    ("intenral load balncers of the mobiel team", t.balancer & t.private & t.team("mobile"), t.balancer & t.public & t.team("mobile")),
    ("secruity gropus open to the wrold in producton", t.group & t.public & t.production, t.group & t.private & t.production),
    ("alrams withuot enough dtaa in europ", blind & t.europe, (firing | calm) & t.europe),
    ("kuberntes clsuters in autsralia", eks & t.sydney),
    ("disabeld evnet ruels in develpoment", t.rule & t.state("DISABLED") & t.development, t.rule & t.state("ENABLED") & t.development),
]  # fmt: skip

PLAIN = [
    ("r5.2xlarge EC2 instances", t.instance & f("InstanceType", "r5.2xlarge")),
    ("MariaDB DB instances", instance_db & f("Engine", "mariadb")),
    ("RDS instances of class db.r6g.large in eu-west-1", instance_db & f("DBInstanceClass", "db.r6g.large") & t.ireland),
    ("internet gateways in acme-development", igw & t.account("acme-development")),
    ("Step Functions state machines", t.machine),
    ("IAM groups named administrators", people & t.named("administrators")),
    ("ECS clusters in staging", ecs_cluster & t.staging),
    ("Lambda functions with runtime go1.x in us-west-2", t.function & f("Runtime", "go1.x") & t.oregon),
    ("Multi-AZ DB instances in production", instance_db & f("MultiAZ", True) & t.production, instance_db & f("MultiAZ", False) & t.production),
    ("encrypted EBS snapshots in eu-central-1", t.snapshot & t.encrypted & t.frankfurt, t.snapshot & t.unencrypted & t.frankfurt),
    ("DynamoDB tables with provisioned capacity in ap-southeast-2", t.table & provisioned & t.sydney, t.table & on_demand & t.sydney),
    ("SQS queues of team orders", t.queue & t.team("orders")),
]  # fmt: skip

WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": PARAPHRASED, "negated": NEGATED, "composed": COMPOSED, "misspelt": MISSPELT, "plain": PLAIN,
}  # fmt: skip
