import { Command } from 'commander'

export function buildCommand(): Command {
  return new Command('build')
    .description('Build the app for production into dist/.')
    .action(async () => {
      const { buildApp } = await import('../vite/build-app.ts')
      await buildApp({ root: process.cwd() })
    })
}
