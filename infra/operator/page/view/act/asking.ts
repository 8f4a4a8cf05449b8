import { signal } from '@preact/signals'
import type { ActionAsked, ActionDone, ActionPreview, NothingToDo, Refused } from '../../shown/action.ts'
import { paths } from '../../shown/paths.ts'
import { post, unanswered } from '../told/ask.ts'

/** An action's step: nothing is done before the reader has seen what will happen and said yes. */
export type Step =
  /** Input that the action needs first: a reason or an option. */
  | { readonly step: 'drafted'; readonly asked: ActionAsked }
  | { readonly step: 'looking'; readonly asked: ActionAsked }
  | { readonly step: 'nothing'; readonly asked: ActionAsked; readonly lines: readonly string[] }
  | { readonly step: 'previewed'; readonly asked: ActionAsked; readonly preview: ActionPreview }
  | { readonly step: 'doing'; readonly asked: ActionAsked; readonly preview: ActionPreview }
  | { readonly step: 'done'; readonly asked: ActionAsked; readonly done: ActionDone }
  | { readonly step: 'refused'; readonly asked: ActionAsked; readonly refused: Refused }

export const action = signal<Step | undefined>()

/** Actions with input of their own: they are drafted before their preview. */
const isDrafted = ({ action: name }: ActionAsked) =>
  name === 'halt' || name === 'flatten' || name === 'cancel'

export function begin(asked: ActionAsked): void {
  if (isDrafted(asked)) action.value = { step: 'drafted', asked }
  else void look(asked)
}

/** Asks for the preview. */
export async function look(asked: ActionAsked): Promise<void> {
  action.value = { step: 'looking', asked }
  await answered(asked, async () => {
    const preview = await post<ActionPreview | NothingToDo>(paths.preview, asked)
    return 'nothing' in preview
      ? { step: 'nothing', asked, lines: preview.nothing }
      : { step: 'previewed', asked, preview }
  })
}

/** Does what the preview showed; the server refuses if that has changed. */
export async function confirm(asked: ActionAsked, preview: ActionPreview): Promise<void> {
  action.value = { step: 'doing', asked, preview }
  await answered(asked, async () => ({
    ...{ step: 'done', asked },
    done: await post<ActionDone>(paths.confirm, { preview: preview.preview }),
  }))
}

/** Takes the answer, unless the reader closed the dialog meanwhile. */
async function answered(asked: ActionAsked, next: () => Promise<Step>): Promise<void> {
  const step = await next().catch((error): Step => ({ step: 'refused', asked, refused: unanswered(error) }))
  if (action.peek()?.asked === asked) action.value = step
}

export function turnAway(): void {
  action.value = undefined
}
