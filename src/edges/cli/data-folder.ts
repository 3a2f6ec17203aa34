import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * Which data folder a command means when none is named: the one the demo served last, so that `segue replay`
 * finds what the page shows, and otherwise `.segue/main`.
 */
const home = '.segue'
const pointer = join(home, 'current')

export const dataFolder = (named: string | undefined): string => {
  if (named !== undefined) return named
  try {
    return readFileSync(pointer, 'utf8').trim() || join(home, 'main')
  } catch {
    return join(home, 'main')
  }
}

/** Only the demo in the usual place is remembered: one kept elsewhere is named on the command line anyway. */
export const rememberFolder = (demos: string, folder: string): void => {
  if (resolve(demos) !== resolve(home)) return
  mkdirSync(home, { recursive: true })
  writeFileSync(`${pointer}.half`, `${folder}\n`)
  renameSync(`${pointer}.half`, pointer)
}
