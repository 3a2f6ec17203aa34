import { type Command, InvalidArgumentError, Option } from 'commander'
import { runCompare } from './evaluate-compare.ts'
import { runContinuation } from './evaluate-continuation.ts'
import { runNext } from './evaluate-next.ts'
import { runServed } from './evaluate-served.ts'
import { runSplit } from './evaluate-split.ts'
import { runTopN } from './evaluate-top-n.ts'
import type { Outside } from './platform.ts'
import { runRecommend } from './recommend.ts'
import { named, wholeNumber } from './words.ts'

/** The commands that learn from plain tables: what is judged is what would serve. */
const table = named('a .csv, .csv.gz, .jsonl, .jsonl.gz or .parquet table')
const tables = (text: string, before: readonly string[] = []): readonly string[] => [...before, table(text)]
const file = named('a file')

const numbersFrom =
  (least: number) =>
  (text: string): readonly number[] => {
    const number = wholeNumber(least, 10_000)
    return [...new Set(text.split(',').map((one) => number(one.trim())))].sort((one, other) => one - other)
  }
const places = numbersFrom(1)
const seeds = numbersFrom(0)

const share = (text: string): number => {
  const value = Number(text)
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It must be a number between 0 and 1.')
  return value
}

const days = (text: string): number => {
  const [, number = ''] = /^(\d{1,3})d$/.exec(text) ?? []
  if (Number(number) < 1) throw new InvalidArgumentError('It must be a number of days, such as 1d.')
  return Number(number)
}

const withSeed = (command: Command) =>
  command.option('--seed <text>', 'same inputs and seed, same lists', 'segue')

export const addEvaluating = (segue: Command, outside: Outside): void => {
  const evaluate = segue.command('evaluate').description('judge models by tables of what listeners did')
  withSeed(evaluate.command('top-n'))
    .description('learn who hears what from one table, and judge the lists by another')
    .requiredOption('--train <table>', 'listener_id, item_id[, plays][, time]', table)
    .requiredOption('--holdout <table>', 'what the same listeners were found to hear besides', table)
    .option('--k <places>', 'how long the lists are', places, [10, 20])
    .option('--model <name>', 'which model (default: the blend of all)')
    .option('--lists <file>', 'write the lists to this CSV file', file)
    .option('--json', 'print the report as JSON, with the values of each listener')
    .action((options) => runTopN(options, outside))
  withSeed(evaluate.command('next'))
    .description('learn from sessions of some tables, and judge what comes next in those of another')
    .requiredOption('--train <tables...>', 'listener_id, session_id, track_id[, artist_id], time', tables)
    .requiredOption('--holdout <table>', 'later sessions, likewise', table)
    .option('--k <places>', 'how long the lists are', places, [20])
    .option('--model <name>', 'which model (default: next-track)')
    .option('--incremental', 'let held-out sessions that ended count for those that begin later')
    .option('--lists <file>', 'write the lists to this CSV file', file)
    .option('--json', 'print the report as JSON, with the values of each session')
    .action((options) => runNext(options, outside))
  withSeed(evaluate.command('continuation'))
    .description('learn from playlists of one table, and judge how those of another are gone on with')
    .requiredOption('--train <table>', 'playlists: name, tracks (a list of ids)', table)
    .requiredOption('--holdout <table>', 'other playlists, likewise', table)
    .option('--tracks <table>', 'what is known of the tracks: uri (or track_id), artist, title', table)
    .option(
      '--seeds <numbers>',
      'with how many of its first tracks a playlist is asked',
      seeds,
      [0, 1, 5, 10, 25],
    )
    .option('--model <name>', 'which model (default: playlist-continuation)')
    .option('--lists <file>', 'write the lists to this CSV file', file)
    .option('--json', 'print the report as JSON, with the values of each playlist')
    .action((options) => runContinuation(options, outside))
  withSeed(
    evaluate.command('compare').argument('<ours>', 'a report', file).argument('<theirs>', 'another', file),
  )
    .description('compare two reports over the same held-out table, pair by pair')
    .option('--json', 'print it as JSON')
    .action((ours, theirs, options) => runCompare({ ours, theirs }, options, outside))
  withSeed(evaluate.command('split').argument('<table>', 'listener_id, item_id, …, or playlists', table))
    .description('part a table into one to learn from and one to be judged by')
    .requiredOption('--train <file>', 'the .csv or .jsonl file for what is learnt from', file)
    .requiredOption('--holdout <file>', 'the .csv or .jsonl file for what is held out', file)
    .option('--share <number>', 'how much is held out, between 0 and 1', share, 0.2)
    .addOption(
      new Option('--by <what>', 'hold out pairs of a listener and an item, or whole rows, such as playlists')
        .choices(['pair', 'row'])
        .default('pair'),
    )
    .action((path, options) => runSplit({ ...options, table: path }, outside))
  addServed(evaluate, outside)
  withSeed(segue.command('recommend'))
    .description('learn from a table and write the lists of listeners')
    .requiredOption('--train <table>', 'listener_id, item_id[, plays][, time]', table)
    .requiredOption('--lists <file>', 'the CSV file for the lists', file)
    .option('--listeners <table>', 'for whom: listener_id (default: all of the training table)', table)
    .option('--n <number>', 'how long the lists are', wholeNumber(1, 10_000), 20)
    .option('--model <name>', 'which model (default: the blend of all)')
    .action((options) => runRecommend(options, outside))
}

const addServed = (evaluate: Command, outside: Outside): void => {
  withSeed(evaluate.command('served'))
    .description('judge what now-playing serves by what was listened to after it')
    .addOption(
      new Option('--data <folder>', 'over the log of a data folder, which is only read')
        .argParser(named('a folder'))
        .conflicts(['worldSeed', 'listeners', 'days', 'tracks']),
    )
    .option('--world-seed <text>', 'else over a generated world: same seed, same world', 'segue')
    .option('--listeners <number>', 'how many listen in it', wholeNumber(1, 100_000), 300)
    .option('--days <number>', 'how many days', wholeNumber(2, 3_650), 60)
    .option(
      '--tracks <number>',
      'to so many invented tracks (default: the open catalogue)',
      wholeNumber(10, 10_000_000),
    )
    .option('--holdout <days>', 'how much at the end is held out', days, 1)
    .option(
      '--learn <days>',
      'from how many days before that a ranker learns; 0 for none',
      wholeNumber(0, 365),
      2,
    )
    .option('--recipe <files...>', 'recipes of now-playing to judge beside the one that serves', [])
    .option('--json', 'print the figures as JSON')
    .action((options) => runServed(options, outside))
}
