/** How numbers, times and names are written on every page; one place, so that they read alike. */
/** "3:45", from an hour on "1:02:30". */
export const clockTime = (lengthMs: number): string => {
  const { hours, minutes, seconds } = partsOf(lengthMs)
  const inTwo = (count: number) => String(count).padStart(2, '0')
  return hours > 0 ? `${hours}:${inTwo(minutes)}:${inTwo(seconds)}` : `${minutes}:${inTwo(seconds)}`
}

/** "3 minutes 12 seconds": clock times read badly aloud. */
export const spokenTime = (lengthMs: number): string => {
  const { hours, minutes, seconds } = partsOf(lengthMs)
  const ofHour = `${counted(minutes, 'minute')} ${counted(seconds, 'second')}`
  return hours > 0 ? `${counted(hours, 'hour')} ${ofHour}` : ofHour
}

const partsOf = (lengthMs: number) => {
  const seconds = Math.max(0, Math.floor(lengthMs / 1000))
  return {
    hours: Math.floor(seconds / 3600),
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  }
}

/** For every hour of the day, before a name too. The small hours are neither an evening nor a morning. */
export const greetingAt = (hour: number): string =>
  hour < 5 ? 'Hello' : hour < 12 ? 'Good morning' : hour < 18 ? 'Good afternoon' : 'Good evening'

const wholeNumbers = new Intl.NumberFormat('en')
export const whole = (value: number): string => wholeNumbers.format(value)

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${whole(count)} ${count === 1 ? one : many}`

/** Three significant digits at most, no trailing zeros, so that a column of features stays narrow. */
export const brief = (value: number): string => {
  if (Number.isInteger(value)) return whole(value)
  return Math.abs(value) >= 1000 ? whole(Math.round(value)) : String(Number(value.toPrecision(3)))
}

/** With as many places, so that what stands in a column adds up as it is shown. */
export const exact = (value: number, places: number): string => value.toFixed(places).replace('-', '−')

/** What speaks for or against something: "+0.34", "−0.20". */
export const signed = (value: number): string => `${value > 0 ? '+' : ''}${exact(value, 2)}`

export const took = (lengthMs: number): string =>
  `${lengthMs < 10 ? lengthMs.toFixed(2) : lengthMs.toFixed(0)} ms`

export const bytes = (count: number): string =>
  count < 1024 ? `${count} B` : `${(count / 1024).toFixed(count < 10_240 ? 1 : 0)} KB`

const dayAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
export const moment = (iso: string): string => dayAndTime.format(new Date(iso))

const fullDay = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full' })
export const dayOf = (iso: string): string => fullDay.format(new Date(iso))

const hoursAndMinutes = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' })
export const timeOf = (iso: string): string => hoursAndMinutes.format(new Date(iso))

/** "12 s ago", "5 min ago"; older than a day: the date. */
export const ago = (iso: string, now: number): string => {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000))
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  return moment(iso)
}

export const names = (people: readonly { readonly name: string }[]): string =>
  people.map((person) => person.name).join(', ')

interface Named {
  readonly title: string
  readonly artists: readonly { readonly name: string }[]
}

/** "Fractals by Pinkle"; without "by" where nobody is named. */
export const titled = ({ title, artists }: Named): string =>
  artists.length === 0 ? title : `${title} by ${names(artists)}`

/** "History · Segue"; while a track sounds "History · ▶ Fractals by Pinkle". */
export const tabTitle = (page: string, sounding: Named | undefined): string =>
  [page, sounding ? `▶ ${titled(sounding)}` : 'Segue'].filter((part) => part !== '').join(' · ')

/** `now-playing` → `Now playing`, `tagAffinity` → `Tag affinity`: stage and feature ids as words. */
export const words = (id: string): string => {
  const spaced = id
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/(?<!^co)[-_]/gi, ' ')
    .toLowerCase()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
