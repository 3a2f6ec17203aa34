export { endWithParent } from './end-with-parent.ts'
export { runApart, startAgain } from './run-apart.ts'
export { tellParent } from './tell-parent.ts'
export { createTrainerApart } from './train-apart.ts'
