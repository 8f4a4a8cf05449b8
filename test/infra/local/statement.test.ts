import { expect, test } from 'vitest'
import { isAllowed, readStatement } from '../../../infra/local/access/statement.ts'

const statement = (condition: object) =>
  readStatement({ Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: 'arn:table', Condition: condition })
const ask = (key?: string) => ({
  ...{ action: 'dynamodb:PutItem', resource: 'arn:table' },
  ...(key !== undefined && { context: { 'dynamodb:LeadingKeys': key } }),
})

test('a right on some keys gives none on others, and none if no key is named', () => {
  const diary = statement({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'DIARY#*' } })
  expect(isAllowed([diary], ask('DIARY#2025-02-03'))).toBe(true)
  for (const key of ['ACCOUNT', 'POSITION#DIARY#', 'DIARY', undefined])
    expect(isAllowed([diary], ask(key)), key).toBe(false)
})

test('StringEquals compares a pattern literally', () => {
  const exact = statement({ StringEquals: { 'dynamodb:LeadingKeys': 'DIARY#*' } })
  expect(isAllowed([exact], ask('DIARY#1'))).toBe(false)
  expect(isAllowed([exact], ask('DIARY#*'))).toBe(true)
})

test('an unknown condition is an error, not ignored', () => {
  expect(() => statement({ StringLike: { 'dynamodb:LeadingKeys': '*' } })).toThrow('knows the conditions')
})
