// Runs `cloudwerk build` in each of the given folders, in one process.
import { main } from '../../packages/dev/dist/cli.js'

for (const folder of process.argv.slice(2)) {
  process.chdir(folder)
  await main(['build'])
  if (process.exitCode) {
    console.error(`Building ${folder} failed.`)
    break
  }
}
