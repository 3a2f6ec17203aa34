import { counted } from '#domain'
import type { Manifest, TrainingProgress } from '#models'
import type { Outside, Platform } from './platform.ts'
import type { Progress, Step } from './progress.ts'

/** What a training does, one line each: they follow on one another, and on one line it would go back. */
interface Work {
  readonly title: string
  readonly words: string
  readonly unit: string
  readonly done: string
}

interface Line {
  readonly work: Work
  readonly shown: Step
  done: number
}

const listening: Work = {
  title: 'Listening',
  words: 'What was heard is read to train the models',
  unit: 'event',
  done: 'read',
}
const models: Work = { title: 'Models', words: 'The models are trained', unit: 'model', done: 'trained' }
/** Over the models: what was chosen is rehearsed, as it would have been served. */
const ranker: Readonly<Record<string, Work>> = {
  'ranker: fold': {
    title: 'Rehearsal',
    words: 'What was heard is told again for the ranker',
    unit: 'event',
    done: 'told',
  },
  'ranker: train': {
    title: 'Models then',
    words: 'The models of then are trained',
    unit: 'training',
    done: 'done',
  },
  'ranker: rehearse': {
    title: 'Choices',
    words: 'What was chosen is rehearsed',
    unit: 'choice',
    done: 'rehearsed',
  },
  'ranker: gate': {
    title: 'Its gate',
    words: 'What would be served with the ranker is judged beside what is',
    unit: 'choice',
    done: 'judged',
  },
  'ranker: learn': {
    title: 'Ranker',
    words: 'A ranker is learnt from what was chosen',
    unit: 'choice',
    done: 'learnt from',
  },
}

const workOf = (step: string): Work => (step === 'events' ? listening : (ranker[step] ?? models))

/** Trains the models, and shows it. */
export const trainModels = async (
  platform: Pick<Platform, 'train'>,
  outside: Pick<Outside, 'signal'>,
  progress: Progress,
): Promise<readonly Manifest[]> => {
  const lines = createLines(progress)
  lines.goOnWith(listening)
  const manifests = await platform.train(lines.show, outside.signal)
  lines.goOnWith(models)
  lines.finish(manifests.map(({ name, version }) => `${name} ${version.slice(0, 8)}`).join(', '))
  return manifests
}

/** Learns a ranker where one is due, and shows it. */
export const learnRanker = async (
  platform: Pick<Platform, 'learnRanker'>,
  outside: Pick<Outside, 'signal'>,
  progress: Progress,
): Promise<readonly Manifest[]> => {
  const lines = createLines(progress)
  const manifests = await platform.learnRanker(lines.show, outside.signal)
  lines.finish()
  return manifests
}

const createLines = (progress: Progress) => {
  let line: Line | undefined
  const finish = (what?: string) => {
    if (line !== undefined)
      line.shown.finish(what ?? `${counted(line.done, line.work.unit)} ${line.work.done}`)
    line = undefined
  }
  const goOnWith = (work: Work): Line => {
    if (line?.work === work) return line
    finish()
    line = { work, shown: progress.start(work.title, work.words), done: 0 }
    return line
  }
  return {
    goOnWith,
    finish,
    show({ step, done, total }: TrainingProgress): void {
      const now = goOnWith(workOf(step))
      now.done = done
      now.shown.update(done, total, now.work.unit)
    },
  }
}
