import { counted } from '#domain'
import type { WhyFoldedAgain } from '#features'
import type { Outside, Platform, Told } from './platform.ts'
import { createProgress, type Step } from './progress.ts'

/** Opens a data folder, and says how far it is: an event log that is read again from its start may take minutes. */
export const openPlatform = (data: string, outside: Outside, told?: Told): Promise<Platform> => {
  const progress = createProgress(outside)
  outside.tell?.({ words: 'The data folder is opened' })
  let step: Step | undefined
  const begin = (again: WhyFoldedAgain | undefined): Step => {
    if (again === undefined)
      return progress.start('Catching up', 'What was not saved is read from the event log')
    progress.say(
      `! The event log is read again from its start, this once: ${whyAgain[again]}. Nothing is lost.`,
    )
    return progress.start('Catching up', `The event log is read again, since ${whyAgain[again]}`)
  }
  return outside.openPlatform(
    data,
    (done, total, again) => {
      step ??= begin(again)
      step.update(done, total, 'event')
      if (done < total) return
      step.finish(`${counted(total, 'event')} folded`)
      outside.tell?.({ words: 'What was read is saved, then the catalogue and the models are opened' })
    },
    told,
  )
}

const whyAgain: Readonly<Record<WhyFoldedAgain, string>> = {
  upgraded: 'this Segue works out other things from it than the one before',
  damaged: 'what was worked out from it before could not be read',
  'other-log': 'what was worked out before is of another log',
}
