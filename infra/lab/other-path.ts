/**
 * The process that `npm start` starts beside its own run: the lab, playing the same market with the other order of
 * high and low.
 */
import { keepCompiled } from '../local/compiled.mjs'
import type { FromOtherPath, ToOtherPath } from '../local/play/other-path.ts'

keepCompiled()

/** Sends its progress and its report. Input that cannot be played ends the process with the reason. */
async function playOther({ options, latency }: ToOtherPath): Promise<void> {
  const [{ readPlan }, { playedAs }, { playInLab }] = await Promise.all([
    import('../local/play/plan.ts'),
    import('./given.ts'),
    import('./play-lab.ts'),
  ])
  const plan = readPlan(options)
  const length = plan.market.to - plan.startAt
  const tell = (told: FromOtherPath) => void process.send?.(told)
  const played = await playInLab(plan, {
    ...playedAs({ latency }),
    onTime: at => tell({ share: Math.min(1, (at - plan.startAt) / length) }),
  })
  process.send?.({ report: played.report } satisfies FromOtherPath, () => process.disconnect())
}

process.once('message', (asked: ToOtherPath) => {
  playOther(asked).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exit(1)
  })
})
// It ends with the run beside it.
process.once('disconnect', () => process.exit())
