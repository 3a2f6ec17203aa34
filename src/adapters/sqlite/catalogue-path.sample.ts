import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Where a catalogue may be kept until the test has ended. */
export const newCataloguePath = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-catalogue-'))
  folders.push(folder)
  return join(folder, 'catalogue.db')
}
