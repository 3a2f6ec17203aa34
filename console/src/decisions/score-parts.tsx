import type { ReactNode } from 'react'
import { counted, exact, signed } from '../formatting.ts'
import type { Candidate } from '../segue.ts'
import { sumPartLabel } from './column-words.ts'
import { type Scale, summedParts, toldParts } from './told-score.ts'

type Address = (text: string) => string
interface Shown {
  candidate: Candidate
  scale: Scale
  /** Words to whose decision it is. */
  address: Address
}

/** The score as a sum that can be done again, from the numbers that stand there. */
export const ScoreParts = (shown: Shown) => {
  const { candidate, scale } = shown
  if (candidate.score === undefined || candidate.parts === undefined) return null
  return (
    <details className="mt-1.5 text-xs">
      <summary className="w-fit cursor-pointer text-[0.6875rem] text-faint hover:text-ink">
        How the score adds up
      </summary>
      {scale.kind === 'sum' ? <Summed {...shown} /> : <Learnt {...shown} />}
    </details>
  )
}

/** So that a sum of a few parts can be done again. */
const sumPlaces = 4

/** Each weight times what was read, and what that gives. */
const Summed = ({ candidate, scale, address }: Shown) => {
  const { parts, rest, score } = summedParts(candidate, scale.weights)
  return (
    <Sum title={candidate.title} heads={['Weight', '× read', 'Gives']} score={exact(score, sumPlaces)}>
      {parts.map(({ name, weight, reads, gives }) => (
        <tr key={name}>
          <td className="pr-2 text-soft">{address(sumPartLabel(name))}</td>
          <td className="pl-2 text-right font-mono">
            {weight === undefined ? '' : exact(weight, sumPlaces)}
          </td>
          <td className="pl-2 text-right font-mono">{reads === undefined ? '' : exact(reads, sumPlaces)}</td>
          <Gives>{exact(gives, sumPlaces)}</Gives>
        </tr>
      ))}
      {rest !== 0 && <Line label="Everything else, and rounding" wide={3} gives={exact(rest, sumPlaces)} />}
    </Sum>
  )
}

/** What the ranker gives for each column, beside what it gives the others that were ranked. */
const Learnt = ({ candidate, scale, address }: Shown) => {
  const { parts, rest, average, score } = toldParts(candidate, scale)
  return (
    <Sum title={candidate.title} heads={['Read', 'Gives']} score={exact(score, 2)}>
      <Line
        label={`What the ${counted(scale.ranked, 'track')} ranked have on average`}
        wide={2}
        gives={exact(average, 2)}
      />
      {parts.map(({ name, label, reading, gives }) => (
        <tr key={name} className="align-baseline">
          <td className="pr-2 text-soft">{address(label)}</td>
          <td className="pl-2 text-right">{reading}</td>
          <Gives>{signed(gives)}</Gives>
        </tr>
      ))}
      {rest !== 0 && <Line label="Everything else" wide={2} gives={signed(rest)} />}
    </Sum>
  )
}

const Gives = ({ children }: { children: string }) => (
  <td className="pl-2 text-right font-mono" data-part>
    {children}
  </td>
)

const Line = ({ label, wide, gives }: { label: string; wide: number; gives: string }) => (
  <tr className="align-baseline">
    <td colSpan={wide} className="pr-2 text-soft">
      {label}
    </td>
    <Gives>{gives}</Gives>
  </tr>
)

const Sum = ({
  title,
  heads,
  score,
  children,
}: {
  title: string
  heads: readonly string[]
  score: string
  children: ReactNode
}) => (
  <table aria-label={`Score of ${title}`} className="mt-1.5 w-full tabular-nums">
    <thead className="text-[0.6875rem] text-faint">
      <tr>
        <th className="text-left font-normal">Part</th>
        {heads.map((head) => (
          <th key={head} className="pl-2 text-right font-normal">
            {head}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>{children}</tbody>
    <tfoot>
      <tr className="border-line border-t font-medium">
        <td colSpan={heads.length}>Score</td>
        <td className="pl-2 text-right font-mono" data-score>
          {score}
        </td>
      </tr>
    </tfoot>
  </table>
)
