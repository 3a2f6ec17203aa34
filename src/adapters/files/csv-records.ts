import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { AppError } from '#domain'

/**
 * CSV text as records, the header being the first. The trap is the stray quote that swallows the rest of the
 * file: it ends the reading with an error that names the row, instead of being one odd row.
 */
const mostCharactersPerRow = 1_000_000

/** Throws `invalid-table`; leaving the loop early lets go of the file. */
export async function* csvRecords(
  path: string,
  pieces: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<readonly string[]> {
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: mostCharactersPerRow,
  })
  // Errors of the source reach the parser, which is what is read below.
  pipeline(Readable.from(pieces), parser, () => undefined)
  let records = 0
  try {
    for await (const record of parser) {
      records += 1
      if (Array.isArray(record)) yield record.map(String)
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new AppError(
      'invalid-table',
      `${path} can't be read after row ${Math.max(0, records - 1)}: a quote is opened there and never closed, or the row is over ${mostCharactersPerRow} characters. Mend that row and read the file again.`,
      { cause: error },
    )
  }
}
