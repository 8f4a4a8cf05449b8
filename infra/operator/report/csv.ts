/** Rows as CSV (RFC 4180): a field with a comma, a quote or a line break is quoted. */
export function csv<T extends object>(rows: readonly T[], columns: readonly (keyof T & string)[]): string {
  const lines = rows.map(row => columns.map(column => field(row[column])).join(','))
  return [columns.join(','), ...lines].join('\n')
}

function field(value: unknown): string {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
