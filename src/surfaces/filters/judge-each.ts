/**
 * A judgement for each place; a plain loop, because it runs five hundred times in every filter of every request. Most drop
 * nobody, and no list is made for those.
 */
export const judgeEach = (
  count: number,
  judge: (place: number) => string | undefined,
): readonly (string | undefined)[] => {
  let judgements: (string | undefined)[] | undefined
  for (let place = 0; place < count; place++) {
    const reason = judge(place)
    if (reason === undefined) continue
    judgements ??= new Array<string | undefined>(count).fill(undefined)
    judgements[place] = reason
  }
  return judgements ?? nobodyOf(count)
}

let nobody: readonly undefined[] = []

/** No reason for each of so many; the same list for as long as as many are judged, which nobody writes into. */
const nobodyOf = (count: number): readonly undefined[] => {
  if (nobody.length !== count) nobody = new Array<undefined>(count).fill(undefined)
  return nobody
}
