import { browserStorage } from '../browser-storage.ts'
import { createStore, useStore } from '../store.ts'

/**
 * System by default, light or dark when chosen. `public/theme.js` applies the same rule before the first paint;
 * this keeps it right afterwards, also when the system changes.
 */
export type ThemeChoice = 'system' | 'light' | 'dark'
const key = 'segue.theme'

const stored = browserStorage.read(key)
const theme = createStore<{ choice: ThemeChoice }>({
  choice: stored === 'light' || stored === 'dark' ? stored : 'system',
})

const prefersLight = matchMedia('(prefers-color-scheme: light)')

const apply = () => {
  const { choice } = theme.get()
  const shown = choice === 'system' ? (prefersLight.matches ? 'light' : 'dark') : choice
  document.documentElement.dataset.theme = shown
  const colour = getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', colour)
}
prefersLight.addEventListener('change', apply)

export const chooseTheme = (choice: ThemeChoice): void => {
  theme.set({ choice })
  if (choice === 'system') browserStorage.remove(key)
  else browserStorage.write(key, choice)
  apply()
}

export const useTheme = (): ThemeChoice => useStore(theme, (state) => state.choice)
