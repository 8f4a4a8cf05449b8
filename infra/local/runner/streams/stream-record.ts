import { hash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda'
import { region } from '../resolve.ts'

/** An item in DynamoDB's JSON: every value with its type. */
export type WireItem = Readonly<Record<string, AttributeValue>>

/** Which images of a change a stream shows. */
export const views = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const
export type View = (typeof views)[number]

/** One item before and after a write; undefined if absent. */
export interface Change {
  readonly keys: WireItem
  readonly before: WireItem | undefined
  readonly after: WireItem | undefined
}

/** A write that changes nothing makes no record, as on AWS. */
export const isChange = ({ before, after }: Change): boolean => !isDeepStrictEqual(before, after)

/**
 * A change as Lambda passes it to a function: `number` counts the table's changes, `at` is its time in milliseconds.
 */
export function streamRecord(
  { keys, before, after }: Change,
  { streamArn, view, number, at }: StreamPlace,
): DynamoDBRecord {
  const sequence = String(number).padStart(21, '0')
  const images = {
    ...(after && showsNew.has(view) && { NewImage: { ...after } }),
    ...(before && showsOld.has(view) && { OldImage: { ...before } }),
  }
  return {
    eventID: hash('md5', `${streamArn} ${sequence}`, 'hex'),
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      // To the second, as AWS gives it.
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: { ...keys },
      ...images,
      SequenceNumber: sequence,
      SizeBytes: Buffer.byteLength(JSON.stringify({ keys, ...images })),
      StreamViewType: view,
    },
    eventSourceARN: streamArn,
  }
}

export interface StreamPlace {
  readonly streamArn: string
  readonly view: View
  readonly number: number
  readonly at: number
}

const showsNew: ReadonlySet<View> = new Set<View>(['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'])
const showsOld: ReadonlySet<View> = new Set<View>(['OLD_IMAGE', 'NEW_AND_OLD_IMAGES'])

export const sequenceOf = ({ dynamodb }: DynamoDBRecord): string => dynamodb?.SequenceNumber ?? ''
