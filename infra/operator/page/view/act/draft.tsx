import { useState } from 'preact/hooks'
import type { ActionAsked } from '../../shown/action.ts'
import { look, turnAway } from './asking.ts'

/** Input that an action needs before its preview. */
export function Draft({ asked }: { readonly asked: ActionAsked }) {
  const [draft, setDraft] = useState(asked)
  const submit = (event: Event) => {
    event.preventDefault()
    void look(draft)
  }
  return (
    <form method="dialog" onSubmit={submit}>
      <Fields draft={draft} change={setDraft} />
      <div class="answers">
        <button type="button" onClick={turnAway}>
          Leave it
        </button>
        <button type="submit">See what will happen</button>
      </div>
    </form>
  )
}

interface FieldsProps {
  readonly draft: ActionAsked
  readonly change: (draft: ActionAsked) => void
}

function Fields({ draft, change }: FieldsProps) {
  switch (draft.action) {
    case 'halt':
      return (
        <label>
          Why, as qt and the verdicts show it
          <input
            required
            maxLength={200}
            value={draft.reason}
            onInput={({ currentTarget }) => change({ ...draft, reason: currentTarget.value })}
          />
        </label>
      )
    case 'flatten':
      return (
        <Checkbox checked={draft.halt} set={halt => change({ ...draft, halt })}>
          Halt entries first
        </Checkbox>
      )
    case 'cancel':
      return (
        <Checkbox checked={draft.andClose} set={andClose => change({ ...draft, andClose })}>
          Close our positions first; without it, stops of what is open are spared
        </Checkbox>
      )
    case 'close':
    case 'resume':
      return null
    default:
      return draft satisfies never
  }
}

interface CheckboxProps {
  readonly checked: boolean
  readonly set: (checked: boolean) => void
  readonly children: string
}

const Checkbox = ({ checked, set, children }: CheckboxProps) => (
  <label class="checkbox">
    <input type="checkbox" checked={checked} onInput={({ currentTarget }) => set(currentTarget.checked)} />
    {children}
  </label>
)
