import { type Consent, confirm } from '../act/confirm.ts'

/**
 * Proves that what was shown may be done, asks, and proves it again: while the operator thought it over, another one may
 * have let entries in. Throws the `Complaint` of the first that says no.
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
