/** The strings of a JSON text and what tells names from values. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}:]/g

/**
 * A name that one object of a JSON text has twice; undefined where there is none. `JSON.parse` takes the last of them and
 * says nothing: of a template that was copied together, the action or the symbol that its author no longer sees.
 */
export function nameTwice(json: string): string | undefined {
  const objects: Set<string>[] = []
  let last = '""'
  for (const [token] of json.matchAll(tokens)) {
    if (token === '{') objects.push(new Set())
    else if (token === '}') objects.pop()
    else if (token !== ':') last = token
    else {
      const name = String(JSON.parse(last))
      const names = objects.at(-1)
      if (names?.has(name)) return name
      names?.add(name)
    }
  }
  return undefined
}
