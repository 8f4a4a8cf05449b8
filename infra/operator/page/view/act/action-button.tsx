import type { ComponentChildren } from 'preact'
import type { ActionAsked } from '../../shown/action.ts'
import { stack } from '../told/told.ts'
import { begin } from './asking.ts'

interface ActionButtonProps {
  readonly asked: ActionAsked
  readonly children: ComponentChildren
  /** The action's target, for a reader who hears the button without its surroundings. */
  readonly of?: string
  readonly isGrave?: boolean
}

/** Opens an action's dialog. On a read-only page it stays visible, says why, and does nothing. */
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
