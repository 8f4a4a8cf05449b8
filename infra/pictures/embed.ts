import { hash } from 'node:crypto'

/**
 * Data as JSON that no text in it can end: `<` is escaped, so that neither `</script>` nor `<!--` stands in it.
 */
export const embeddedJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

/** A script that its own text cannot end. */
export const embeddedScript = (source: string): string => source.replaceAll(/<(?=\/script|!--)/gi, '\\x3c')

/** How a Content-Security-Policy names a script that stands in the page. */
export const allowed = (script: string): string => `'sha256-${hash('sha256', script, 'base64')}'`
