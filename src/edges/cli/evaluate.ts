import { type Command, InvalidArgumentError } from 'commander'
import { runCompare } from './evaluate-compare.ts'
import { runSplit } from './evaluate-split.ts'
import { runTopN } from './evaluate-top-n.ts'
import type { Outside } from './platform.ts'
import { runRecommend } from './recommend.ts'
import { named, wholeNumber } from './words.ts'

/** The commands that learn from plain tables: what is judged is what would serve. */
const table = named('a .csv, .csv.gz, .jsonl, .jsonl.gz or .parquet table')
const file = named('a file')

const places = (text: string): readonly number[] => {
  const place = wholeNumber(1, 10_000)
  return [...new Set(text.split(',').map((one) => place(one.trim())))].sort((one, other) => one - other)
}

const share = (text: string): number => {
  const value = Number(text)
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It must be a number between 0 and 1.')
  return value
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
  withSeed(
    evaluate.command('compare').argument('<ours>', 'a report', file).argument('<theirs>', 'another', file),
  )
    .description('compare two reports over the same held-out table, pair by pair')
    .option('--json', 'print it as JSON')
    .action((ours, theirs, options) => runCompare({ ours, theirs }, options, outside))
  withSeed(evaluate.command('split').argument('<table>', 'listener_id, item_id, …', table))
    .description('part a table into one to learn from and one to be judged by')
    .requiredOption('--train <file>', 'the CSV file for what is learnt from', file)
    .requiredOption('--holdout <file>', 'the CSV file for what is held out', file)
    .option('--share <number>', 'how much is held out, between 0 and 1', share, 0.2)
    .action((path, options) => runSplit({ ...options, table: path }, outside))
  withSeed(segue.command('recommend'))
    .description('learn from a table and write the lists of listeners')
    .requiredOption('--train <table>', 'listener_id, item_id[, plays][, time]', table)
    .requiredOption('--lists <file>', 'the CSV file for the lists', file)
    .option('--listeners <table>', 'for whom: listener_id (default: all of the training table)', table)
    .option('--n <number>', 'how long the lists are', wholeNumber(1, 10_000), 20)
    .option('--model <name>', 'which model (default: the blend of all)')
    .action((options) => runRecommend(options, outside))
}
