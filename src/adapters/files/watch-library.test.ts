import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LibraryWatch, watchLibrary } from './watch-library.ts'

/** Real folders; a test waits for the change to be told, however long the system takes. */
let folder: string
let watching: LibraryWatch | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'segue-watch-'))
})
afterEach(() => {
  watching?.close()
  rmSync(folder, { recursive: true, force: true })
})

const nextChange = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { promise, resolve }
}

/** A file system that says the same of every folder. */
const nothingKnown = async () => ({ dev: 1n, ino: 2n, birthtimeNs: 0n })

describe('watching a library', () => {
  it('tells of a new file, also in a folder that came after the watch began', async () => {
    let next = nextChange()
    watching = watchLibrary(folder, () => next.resolve())
    expect(await watching.follow()).toBeUndefined()
    mkdirSync(join(folder, 'later'))
    await next.promise
    expect(await watching.follow()).toBeUndefined()
    next = nextChange()
    writeFileSync(join(folder, 'later', 'a.mp3'), 'a')
    await next.promise
  })

  it('hears the folder that is there now, not the one that was there under its name', async () => {
    const library = join(folder, 'library')
    mkdirSync(library)
    let next = nextChange()
    watching = watchLibrary(library, () => next.resolve())
    expect(await watching.follow()).toBeUndefined()
    renameSync(library, join(folder, 'old'))
    mkdirSync(library)
    await next.promise
    expect(await watching.follow()).toBeUndefined()
    next = nextChange()
    writeFileSync(join(library, 'a.mp3'), 'a')
    await next.promise
  })

  it.each([
    ['library', 'by its number and birth', undefined],
    ['library/album', 'by its number and birth', undefined],
    ['library', 'where all numbers are the same and no birth is known', nothingKnown],
    ['library/album', 'where all numbers are the same and no birth is known', nothingKnown],
  ])(
    'hears %s that was deleted and made again at once, %s [promise: library-followed]',
    async (name, _how, statOf) => {
      const remade = join(folder, name)
      mkdirSync(remade, { recursive: true })
      let next = nextChange()
      watching = watchLibrary(join(folder, 'library'), () => next.resolve(), statOf)
      expect(await watching.follow()).toBeUndefined()
      rmSync(remade, { recursive: true })
      mkdirSync(remade)
      await next.promise
      next = nextChange()
      expect(await watching.follow()).toBeUndefined()
      // Of what was put there meanwhile.
      await next.promise
      next = nextChange()
      writeFileSync(join(remade, 'a.mp3'), 'a')
      await next.promise
    },
  )

  it('hears a folder of another birth anew, though its handle said nothing [promise: library-followed]', async () => {
    let birthtimeNs = 1n
    const next = nextChange()
    watching = watchLibrary(folder, next.resolve, async () => ({ ...(await nothingKnown()), birthtimeNs }))
    expect(await watching.follow()).toBeUndefined()
    birthtimeNs = 2n
    expect(await watching.follow()).toBeUndefined()
    await next.promise
  })

  it('tells of a table in a folder that was exchanged', async () => {
    const table = join(folder, 'tables', 'songs.csv')
    mkdirSync(join(folder, 'tables'))
    writeFileSync(table, 'id,title\n')
    let next = nextChange()
    watching = watchLibrary(table, () => next.resolve(), nothingKnown)
    expect(await watching.follow()).toBeUndefined()
    renameSync(join(folder, 'tables'), join(folder, 'old'))
    mkdirSync(join(folder, 'tables'))
    writeFileSync(table, 'id,title\n')
    await next.promise
    next = nextChange()
    expect(await watching.follow()).toBeUndefined()
    await next.promise
    next = nextChange()
    writeFileSync(table, 'id,title\n1,One\n')
    await next.promise
  })

  it('tells of a table that is written again', async () => {
    const table = join(folder, 'songs.csv')
    writeFileSync(table, 'id,title\n')
    const next = nextChange()
    watching = watchLibrary(table, next.resolve)
    expect(await watching.follow()).toBeUndefined()
    writeFileSync(table, 'id,title\n1,One\n')
    await next.promise
  })

  it('says why it can not watch what is not there', async () => {
    watching = watchLibrary(join(folder, 'away'), () => {})
    expect(await watching.follow()).toEqual({ reason: expect.stringMatching(/ENOENT/), away: true })
  })
})
