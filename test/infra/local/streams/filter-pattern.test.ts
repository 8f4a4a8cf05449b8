import { describe, expect, test } from 'vitest'
import { anyOf, readFilter } from '../../../../infra/local/runner/streams/filter-pattern.ts'

describe('a filter', () => {
  const record = {
    eventName: 'INSERT',
    dynamodb: {
      Keys: { pk: { S: 'POSITION#abc' }, sk: { S: '2025-02-03T02:07:00.000Z#0000' } },
      NewImage: { body: { M: { event: { S: 'closed' } } } },
    },
  }
  test.each([
    ['an exact value', { eventName: ['INSERT', 'MODIFY'] }, true],
    ['another value', { eventName: ['REMOVE'] }, false],
    ['a prefix', { dynamodb: { Keys: { pk: { S: [{ prefix: 'POSITION#' }] } } } }, true],
    ['another prefix', { dynamodb: { Keys: { pk: { S: [{ prefix: 'PAPER' }] } } } }, false],
    ['a suffix', { dynamodb: { Keys: { sk: { S: [{ suffix: '#0000' }] } } } }, true],
    ['whatever its case', { eventName: [{ 'equals-ignore-case': 'insert' }] }, true],
    ['anything but a value', { dynamodb: { Keys: { sk: { S: [{ 'anything-but': ['ITEM'] }] } } } }, true],
    ['anything but its own', { eventName: [{ 'anything-but': 'INSERT' }] }, false],
    ['anything but a value, of a field that is not there', { none: [{ 'anything-but': 'x' }] }, false],
    ['a field that is there', { eventName: [{ exists: true }] }, true],
    ['a field that is not', { dynamodb: { OldImage: { body: [{ exists: false }] } } }, true],
    ['a field that should not be', { eventName: [{ exists: false }] }, false],
    ['one field of two', { eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: ['ACCOUNT'] } } } }, false],
    ['one of two patterns', { $or: [{ eventName: ['REMOVE'] }, { eventName: ['INSERT'] }] }, true],
    ['none of two patterns', { $or: [{ eventName: ['REMOVE'] }, { eventName: ['MODIFY'] }] }, false],
    ['deep in an item', { dynamodb: { NewImage: { body: { M: { event: { S: ['closed'] } } } } } }, true],
    ['a field that the record lacks', { dynamodb: { OldImage: { body: { S: ['x'] } } } }, false],
  ])('by %s', (_, pattern, gets) => {
    expect(readFilter(JSON.stringify(pattern))(record)).toBe(gets)
  })

  test.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a value without a list', '{"eventName":"INSERT"}'],
    ['an empty list', '{"eventName":[]}'],
    ['an empty object', '{"dynamodb":{}}'],
    ['an operator that is not evaluated here', '{"n":[{"numeric":[">",1]}]}'],
    ['two operators in one', '{"n":[{"prefix":"a","suffix":"b"}]}'],
    ['a prefix that is no text', '{"n":[{"prefix":1}]}'],
    ['alternatives that are no patterns', '{"$or":[1]}'],
    ['more than Lambda takes', `{"n":["${'x'.repeat(4_096)}"]}`],
  ])('with %s is an error that shows it', (_, text) => {
    expect(() => readFilter(text)).toThrow(text.slice(0, 60))
  })

  test('one of several filters suffices to pass a record; without filters all pass', () => {
    const [no, yes] = [readFilter('{"eventName":["REMOVE"]}'), readFilter('{"eventName":["INSERT"]}')]
    expect([anyOf([no, yes])(record), anyOf([no])(record), anyOf([])(record)]).toEqual([true, false, true])
  })
})
