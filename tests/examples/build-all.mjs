// Builds the apps in the folders that it is given, as `cloudwerk build` in each would.
import { main } from '../../packages/dev/dist/cli.js'

for (const folder of process.argv.slice(2)) {
  process.chdir(folder)
  await main(['build'])
  if (process.exitCode) {
    console.error(`${folder} cannot be built.`)
    break
  }
}
