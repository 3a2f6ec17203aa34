/** Who may not stand at the next place, for another cause than who stood before it; kept in step with what is taken. */
export interface Bars {
  /** By place of the batch, 1 for who is barred. */
  readonly barred: Uint8Array
  /** Whether a slate rather gets shorter than that one of them stands; else they do where nobody else may. */
  readonly firm: boolean
  /** What is said where one of them stands all the same. */
  readonly toldGaveWay?: string
  /** What is said of who was held back for it. */
  readonly reason: string
  took(place: number): void
}

/** Whether one of these was barred where it stands. */
export const isAnyBarred = (bars: Bars, selected: readonly number[]): boolean =>
  selected.some((place) => {
    const isBarred = bars.barred[place] === 1
    bars.took(place)
    return isBarred
  })

/** In one sentence, of those that are so. */
export const toldOf = (remarks: readonly (string | false | undefined)[]): string | undefined =>
  remarks.filter((remark) => typeof remark === 'string').join('; ') || undefined

export const noBars = (count: number): Bars => ({
  barred: new Uint8Array(count),
  firm: false,
  reason: '',
  took: () => {},
})
