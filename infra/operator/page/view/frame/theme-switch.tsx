import { signal } from '@preact/signals'
import { followSystem, type Scheme, showIn } from '../../../../pictures/page/theme.ts'

const schemes: readonly { readonly scheme: Scheme; readonly name: string; readonly sign: string }[] = [
  { scheme: 'light dark', name: 'Colours as the system has them', sign: 'Auto' },
  { scheme: 'light', name: 'Light colours', sign: 'Light' },
  { scheme: 'dark', name: 'Dark colours', sign: 'Dark' },
]

const kept = 'scheme'
const chosen = signal<Scheme>(
  schemes.find(({ scheme }) => scheme === localStorage.getItem(kept))?.scheme ?? 'light dark',
)

function choose(scheme: Scheme): void {
  chosen.value = scheme
  localStorage.setItem(kept, scheme)
  showIn(scheme)
}

/** Applies the reader's last choice, or else the system's scheme. */
export function beginTheme(): void {
  followSystem()
  showIn(chosen.peek())
}

/** Light or dark: the system's scheme, or the reader's choice. */
export function ThemeSwitch() {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be drawn and told as a form's.
    <div class="choice" role="group" aria-label="Colours">
      {schemes.map(({ scheme, name, sign }) => (
        <button
          key={scheme}
          type="button"
          aria-pressed={chosen.value === scheme}
          title={name}
          onClick={() => choose(scheme)}
        >
          {sign}
        </button>
      ))}
    </div>
  )
}
