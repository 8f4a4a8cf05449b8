import type { ComponentChildren } from 'preact'
import type { ActionAsked } from '../../shown/action.ts'
import { stack } from '../told/told.ts'
import { begin } from './asking.ts'

interface ActionButtonProps {
  readonly asked: ActionAsked
  readonly children: ComponentChildren
  /** What it is done to, for those who hear the button without what is around it. */
  readonly of?: string
  readonly isGrave?: boolean
}

/** Opens the dialog of an action. Where nothing may be done it stays in place, says so, and does nothing. */
export function ActionButton({ asked, children, of, isGrave = false }: ActionButtonProps) {
  const { canAct = false, whyNot } = stack.value ?? {}
  return (
    <button
      type="button"
      class={isGrave ? 'grave' : ''}
      aria-disabled={!canAct}
      aria-describedby={canAct ? undefined : 'why-not'}
      title={canAct ? undefined : whyNot}
      onClick={() => canAct && begin(asked)}
    >
      {children}
      {of && <span class="unseen"> {of}</span>}
    </button>
  )
}
