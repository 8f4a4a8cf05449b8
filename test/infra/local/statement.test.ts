import { expect, test } from 'vitest'
import { isAllowed, readStatement } from '../../../infra/local/access/statement.ts'

const statement = (condition: object) =>
  readStatement({ Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: 'arn:table', Condition: condition })
const ask = (key?: string) => ({
  ...{ action: 'dynamodb:PutItem', resource: 'arn:table' },
  ...(key !== undefined && { context: { 'dynamodb:LeadingKeys': key } }),
})

test('a right on some keys is none on others, and none where nothing says which', () => {
  const diary = statement({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'DIARY#*' } })
  expect(isAllowed([diary], ask('DIARY#2025-02-03'))).toBe(true)
  for (const key of ['ACCOUNT', 'POSITION#DIARY#', 'DIARY', undefined])
    expect(isAllowed([diary], ask(key)), key).toBe(false)
})

test('values are patterns only where they are said to be', () => {
  const exact = statement({ StringEquals: { 'dynamodb:LeadingKeys': 'DIARY#*' } })
  expect(isAllowed([exact], ask('DIARY#1'))).toBe(false)
  expect(isAllowed([exact], ask('DIARY#*'))).toBe(true)
})

test('a condition that is not known here is refused, not overlooked', () => {
  expect(() => statement({ StringLike: { 'dynamodb:LeadingKeys': '*' } })).toThrow('knows the conditions')
})
