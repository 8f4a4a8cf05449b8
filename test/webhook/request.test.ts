import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { expect, test } from 'vitest'
import { asResponse } from '../../functions/webhook/answer.ts'
import { readRequest } from '../../functions/webhook/request.ts'

/** An event of payload format 2.0, as API Gateway's guide shows it, without unused fields. */
const event = (change: Partial<APIGatewayProxyEventV2> = {}) =>
  ({
    version: '2.0',
    routeKey: 'POST /signals/tv-btc',
    rawPath: '/signals/tv-btc',
    rawQueryString: '',
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-forwarded-for': '10.0.0.1' },
    requestContext: { http: { sourceIp: '203.0.113.7' } },
    body: '{"symbol":"BTCUSDT"}',
    isBase64Encoded: false,
    ...change,
  }) as APIGatewayProxyEventV2

test('has its route’s source and its connection’s address', () => {
  expect(readRequest(event())).toEqual({
    source: 'tv-btc',
    address: '203.0.113.7',
    token: undefined,
    body: Buffer.from('{"symbol":"BTCUSDT"}'),
    isForm: false,
  })
  expect(readRequest(event({ routeKey: 'POST /signals/desk/rsi' })).source).toBe('desk/rsi')
  expect(() => readRequest(event({ routeKey: '$default' }))).toThrow('Expected a route POST /signals/…')
})

test('has its body in base64 if API Gateway does not take it for text', () => {
  const body = Buffer.from('symbol=BTCUSDT').toString('base64')
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  expect(readRequest(event({ body, headers, isBase64Encoded: true }))).toMatchObject({
    body: Buffer.from('symbol=BTCUSDT'),
    isForm: true,
  })
  const { body: _, ...bodyless } = event()
  expect(readRequest(bodyless as APIGatewayProxyEventV2).body).toEqual(Buffer.from(''))
})

test.each([
  [{ headers: { authorization: 'Bearer abc' } }, 'abc'],
  [{ headers: { authorization: 'bearer  abc ' } }, 'abc'],
  [{ headers: { authorization: 'Basic abc' } }, undefined],
  [{ headers: {}, queryStringParameters: { token: 'abc' } }, 'abc'],
  [{ headers: {}, queryStringParameters: { token: '' } }, undefined],
  [{ headers: { authorization: 'Bearer abc' }, queryStringParameters: { token: 'other' } }, 'abc'],
])('has the token of %j: %s', (change, token) => {
  expect(readRequest(event(change)).token).toBe(token)
})

test('is answered as JSON; a client without a token learns nothing', () => {
  expect(asResponse({ status: 202, id: 'tv-btc#1' })).toMatchObject({
    statusCode: 202,
    body: '{"id":"tv-btc#1"}',
  })
  expect(asResponse({ status: 400, problems: ['a'] })).toMatchObject({
    statusCode: 400,
    body: '{"problems":["a"]}',
  })
  expect(asResponse({ status: 401 })).toEqual({
    statusCode: 401,
    headers: { 'content-type': 'application/json', 'www-authenticate': 'Bearer' },
    body: '{"message":"Unauthorized"}',
  })
})
