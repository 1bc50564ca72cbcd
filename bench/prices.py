"""AWS list prices in us-east-1, on demand, US dollars. Look them up again before you rely on a sum."""

MILLION = 1_000_000
API_REQUEST = 3.50 / MILLION  # API Gateway, REST
LAMBDA_REQUEST = 0.20 / MILLION
LAMBDA_GB_SECOND = 0.0000133334  # arm64
SQS_REQUEST = 0.40 / MILLION  # standard queue
SQS_FAIR = 0.10 / MILLION  # on top, for messages with a MessageGroupId
WRITE_UNIT = 0.625 / MILLION  # DynamoDB
READ_UNIT = 0.125 / MILLION
KMS_REQUEST = 3.00 / MILLION
LOG_GB = 0.50  # CloudWatch Logs, taken in
