import type { ComponentChildren } from 'preact'
import { none } from '../../../../pictures/page/format.ts'
import { Ago, Until } from '../frame/ago.tsx'
import { account, invalidWaiting, reading } from '../told/told.ts'

/** Age of the readings, configured protections, symbols cooling down, and invalid messages that wait. */
export function Readings() {
  const { protections = [], cooling = [], unmanaged = [] } = account.value ?? {}
  return (
    <section class="panel" aria-label="Readings">
      <header>
        <h2>Beside it</h2>
      </header>
      <dl class="facts">
        <Fact name="Protections">
          {protections.length === 0 ? 'none configured' : protections.join(', ')}
        </Fact>
        {cooling.map(({ symbol, freeAt }) => (
          <Fact key={symbol} name="Cooling down">
            <bdi>{symbol}</bdi> for <Until then={freeAt} />
          </Fact>
        ))}
        {unmanaged.map(symbol => (
          <Fact key={symbol} name="Not ours">
            <bdi>{symbol}</bdi>
          </Fact>
        ))}
        <Fact name="Invalid messages">
          {invalidWaiting.value === 0 ? 'none' : <a href="#happened">{invalidWaiting.value} waiting</a>}
        </Fact>
        {(reading.value ?? []).map(({ what, at, failure }) => (
          <Fact key={what} name={`${what[0]?.toUpperCase()}${what.slice(1)} read`}>
            {failure !== undefined && <span class="warn">▲ </span>}
            {at === undefined ? (
              none
            ) : (
              <>
                <Ago since={at} /> ago
              </>
            )}
          </Fact>
        ))}
      </dl>
    </section>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)
