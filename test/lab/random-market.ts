import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { paces } from '#domain/latency.ts'
import { readInput } from '../../infra/lab/input.ts'
import { playInLab } from '../../infra/lab/play-lab.ts'
import { chance } from '../storm/chance.ts'
import { writeMarket } from './a-market.ts'

const start = Date.parse('2025-02-03T23:20:00Z')
const minutes = 80

/** Plays a seed's market with every look, and without those that provably change nothing; returns both results. */
export async function playRandomMarket(seed: number) {
  const dice = chance(seed)
  const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-random-'))
  const environment = {
    QT_COOLDOWN_SECONDS: dice.pick(['0', '60'], 'cooldown'),
    QT_PROTECTIONS: JSON.stringify([
      { method: 'StoplossGuard', trade_limit: 2, stop_duration: 15, only_per_side: true },
      { method: 'LowProfitPairs', trade_limit: 2, stop_duration: 10 },
    ]),
    QT_CHECK_INTERVAL: dice.pick(['10', '10', '5'], 'interval'),
    QT_MARGIN_MODE: dice.pick(['isolated', 'isolated', 'isolated', 'cross'], 'margin mode'),
  }
  const path = dice.pick(['adverse-first', 'favourable-first', 'random:7'] as const, 'path')
  const pace = paces[dice.pick(['fast', 'usual', 'slow'] as const, 'pace')]
  try {
    const data = writeMarket(folder, dice, {
      ...{ start, minutes },
      roughness: 10 ** dice.between(-4, -2.2, 'roughness'),
      signals: Math.floor(dice.between(3, 14, 'signals')),
    })
    const play = async (everyLook: boolean) => {
      const { plan } = readInput({ ...data, columns: {}, path, environment })
      const { records, made, ...came } = await playInLab(plan, { pace, quota: 1_000, everyLook })
      return { ...came, looks: made, records: { ...records, journals: [...records.journals] } }
    }
    return { every: await play(true), few: await play(false) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
