import type { Account, AccountStore, Stored } from '#ports/state.ts'
import { alone, getItem, type Item, itemVersion, putIf, type Table } from './table.ts'

const key = { pk: 'ACCOUNT', sk: alone }

/** Enough for every executor, inspect and close-cleanup of 40 positions to collide in the same instant. */
const updateAttempts = 50
const longestPause = 100

/**
 * The account item is what all entries must agree on, so each change is read, made and written over the version it was
 * read at. Of two writers one wins and the other looks again: one of them always advances.
 */
export function accountStore(table: Table): AccountStore {
  return {
    async open(venue, killSwitch) {
      const stored = (await find(table)) ?? (await create(table, venue, killSwitch))
      if (stored.item.venue !== venue) throw new Error(venueMismatch(table.table, stored.item.venue, venue))
      return stored
    },
    read: () => read(table),
    async update(change) {
      for (let attempt = 1; attempt <= updateAttempts; attempt++) {
        const stored = await read(table)
        const next = change(stored.item)
        if (next === undefined) return stored
        if (await write(table, next, stored.version)) return { item: next, version: stored.version + 1 }
        await table.clock.sleep(Math.min(5 * attempt, longestPause))
      }
      throw new Error(
        `the account item of table ${table.table} was changed by others ${updateAttempts} times in a row: nothing was written, try again`,
      )
    },
  }
}

async function create(table: Table, venue: string, killSwitch: boolean): Promise<Stored<Account>> {
  const account: Account = {
    slots: {},
    lastClosed: {},
    day: { date: new Date(table.clock.now()).toISOString().slice(0, 10), net: '0' },
    halts: killSwitch ? { killSwitch: 'the kill switch was on when the account item was created' } : {},
    foreign: [],
    venue,
  }
  await putIf(table, toItem(account, 1), 'attribute_not_exists(pk)')
  return read(table)
}

async function read(table: Table): Promise<Stored<Account>> {
  const stored = await find(table)
  if (stored === undefined)
    throw new Error(`table ${table.table} has no account item yet: the first survey or executor run opens it`)
  return stored
}

async function find(table: Table): Promise<Stored<Account> | undefined> {
  const item = await getItem(table, key)
  return item && { item: item.body as Account, version: item.version as number }
}

const write = (table: Table, account: Account, version: number): Promise<boolean> =>
  putIf(table, toItem(account, version + 1), 'version = :version', { ':version': version })

const toItem = (body: Account, version: number): typeof key & Item => ({
  ...key,
  v: itemVersion,
  version,
  body,
})

const venueMismatch = (table: string, stored: string, configured: string): string =>
  `table ${table} belongs to the venue "${stored}", but QT_PAPER_TRADING and STAGING_MODE select "${configured}": ` +
  'a table never changes its venue, so restore the settings or deploy another stack'
