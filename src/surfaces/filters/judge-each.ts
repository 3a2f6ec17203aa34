/** A judgement for each place; a plain loop, because it runs five hundred times in every filter of every request. */
export const judgeEach = (
  count: number,
  judge: (place: number) => string | undefined,
): readonly (string | undefined)[] => {
  const judgements = new Array<string | undefined>(count)
  for (let place = 0; place < count; place++) judgements[place] = judge(place)
  return judgements
}
