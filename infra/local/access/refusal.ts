import type { Access } from './access.ts'
import type { AwsRequest } from './asks.ts'
import { type Refused, refusedNames } from './message-names.ts'

/** AWS's answer if the caller's role does not allow the request, or AWS would not accept it; else undefined. */
export function refusalOf(asked: AwsRequest, access: Access) {
  const refused = access.judge(asked) ?? refusedNames(asked)
  return refused && worded(refused, asked.headers['x-amz-target'] === undefined)
}

/** As JSON, or as the XML of the query protocol that topics use. */
function worded({ name, message }: Refused, inXml: boolean) {
  if (inXml) {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`
    return { status: 403, headers: { 'content-type': 'text/xml' }, body }
  }
  const body = JSON.stringify({ __type: name, message })
  return { status: 400, headers: { 'content-type': 'application/x-amz-json-1.0' }, body }
}
