// Runs one `cloudwerk build` after another in one process, since loading the builder takes longer than a
// build. Its argument is the command line's module. For each message, a folder, it answers with the exit code
// once it has written the end of that build to both of its streams.
import { pathToFileURL } from 'node:url'

const { main } = await import(pathToFileURL(process.argv[2]).href)
const environment = { ...process.env }

process.on('message', async ({ root, end }) => {
  process.chdir(root)
  await main(['build'])
  for (const stream of [process.stdout, process.stderr]) stream.write(end)
  process.send(process.exitCode ?? 0)
  Object.assign(process.env, environment)
})
process.send('ready')
