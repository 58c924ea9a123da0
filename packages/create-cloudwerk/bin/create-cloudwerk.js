#!/usr/bin/env node
// Plain JavaScript that old versions of Node can parse, so that they can print this message.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(
    `create-cloudwerk needs Node 22.12 or newer, but this is Node ${process.versions.node}. Install a newer Node and run the command again.`,
  )
  process.exit(1)
}
import('../dist/cli.js').then((cli) => cli.main(process.argv.slice(2)))
