import { hash } from 'node:crypto'

/** Data as JSON that is safe inside a script: `<` is escaped, so that it contains neither `</script>` nor `<!--`. */
export const embeddedJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

/** A script that text inside it cannot end. */
export const embeddedScript = (source: string): string => source.replaceAll(/<(?=\/script|!--)/gi, '\\x3c')

/** How a Content-Security-Policy names an inline script. */
export const allowed = (script: string): string => `'sha256-${hash('sha256', script, 'base64')}'`
