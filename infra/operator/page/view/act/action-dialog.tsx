import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { ActionAsked, ActionPreview } from '../../shown/action.ts'
import { action, confirm, look, type Step, turnAway } from './asking.ts'
import { Draft } from './draft.tsx'
import { titleOf, verbOf } from './words.ts'

/** One dialog for all actions: what will happen, a question, the answer. Escape closes it at any time. */
export function ActionDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const step = action.value
  const isOpen = step !== undefined
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])
  return (
    <dialog ref={dialog} aria-labelledby="asked" onClose={turnAway}>
      {step && (
        <div>
          <h2 id="asked">{titleOf(step.asked)}</h2>
          <Body step={step} />
        </div>
      )}
    </dialog>
  )
}

function Body({ step }: { readonly step: Step }) {
  const { asked } = step
  switch (step.step) {
    case 'drafted':
      return <Draft asked={asked} />
    case 'looking':
      return <p role="status">Looking at what will happen …</p>
    case 'nothing':
      return <Answer lines={step.lines} />
    case 'previewed':
      return <Question asked={asked} preview={step.preview} />
    case 'doing':
      return <p role="status">{verbOf(asked)}: under way …</p>
    case 'done':
      return <Answer lines={step.done.lines} heading={step.done.isDone ? 'Done.' : 'Not wholly done yet.'} />
    case 'refused':
      return (
        <>
          <p role="alert" class="down">
            {step.refused.error}
          </p>
          {step.refused.todo && <p>{step.refused.todo}</p>}
          <div class="answers">
            <button type="button" onClick={turnAway}>
              Close this
            </button>
            <button type="button" onClick={() => look(asked)}>
              Look again
            </button>
          </div>
        </>
      )
    default:
      return step satisfies never
  }
}

/** Enter means no: an action that cannot be undone is never the default button. */
function Question({ asked, preview }: { readonly asked: ActionAsked; readonly preview: ActionPreview }) {
  const back = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => back.current?.focus(), [])
  const confirmed = () => (Date.now() >= preview.expiresAt ? look(asked) : confirm(asked, preview))
  return (
    <>
      <Lines lines={preview.lines} />
      <div class="answers">
        <button ref={back} type="button" onClick={turnAway}>
          Leave it
        </button>
        <button type="button" class="do" onClick={() => void confirmed()}>
          {verbOf(asked)}
        </button>
      </div>
    </>
  )
}

function Answer({ lines, heading }: { readonly lines: readonly string[]; readonly heading?: string }) {
  const close = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => close.current?.focus(), [])
  return (
    <>
      <div role="status">
        {heading && <p>{heading}</p>}
        <Lines lines={lines} />
      </div>
      <div class="answers">
        <button ref={close} type="button" onClick={turnAway}>
          Close this
        </button>
      </div>
    </>
  )
}

const Lines = ({ lines }: { readonly lines: readonly string[] }) => (
  <ul>
    {lines.map(line => (
      <li key={line}>
        <bdi>{line}</bdi>
      </li>
    ))}
  </ul>
)
