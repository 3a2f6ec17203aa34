#!/usr/bin/env -S node --max-semi-space-size=32 --heap-growing-percent=50
require('./expect-node.cjs')

/** What is called `segue`; all of it is in `src/main.ts`. */
import('../src/main.ts')
