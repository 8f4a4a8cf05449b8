import type { ComponentChildren } from 'preact'
import { amount, none, signed, tone } from '../../../../pictures/page/format.ts'
import type { AccountShown } from '../../shown/account.ts'
import type { SentinelShown } from '../../shown/health.ts'
import { Ago } from '../frame/ago.tsx'
import { Meter } from '../frame/meter.tsx'
import { account, alarms, positions, watch, weight } from '../told/told.ts'

/**
 * What the account has, what the day may still lose, and whether all is watched: the line that an owner reads first.
 */
export function AccountStrip() {
  return (
    <dl class="account panel" aria-label="Account">
      <Money />
      <Day />
      <Slots />
      <Watch />
      <Weight />
      <Alarms />
    </dl>
  )
}

interface TileProps {
  readonly name: ComponentChildren
  readonly value: ComponentChildren
  readonly tone?: string | undefined
  readonly below?: ComponentChildren
  readonly children?: ComponentChildren
}

function Tile({ name, value, tone: colour, below, children }: TileProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={colour ?? ''}>{value}</dd>
      {children && <dd class="below">{children}</dd>}
      <dd class="below">{below}</dd>
    </div>
  )
}

function Money() {
  const known = account.value
  const { asset = '', wallet, available, unrealised } = known ?? {}
  return (
    <>
      <Tile
        name={`Wallet (${asset})`}
        value={wallet === undefined ? none : amount(wallet)}
        below={available === undefined ? 'not read yet' : `${amount(available)} available`}
      />
      <Tile
        name={`Unrealised (${asset})`}
        value={unrealised === undefined ? none : signed(unrealised)}
        tone={tone(unrealised ?? 0)}
        below={`${positions.value.length} open`}
      />
    </>
  )
}

/** Share of the day's cap that is lost already or that open positions may lose. */
export function usedOfCap({ day }: AccountShown): number {
  return (Math.max(0, -Number(day.net)) + Number(day.atRisk)) / Number(day.cap)
}

function Day() {
  const known = account.value
  if (!known) return <Tile name="Day" value={none} />
  const { day } = known
  return (
    <Tile
      name="Day’s result"
      value={signed(day.net)}
      tone={tone(day.net)}
      below={`${amount(day.atRisk)} at risk, cap ${amount(day.cap)}`}
    >
      <Meter value={usedOfCap(known)} label="Lost or at risk, of the day’s cap" />
    </Tile>
  )
}

function Slots() {
  const { slots } = account.value ?? {}
  if (!slots) return <Tile name="Slots" value={none} />
  const free = Math.max(0, slots.most - slots.taken)
  return (
    <Tile
      name="Slots"
      value={`${slots.taken} of ${slots.most}`}
      below={free === 1 ? '1 free' : `${free} free`}
    >
      <span class="slots" aria-hidden="true">
        {Array.from({ length: slots.most }, (_, index) => (
          <i key={index} class={index < slots.taken ? 'taken' : ''} />
        ))}
      </span>
    </Tile>
  )
}

/** Words for the sentinel's state; the watch works without one. */
const sentinelWords: Readonly<Record<SentinelShown['state'], string | undefined>> = {
  hears: 'a sentinel hears',
  deaf: 'the sentinel is deaf',
  starting: 'a sentinel is starting',
  absent: 'no sentinel listens',
  'not-wanted': undefined,
}

function Watch() {
  const { tickAt, everySeconds, isLate, failure, sentinel } = watch.value ?? {}
  if (tickAt === undefined) return <Tile name="Watch" value={none} below="no tick yet" />
  const pace =
    positions.value.length > 0 ? `every ${everySeconds} s` : 'within two minutes, as nothing is open'
  return (
    <Tile
      name="Watch"
      value={
        <>
          <Ago since={tickAt} /> ago
        </>
      }
      tone={isLate ? 'down' : ''}
      below={failure ? failure.text : isLate ? `late: expected ${pace}` : pace}
    >
      {sentinel && sentinelWords[sentinel.state]}
    </Tile>
  )
}

function Weight() {
  const { most, used, byThisPage, restUntil } = weight.value ?? {}
  if (most === undefined) return <Tile name="Request weight" value={none} />
  const below = `of ${amount(most, 0)}, ${amount(byThisPage ?? 0, 0)} by this page`
  return (
    <Tile
      name="Request weight"
      value={used === undefined ? none : amount(used, 0)}
      tone={restUntil === undefined ? '' : 'down'}
      below={restUntil === undefined ? below : 'the exchange asks to wait'}
    >
      <Meter value={(used ?? 0) / most} label="Used of the minute’s weight" />
    </Tile>
  )
}

function Alarms() {
  const { on, of } = alarms.value ?? {}
  if (on === undefined) return <Tile name="Alarms" value={none} below="not read yet" />
  return (
    <Tile
      name="Alarms"
      value={on === 0 ? 'none' : `${on} on`}
      tone={on > 0 ? 'down' : ''}
      below={`of ${of}`}
    />
  )
}
