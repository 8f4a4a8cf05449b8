const longestMessage = 300

/**
 * Makes a message safe to log: no secret, no API key, no query and no signature, whatever its origin. It is cut only
 * afterwards, so that no half of a secret escapes. Text below 4 characters is not a secret and stays.
 */
export function scrubber(secrets: readonly string[]): (message: string) => string {
  const hidden = secrets.filter(secret => secret.length >= 4)
  return message =>
    hidden
      .reduce((text, secret) => text.replaceAll(secret, '…'), message)
      .replaceAll(/\b(signature|apiKey|secret|X-MBX-APIKEY)(["']?\s*[=:]\s*["']?)[^\s&"',}]+/gi, '$1$2…')
      .replaceAll(/(https?:\/\/[^\s?"']+)\?[^\s"']*/gi, '$1?…')
      .slice(0, longestMessage)
}
