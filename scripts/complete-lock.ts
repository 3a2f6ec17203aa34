import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Completes `package-lock.json`: a registry that lacks some platforms' binary packages makes `npm install`
 * leave their entries out, and `npm ci` then refuses the lock. Every optional dependency that a locked package
 * names and the lock does not hold gets the entry npm would skip anyway on this platform.
 */
interface LockedPackage {
  readonly version?: string
  readonly optional?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
interface Lock {
  packages: Record<string, LockedPackage>
}

/** The names added, in order. Pure but for the lock it completes. */
export const completeLock = (lock: Lock): string[] => {
  const added: string[] = []
  for (const [place, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const nested = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`
      if (lock.packages[nested] || lock.packages[`node_modules/${name}`]) continue
      lock.packages[`node_modules/${name}`] = { version, optional: true }
      added.push(name)
    }
  }
  return added
}

if (process.argv[1] === import.meta.filename) {
  const lock: Lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  const added = completeLock(lock)
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync('package-lock.json', `${JSON.stringify(lock, undefined, 2)}\n`)
  process.stdout.write(`${added.length} optional packages added to the lock\n`)
}
