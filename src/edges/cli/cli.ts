import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { isTakedownId, takedownKinds } from '#catalog'
import { instant, namesMarket, toIso } from '#domain'
import {
  runDemo,
  runImport,
  runLibraryList,
  runLibraryRemove,
  runLibraryScan,
  runServe,
  runTrain,
} from './commands.ts'
import { dataFolder } from './data-folder.ts'
import { runExplain, runReplay } from './decision-commands.ts'
import { addEvaluating } from './evaluate.ts'
import { runLogSalvage } from './log-salvage.ts'
import { runLogStats } from './log-stats.ts'
import type { Outside } from './platform.ts'
import { spokenError } from './spoken-error.ts'
import { runTakedownAdd, runTakedownLift, runTakedownList } from './takedowns.ts'
import { named, wholeNumber } from './words.ts'
import { runWorld } from './write-world.ts'

/** Read back and compared: 30 February would be taken for a day in March. */
const day = (text: string) => {
  const at = Date.parse(text)
  const same = /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(at) && toIso(instant(at)).startsWith(text)
  if (!same) throw new InvalidArgumentError('It must be a date such as 2026-11-20.')
  return text
}

const folder = named('a folder')
const address = named('an address, such as 127.0.0.1')

const takenDownIds = (text: string, before: readonly string[] = []) => {
  if (!isTakedownId(text))
    throw new InvalidArgumentError('Each must be 1 to 400 characters without control characters.')
  return [...before, text]
}

const market = (text: string) => {
  if (!namesMarket(text))
    throw new InvalidArgumentError('It must be a country of ISO 3166-1 in two letters, such as SE.')
  return text.toUpperCase()
}

const port = wholeNumber(0, 65_535)

/** The command line: words and numbers checked here, work done in `commands.ts`. Resolves to the exit code. */
export const runCli = async (args: readonly string[], outside: Outside): Promise<number> => {
  const segue = program(outside)
  let running = ''
  segue.hook('preAction', (_segue, command) => {
    running = command.name()
  })
  try {
    await segue.parseAsync([...args], { from: 'user' })
    return 0
  } catch (thrown) {
    // Help and the version are no mistake; every other word it stops at is the caller's.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2
    if (outside.signal.aborted && saysStopped(thrown)) {
      const kept = goingOn.has(running) ? ' What was done is kept; start again to go on.' : ''
      if (!outside.worksForParent) outside.screen.write(`\nStopped.${kept}\n`)
      return 130
    }
    const error = spokenError(thrown)
    outside.screen.write(`\n✗ ${error.message}\n`)
    if (error.category === 'bug') outside.onFault(thrown, { part: 'cli' })
    return error.category === 'caller' ? 2 : 1
  }
}

/** Commands of which a second start goes on where the first was stopped; every other begins anew. */
const goingOn = new Set(['demo', 'serve', 'import', 'scan'])

/** Anything else that is thrown after Ctrl-C, such as a save that fails, is told as at any other time. */
const saysStopped = (thrown: unknown): boolean =>
  thrown instanceof Error && (thrown.name === 'AbortError' || saysStopped(thrown.cause))

const program = (outside: Outside): Command => {
  const segue = new Command('segue')
    .description('Personalization for music services, on one machine.')
    .version(outside.version)
    .exitOverride()
    .showHelpAfterError('Run `segue --help`, or `segue <command> --help`, to see what there is.')
    .configureOutput({
      writeErr: (text) => void outside.screen.write(text),
      writeOut: (text) => outside.out(text.trimEnd()),
    })
  addServing(segue, outside)
  addData(segue, outside)
  addTakedowns(segue, outside)
  addDecisions(segue, outside)
  addEvaluating(segue, outside)
  return segue
}

const withData = (command: Command) =>
  command.option(
    '--data <folder>',
    'where the data is (default: what the demo served last, or .segue/main)',
    folder,
  )

/** The options with the data folder filled in. */
const located = <Options extends { readonly data?: string }>(options: Options) => ({
  ...options,
  data: dataFolder(options.data),
})

/** What everything that trains can be told. */
const withTraining = (command: Command) =>
  command.option(
    '--model-versions <number>',
    'how many versions of each model are kept, the newest; the one that serves and the one before it always stay (default: 3)',
    wholeNumber(1, 10_000),
  )

/** What everything that serves can be told. */
const withServing = (command: Command) =>
  withTraining(command)
    .option('--host <address>', 'the address to listen on', address, '127.0.0.1')
    .option('--port <number>', 'the port to listen on', port, 7700)
    .option(
      '--market <country>',
      'where listeners are whose requests do not say it, such as SE (default: nobody knows where)',
      market,
    )
    .option('--no-ranker', 'learn no ranker and serve by none: what plays next is ranked by the weighted sum')
    .option(
      '--decisions-days <number>',
      'how many days decision records are kept',
      wholeNumber(1, 36_500),
      30,
    )
    .option(
      '--decisions-mib <number>',
      'how many MiB of decision records are kept at most; the oldest go first',
      wholeNumber(1, 100_000_000),
      8_192,
    )

