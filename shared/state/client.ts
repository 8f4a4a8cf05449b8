import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/**
 * A DynamoDB client for functions that live for two seconds: a request that is lost is given up early enough
 * to be made again. Region, credentials and a local endpoint (AWS_ENDPOINT_URL_DYNAMODB) come from the
 * environment alone; connections are kept alive between invocations.
 */
export function createDocuments(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 300, requestTimeout: 600, throwOnRequestTimeout: true },
  })
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
}
