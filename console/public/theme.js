// Runs before the first paint, so that a chosen theme never flashes in the other one.
;(() => {
  let chosen = null
  try {
    chosen = localStorage.getItem('segue.theme')
  } catch {
    // Storage may be closed to us; then the system's theme holds.
  }
  const dark = chosen ? chosen === 'dark' : !matchMedia('(prefers-color-scheme: light)').matches
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
