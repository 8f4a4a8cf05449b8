import { createInterface } from 'node:readline/promises'

/** Asks, and returns whether the operator typed yes. Without a terminal the answer is no. */
export async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  return (await answerTo(question)).trim().toLowerCase() === 'yes'
}

/** The line that the operator types; Ctrl-C and Ctrl-D, which end no line, are no answer. */
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
