import { describe, expect, it } from 'vitest'
import { createCommandFolder, lines, tracks } from './command-folder.ts'
import { runSegue } from './run-segue.ts'

/** Two tables that shrank, on the command line: what is said of one is not said of the other. */
const { place, write } = createCommandFolder()

describe('a scan that confirms', () => {
  it('withdraws what is missing of the library it names, not of whatever else is away just then [promise: library-followed]', async () => {
    const data = place('confirmed')
    const [one, two] = [place('first.jsonl'), place('second.jsonl')]
    const put = (each: number) => {
      write('first.jsonl', lines(tracks.slice(0, each)))
      write('second.jsonl', lines(tracks.slice(100, 100 + each)))
    }
    put(40)
    for (const path of [one, two]) await runSegue(['import', path, '--data', data])
    put(5)
    const scan = ['library', 'scan', '--data', data]
    for (const word of ['--withdraw-missing', '--accept-changes']) {
      expect(await runSegue([...scan, word])).toMatchObject({
        code: 2,
        out: '',
        screen: expect.stringMatching(/said of one library: name it.*first\.jsonl, .*second\.jsonl/),
      })
    }
    expect(await runSegue([...scan, one, '--withdraw-missing'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('withdrawn 35'),
    })
    expect(await runSegue(scan)).toMatchObject({
      out: expect.stringMatching(/withdrawn 0[\s\S]*withdrawn 0/),
      screen: expect.stringMatching(/! second\.jsonl: 35 of 40 tracks were not found/),
    })
    expect(await runSegue([...scan, place('third.jsonl')])).toMatchObject({
      code: 2,
      screen: expect.stringMatching(/third\.jsonl is no library[^\n]*library list/),
    })
  })
})
