import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'

/** What somebody sees who starts Segue for the first time, on the Node that is there and by what the README says. */
const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const startedOn = (version: string) => {
  const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  const entry = join(root, 'bin/segue.cjs')
  const args = ['-e', `${older}; process.argv = [process.argv[0], 'segue', '--version']; require('${entry}')`]
  return spawnSync(process.execPath, args, { encoding: 'utf8' })
}

it.each(['12.22.0', '20.20.2', '23.11.0'])('says on Node %s which one it needs, and no stack', (version) => {
  const { status, stdout, stderr } = startedOn(version)
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toBe(
    `Segue needs Node 24, and this is Node ${version}: install Node 24 (on Linux, \`npm ci\` brings one, which \`npm start\` and \`npm run segue\` use).\n`,
  )
})

it('starts on Node 24, by the same way', () => {
  const { status, stdout, stderr } = startedOn(process.versions.node)
  expect([status, stdout, stderr]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/), ''])
})

it('looks at Node before anything that an older one can not read, in every way to begin', () => {
  const { bin, scripts } = z
    .object({ bin: z.record(z.string(), z.string()), scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(read('package.json')))
  const begin = ['build', 'start', 'segue', 'test'].map(
    (name) => scripts[name]?.match(/bin\/\S+|\S+\.ts/)?.[0],
  )
  expect(begin).toEqual([
    'bin/expect-node.cjs',
    'bin/expect-node.cjs',
    'bin/segue.cjs',
    'bin/expect-node.cjs',
  ])
  expect(bin).toEqual({ segue: './bin/segue.cjs' })
})

it('names every command in the README', () => {
  const { stdout } = spawnSync(process.execPath, [join(root, 'bin/segue.cjs'), '--help'], {
    encoding: 'utf8',
  })
  const commands = [...(stdout.split('Commands:')[1]?.matchAll(/^ {2}([a-z]+)/gm) ?? [])].map(
    ([, name]) => name,
  )
  expect(commands.length).toBeGreaterThan(8)
  const listed = read('README.md').split('-- --help` lists the rest')[1]?.split('\n\n')[0] ?? ''
  const missing = commands.filter((name) => name !== 'help' && !new RegExp(`\`${name}( |\`)`).test(listed))
  expect(missing).toEqual([])
})
