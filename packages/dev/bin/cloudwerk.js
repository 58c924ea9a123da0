#!/usr/bin/env -S node --
// Without the `--` node takes `--env-file` for itself, and ends without a word of ours.
// Plain JavaScript that old versions of Node can parse: it must run there to say what is missing.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(
    `cloudwerk needs Node 22.12 or newer, this is Node ${process.versions.node}. Install a newer Node and run the command again.`,
  )
  process.exit(1)
}
import('../dist/cli.js').then(
  (cli) => cli.main(process.argv.slice(2)),
  (error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    console.error(`${error.message}\n  Its installation is not whole. Run npm install again.`)
    process.exit(1)
  },
)
