"""Every secret planted in the demo estate: what a scan must never let out in clear."""

from __future__ import annotations

# Made up, each found nowhere else: a test greps a store, a log or a trace for them.
LAMBDA_DATABASE_PASSWORD = "cnry-lambda-dbpass-Zt7kQ2vW9xLm"  # noqa: S105
LAMBDA_API_KEY = "cnry-lambda-apikey-sk_live_5Hn3Rp8Yd1Bq"
LAMBDA_WEBHOOK_TOKEN = "cnry-lambda-webhook-Xf4Gc6Jt0PsE"  # noqa: S105
EC2_USER_DATA_PASSWORD = "cnry-ec2-userdata-Mv8Ks3Wq7NzA"  # noqa: S105
LAUNCH_TEMPLATE_TOKEN = "cnry-launchtemplate-Bh2Yu9Ti5RoC"  # noqa: S105
LAUNCH_CONFIGURATION_TOKEN = "cnry-launchconfig-Jd6Le1Fw4GpX"  # noqa: S105
ECS_ENVIRONMENT_SECRET = "cnry-ecs-env-Qa3Sx8Dc5VfT"  # noqa: S105
ECS_COMMAND_SECRET = "cnry-ecs-command-Ng7Bh4Mj2KuR"  # noqa: S105
SECRETS_MANAGER_VALUE = "cnry-secretsmanager-Wp5Ol0Ik9JmY"
SECRETS_MANAGER_JSON_PASSWORD = "cnry-secretsmanager-json-Ct8Vr6Bx3NqH"  # noqa: S105
SSM_SECURE_STRING = "cnry-ssm-securestring-Eu4Yt7Gd1FsZ"
RDS_MASTER_PASSWORD = "cnry-rds-master-Lk9Jh2Pf6SaU"  # noqa: S105
RDS_CLUSTER_PASSWORD = "cnry-rds-cluster-Rw3Te5Qy8IoD"  # noqa: S105

CANARIES = tuple(value for name, value in sorted(globals().items()) if name.isupper() and isinstance(value, str))


def planted() -> tuple[str, ...]:
    """Every planted secret, exactly as it stands in the estate (some of it base64-encoded there, as AWS does)."""
    return CANARIES
