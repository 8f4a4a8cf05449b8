import { createInterface } from 'node:readline/promises'

/** Asks, and says whether the operator typed yes. Without a terminal no operator can be asked: no. */
export async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  return (await answerTo(question)).trim().toLowerCase() === 'yes'
}

/** What the operator types; Ctrl-C and Ctrl-D, which end no line, are no answer. */
async function answerTo(question: string): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await new Promise<string>((resolve, reject) => {
      const unanswered = () => {
        process.stderr.write('\n')
        resolve('')
      }
      prompt.once('SIGINT', unanswered)
      prompt.once('close', unanswered)
      prompt.question(question).then(resolve, reject)
    })
  } finally {
    prompt.removeAllListeners('close').close()
  }
}
