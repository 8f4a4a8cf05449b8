/** The strings of a JSON text, and the characters that tell names from values. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}:]/g

/**
 * A name that one object of a JSON text has twice; undefined if there is none. `JSON.parse` silently takes the last: in
 * a template pasted together, its author no longer sees which action or symbol counts.
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
