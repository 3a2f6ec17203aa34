import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/**
 * A full disk for real: a file system of 8 MiB in memory, mounted in a namespace of its own so that no rights
 * are needed and nothing is left behind. Where the system allows no such namespace the test is skipped; the
 * writer's own tests fill a database by its page limit everywhere.
 */
const onSmallDisk = (folder: string, command: readonly string[]): { file: string; arguments: string[] } => ({
  file: 'unshare',
  arguments: [
    '--map-root-user',
    '--mount',
    'sh',
    '-c',
    'mount -t tmpfs -o size=8m segue-test "$0" && exec "$@"',
    folder,
    ...command,
  ],
})

describe('a log on a disk that runs full', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'segue-full-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('says disk-full, keeps what it confirmed, and goes on when there is space [promise: full-disk]', ({
    skip,
  }) => {
    const probe = onSmallDisk(folder, ['true'])
    if (spawnSync(probe.file, probe.arguments).status !== 0) {
      return skip('this system lets no one mount a small disk for a test')
    }
    const writer = join(import.meta.dirname, 'full-disk-writer.ts')
    const run = onSmallDisk(folder, [process.execPath, writer, folder])
    const output = execFileSync(run.file, run.arguments, { encoding: 'utf8' })
    const seen = JSON.parse(output)
    expect(seen.first).toMatch(/^disk-full: .*free some space/)
    expect(seen.storedWhenFull.stored).toBe(seen.storedWhenFull.confirmed)
    expect(seen.storedWhenFull.stored).toBeGreaterThan(0)
    expect(seen.checks).toEqual(['disk-full', 'ready'])
    expect(seen.second).toMatch(/^disk-full: /)
    expect(seen.third).toMatch(/^disk-full: /)
    expect(seen.read).toBe(seen.confirmed)
    expect(seen.confirmed).toBeGreaterThan(seen.storedWhenFull.confirmed + 1)
  })
})
