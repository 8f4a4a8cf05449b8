import { type Consent, confirm } from '../act/confirm.ts'

/**
 * Proves that the shown change is allowed, asks, and proves it again: meanwhile another operator may have resumed
 * entries. Throws the first proof's `Complaint` that fails.
 */
export async function agreeOn(
  shown: readonly string[],
  consent: Consent,
  prove: () => Promise<void>,
): Promise<void> {
  await prove()
  await confirm(shown, consent)
  await prove()
}
