import { computed, signal } from '@preact/signals'
import type { Whole } from '../../shown/change.ts'

/** The latest state that the page received. An unchanged object in it is the same object as before. */
export const whole = signal<Whole | undefined>()

/** How often the whole state was received: requests made before the last time may have missed something. */
export const beginnings = signal(0)

/** The market's time at the last message; a local run's is not this machine's. */
export const at = computed(() => whole.value?.now.at ?? 0)

export const stack = computed(() => whole.value?.now.stack)
export const account = computed(() => whole.value?.now.account)
export const watch = computed(() => whole.value?.now.watch)
export const alarms = computed(() => whole.value?.now.alarms)
export const weight = computed(() => whole.value?.now.weight)
export const reading = computed(() => whole.value?.now.reading)
export const positions = computed(() => whole.value?.now.positions ?? none)
export const orders = computed(() => whole.value?.now.orders ?? none)
export const missing = computed(() => whole.value?.now.missing ?? none)
export const signals = computed(() => whole.value?.signals ?? none)
export const invalidWaiting = computed(() => whole.value?.invalidWaiting ?? 0)

/** One shared empty list, so that nothing stays unchanged. */
const none: readonly never[] = []

/** The open positions' ids as one text: a list is redrawn when one comes or goes, not when a price moves. */
const joined = computed(() => JSON.stringify(positions.value.map(({ id }) => id)))
export const positionIds = computed(() => JSON.parse(joined.value) as readonly string[])
