import { useState } from 'preact/hooks'
import { at } from '../told/told.ts'
import { betweenDays, periods, type Stretch } from './periods.ts'

/** Choice of a period by name, or between any two days. */
export function PeriodChoice({ choose }: { readonly choose: (stretch: Stretch) => void }) {
  const [chosen, setChosen] = useState('All')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const days = (first: string, last: string) => {
    setFrom(first)
    setTo(last)
    setChosen('')
    choose(betweenDays(first, last))
  }
  return (
    <section class="panel period" aria-label="Period">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be drawn and told as a form's. */}
      <div class="choice" role="group" aria-label="Period">
        {periods.map(({ name, of }) => (
          <button
            key={name}
            type="button"
            aria-pressed={chosen === name}
            onClick={() => {
              setChosen(name)
              setFrom('')
              setTo('')
              choose(of(at.peek()))
            }}
          >
            {name}
          </button>
        ))}
      </div>
      <label>
        from (UTC)
        <input type="date" value={from} onInput={({ currentTarget }) => days(currentTarget.value, to)} />
      </label>
      <label>
        to, that day included
        <input type="date" value={to} onInput={({ currentTarget }) => days(from, currentTarget.value)} />
      </label>
    </section>
  )
}
