/**
 * Ends with a sentence where Node is older than Segue can run on. What follows is TypeScript, and an older Node has nothing but a
 * stack to say to that: so this is what runs first, in words that any Node can read.
 */
const oldest = 24
const here = process.versions.node

if (Number(here.split('.')[0]) < oldest) {
  const npm = 'on Linux, `npm ci` brings one, which `npm start` and `npm run segue` use'
  process.stderr.write(
    `Segue needs Node ${oldest}, and this is Node ${here}: install Node ${oldest} (${npm}).\n`,
  )
  process.exit(2)
}
