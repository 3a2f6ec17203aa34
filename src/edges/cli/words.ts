import { InvalidArgumentError } from 'commander'

/** Words of the command line as values, or why they are none. */
export const wholeNumber = (least: number, most: number) => (text: string) => {
  const value = Number(text)
  // Digits only: an empty word would be read as 0.
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
  return value
}

/** An empty word is a variable of a script that was never set: the current folder, or every address, is not meant. */
export const named = (what: string) => (text: string) => {
  if (text.trim() === '' || text.includes('\0')) throw new InvalidArgumentError(`It must name ${what}.`)
  return text
}
