import { Token } from 'aws-cdk-lib'

/** Lambda's limit for all variables of a function together, as JSON. */
const mostBytes = 4096

/**
 * Placeholder for a name that CloudFormation gives at deploy: longer than any of our URLs or ARNs, whose parts
 * CloudFormation cuts at 80 characters.
 */
const longestName = 'n'.repeat(160)

/** What to do when no setting can be shortened. */
const instead: Readonly<Record<string, string>> = {
  QT_SYMBOLS: ', or set it to any and let the producer choose',
  QT_SOURCES: ', with shorter names or fewer of them: a shape that the fields show needs no word',
}

/** Throws when Lambda would reject a function's variables, and names the largest setting. */
export function checkEnvironmentSize(
  functionName: string,
  variables: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>>,
): void {
  const resolved = Object.entries(variables).map(([name, value]) => [
    name,
    Token.isUnresolved(value) ? longestName : value,
  ])
  const bytes = bytesOf(JSON.stringify(Object.fromEntries(resolved)))
  if (bytes <= mostBytes) return
  const [[longest, value] = ['no setting', '']] = Object.entries(settings).toSorted(
    ([, one], [, other]) => bytesOf(other) - bytesOf(one),
  )
  throw new Error(
    `the variables of ${functionName} are ${bytes} bytes together; Lambda accepts ${mostBytes}. ` +
      `Most of it is ${longest} with ${bytesOf(value)}: make it ${bytes - mostBytes} bytes shorter` +
      (instead[longest] ?? ''),
  )
}

const bytesOf = (text: string): number => Buffer.byteLength(text)

/** What every function gets beside its own variables: names, regions, settings of Powertools. */
const commonBytes = 500

/**
 * Throws when the channels and their queues would not fit into the variables of the function that hands letters to
 * them. CloudFormation names the queues at deploy, so `checkEnvironmentSize` cannot see their length.
 */
export function checkChannelsSize(notify: string, channels: number, protections = ''): void {
  const needed =
    bytesOf(JSON.stringify(notify)) +
    bytesOf(JSON.stringify(protections)) +
    channels * longestName.length +
    commonBytes
  if (needed <= mostBytes) return
  throw new Error(
    `-c notify: ${channels} channels take ${needed} bytes of a function's variables; Lambda accepts ${mostBytes}. ` +
      'Name fewer channels, or fewer events for each: without "events" a channel has the usual ones',
  )
}
