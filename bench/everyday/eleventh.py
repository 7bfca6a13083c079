"""Questions of five voices: a night-shift operator, a privacy lawyer, a data scientist, a team assistant, a French-speaking engineer."""

from bench import truth as t
from bench.truth import Is

cluster, vpc, nat, igw, pair = (
    t.kind("rds:db_cluster"), t.kind("ec2:vpc"), t.kind("ec2:nat_gateway"), t.kind("ec2:internet_gateway"), t.kind("ec2:key_pair"),
)  # fmt: skip
eks, ecs, people, policy = t.kind("eks:cluster"), t.kind("ecs:cluster"), t.kind("iam:group"), t.kind("iam:policy")
db = t.kind("rds:db_instance")
addressed = Is(lambda one: "PublicIpAddress" in one.properties)
kept = Is(lambda one: "retentionInDays" in one.properties)
robot = Is(lambda one: one.name in ("ci-runner", "backup-robot"))
inner = Is(lambda one: one.properties["Config"]["PrivateZone"])
big = Is(lambda one: one.properties["Size"] > 100)


def billed(mode: str) -> Is:
    return Is(lambda one: one.properties["BillingModeSummary"]["BillingMode"] == mode)


rotated, unrotated = t.field("RotationEnabled", True), t.field("RotationEnabled", False)
running, stopped, loose, used = t.state("running"), t.state("stopped"), t.state("available"), t.state("in-use")
ringing, calm = t.state("ALARM"), t.state("OK")
spread, alone = t.field("MultiAZ", True), t.field("MultiAZ", False)
hands_out, keeps = t.field("MapPublicIpOnLaunch", True), t.field("MapPublicIpOnLaunch", False)
on, off = t.state("ENABLED"), t.state("DISABLED")
nightly, often = t.field("ScheduleExpression", "cron(0 3 * * ? *)"), t.field("ScheduleExpression", "rate(5 minutes)")
mysql, maria, postgres = t.field("Engine", "mysql"), t.field("Engine", "mariadb"), t.field("Engine", "postgres")
microsoft, oracle = t.field("Engine", "sqlserver-se"), t.field("Engine", "oracle-se2")
fargate, own_hosts = t.field("launchType", "FARGATE"), t.field("launchType", "EC2")
plain_text, scrambled = t.field("Type", "String"), t.field("Type", "SecureString")
old_code = t.field("Runtime", "python3.9", "nodejs16.x")

