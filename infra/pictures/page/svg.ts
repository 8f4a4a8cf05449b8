/** Text in a picture, centred at x. */
export const text = (x: number, y: number, content: string, kind: string) => {
  const made = drawn('text', { x, y, class: kind, 'text-anchor': 'middle' })
  made.textContent = content
  return made
}

/** An element of a picture. */
export function drawn<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value))
  return made
}
