"""Operations that answer with secrets, or with the contents of resources: a scan describes, and never asks them.

The engine refuses them whoever asks, a scanner of someone else's too.
"""

from __future__ import annotations

_READS = {
    "secretsmanager": "GetSecretValue BatchGetSecretValue",
    "ssm": "GetParameter GetParameters GetParametersByPath GetParameterHistory GetCommandInvocation",
    "ec2": "GetPasswordData GetConsoleOutput GetVpnConnectionDeviceSampleConfiguration",
    "ecr": "GetAuthorizationToken",
    "ecr-public": "GetAuthorizationToken",
    "codeartifact": "GetAuthorizationToken",
    "acm": "ExportCertificate",
    "lambda": "GetFunction GetLayerVersion GetLayerVersionByArn",  # with signed addresses of the code
    "redshift": "GetClusterCredentials GetClusterCredentialsWithIAM",
    "redshift-serverless": "GetCredentials",
    "rds": "DownloadDBLogFilePortion",
    "lightsail": "GetInstanceAccessDetails GetRelationalDatabaseMasterUserPassword DownloadDefaultKeyPair",
    "directconnect": "DescribeRouterConfiguration",
    "gamelift": "GetInstanceAccess GetComputeAuthToken",
    "sso": "GetRoleCredentials",
    "cognito-identity": "GetCredentialsForIdentity GetOpenIdToken GetOpenIdTokenForDeveloperIdentity",
    "s3": "GetObject GetObjectTorrent SelectObjectContent",
    "dynamodb": "GetItem BatchGetItem TransactGetItems Query Scan",
    "sqs": "ReceiveMessage",
    "kinesis": "GetRecords",
    "logs": "GetLogEvents FilterLogEvents GetLogRecord GetQueryResults",
    "codecommit": "GetBlob GetFile",
    "appconfig": "GetConfiguration GetHostedConfigurationVersion",
    "appconfigdata": "GetLatestConfiguration",
    "stepfunctions": "DescribeExecution GetExecutionHistory",
}
#: `service:Operation`, under botocore's names.
NEVER = frozenset(f"{service}:{name}" for service, names in _READS.items() for name in names.split())
CODE = "NeverAsked"


def is_never_asked(service: str, operation: str) -> bool:
    """Whether an operation would fetch what a scan must not see."""
    return f"{service}:{operation}" in NEVER
