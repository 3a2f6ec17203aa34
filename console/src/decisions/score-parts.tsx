import { words } from '../formatting.ts'
import type { Candidate } from '../segue.ts'

const labels: Readonly<Record<string, string>> = {
  after: 'Played after this',
  sound: 'Close in style',
  artistTaste: 'Taste for the artist',
  tagTaste: 'Taste for its tags',
  popularity: 'Popular here',
  again: 'Played before, rested since',
  skipRate: 'Skipped by others, against a third',
  skippedSound: 'Close to what you skipped',
  seed: 'From the seed of the session',
  nearPlace: 'Among the closest to this',
  nearSound: 'How close to this',
  afterPlace: 'Among what follows this',
  afterTimes: 'Times played after this',
  release: 'On the release that plays',
  sameArtist: 'By the artist that plays',
  lastPlace: 'Among what you played last',
  mostPlace: 'Among what you played most',
  furtherPlace: 'More by whom you play',
  daysSincePlayed: 'Time since you played it',
  artistPlays: 'Plays of the artist by you',
  crowdPlays: 'Plays by everybody',
  plays: 'Your plays',
  skips: 'Your skips',
  daysSinceHeard: 'Time since you heard it',
  rating: 'Your rating',
  noise: 'Chance',
  rounding: 'Rounded to a thousandth',
}

const exact = (value: number) => value.toFixed(4).replace('-', '−')

/** The score as a sum that can be done again: each weight times what was read, and what that gives. */
export const ScoreParts = ({
  candidate: { title, score, parts },
  weights,
}: {
  candidate: Candidate
  weights: Readonly<Record<string, number>>
}) => {
  const given = Object.entries(parts ?? {}).filter(([, part]) => part !== 0)
  if (score === undefined || given.length === 0) return null
  return (
    <details className="mt-1.5 text-xs">
      <summary className="w-fit cursor-pointer text-[0.6875rem] text-faint hover:text-ink">
        How the score adds up
      </summary>
      <table aria-label={`Score of ${title}`} className="mt-1.5 w-full tabular-nums">
        <thead className="text-[0.6875rem] text-faint">
          <tr>
            <th className="text-left font-normal">Part</th>
            <th className="pl-2 text-right font-normal">Weight</th>
            <th className="pl-2 text-right font-normal">× read</th>
            <th className="pl-2 text-right font-normal">Gives</th>
          </tr>
        </thead>
        <tbody>
          {given.map(([name, part]) => {
            const weight = weights[name]
            return (
              <tr key={name}>
                <td className="pr-2 text-soft">{labels[name] ?? words(name)}</td>
                <td className="pl-2 text-right font-mono">{weight === undefined ? '' : exact(weight)}</td>
                <td className="pl-2 text-right font-mono">{weight ? exact(part / weight) : ''}</td>
                <td className="pl-2 text-right font-mono" data-part={name}>
                  {exact(part)}
                </td>
              </tr>
            )
          })}
        </tbody>
        <tfoot>
          <tr className="border-line border-t font-medium">
            <td colSpan={3}>Score</td>
            <td className="pl-2 text-right font-mono" data-score>
              {exact(score)}
            </td>
          </tr>
        </tfoot>
      </table>
    </details>
  )
}
