import { signal } from '@preact/signals'
import type { ActionAsked, ActionDone, ActionPreview, NothingToDo, Refused } from '../../shown/action.ts'
import { paths } from '../../shown/paths.ts'
import { post, unanswered } from '../told/ask.ts'

/** How far an action is: nothing is done before the reader saw what will happen and said yes. */
export type Step =
  /** What is needed first: a reason, or what goes with it. */
  | { readonly step: 'drafted'; readonly asked: ActionAsked }
  | { readonly step: 'looking'; readonly asked: ActionAsked }
  | { readonly step: 'nothing'; readonly asked: ActionAsked; readonly lines: readonly string[] }
  | { readonly step: 'previewed'; readonly asked: ActionAsked; readonly preview: ActionPreview }
  | { readonly step: 'doing'; readonly asked: ActionAsked; readonly preview: ActionPreview }
  | { readonly step: 'done'; readonly asked: ActionAsked; readonly done: ActionDone }
  | { readonly step: 'refused'; readonly asked: ActionAsked; readonly refused: Refused }

export const action = signal<Step | undefined>()

/** Actions that say more than their name asks for: they are drafted before their preview. */
const isDrafted = ({ action: name }: ActionAsked) =>
  name === 'halt' || name === 'flatten' || name === 'cancel'

export function begin(asked: ActionAsked): void {
  if (isDrafted(asked)) action.value = { step: 'drafted', asked }
  else void look(asked)
}

/** Asks what will happen. */
export async function look(asked: ActionAsked): Promise<void> {
  action.value = { step: 'looking', asked }
  await answered(asked, async () => {
    const preview = await post<ActionPreview | NothingToDo>(paths.preview, asked)
    return 'nothing' in preview
      ? { step: 'nothing', asked, lines: preview.nothing }
      : { step: 'previewed', asked, preview }
  })
}

/** Has it done as it was shown; what would be different by now is refused. */
export async function confirm(asked: ActionAsked, preview: ActionPreview): Promise<void> {
  action.value = { step: 'doing', asked, preview }
  await answered(asked, async () => ({
    ...{ step: 'done', asked },
    done: await post<ActionDone>(paths.confirm, { preview: preview.preview }),
  }))
}

/** The answer, unless the reader turned away meanwhile. */
async function answered(asked: ActionAsked, next: () => Promise<Step>): Promise<void> {
  const step = await next().catch((error): Step => ({ step: 'refused', asked, refused: unanswered(error) }))
  if (action.peek()?.asked === asked) action.value = step
}

export function turnAway(): void {
  action.value = undefined
}
