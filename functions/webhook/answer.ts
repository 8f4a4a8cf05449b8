import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { WebhookAnswer } from './take-request.ts'

/** The answer as API Gateway sends it. */
export function asResponse({ status, ...said }: WebhookAnswer): APIGatewayProxyStructuredResultV2 {
  const body = status === 401 ? { message: 'Unauthorized' } : said
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', ...(status === 401 && { 'www-authenticate': 'Bearer' }) },
    body: JSON.stringify(body),
  }
}
