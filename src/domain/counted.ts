/** "1 track", "21,502 tracks": how many of something, as every sentence for people writes it. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
