import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFolderLock } from './folder-lock.ts'

describe('the folder lock', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'segue-lock-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('lets one in and tells the second what to do [promise: one-process]', () => {
    const lock = openFolderLock(folder)
    expect(() => openFolderLock(folder)).toThrow(/Another Segue is using .* stop it first/)
    lock.release()
    lock.release()
    openFolderLock(folder).release()
  })

  it('makes the folder when it is not there', () => {
    openFolderLock(join(folder, 'new', 'data')).release()
  })

  it('makes a damaged lock file anew, unless somebody holds it', () => {
    writeFileSync(join(folder, 'lock.db'), 'no database '.repeat(1_000))
    const lock = openFolderLock(folder)
    expect(() => openFolderLock(folder)).toThrow(expect.objectContaining({ code: 'folder-in-use' }))
    lock.release()
  })

  it('does not mistake an unusable folder for a locked one', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => openFolderLock(join(folder, 'file'))).toThrow(
      expect.objectContaining({ code: 'storage-failed' }),
    )
  })

  it('is held against another process and free again once that process is killed', async () => {
    const script = `import { openFolderLock } from ${JSON.stringify(join(import.meta.dirname, 'folder-lock.ts'))}
      // Kept, or it would be collected as garbage and let go of.
      globalThis.lock = openFolderLock(process.argv[1]); console.log('held'); setInterval(() => {}, 1_000)`
    const other = spawn(process.execPath, ['--input-type=module', '--eval', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(other, 'exit')
    try {
      await once(other.stdout, 'data')
      expect(() => openFolderLock(folder)).toThrow(expect.objectContaining({ code: 'folder-in-use' }))
    } finally {
      other.kill('SIGKILL')
      await ended
    }
    openFolderLock(folder).release()
  })
})
