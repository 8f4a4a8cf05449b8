/** How much is used up, as a bar; `value` of 1 is all. */
export function Meter({ value, label }: { readonly value: number; readonly label: string }) {
  const share = Math.min(1, Math.max(0, Number.isFinite(value) ? value : 0))
  const tone = share >= 0.9 ? 'meter bad' : share >= 0.6 ? 'meter wary' : 'meter'
  return (
    <span class={tone} role="img" aria-label={`${label}: ${Math.round(share * 100)} %`}>
      <i style={{ transform: `scaleX(${share})` }} />
    </span>
  )
}
