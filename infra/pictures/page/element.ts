/** Properties for a new element; text goes in as text, whatever it contains. */
interface Parts {
  readonly class?: string
  readonly text?: string
  readonly title?: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly children?: readonly Node[]
  readonly onClick?: () => void
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  parts: Parts = {},
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  if (parts.class) made.className = parts.class
  if (parts.text !== undefined) made.textContent = parts.text
  if (parts.title) made.title = parts.title
  for (const [attribute, value] of Object.entries(parts.attributes ?? {})) made.setAttribute(attribute, value)
  made.append(...(parts.children ?? []))
  if (parts.onClick) made.addEventListener('click', parts.onClick)
  return made
}

/** A section of the page with its heading; `note` says how to read it. */
export const section = (heading: string, note: string, ...children: readonly Node[]): HTMLElement =>
  element('section', {
    children: [
      element('header', {
        children: [element('h2', { text: heading }), element('p', { class: 'note', text: note })],
      }),
      ...children,
    ],
  })

/** A group of buttons, one of them chosen. */
export interface Choice<T> {
  readonly shown: HTMLElement
  /** Chooses, as a click does. */
  pick(value: T): void
  /** Shows a choice made elsewhere. */
  show(value: T | undefined): void
}

export function choice<T>(
  label: string,
  options: readonly { readonly name: string; readonly value: T }[],
  choose: (value: T) => void,
): Choice<T> {
  const pick = (value: T) => {
    show(value)
    choose(value)
  }
  const buttons = options.map(({ name, value }) =>
    element('button', { text: name, attributes: { type: 'button' }, onClick: () => pick(value) }),
  )
  const show = (value: T | undefined) => {
    for (const [index, button] of buttons.entries())
      button.setAttribute('aria-pressed', String(options[index]?.value === value))
  }
  const shown = element('div', {
    class: 'choice',
    attributes: { role: 'group', 'aria-label': label },
    children: buttons,
  })
  return { shown, pick, show }
}
