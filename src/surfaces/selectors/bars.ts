/** Who would rather not stand at the next place, for another cause than their artist; kept in step with what is taken. */
export interface Bars {
  /** By place of the batch, 1 for who is barred as long as others may stand. */
  readonly barred: Uint8Array
  /** What is said of who was held back for it. */
  readonly reason: string
  took(place: number): void
}

export const noBars = (count: number): Bars => ({
  barred: new Uint8Array(count),
  reason: '',
  took: () => {},
})
