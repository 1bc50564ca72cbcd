"""DynamoDB: the records behind every decision."""