const addServing = (segue: Command, outside: Outside) => {
  withServing(segue.command('demo').description('build the demo if need be, and serve it'))
    .option(
      '--library <path>',
      'your own music: a folder of audio files, or a .csv, .json, .jsonl or .parquet table',
      named('a folder or a table'),
    )
    .option('--data <folder>', 'where demos are kept', folder, '.segue')
    .option(
      '--listeners <number>',
      'how many listeners to simulate (default: 300, none with a library of your own; later, as it was built)',
      wholeNumber(0, 100_000),
    )
    .option('--days <number>', 'how many days they listened (default: 60)', wholeNumber(1, 3_650))
    .option('--seed <text>', 'the seed of the simulation (default: segue)')
    .addOption(new Option('--build-only', 'build what is missing and end').hideHelp())
    .action((options) => runDemo(options, outside))
  withServing(withData(segue.command('serve').description('serve a data folder')))
    .option('--create', 'make an empty data folder when there is none')
    .action((options) => runServe(located(options), outside))
}

const addData = (segue: Command, outside: Outside) => {
  withData(
    segue
      .command('import')
      .argument(
        '<path>',
        'a folder of audio files, or a .csv, .json, .jsonl or .parquet table',
        named('a folder or a table'),
      ),
  )
    .description('add tracks to the catalogue')
    .option('--json', 'print the report as JSON')
    .action((path, options) => runImport(path, located(options), outside))
  const library = segue.command('library').description('the folders and tables the catalogue is filled from')
  withData(library.command('list'))
    .description('name them: how many tracks each holds, and whether it is there, also while a server runs')
    .option('--json', 'print them as JSON')
    .action((options) => runLibraryList(located(options), outside))
  withData(library.command('scan').argument('[path]', 'only this one', named('a folder or a table')))
    .description('read them again: add what is new, update what changed, withdraw what is gone')
    .option('--withdraw-missing', 'of one library: withdraw what is not found, even if that is most of it')
    .option(
      '--accept-changes',
      'of one library: take tracks without the artists, guests, tags or other versions they had, even most of them',
    )
    .option('--json', 'print the reports as JSON')
    .action((path, options) => runLibraryScan(path, located(options), outside))
  withData(library.command('remove').argument('<path>', 'where it is or was', named('a folder or a table')))
    .description('read one no more, and withdraw what no other has')
    .action((path, options) => runLibraryRemove(path, located(options), outside))
  withTraining(withData(segue.command('train')))
    .description('train the models on the log and serve with them from the next start')
    .option('--json', 'print the manifests as JSON')
    .addOption(
      new Option('--apart [what]', 'train for the process that started this one')
        .choices(['models', 'ranker'])
        .preset('models')
        .hideHelp(),
    )
    .action((options) => runTrain(located(options), outside))
  segue
    .command('world')
    .description('write a generated world: tracks, events, and apart from them the hidden truth')
    .requiredOption('--out <folder>', 'where to write it', folder)
    .option('--tracks <number>', 'how many tracks', wholeNumber(1, 10_000_000), 10_000)
    .option('--listeners <number>', 'how many listeners', wholeNumber(1, 10_000_000), 1_000)
    .option('--days <number>', 'how many days', wholeNumber(1, 3_650), 30)
    .option('--seed <text>', 'same seed, same world', 'segue')
    .option('--ends-at <date>', 'the end of its last day', day, toIso(outside.clock()).slice(0, 10))
    .action((options) => runWorld(options, outside))
}

const addTakedowns = (segue: Command, outside: Outside) => {
  const takedown = segue
    .command('takedown')
    .description('keep music away, whatever its source sends, until it is lifted')
  const kind = () => new Argument('<kind>', 'what the ids are of').choices(takedownKinds)
  withData(
    takedown.command('add').addArgument(kind()).argument('<ids...>', 'as in the catalogue', takenDownIds),
  )
    .description('take down, where no server runs; one that runs is asked over HTTP')
    .option('--note <text>', 'why, for operators')
    .action((kind, ids, options) => runTakedownAdd({ kind, ids }, located(options), outside))
  withData(takedown.command('lift').addArgument(kind()).argument('<ids...>', 'as they were taken down'))
    .description('let what is taken down be there again')
    .action((kind, ids, options) => runTakedownLift({ kind, ids }, located(options), outside))
  withData(takedown.command('list'))
    .description('name what is taken down, also while a server runs')
    .option('--json', 'print it as JSON')
    .action((options) => runTakedownList(located(options), outside))
}

const addDecisions = (segue: Command, outside: Outside) => {
  const log = segue.command('log').description('the event log and the decision records in it')
  withData(log.command('stats'))
    .description('count events by type and bytes per answer by surface, also while a server runs')
    .option('--json', 'print the figures as JSON')
    .action((options) => runLogStats(located(options), outside))
  withData(log.command('salvage'))
    .description('make a new log of what can be read of a damaged one, with a backup for the rest')
    .option('--backup <file>', 'a backup of log.db', named('a file'))
    .action((options) => runLogSalvage(located(options), outside))
  withData(segue.command('replay').argument('<request-id>', 'as in the answer', named('an answer')))
    .description('make a served answer again from its record, byte for byte')
    .option('--json', 'print hashes and body as JSON')
    .action((id, options) => runReplay(id, located(options), outside))
  withData(segue.command('explain').argument('<request-id>', 'as in the answer', named('an answer')))
    .description('show how an answer came to be')
    .option('--json', 'print the whole decision as JSON')
    .action((id, options) => runExplain(id, located(options), outside))
}
