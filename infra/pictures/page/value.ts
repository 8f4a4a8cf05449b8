import type { PicturedSet, PicturedSweep } from '../pictured-sweep.ts'
import { amount, none, signed, signedPercent } from './format.ts'

/** A value of the objective, in its unit. */
export function valueText({ unit }: PicturedSweep['objective'], value: number | undefined): string {
  if (value === undefined) return none
  if (unit === 'money') return signed(value)
  return unit === 'share' ? signedPercent(value) : amount(value)
}

/** The objective's neutral value: a profit factor of 1, half of the trades won, otherwise 0. */
export const neutralOf = ({ name }: PicturedSweep['objective']): number =>
  ({ 'profit-factor': 1, 'win-rate': 0.5 })[name] ?? 0

/** A set of settings on one line, without the prefix that all settings share. */
export const setText = (set: PicturedSet): string =>
  Object.entries(set)
    .map(([name, value]) => `${shortName(name)} ${value}`)
    .join(', ')

export const shortName = (name: string): string => name.replace(/^QT_/, '')
