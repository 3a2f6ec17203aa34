/**
 * Counters and histograms in Prometheus form. Each request counts in sixty places, so what is counted is an addition to a number that
 * was looked up by its labels' values, and all words are put together when they are asked for. At most two labels: none has more.
 */
export interface Metric {
  /** Its help, its type and a line for each number. */
  text(): string
}

export interface Counter extends Metric {
  add(by: number, first?: string, second?: string): void
}

export interface Histogram extends Metric {
  observe(value: number, first: string, second: string): void
}

interface Described {
  readonly name: string
  readonly help: string
  readonly labels: readonly string[]
}

export const createCounter = (described: Described): Counter => {
  const counts = createCells(() => ({ value: 0 }))
  return {
    add(by, first = '', second = '') {
      counts.of(first, second).value += by
    },
    text: () =>
      toText(
        described,
        'counter',
        counts.all().map(({ cell, values }) => line(described.name, labelled(described, values), cell.value)),
      ),
  }
}

/** A value counts in the first bucket whose bound it does not pass; the lines say how many are within each bound. */
export const createHistogram = (described: Described, bounds: readonly number[]): Histogram => {
  const cells = createCells(() => ({ within: bounds.map(() => 0), count: 0, sum: 0 }))
  const linesOf = ({ cell, values }: ReturnType<typeof cells.all>[number]): string[] => {
    const labels = labelled(described, values)
    let within = 0
    const buckets = bounds.map((bound, index) => {
      within += cell.within[index] ?? 0
      return line(`${described.name}_bucket`, [label('le', `${bound}`), ...labels], within)
    })
    return [
      ...buckets,
      line(`${described.name}_bucket`, [label('le', '+Inf'), ...labels], cell.count),
      line(`${described.name}_sum`, labels, cell.sum),
      line(`${described.name}_count`, labels, cell.count),
    ]
  }
  return {
    observe(value, first, second) {
      const cell = cells.of(first, second)
      let bucket = 0
      while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket++
      if (bucket < bounds.length) cell.within[bucket] = (cell.within[bucket] ?? 0) + 1
      cell.count++
      cell.sum += value
    },
    text: () => toText(described, 'histogram', cells.all().flatMap(linesOf)),
  }
}

const createCells = <Cell>(make: () => Cell) => {
  const byFirst = new Map<string, Map<string, Cell>>()
  return {
    of: (first: string, second: string): Cell => {
      const bySecond = foundOrMade(byFirst, first, () => new Map<string, Cell>())
      return foundOrMade(bySecond, second, make)
    },
    all: () =>
      [...byFirst].flatMap(([first, bySecond]) =>
        [...bySecond].map(([second, cell]) => ({ cell, values: [first, second] })),
      ),
  }
}

const foundOrMade = <Made>(known: Map<string, Made>, key: string, make: () => Made): Made => {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}

const toText = ({ name, help }: Described, type: string, lines: readonly string[]): string =>
  [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n')

const labelled = ({ labels }: Described, values: readonly string[]): string[] =>
  labels.map((name, index) => label(name, values[index] ?? ''))

const label = (name: string, value: string): string => `${name}="${escaped(value)}"`

const line = (name: string, labels: readonly string[], value: number): string =>
  `${name}{${labels.join(',')}} ${value}`

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
