import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { impatient } from './patience.ts'

/** DynamoDB answers within some 10 ms; a read without an answer by now is repeated before the watch's tasks end. */
const answerMs = 600

/**
 * A DynamoDB client for functions that live for two seconds. Region, credentials and a local endpoint
 * (AWS_ENDPOINT_URL_DYNAMODB) come from the environment alone; connections stay alive between invocations.
 */
export function createDocuments(patience = impatient(answerMs)): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(patience), {
    marshallOptions: { removeUndefinedValues: true },
  })
}