WRITTEN: dict[str, list[tuple]] = {
    "paraphrased": [
        ("what's ringing in prod right now? all the monitors that went off", t.alarm & ringing & t.production, t.alarm & calm & t.production),
        ("disk space warnings that have gone red", t.alarm & t.named("disk-full") & ringing, t.alarm & t.named("disk-full") & calm),
        ("monitors that can't tell if things are good or bad because too few readings come in", t.alarm & t.state("INSUFFICIENT_DATA"), t.alarm & t.state("OK", "ALARM")),
        ("show me the boxes somebody powered down in Sydney", t.instance & stopped & t.sydney, t.instance & running & t.sydney),
        ("a database ran out of space, which one is it", db & t.state("storage-full")),
        ("is any database busy making its backup at this moment?", db & t.state("backing-up")),
        ("where do the parcel tracking messages go that could not be processed", t.queue & t.named("parcel-tracking") & t.named("dlq"), t.queue & t.named("parcel-tracking") & ~t.named("dlq")),
        ("timed jobs that someone has paused", t.rule & off, t.rule & on),
        ("jobs active in the live environment that go off at 3 in the morning", t.rule & on & nightly & t.production, t.rule & on & often & t.production),
        ("serverless code that is broken, status failed", t.function & t.state("Failed"), t.function & t.state("Active")),
        ("servers over in Oregon with an outside address of their own", t.instance & addressed & t.oregon, t.instance & ~addressed & t.oregon),
        ("which monitors look after slow response times in the basket", t.alarm & t.named("basket") & t.named("latency")),
        ("worker machines for warehouse", t.instance & t.named("warehouse") & t.named("worker")),
        ("Which file stores with reporting spreadsheets can be opened by anyone on the web?", t.bucket & t.named("spreadsheets") & t.public, t.bucket & t.named("spreadsheets") & t.private),
        ("Please identify the buckets with the data exports we prepare for people who ask what we know about them", t.bucket & t.named("data-exports")),
        ("Which piece of code erases a user's data upon request?", t.function & t.named("delete-user-data")),
        ("SQL databases inside the EU whose contents sit on disk in the clear", t.relational & t.unencrypted & t.europe, t.relational & t.encrypted & t.europe),
        ("everything marked confidential that is located in Ireland", t.tagged("DataClass", "confidential") & t.ireland, t.tagged("DataClass", "public", "internal") & t.ireland),
        ("saved copies of databases that would be readable if they leaked, because they were stored without encryption", t.db_snapshot & t.unencrypted, t.db_snapshot & t.encrypted),
        ("In which storage do we hold users' profile pictures (avatars)?", t.bucket & t.named("avatars")),
        ("Are there message queues into which any stranger may write?", t.queue & t.public, t.queue & t.private),
        ("application logs of the staging environment that we keep forever", t.logs & t.staging & ~kept, t.logs & t.staging & kept),
        ("storage with the audit trail of logins, production only please", t.bucket & t.named("audit-trail") & t.production),
        ("database passwords in the vault that change by themselves every so often", t.secret & t.named("db-password") & rotated, t.secret & t.named("db-password") & unrotated),
        ("encryption keys scheduled to be destroyed", t.key & t.state("PendingDeletion"), t.key & t.state("Enabled")),
        ("settings we store as readable text in Frankfurt", t.parameter & plain_text & t.frankfurt, t.parameter & scrambled & t.frankfurt),
        ("Grace Hopper's logins across all our accounts", t.user & t.named("grace.hopper")),
        ("Bank statements: which storage contains them?", t.bucket & t.named("bank-statements")),
        ("where did we put the trained model files again", t.bucket & t.named("model-artifacts")),
        ("lambda that trains the recommendations model, the one in Virginia", t.function & t.named("train-model") & t.virginia),
        ("clickstream: where are the raw event files of prod", t.bucket & t.named("raw-events") & t.production),
        ("the memory heavy r5 machines that are up", t.instance & t.field("InstanceType", "r5.2xlarge") & running, t.instance & t.field("InstanceType", "r5.2xlarge") & stopped),
        ("NoSQL tables I could rewind to an earlier moment if I mess up the data", t.table & t.backed_up, t.table & t.not_backed_up),
        ("which dynamo tables do we pay for per call instead of a fixed capacity?", t.table & billed("PAY_PER_REQUEST"), t.table & billed("PROVISIONED")),
        ("code that shrinks the product images", t.function & t.named("resize-images")),
        ("workflows orchestrated for us down under, in Australia", t.machine & t.sydney),
        ("on what permissions does the fraud scoring code run? looking for its roles", t.role & t.named("fraud-scoring") & t.named("score-transaction")),
        ("all things of the growth team located in Germany", t.team("growth") & t.frankfurt),
        ("Hi, could I get a list of servers that were started since the first of November?", t.instance & t.between("2026-11-01"), t.instance & t.before("2026-11-01")),
        ("buckets made at some point in 2025 that belong to the orders people", t.bucket & t.team("orders") & t.between("2025-01-01", "2026-01-01")),
        ("stuff in Oregon nobody has put a single label on", t.untagged & t.oregon, ~t.untagged & t.oregon),
        ("user accounts that are for robots and not for humans", t.user & robot, t.user & ~robot),
        ("the group our administrators are in, one per account I think", people & t.named("administrators")),
        ("domain names that only work inside the company", t.zone & inner, t.zone & ~inner),
        ("read-only access to billing - which permission document gives that?", policy & t.named("read-only-billing")),
        ("I search the smallest machines, those of type micro, in the staging", t.instance & t.field("InstanceType", "t3.micro") & t.staging),
        ("the disks of one terabyte who are not plugged to any machine", t.volume & t.field("Size", 1000) & loose, t.volume & t.field("Size", 1000) & used),
        ("the firewalls opened for the whole world at Dublin", t.group & t.public & t.ireland, t.group & t.private & t.ireland),
        ("databases of Microsoft in pre-production", db & microsoft & t.staging),
        ("Which Oracle databases have a standby ready in a second datacenter?", db & oracle & spread, db & oracle & alone),
        ("Aurora clusters that one could erase by mistake since no lock has been put", cluster & t.unprotected, cluster & t.protected),
        ("Kubernetes where the control endpoint is reachable from internet", eks & t.public, eks & t.private),
        ("the sub-networks that give automatically a public IP to each new machine, in Frankfurt", t.subnet & hands_out & t.frankfurt, t.subnet & keeps & t.frankfurt),
        ("by which gateways do our private servers go out to the internet, for the American regions?", nat & t.america),
        ("the SSH keys of the bastion for development", pair & t.named("bastion") & t.development),
        ("HTTP traffic distributors in prod which serve only the inside of the company", t.balancer & t.private & t.production, t.balancer & t.public & t.production),
        ("containers for which we have to manage no host ourselves", t.container & fargate, t.container & own_hosts),
        ("the old kind of SSD disks, gp2, that we should still migrate", t.volume & t.field("VolumeType", "gp2"), t.volume & t.field("VolumeType", "gp3")),
        ("notification channels of the mobile team that are well encrypted", t.topic & t.team("mobile") & t.encrypted, t.topic & t.team("mobile") & t.unencrypted),
        ("relational databases for which we conserve thirty days of backup", t.relational & t.field("BackupRetentionPeriod", 30), t.relational & t.field("BackupRetentionPeriod", 0, 7)),
    ],
    "negated": [
        ("production SQL databases without any guard against deletion", t.relational & t.unprotected & t.production, t.relational & t.protected & t.production),
        ("volumes in Frankfurt that are not encrypted", t.volume & t.unencrypted & t.frankfurt, t.volume & t.encrypted & t.frankfurt),
        ("API tokens nobody ever rotates", t.secret & t.named("api-token") & unrotated, t.secret & t.named("api-token") & rotated),
        ("log groups in dev lacking an expiry", t.logs & t.development & ~kept, t.logs & t.development & kept),
        ("Which buckets in Sydney aren't open to the public?", t.bucket & t.private & t.sydney, t.bucket & t.public & t.sydney),
        ("load balancers the internet can't reach, ireland", t.balancer & t.private & t.ireland, t.balancer & t.public & t.ireland),
        ("relational databases for which no backups are being made", t.relational & t.not_backed_up, t.relational & t.backed_up),
        ("DynamoDB tables in staging where point-in-time recovery was never switched on", t.table & t.not_backed_up & t.staging, t.table & t.backed_up & t.staging),
        ("production alarms that are anything but OK", t.alarm & t.production & t.state("ALARM", "INSUFFICIENT_DATA"), t.alarm & t.production & calm),
        ("lambdas whose state is other than Active", t.function & t.state("Inactive", "Failed"), t.function & t.state("Active")),
        ("all KMS keys except the enabled ones", t.key & ~t.state("Enabled"), t.key & t.state("Enabled")),
        ("queues that fail to encrypt their messages, dead-letter ones", t.queue & t.named("dlq") & t.unencrypted, t.queue & t.named("dlq") & t.encrypted),
        ("Kubernetes clusters that do not expose their endpoint publicly", eks & t.private, eks & t.public),
        ("buckets of the acme-data account carrying no team or owner tag whatsoever", t.bucket & t.account("acme-data") & t.unowned, t.bucket & t.account("acme-data") & ~t.unowned),
        ("MySQL instances that don't have multi-AZ", db & mysql & alone, db & mysql & spread),
        ("security groups in prod, none of those that let 0.0.0.0/0 in", t.group & t.production & t.private, t.group & t.production & t.public),
        ("ECS services that aren't on Fargate", t.container & own_hosts, t.container & fargate),
        ("EC2 machines that are neither running nor stopped", t.instance & t.state("terminated"), t.instance & t.state("running", "stopped")),
        ("unencrypted disk snapshots anywhere outside Europe", t.snapshot & t.unencrypted & ~t.europe, t.snapshot & t.encrypted & ~t.europe),
        ("human IAM users only, leave out ci-runner and backup-robot", t.user & ~robot, t.user & robot),
    ],
    "composed": [
        ("running t3.micro servers in Frankfurt or Ireland that have a public IP", t.instance & running & t.field("InstanceType", "t3.micro") & t.europe & addressed, t.instance & running & t.field("InstanceType", "t3.micro") & t.europe & ~addressed),
        ("plain postgres instances (no Aurora), production, neither encrypted nor multi-AZ", db & postgres & t.production & t.unencrypted & alone, db & postgres & t.production & t.encrypted & spread),
        ("unattached gp2 or io1 disks above 100 GB, but not in Europe", t.volume & loose & t.field("VolumeType", "gp2", "io1") & big & ~t.europe, t.volume & used & t.field("VolumeType", "gp2", "io1") & big & ~t.europe),
        ("public buckets belonging to payments or orders, anywhere in Europe", t.bucket & t.public & (t.team("payments") | t.team("orders")) & t.europe, t.bucket & t.private & (t.team("payments") | t.team("orders")) & t.europe),
        ("db-password secrets of prod created before 2025 and still without rotation", t.secret & t.named("db-password") & t.production & t.before("2025-01-01") & unrotated, t.secret & t.named("db-password") & t.production & t.before("2025-01-01") & rotated),
        ("functions on python 3.9 or node 16, in production, except the American regions", t.function & old_code & t.production & ~t.america),
        ("high CPU and error rate alarms which are firing in staging or development", t.alarm & (t.named("high-cpu") | t.named("error-rate")) & ringing & (t.staging | t.development), t.alarm & (t.named("high-cpu") | t.named("error-rate")) & calm & (t.staging | t.development)),
        ("internet-facing load balancers made in 2026 in Sydney or Oregon but not for dev", t.balancer & t.public & t.between("2026-01-01", "2027-01-01") & (t.sydney | t.oregon) & ~t.development, t.balancer & t.private & t.between("2026-01-01", "2027-01-01") & (t.sydney | t.oregon) & ~t.development),
        ("MySQL or MariaDB databases with deletion protection on, but with no automated backups", db & (mysql | maria) & t.protected & t.not_backed_up, db & (mysql | maria) & t.unprotected & t.backed_up),
        ("on-demand dynamo tables with point in time recovery, US regions, dev excluded", t.table & billed("PAY_PER_REQUEST") & t.backed_up & t.america & ~t.development, t.table & billed("PAY_PER_REQUEST") & t.not_backed_up & t.america & ~t.development),
        ("stopped m5.large and m6i.xlarge machines launched before 2026 and lying in Virginia", t.instance & stopped & t.field("InstanceType", "m5.large", "m6i.xlarge") & t.before("2026-01-01") & t.virginia, t.instance & running & t.field("InstanceType", "m5.large", "m6i.xlarge") & t.before("2026-01-01") & t.virginia),
        ("never-expiring log groups of checkout or payouts functions in prod", t.logs & (t.named("checkout") | t.named("payouts")) & t.production & ~kept, t.logs & (t.named("checkout") | t.named("payouts")) & t.production & kept),
        ("dead letter queues in prod and in Europe whose messages are stored unencrypted", t.queue & t.named("dlq") & t.production & t.europe & t.unencrypted, t.queue & t.named("dlq") & t.production & t.europe & t.encrypted),
        ("Aurora clusters that are both encrypted and deletion protected, not in staging, not in Frankfurt", cluster & t.encrypted & t.protected & ~t.staging & ~t.frankfurt, cluster & t.unencrypted & t.unprotected & ~t.staging & ~t.frankfurt),
        ("keys disabled or pending deletion in the acme-production and acme-data accounts", t.key & t.state("Disabled", "PendingDeletion") & (t.account("acme-production") | t.account("acme-data")), t.key & t.state("Enabled") & (t.account("acme-production") | t.account("acme-data"))),
        ("Fargate services created during the last 90 days for staging or dev", t.container & fargate & t.younger(90) & (t.staging | t.development), t.container & own_hosts & t.younger(90) & (t.staging | t.development)),
        ("RDS snapshots from before 2025, unencrypted, in ireland or us-west-2", t.db_snapshot & t.before("2025-01-01") & t.unencrypted & (t.ireland | t.oregon), t.db_snapshot & t.before("2025-01-01") & t.encrypted & (t.ireland | t.oregon)),
        ("security groups of catalog or identity that are open to everyone, but only outside of production", t.group & (t.team("catalog") | t.team("identity")) & t.public & ~t.production, t.group & (t.team("catalog") | t.team("identity")) & t.private & ~t.production),
        ("attached 1000 GB volumes, not encrypted, prod, either Virginia or Ireland", t.volume & used & t.field("Size", 1000) & t.unencrypted & t.production & (t.virginia | t.ireland), t.volume & used & t.field("Size", 1000) & t.encrypted & t.production & (t.virginia | t.ireland)),
        ("enabled schedules that run every five minutes, tagged for team payments and not in Sydney", t.rule & on & often & t.team("payments") & ~t.sydney),
    ],
    "misspelt": [
        ("stoped instnaces in virgina", t.instance & stopped & t.virginia, t.instance & running & t.virginia),
        ("unecrypted volmes in prodcution", t.volume & t.unencrypted & t.production, t.volume & t.encrypted & t.production),
        ("pubilc bukcets in irealnd", t.bucket & t.public & t.ireland, t.bucket & t.private & t.ireland),
        ("secrests wihtout rotaiton in stagign", t.secret & unrotated & t.staging, t.secret & rotated & t.staging),
        ("postgers databsaes in Syndey", db & postgres & t.sydney),
        ("lamdba functoins with runtiem pyhton3.12", t.function & t.field("Runtime", "python3.12")),
        ("alrams in alarm sate, frankfrut", t.alarm & ringing & t.frankfurt, t.alarm & calm & t.frankfurt),
        ("dynamdb tabels with deleton protecton", t.table & t.protected, t.table & t.unprotected),
        ("intenal load balacners orgeon", t.balancer & t.private & t.oregon, t.balancer & t.public & t.oregon),
        ("kuberntes clutsers verison 1.29", eks & t.field("version", "1.29"), eks & t.field("version", "1.33")),
        ("sercurity gruops of the lgoistics taem", t.group & t.team("logistics")),
        ("encrpyted snasphots of databsaes in us-esat-1", t.db_snapshot & t.encrypted & t.virginia, t.db_snapshot & t.unencrypted & t.virginia),
    ],
    "plain": [
        ("EC2 instances of type c6g.large in eu-west-1", t.instance & t.field("InstanceType", "c6g.large") & t.ireland),
        ("VPCs in ap-southeast-2", vpc & t.sydney),
        ("internet gateways, us-west-2", igw & t.oregon),
        ("ECS clusters in account acme-shared", ecs & t.account("acme-shared")),
        ("SSM parameters of type SecureString in production", t.parameter & scrambled & t.production, t.parameter & plain_text & t.production),
        ("EBS volumes with volume type io1 in eu-central-1", t.volume & t.field("VolumeType", "io1") & t.frankfurt),
        ("IAM policy deploy-anything", policy & t.named("deploy-anything")),
        ("Step Functions state machines in production", t.machine & t.production),
        ("RDS DB instances with engine mariadb and status stopped", db & maria & stopped, db & maria & loose),
        ("Route 53 public hosted zones", t.zone & ~inner, t.zone & inner),
        ("SNS topics with team tag identity", t.topic & t.team("identity")),
        ("EventBridge rules with state ENABLED in us-east-1", t.rule & on & t.virginia, t.rule & off & t.virginia),
    ],
}  # fmt: skip
