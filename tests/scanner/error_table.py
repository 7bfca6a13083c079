"""Well-known error answers of AWS: service, HTTP status, code, sample message; grouped by what they mean."""

from __future__ import annotations

from typing import NamedTuple

from estate_assets.scanner.codes import Kind


class Answer(NamedTuple):
    """One error answer, and its kind."""

    kind: Kind
    service: str
    status: int
    code: str
    message: str


TABLE = """
access
 ec2 403 UnauthorizedOperation | You are not authorized to perform this operation. Encoded authorization failure message: Zm9v
 s3 403 AccessDenied | Access Denied
 s3 403 AllAccessDisabled | All access to this object has been disabled
 s3 403 AccountProblem | There is a problem with your AWS account that prevents the operation from completing successfully.
 s3 403 InvalidSecurity | The provided security credentials are not valid.
 iam 403 AccessDenied | User: arn:aws:iam::111122223333:user/ann is not authorized to perform: iam:ListRoles on resource: *
 sts 403 AccessDenied | User: arn:aws:iam::1:user/ann is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::2:role/r
 lambda 403 AccessDeniedException | User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: lambda:ListFunctions
 dynamodb 400 AccessDeniedException | not authorized to perform: dynamodb:ListTables with an explicit deny in a service control policy
 kms 400 AccessDeniedException | The ciphertext refers to a customer master key that does not exist, or you are not allowed to access.
 kms 400 KMSAccessDeniedException | The ciphertext refers to a key that you may not use.
 sqs 403 AccessDenied | Access to the resource https://sqs.eu-west-1.amazonaws.com/ is denied.
 sns 403 AuthorizationError | User is not authorized to perform: SNS:ListTopics on resource
 sns 403 AuthorizationErrorException | Indicates that the user has been denied access to the requested resource.
 cloudformation 403 AccessDenied | User is not authorized to perform: cloudformation:DescribeStacks
 organizations 400 AccessDeniedException | You don't have permissions to access this resource.
 config 400 OrganizationAccessDeniedException | Your delegated administrator has no permission.
 config 400 InsufficientPermissionsException | Indicates that the rule can't be made because a role lacks permissions.
 cognito-idp 400 NotAuthorizedException | User is not authorized to access this resource
 kafka 403 ForbiddenException | Access forbidden. Check your credentials and then retry your request.
 kafka 401 UnauthorizedException | The request is not authorized. The provided credentials couldn't be validated.
 iot 401 UnauthorizedException | You are not authorized to perform this operation.
 glacier 403 AccessDeniedException | not authorized to perform: glacier:ListVaults
 elasticbeanstalk 403 InsufficientPrivilegesException | Access Denied: S3Bucket
 redshift 400 AccessToClusterDenied | You are not authorized to access the cluster.
 rds 403 AccessDenied | User is not authorized to perform: rds:DescribeDBInstances
 apigateway 403 AccessDeniedException | User is not authorized to access this resource with an explicit deny
 route53 403 AccessDenied | User is not authorized to perform: route53:ListHostedZones
 eks 403 AccessDeniedException | User is not authorized to perform: eks:ListClusters: the region is not enabled for you
 ec2 403 PendingVerification | Your account is currently being verified.
 ec2 403 Blocked | This account is currently blocked.
 workmail 400 OperationForbidden | not in any list
 s3 403 403 | Forbidden
credentials
 sts 403 ExpiredToken | The security token included in the request is expired
 dynamodb 400 ExpiredTokenException | The security token included in the request is expired
 ec2 400 RequestExpired | Request has expired.
 ec2 401 AuthFailure | AWS was not able to validate the provided access credentials
 iam 403 InvalidClientTokenId | The security token included in the request is invalid.
 lambda 403 UnrecognizedClientException | The security token included in the request is invalid.
 s3 403 InvalidAccessKeyId | The AWS Access Key Id you provided does not exist in our records.
 s3 403 SignatureDoesNotMatch | The request signature we calculated does not match the signature you provided.
 kms 400 InvalidSignatureException | Signature expired: 20260101T000000Z is now earlier than 20260101T001500Z
 kms 400 IncompleteSignatureException | Authorization header requires 'Signature' parameter.
 iam 400 IncompleteSignature | The request signature does not conform to AWS standards.
 sqs 403 MissingAuthenticationToken | Missing Authentication Token
 apigateway 403 MissingAuthenticationTokenException | Missing Authentication Token
 s3 400 TokenRefreshRequired | The provided token must be refreshed.
 s3 400 InvalidToken | The provided token is malformed or otherwise not valid.
 s3 403 RequestTimeTooSkewed | The difference between the request time and the server's time is too large.
throttle
 ec2 503 RequestLimitExceeded | Request limit exceeded.
 iam 400 Throttling | Rate exceeded
 cloudformation 400 Throttling | Rate exceeded
 elbv2 400 Throttling | Rate exceeded
 rds 400 Throttling | Rate exceeded
 dynamodb 400 ThrottlingException | Rate of requests exceeds the allowed throughput.
 dynamodb 400 ProvisionedThroughputExceededException | The level of configured provisioned throughput was exceeded.
 dynamodb 400 RequestLimitExceeded | Throughput exceeds the current throughput limit for your account.
 dynamodb 400 TransactionInProgressException | The transaction with the given request token is already in progress.
 logs 400 ThrottlingException | Rate exceeded
 ecs 400 ThrottlingException | Rate exceeded
 ssm 400 ThrottlingException | Rate exceeded
 kms 400 ThrottlingException | You have exceeded the rate at which you may call KMS.
 stepfunctions 400 ThrottlingException | Rate exceeded
 organizations 400 TooManyRequestsException | You have sent too many requests in too short a period of time.
 lambda 429 TooManyRequestsException | Rate Exceeded.
 apigateway 429 TooManyRequestsException | Too Many Requests
 lambda 502 EC2ThrottledException | Lambda is being throttled by Amazon EC2
 sns 429 Throttled | Rate exceeded
 sqs 403 RequestThrottled | The request was denied due to request throttling.
 kms 400 KmsThrottled | too many requests to KMS
 s3 503 SlowDown | Please reduce your request rate.
 s3 503 ServiceUnavailable | Please reduce your request rate.
 route53 400 PriorRequestNotComplete | The request was rejected because Route 53 was still processing a prior request.
 route53 400 Throttling | Rate exceeded
 kinesis 400 LimitExceededException | Rate exceeded for account 111122223333.
 kinesisvideo 400 ClientLimitExceededException | Kinesis Video Streams has throttled the request.
 glue 400 ThrottlingException | Rate exceeded
 ses 400 Throttling | Maximum sending rate exceeded.
 cloudwatch 400 Throttling | Rate exceeded
 simpledb 503 BandwidthLimitExceeded | Bandwidth limit exceeded
 eks 429 ThrottlingException | Rate exceeded
 efs 429 TooManyRequests | Rate exceeded
 codebuild 400 ThrottlingException | Rate exceeded
 elasticache 400 ThrottledException | slower, please
 securityhub 429 TooManyRequestsException | Too many requests
 wafv2 400 SomethingNewThrottledException | not in any list
 mq 429 NobodyKnows | only the status tells
not_enabled
 ec2 403 OptInRequired | You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.
 sdb 403 OptInRequired | The AWS Access Key Id needs a subscription for the service
 compute-optimizer 400 OptInRequiredException | Aws account is not registered for recommendation.
 dms 400 SubscriptionRequiredException | The AWS Access Key Id needs a subscription for the service
 organizations 400 AWSOrganizationsNotInUseException | Your account is not a member of an organization.
 sts 403 RegionDisabledException | STS is not activated in this region for account
 securityhub 401 InvalidAccessException | Account 111122223333 is not subscribed to AWS Security Hub
 s3 403 NotSignedUp | Your account is not signed up for the Amazon S3 service.
 organizations 400 AccountNotRegisteredException | The account is not registered as a delegated administrator.
 macie2 403 AccessDeniedException | Macie is not enabled.
 inspector2 403 AccessDeniedException | Account 111122223333 is not enabled for Inspector
 auditmanager 403 AccessDeniedException | Please complete AWS Audit Manager setup from home page to enable this action in this account.
 mgh 400 HomeRegionNotSetException | The home region is not set.
 cost-optimization-hub 400 AccessDeniedException | AWS account is not enrolled for Cost Optimization Hub
 detective 403 AccessDeniedException | The account is not currently subscribed to Detective
not_offered
 ec2 400 UnsupportedOperation | The functionality you requested is not available in this region.
 ec2 400 InvalidAction | The action DescribeFoo is not valid for this web service.
 autoscaling 400 InvalidAction | Could not find operation DescribeTrafficSources for version 2011-01-01
 dynamodb 400 UnknownOperationException | The operation is not known here
 kms 400 UnsupportedOperationException | The specified operation is not supported.
 ssm 400 UnsupportedOperationException | not supported in this region
 s3 400 UnsupportedOperation | The operation is not supported
 machinelearning 403 AccessDeniedException | AmazonML is no longer available to new customers. Please consider using another service.
 timestream-query 400 AccessDeniedException | Only existing Timestream for LiveAnalytics customers can access the service.
 lookoutmetrics 403 AccessDeniedException | The service is no longer open to new customers.
 route53domains 400 UnsupportedRegionException | not here
 directconnect 400 OperationNotSupportedException | The operation is not supported
not_found
 ec2 400 InvalidInstanceID.NotFound | The instance ID 'i-1a2b3c4d' does not exist
 ec2 400 InvalidVpcID.NotFound | The vpc ID 'vpc-1' does not exist
 ec2 400 InvalidGroup.NotFound | The security group 'sg-1' does not exist
 ec2 400 InvalidSnapshot.NotFound | The snapshot 'snap-1' does not exist.
 ec2 400 InvalidVolume.NotFound | The volume 'vol-1' does not exist.
 ec2 400 InvalidAMIID.NotFound | The image id '[ami-1]' does not exist
 ec2 400 InvalidAMIID.Unavailable | The image ID 'ami-1' is no longer available
 ec2 400 InvalidLaunchTemplateId.NotFound | The specified launch template does not exist.
 iam 404 NoSuchEntity | The role with name r cannot be found.
 s3 404 NoSuchBucket | The specified bucket does not exist
 s3 404 NoSuchKey | The specified key does not exist.
 s3 404 NoSuchBucketPolicy | The bucket policy does not exist
 s3 404 NoSuchTagSet | The TagSet does not exist
 s3 404 NoSuchCORSConfiguration | The CORS configuration does not exist
 s3 404 NoSuchLifecycleConfiguration | The lifecycle configuration does not exist
 s3 404 NoSuchWebsiteConfiguration | The specified bucket does not have a website configuration
 s3 404 NoSuchPublicAccessBlockConfiguration | The public access block configuration was not found
 s3 404 ServerSideEncryptionConfigurationNotFoundError | The server side encryption configuration was not found
 s3 404 ReplicationConfigurationNotFoundError | The replication configuration was not found
 s3 404 ObjectLockConfigurationNotFoundError | Object Lock configuration does not exist for this bucket
 s3 404 OwnershipControlsNotFoundError | The bucket ownership controls were not found
 s3 404 404 | Not Found
 lambda 404 ResourceNotFoundException | Function not found: arn:aws:lambda:eu-west-1:1:function:f
 dynamodb 400 ResourceNotFoundException | Requested resource not found: Table: t not found
 dynamodb 400 TableNotFoundException | Table not found: t
 logs 400 ResourceNotFoundException | The specified log group does not exist.
 rds 404 DBInstanceNotFound | DBInstance db not found.
 rds 404 DBInstanceNotFoundFault | DBInstance db not found.
 rds 404 DBClusterNotFoundFault | DBCluster c not found.
 rds 404 DBSnapshotNotFound | DBSnapshot s not found.
 elasticache 404 CacheClusterNotFound | CacheCluster not found: c
 redshift 404 ClusterNotFound | Cluster c not found.
 ecs 400 ClusterNotFoundException | Cluster not found.
 ecs 400 ServiceNotFoundException | Service not found.
 eks 404 ResourceNotFoundException | No cluster found for name: c.
 elbv2 400 LoadBalancerNotFound | One or more load balancers not found
 elbv2 400 TargetGroupNotFound | One or more target groups not found
 elb 400 LoadBalancerNotFound | There is no ACTIVE Load Balancer named 'lb'
 kms 400 NotFoundException | Key 'arn:aws:kms:eu-west-1:1:key/k' does not exist
 sns 404 NotFound | Topic does not exist
 sqs 400 AWS.SimpleQueueService.NonExistentQueue | The specified queue does not exist for this wsdl version.
 sqs 400 QueueDoesNotExist | The specified queue does not exist.
 ssm 400 ParameterNotFound | Parameter p not found.
 ssm 400 InvalidDocument | Document with name d does not exist.
 secretsmanager 400 ResourceNotFoundException | Secrets Manager can't find the specified secret.
 stepfunctions 400 StateMachineDoesNotExist | State Machine Does Not Exist
 events 400 ResourceNotFoundException | Rule r does not exist on EventBus default.
 route53 404 NoSuchHostedZone | No hosted zone found with ID: Z1
 cloudfront 404 NoSuchDistribution | The specified distribution does not exist.
 cloudtrail 400 TrailNotFoundException | Unknown trail
 config 400 NoSuchConfigRuleException | The ConfigRule is invalid.
 ecr 400 RepositoryNotFoundException | The repository does not exist in the registry
 ecr 400 RepositoryPolicyNotFoundException | Repository policy does not exist
 ecr 400 LifecyclePolicyNotFoundException | Lifecycle policy does not exist
 glue 400 EntityNotFoundException | Database d not found.
 codecommit 400 RepositoryDoesNotExistException | r does not exist
 codepipeline 400 PipelineNotFoundException | The account does not have a pipeline with that name
 codedeploy 400 ApplicationDoesNotExistException | Applications not found
 acm 400 ResourceNotFoundException | Could not find certificate
 cognito-idp 400 ResourceNotFoundException | User pool p does not exist.
 efs 404 FileSystemNotFound | File system 'fs-1' does not exist.
 swf 400 UnknownResourceFault | Unknown domain: d
 apigateway 404 NotFoundException | Invalid API identifier specified
 organizations 400 AccountNotFoundException | The account is not part of your organization
 iot 410 GoneException | gone
 cloudformation 400 ValidationError | Stack with id s does not exist
 mq 404 NobodyKnows | only the status tells
transient
 ec2 500 InternalError | An internal error has occurred
 ec2 503 Unavailable | The server is overloaded and can't handle the request.
 ec2 503 ServiceUnavailable | The request has failed due to a temporary failure of the server.
 s3 500 InternalError | We encountered an internal error. Please try again.
 s3 503 ServiceUnavailable | Service is unable to handle request.
 s3 400 RequestTimeout | Your socket connection to the server was not read from or written to within the timeout period.
 s3 409 OperationAborted | A conflicting conditional operation is currently in progress against this resource. Try again.
 iam 500 ServiceFailure | The request processing has failed because of an unknown error, exception or failure.
 iam 409 ConcurrentModification | The request was rejected because multiple requests to change this object were submitted
 dynamodb 500 InternalServerError | Internal Server Error
 dynamodb 503 ServiceUnavailable | Service unavailable
 lambda 500 ServiceException | The Lambda service encountered an internal error.
 logs 500 ServiceUnavailableException | The service cannot complete the request.
 kms 500 KMSInternalException | The request was rejected because an internal exception occurred.
 kms 500 DependencyTimeoutException | The system timed out while trying to fulfill the request.
 kms 500 KeyUnavailableException | The specified key was not available.
 ecs 500 ServerException | These errors are usually caused by a server issue.
 eks 500 ServerException | These errors are usually caused by a server-side issue.
 eks 503 ServiceUnavailableException | The service is unavailable.
 sns 500 InternalError | Indicates an internal service error.
 sqs 500 InternalFailure | The request processing has failed
 sts 500 InternalFailure | Internal failure
 ssm 500 InternalServerError | An error occurred on the server side.
 secretsmanager 500 InternalServiceError | An error occurred on the server side.
 glue 500 InternalServiceException | An internal service error occurred.
 glue 400 ConcurrentModificationException | Two processes are trying to modify a resource simultaneously.
 organizations 400 ConcurrentModificationException | The target of the operation is currently being modified by a different request.
 organizations 500 ServiceException | Organizations can't complete your request because of an internal service error.
 elasticbeanstalk 503 ServiceUnavailable | try again
 cloudfront 500 InternalError | Internal error
 wafv2 500 WAFInternalErrorException | Your request is valid, but WAF couldn't perform the operation because of a system problem.
 guardduty 500 InternalServerErrorException | An internal server error occurred.
 athena 500 InternalServerException | Indicates a platform issue
 codeartifact 500 InternalServerException | The operation did not succeed because of an error that occurred inside the service
 qldb 409 RetryableConflictException | again
 mq 502 NobodyKnows | only the status tells
 mq 504 Unknown | an answer of a proxy
permanent
 ec2 400 InvalidParameterValue | Value (x) for parameter maxResults is invalid.
 ec2 400 InvalidParameterCombination | The parameter cannot be used with the parameter maxResults
 ec2 400 MissingParameter | The request must contain the parameter size or snapshotId
 ec2 400 InvalidRequest | The request received was invalid
 ec2 400 DryRunOperation | Request would have succeeded, but DryRun flag is set.
 ec2 400 IncorrectInstanceState | The instance is not in a state from which it can be started
 ec2 400 InvalidNextToken | The token is not valid
 ec2 400 InvalidPaginationToken | The pagination token is expired
 ec2 400 InstanceLimitExceeded | You have requested more instances than your current limit allows
 iam 400 ValidationError | 1 validation error detected
 iam 409 DeleteConflict | Cannot delete entity, must detach all policies first.
 iam 409 EntityAlreadyExists | Role with name r already exists.
 iam 409 LimitExceeded | Cannot exceed quota for RolesPerAccount: 1000
 iam 400 MalformedPolicyDocument | Syntax errors in policy.
 s3 409 BucketNotEmpty | The bucket you tried to delete is not empty
 s3 409 BucketAlreadyOwnedByYou | Your previous request to create the named bucket succeeded
 s3 405 MethodNotAllowed | The specified method is not allowed against this resource.
 s3 400 InvalidBucketName | The specified bucket is not valid.
 s3 400 AuthorizationHeaderMalformed | The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'
 s3 301 PermanentRedirect | The bucket you are attempting to access must be addressed using the specified endpoint.
 s3 400 IllegalLocationConstraintException | The location constraint is incompatible for the region specific endpoint
 dynamodb 400 ValidationException | One or more parameter values were invalid
 dynamodb 400 ResourceInUseException | Table already exists: t
 dynamodb 400 ConditionalCheckFailedException | The conditional request failed
 lambda 400 InvalidParameterValueException | The runtime parameter is not valid
 lambda 409 ResourceConflictException | The operation cannot be performed at this time. An update is in progress
 logs 400 InvalidParameterException | 1 validation error detected
 logs 400 ResourceAlreadyExistsException | The specified log group already exists
 kms 400 DisabledException | arn:aws:kms:eu-west-1:1:key/k is disabled.
 kms 400 KMSInvalidStateException | arn:aws:kms:eu-west-1:1:key/k is pending deletion.
 kms 400 UnsupportedOperationException | arn:aws:kms:eu-west-1:1:key/k origin is EXTERNAL which is not valid for this operation.
 kms 400 InvalidMarkerException | Could not deserialize marker
 rds 400 InvalidParameterValue | Invalid max records value: 5. Must be between 20 and 100
 rds 400 InvalidDBInstanceState | Instance db is not in available state.
 ecs 400 ClientException | TaskDefinition is inactive
 ecs 400 InvalidParameterException | Identifier is for cluster c.
 elbv2 400 OperationNotPermitted | Load balancer cannot be deleted because deletion protection is enabled
 ssm 400 InvalidNextToken | The specified token isn't valid.
 ssm 400 InvalidFilterKey | The specified key isn't valid.
 secretsmanager 400 InvalidRequestException | You can't perform this operation on the secret because it was marked for deletion.
 stepfunctions 400 InvalidArn | Invalid Arn
 cloudformation 400 ValidationError | 1 validation error detected
 acm 400 InvalidArnException | The arn is not valid
 acm 400 ResourceInUseException | Certificate is in use.
 bedrock 400 ConflictException | Error occurred because of a conflict while performing an operation.
 route53 400 InvalidInput | Invalid pagination marker
 sqs 400 InvalidAttributeName | Unknown Attribute Foo.
 apigateway 400 BadRequestException | Invalid position parameter
 service-quotas 400 ServiceQuotaExceededException | You have exceeded your service quota.
 s3 413 RequestEntityTooLarge | too large
 mq 418 NobodyKnows | only the status tells, and it tells nothing
"""


def answers() -> list[Answer]:
    """The table's rows."""
    found, kind = [], Kind.PERMANENT
    for line in TABLE.strip().splitlines():
        if not line.startswith(" "):
            kind = Kind(line.strip())
            continue
        head, _, message = line.partition(" | ")
        service, status, code = head.split()
        found.append(Answer(kind, service, int(status), code, message))
    return found
