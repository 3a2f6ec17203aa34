import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os'

/** On what it was measured. Figures without this are gossip. */
export interface Machine {
  readonly cores: number
  readonly processor: string
  readonly memoryGb: number
  readonly system: string
  readonly node: string
}

export const thisMachine = (): Machine => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  memoryGb: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${arch()}`,
  node: process.version,
})

/** What was measured, as git names it, with "-dirty" where the tree is not it; undefined outside of a checkout. */
export const revisionHere = (): string | undefined => {
  const { stdout, status } = spawnSync('git', ['describe', '--always', '--dirty'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
  return status === 0 ? stdout.trim() : undefined
}

/** Processes that ran or waited to, averaged over the last minute: near 0 on a quiet machine. */
export const loadAverage = (): number => loadavg()[0] ?? 0

/** Memory a process holds now, and the most it ever held, in bytes; undefined where /proc does not tell. */
export const memoryOf = (pid: number): { readonly now: number; readonly most: number } | undefined => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const bytes = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1_024
    return { now: bytes('VmRSS'), most: bytes('VmHWM') }
  } catch {
    return undefined
  }
}

/** The processes of a group, so that one can be measured or waited for; empty where /proc does not tell. */
export const processesOfGroup = (group: number): readonly number[] => {
  try {
    return readdirSync('/proc').flatMap((name) => {
      const pid = Number(name)
      return Number.isInteger(pid) && groupOf(pid) === group ? pid : []
    })
  } catch {
    return []
  }
}

const groupOf = (pid: number): number | undefined => {
  try {
    // After the command's name, which may hold anything: state, parent, group.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return Number(fields[2])
  } catch {
    return undefined
  }
}
