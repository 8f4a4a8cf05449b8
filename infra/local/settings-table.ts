import { describeSettings } from '#settings/configuration.ts'

/** A bar would end the cell. */
const cell = (text: string) => text.replaceAll('|', '\\|')

/** The rows of the table in docs/settings.md, one for each setting. */
export const settingsTable = (): string =>
  describeSettings()
    .map(({ name, preset, purpose, allowed }) => {
      // The standard ladder as JSON is longer than the page that explains it.
      const shown = name === 'QT_LADDER' ? '[`standard`](positions.md#the-ladder)' : `\`${preset}\``
      return `| \`${name}\` | ${shown} | ${cell(purpose)} | ${cell(allowed)} |`
    })
    .join('\n')
