import { deflateRawSync, inflateRawSync } from 'node:zlib'

/**
 * Plain JSON, deflated: text that repeats in every order of a record (field names, the beginnings of ids) then costs
 * next to nothing in a table that is paid by the kilobyte.
 */
export const packed = (value: object): Uint8Array => deflateRawSync(JSON.stringify(value), { level: 5 })

export const unpacked = <T>(bytes: Uint8Array): T => JSON.parse(inflateRawSync(bytes).toString('utf8')) as T
