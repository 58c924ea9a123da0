#!/usr/bin/env -S node --
// Without the `--` node itself would read `--env-file`, and fail before this code runs.
// Plain JavaScript that old versions of Node can parse, so that they can print this message.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(
    `cloudwerk needs Node 22.12 or newer, but this is Node ${process.versions.node}. Install a newer Node and run the command again.`,
  )
  process.exit(1)
}
import('../dist/cli.js').then(
  (cli) => cli.main(process.argv.slice(2)),
  (error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    console.error(`${error.message}\n  The installation is incomplete. Run npm install again.`)
    process.exit(1)
  },
)
